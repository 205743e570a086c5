/**
 * The activation functions, each as one formula in `a` over the operation table. Value and derivative that
 * training computes, and the formulas that derivations print, are readings of it.
 */

import type { Activation } from '../network/network';
import { compile } from './compile';
import { differentiate } from './differentiate';
import {
  add,
  apply,
  divide,
  isSame,
  multiply,
  number,
  one,
  power,
  variable,
  where,
  zero,
  type Expression,
} from './expression';
import { operation, type Notation } from './operations';

const a = variable('a');

/** φ(a) with its derivative, both from the pre-activation. Elementwise activations only. */
export interface ActivationFunction {
  readonly value: (a: number) => number;
  readonly derivative: (a: number) => number;
}

/** u = √(2/π) (a + 0.044715 a³), the argument of gelu's tanh approximation. */
const geluArgument = multiply(
  apply('sqrt', divide(number(2), apply('pi'))),
  add(a, multiply(number(0.044715), power(a, number(3)))),
);

export function isSoftmax(activation: Activation): boolean {
  return activation.type === 'softmax';
}

/**
 * The formula of an elementwise activation in the variable `a`. Kinks: at 0 the branch for a ≤ 0 counts, which
 * gives relu′(0) = 0, leakyRelu′(0) = slope, elu′(0) = α as the format says.
 * Throws RangeError for softmax (not elementwise) and for formulas (not trained yet).
 */
export function activationFormula(activation: Activation): Expression {
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
      return multiply(a, apply('tanhGate', geluArgument));
    case 'silu':
      return multiply(a, apply('sigmoid', a));
    case 'softmax':
      throw new RangeError('softmax acts on a whole layer and has no formula of one variable');
    case 'formula':
      throw new RangeError('formula activations are not trained by this version');
  }
}

/** φ′ as differentiation gives it, in the variable `a`. */
export function activationDerivative(activation: Activation): Expression {
  return differentiate(activationFormula(activation), 'a');
}

const compiled = new Map<string, ActivationFunction>();

/** The compiled pair for an activation. Throws as `activationFormula` does. */
export function activationFunction(activation: Activation): ActivationFunction {
  const key = JSON.stringify(activation);
  const known = compiled.get(key);
  if (known) return known;
  const made = compilePair(activation);
  compiled.set(key, made);
  return made;
}

function compilePair(activation: Activation): ActivationFunction {
  const formula = activationFormula(activation);
  // A formula that is one operation of the table needs no composing.
  const value =
    formula.kind === 'apply' && formula.operands.length === 1 && formula.operands[0] === a
      ? operation(formula.operation).evaluate
      : compile(formula, ['a']);
  return { value, derivative: compile(differentiate(formula, 'a'), ['a']) };
}

/**
 * φ′ in the variables `a` (pre-activation) and `h` (output): the derivative with every occurrence of the
 * activation itself written as its output, as textbooks do: h(1 − h) for sigmoid, 1 − h² for tanh.
 */
export function activationDerivativeByOutput(activation: Activation): Expression {
  const formula = activationFormula(activation);
  if (formula === a) return one;
  return replace(differentiate(formula, 'a'), formula, variable('h'));
}

function replace(expression: Expression, part: Expression, by: Expression): Expression {
  if (isSame(expression, part)) return by;
  if (expression.kind !== 'apply') return expression;
  return { ...expression, operands: expression.operands.map((operand) => replace(operand, part, by)) };
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
