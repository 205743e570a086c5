/**
 * The activation functions, each as one formula in `a` over the operation table. Value and derivative that
 * training computes, and the formulas that derivations print, are readings of it.
 */

import type { Activation } from '../network/network';
import { collect } from './collect';
import type { Arithmetic } from './arithmetic';
import { compile, instantiate, type Compiled } from './compile';
import { formulaExpression } from './customActivation';
import { differentiate } from './differentiate';
import { apply, isSame, multiply, number, one, variable, where, zero, type Expression } from './expression';
import { geluArgument } from './geluTanh';
import type { Notation } from './operationRule';
import { operation } from './operations';
import { whenAsked } from './remember';

const a = variable('a');

/** φ(a) with its derivative, both from the pre-activation. Elementwise activations only. */
export interface ActivationFunction {
  readonly value: (a: number) => number;
  readonly derivative: (a: number) => number;
}

export function isSoftmax(activation: Activation): boolean {
  return activation.type === 'softmax';
}

/** Everything that is read from one activation. */
interface Reading {
  readonly formula: Expression;
  readonly derivative: Expression;
  readonly byOutput: Expression;
  readonly functions: ActivationFunction;
  readonly breaks: readonly Compiled[];
}

/**
 * Readings by the activation's text: a derivation asks for the same derivative once for each path. Somebody who
 * types a formula makes a new one with each key, so the oldest give way.
 */
const readings = new Map<string, Reading>();
const KEPT_READINGS = 100;

function readingOf(activation: Activation): Reading {
  const key = JSON.stringify(activation);
  const known = readings.get(key);
  if (known) return known;
  if (readings.size >= KEPT_READINGS) readings.delete(readings.keys().next().value!);
  const made = read(activation);
  readings.set(key, made);
  return made;
}

function read(activation: Activation): Reading {
  const formula = formulaOf(activation);
  const isStrict = isOwn(activation);
  const differentiated = differentiate(formula, 'a');
  const derivative = isStrict ? collect(differentiated) : differentiated;
  // A formula that is one operation of the table needs no composing.
  const isOneOperation =
    formula.kind === 'apply' && formula.operands.length === 1 && isSame(formula.operands[0]!, a);
  const compiled = (expression: Expression): Compiled => compile(expression, ['a'], { isStrict });
  const byOutput = whenAsked(() => (isSame(formula, a) ? one : replace(derivative, formula, variable('h'))));
  const functions = whenAsked(() => ({
    value: isOneOperation ? operation(formula.operation).evaluate : compiled(formula),
    derivative: compiled(derivative),
  }));
  const breaks = whenAsked(() => breaksOf(formula).map(compiled));
  return {
    formula,
    derivative,
    get byOutput() {
      return byOutput();
    },
    get functions() {
      return functions();
    },
    get breaks() {
      return breaks();
    },
  };
}

function formulaOf(activation: Activation): Expression {
  switch (activation.type) {
    case 'linear':
      return a;
    case 'sigmoid':
    case 'tanh':
    case 'softplus':
    case 'relu':
      return apply(activation.type, a);
    case 'leakyRelu':
      return where(a, zero, a, multiply(number(activation.slope), a));
    case 'elu':
      return where(a, zero, a, multiply(number(activation.alpha), apply('expm1', a)));
    case 'gelu':
      return multiply(a, apply('normalCdf', a));
    case 'geluTanh':
      return multiply(a, apply('tanhGate', geluArgument(a)));
    case 'silu':
      return multiply(a, apply('sigmoid', a));
    case 'softmax':
      throw new RangeError('softmax acts on a whole layer and has no formula of one variable');
    case 'formula':
      return formulaExpression(activation.formula);
  }
}

/** The parts of a formula at whose zeros it, or its slope, breaks; none that is the same everywhere. */
function breaksOf(formula: Expression): readonly Expression[] {
  const found = new Set<Expression>();
  const seen = new Set<Expression>();
  const visit = (node: Expression): void => {
    if (node.kind !== 'apply' || seen.has(node)) return;
    seen.add(node);
    for (const part of operation(node.operation).breaks?.(node.operands) ?? []) {
      if (hasVariable(part)) found.add(part);
    }
    node.operands.forEach(visit);
  };
  visit(formula);
  return [...found];
}

function hasVariable(expression: Expression): boolean {
  if (expression.kind === 'variable') return true;
  return expression.kind === 'apply' && expression.operands.some(hasVariable);
}

/** The expression with every occurrence of `part` written as `by`; shared parts stay shared. */
function replace(expression: Expression, part: Expression, by: Expression): Expression {
  const known = new Map<Expression, Expression>();
  const visit = (node: Expression): Expression => {
    const before = known.get(node);
    if (before) return before;
    const replaced = isSame(node, part)
      ? by
      : node.kind === 'apply'
        ? { ...node, operands: node.operands.map(visit) }
        : node;
    known.set(node, replaced);
    return replaced;
  };
  return visit(expression);
}

/**
 * The formula of an elementwise activation in the variable `a`. Kinks: at 0 the branch for a ≤ 0 counts, which
 * gives relu′(0) = 0, leakyRelu′(0) = slope, elu′(0) = α as the format says. A formula activation is read from
 * its text. Throws RangeError for softmax (not elementwise) and for a formula that has an error.
 */
export function activationFormula(activation: Activation): Expression {
  return readingOf(activation).formula;
}

/** φ′ as differentiation gives it, in the variable `a`; that of a formula collected. Throws likewise. */
export function activationDerivative(activation: Activation): Expression {
  return readingOf(activation).derivative;
}

/**
 * φ′ in the variables `a` (pre-activation) and `h` (output): the derivative with every occurrence of the
 * activation itself written as its output, as textbooks do: h(1 − h) for sigmoid, 1 − h² for tanh. Throws
 * likewise.
 */
export function activationDerivativeByOutput(activation: Activation): Expression {
  return readingOf(activation).byOutput;
}

/** The compiled pair for an activation. Throws likewise. */
export function activationFunction(activation: Activation): ActivationFunction {
  return readingOf(activation).functions;
}

/** φ(a) on any machine: what `activationFunction` gives on numbers. Throws likewise. */
export function activationValue<V, M>(m: Arithmetic<V, M>, activation: Activation, a: V): V {
  return instantiate(m, activationFormula(activation), { a }, { isStrict: isOwn(activation) });
}

/** φ′(a) likewise. */
export function activationSlope<V, M>(m: Arithmetic<V, M>, activation: Activation, a: V): V {
  return instantiate(m, activationDerivative(activation), { a }, { isStrict: isOwn(activation) });
}

/**
 * Whether φ is one of the format's activations that are straight lines, or two: what it makes of a number loses no digits,
 * however few there are. Of a formula that somebody wrote nothing of the kind is known.
 */
export function isPiecewiseLinear(activation: Activation): boolean {
  if (isOwn(activation) || isSoftmax(activation)) return false;
  return isSame(differentiate(activationDerivative(activation), 'a'), zero);
}

/** Of a formula that somebody wrote nothing is known about its products of 0 and ∞. */
function isOwn(activation: Activation): boolean {
  return activation.type === 'formula';
}

/**
 * Functions of the pre-activation at whose zeros φ has no derivative, or no second one: where central
 * differences measure nothing. a for relu; 1 + a and a for max(0, a) / (1 + a). Empty for a smooth activation
 * and for softmax.
 */
export function activationBreaks(activation: Activation): readonly ((a: number) => number)[] {
  return isSoftmax(activation) ? [] : readingOf(activation).breaks;
}

/** The name of an activation function in formulas: σ(a), tanh(a), ReLU(a). Linear has none. */
export function activationName(activation: Activation): Notation | null {
  return names[activation.type];
}

const names: Record<Activation['type'], Notation | null> = {
  linear: null,
  sigmoid: operation('sigmoid').name ?? null,
  tanh: operation('tanh').name ?? null,
  softplus: operation('softplus').name ?? null,
  relu: operation('relu').name ?? null,
  leakyRelu: { latex: '\\operatorname{LReLU}', unicode: 'LReLU' },
  elu: { latex: '\\operatorname{ELU}', unicode: 'ELU' },
  gelu: { latex: '\\operatorname{GELU}', unicode: 'GELU' },
  geluTanh: { latex: '\\operatorname{GELU}', unicode: 'GELU' },
  silu: { latex: '\\operatorname{SiLU}', unicode: 'SiLU' },
  softmax: { latex: '\\operatorname{softmax}', unicode: 'softmax' },
  formula: { latex: '\\varphi', unicode: 'φ' },
};
