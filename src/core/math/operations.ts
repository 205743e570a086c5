/**
 * The operation table: every operation once, with its value by a stable kernel, its one derivative rule, and
 * how it is written. Differentiation, the compiled functions that training runs, the evaluation of printed
 * formulas and the printers are all readings of these records; nothing else in the project knows a derivative.
 *
 * A rule states the textbook form in terms of the operation's own result where the textbook does: σ′ = σ(1 − σ).
 * The digits that this form loses in doubles (1 − σ(x) is 0 from x = 37 on) are kept by `oneMinus` and
 * `oneMinusSquare`, which know how to compute 1 − f and 1 − f² from the operand of f where the record of f says
 * so. What is printed and what is computed are therefore one expression.
 */

import type { Arithmetic } from './arithmetic';
import {
  exp,
  expm1,
  sechSquared,
  sigmoid,
  sigmoidComplement,
  sigmoidSquareComplement,
  tanh,
  tanhComplement,
} from './exponential';
import {
  add,
  apply,
  chain,
  divide,
  half,
  isApply,
  isNumber,
  isSame,
  multiply,
  negate,
  number,
  one,
  oneMinus,
  power,
  ratio,
  size,
  subtract,
  where,
  zero,
  type Expression,
  type OperationName,
} from './expression';
import { log, softplus } from './logarithm';
import { erf, erfc, normalCdf, normalPdf } from './normalDistribution';
import { numbers } from './numbers';
import { constantPower, power as powerOf } from './power';
import { everything, magnitudeOf, productRange, unionOf, type Range } from './range';
import { cos, sin } from './trigonometry';

export interface Notation {
  readonly latex: string;
  readonly unicode: string;
}

/** A value as a program over any machine, from the values of the operands. */
export type Kernel = <V, M>(m: Arithmetic<V, M>, ...operands: V[]) => V;

interface Rule {
  /** How many operands; null: any number from one. */
  readonly arity: number | null;
  /**
   * The value, by the form that keeps most digits. Of an operation on any number of operands: of two; the next
   * is joined to the result of those before it.
   */
  readonly kernel: Kernel;
  /** The same where the last operand is a number that is known before the machine runs. */
  readonly kernelOfConstant?: <V, M>(m: Arithmetic<V, M>, operand: V, constant: number) => V;
  /** Between which numbers the value lies when the operands lie within theirs; absent: any. */
  readonly range?: (...operands: readonly Range[]) => Range;
  /** ∂self/∂operands[position]; `self` is the whole node, so that a rule may be stated in terms of the result. */
  readonly derivative: (operands: readonly Expression[], position: number, self: Expression) => Expression;
  /**
   * For an operation that picks one of its operands: ∂self from the derivatives of the operands, so that only
   * the branch that is taken has a say.
   */
  readonly branches?: (operands: readonly Expression[], derivatives: readonly Expression[]) => Expression;
  /**
   * The expressions at whose zeros the operation, or its slope, breaks: central differences across such a place
   * measure nothing. Absent: smooth wherever it has a value.
   */
  readonly breaks?: (operands: readonly Expression[]) => readonly Expression[];
  /** 1 − f(x) computed from x, where 1 − f loses digits. */
  readonly oneMinus?: Kernel;
  /** 1 − f(x)² computed from x. */
  readonly oneMinusSquare?: Kernel;
  /** The name of an operation that is written as a function; the printers know how to write the others. */
  readonly name?: Notation;
}

/** An operation's record, with its value read on JavaScript's numbers. */
export interface Operation extends Rule {
  readonly evaluate: (...values: readonly number[]) => number;
}

const first = (operands: readonly Expression[]): Expression => operands[0]!;

/** The record's rules for an operation of branches: the one partial derivative follows from `branches`. */
const byBranches = (branches: NonNullable<Rule['branches']>): Pick<Rule, 'branches' | 'derivative'> => ({
  branches,
  derivative: (operands, position) =>
    branches(
      operands,
      operands.map((_, n) => (n === position ? one : zero)),
    ),
});

/**
 * max and min: the derivative of the side that is taken; the mean of both at a tie. Long derivatives stand once
 * each, at the price of a factor that is ½ at a tie: written out as short ones are, they would double with every
 * max inside a max.
 */
const extreme = (isGreater: boolean): Pick<Rule, 'branches' | 'derivative'> =>
  byBranches((operands, derivatives) => {
    const [byFirst, bySecond] = [derivatives[0]!, derivatives[1]!];
    if (isSame(byFirst, bySecond)) return byFirst;
    const [first, second] = [operands[0]!, operands[1]!];
    const [high, low] = isGreater ? [first, second] : [second, first];
    if (size(byFirst, LONG) < LONG && size(bySecond, LONG) < LONG) {
      return where(high, low, byFirst, where(low, high, bySecond, mean(byFirst, bySecond)));
    }
    const share = where(high, low, one, where(low, high, one, half));
    return multiply(share, add(where(low, high, zero, byFirst), where(high, low, zero, bySecond)));
  });

/** Nodes from which on the derivative of a branch is long. */
const LONG = 16;

function mean(left: Expression, right: Expression): Expression {
  const terms = [left, right].filter((side) => !isNumber(side, 0)).map((side) => multiply(half, side));
  return terms.length === 1 ? terms[0]! : add(...terms);
}

/** The derivative of a product by one factor: the other factors. */
const others = (operands: readonly Expression[], position: number): readonly Expression[] =>
  operands.filter((_, n) => n !== position);

/** n − 1, as a fraction where n is one; u + 1 loses its 1. */
function lessOne(exponent: Expression): Expression {
  if (exponent.kind === 'number') {
    if (!exponent.ratio) return number(exponent.value - 1);
    const [numerator, denominator] = exponent.ratio;
    return ratio(numerator - denominator, denominator);
  }
  const isPlusOne = isApply(exponent, 'add') && isNumber(exponent.operands.at(-1)!, 1);
  return isPlusOne ? add(...exponent.operands.slice(0, -1)) : subtract(exponent, one);
}

/**
 * The product of finite factors, of which one underflowed to 0 and one overflowed: 0, the limit of every such
 * product in the built-in activations (a slope that dies exponentially times a power of a). NaN stays NaN.
 */
function times<V, M>(m: Arithmetic<V, M>, left: V, right: V): V {
  const product = m.multiply(left, right);
  const areNumbers = m.and(m.isEqual(left, left), m.isEqual(right, right));
  const isRight = m.or(m.isEqual(product, product), m.not(areNumbers));
  return m.select(isRight, product, m.constant(0));
}

/** A product by IEEE-754. */
export function plainTimes<V, M>(m: Arithmetic<V, M>, left: V, right: V): V {
  return m.multiply(left, right);
}

const within = (low: number, high: number) => (): Range => ({ low, high });
const share = within(0, 1);
const unit = within(-1, 1);

const functions = {
  exp: {
    arity: 1,
    kernel: exp,
    range: ({ high }) => ({ low: 0, high: high <= 0 ? 1 : Infinity }),
    derivative: (_operands, _position, self) => self,
    oneMinus: (m, x) => m.negate(expm1(m, x)),
    name: { latex: '\\exp', unicode: 'exp' },
  },
  /** e^x − 1, exact near 0. */
  expm1: {
    arity: 1,
    kernel: expm1,
    range: ({ high }) => ({ low: -1, high: high <= 0 ? 0 : Infinity }),
    derivative: (operands) => apply('exp', first(operands)),
  },
  log: {
    arity: 1,
    kernel: log,
    derivative: (operands) => divide(one, first(operands)),
    breaks: (operands) => operands,
    name: { latex: '\\ln', unicode: 'ln' },
  },
  sqrt: {
    arity: 1,
    kernel: (m, x) => m.squareRoot(x),
    range: ({ high }) => ({ low: 0, high }),
    derivative: (_operands, _position, self) => divide(half, self),
    breaks: (operands) => operands,
    name: { latex: '\\sqrt', unicode: '√' },
  },
  abs: {
    arity: 1,
    kernel: (m, x) => m.abs(x),
    range: (x) => ({ low: 0, high: magnitudeOf(x) }),
    derivative: (operands) => apply('sign', first(operands)),
    breaks: (operands) => operands,
  },
  /** −1, 0 or 1; its derivative is taken as 0 everywhere. */
  sign: {
    arity: 1,
    kernel: (m, x) => {
      const zero = m.constant(0);
      const isNegative = m.isLess(x, zero);
      return m.select(m.isLess(zero, x), m.constant(1), m.select(isNegative, m.constant(-1), x));
    },
    range: unit,
    derivative: () => zero,
    breaks: (operands) => operands,
    name: { latex: '\\operatorname{sign}', unicode: 'sign' },
  },
  max: {
    arity: 2,
    kernel: (m, left, right) => m.maximum(left, right),
    range: unionOf,
    ...extreme(true),
    breaks: ([left, right]) => [subtract(left!, right!)],
    name: { latex: '\\max', unicode: 'max' },
  },
  min: {
    arity: 2,
    kernel: (m, left, right) => m.minimum(left, right),
    range: unionOf,
    ...extreme(false),
    breaks: ([left, right]) => [subtract(left!, right!)],
    name: { latex: '\\min', unicode: 'min' },
  },
  sin: {
    arity: 1,
    kernel: sin,
    range: unit,
    derivative: (operands) => apply('cos', first(operands)),
    name: { latex: '\\sin', unicode: 'sin' },
  },
  cos: {
    arity: 1,
    kernel: cos,
    range: unit,
    derivative: (operands) => negate(apply('sin', first(operands))),
    name: { latex: '\\cos', unicode: 'cos' },
  },
  sigmoid: {
    arity: 1,
    kernel: sigmoid,
    range: share,
    derivative: (_operands, _position, self) => multiply(self, oneMinus(self)),
    oneMinus: sigmoidComplement,
    oneMinusSquare: sigmoidSquareComplement,
    name: { latex: '\\sigma', unicode: 'σ' },
  },
  tanh: {
    arity: 1,
    kernel: tanh,
    range: unit,
    derivative: (_operands, _position, self) => apply('oneMinusSquare', self),
    oneMinus: tanhComplement,
    oneMinusSquare: sechSquared,
    name: { latex: '\\tanh', unicode: 'tanh' },
  },
  relu: {
    arity: 1,
    // NaN is not below 0 and stays.
    kernel: (m, x) => m.select(m.isLessOrEqual(x, m.constant(0)), m.constant(0), x),
    range: ({ high }) => ({ low: 0, high: Math.max(high, 0) }),
    derivative: (operands) => where(first(operands), zero, one, zero),
    breaks: (operands) => operands,
    name: { latex: '\\operatorname{ReLU}', unicode: 'ReLU' },
  },
  /**
   * ½(1 + tanh u), the gate of gelu's tanh approximation, computed as σ(2u): the textbook form cancels to
   * nothing from u = −19 on.
   */
  tanhGate: {
    arity: 1,
    kernel: (m, u) => sigmoid(m, m.add(u, u)),
    range: share,
    derivative: (operands) => multiply(half, apply('oneMinusSquare', apply('tanh', first(operands)))),
  },
  softplus: {
    arity: 1,
    kernel: softplus,
    range: ({ high }) => ({ low: 0, high: Math.max(high, 0) + 1 }),
    derivative: (operands) => apply('sigmoid', first(operands)),
    name: { latex: '\\operatorname{softplus}', unicode: 'softplus' },
  },
  erf: {
    arity: 1,
    kernel: erf,
    range: unit,
    derivative: (operands) =>
      multiply(
        divide(number(2), apply('sqrt', apply('pi'))),
        apply('exp', negate(power(first(operands), number(2)))),
      ),
    oneMinus: erfc,
    name: { latex: '\\operatorname{erf}', unicode: 'erf' },
  },
  /** Φ, the distribution function of the standard normal. */
  normalCdf: {
    arity: 1,
    kernel: normalCdf,
    range: share,
    derivative: (operands) => apply('normalPdf', first(operands)),
    name: { latex: '\\Phi', unicode: 'Φ' },
  },
  /** φ = Φ′. */
  normalPdf: {
    arity: 1,
    kernel: normalPdf,
    range: share,
    derivative: (operands, _position, self) => negate(multiply(first(operands), self)),
    name: { latex: '\\varphi', unicode: 'φ' },
  },
} satisfies Record<string, Rule>;

const arithmetic = {
  add: {
    arity: null,
    kernel: (m, left, right) => m.add(left, right),
    range: (...terms) =>
      terms.reduce((left, right) => ({ low: left.low + right.low, high: left.high + right.high })),
    derivative: () => one,
  },
  subtract: {
    arity: 2,
    kernel: (m, left, right) => m.subtract(left, right),
    range: (left, right) => ({ low: left.low - right.high, high: left.high - right.low }),
    derivative: (_operands, position) => (position === 0 ? one : number(-1)),
  },
  negate: {
    arity: 1,
    kernel: (m, x) => m.negate(x),
    range: ({ low, high }) => ({ low: -high, high: -low }),
    derivative: () => number(-1),
  },
  multiply: {
    arity: null,
    kernel: times,
    range: (...factors) => factors.reduce(productRange),
    derivative: (operands, position) => multiply(...others(operands, position)),
  },
  /** A product like `multiply`, written with dots between the links of a chain rule. */
  chain: {
    arity: null,
    kernel: times,
    range: (...factors) => factors.reduce(productRange),
    derivative: (operands, position) => chain(...others(operands, position)),
  },
  divide: {
    arity: 2,
    kernel: (m, numerator, denominator) => m.divide(numerator, denominator),
    derivative: (operands, position) =>
      position === 0
        ? divide(one, operands[1]!)
        : negate(divide(operands[0]!, power(operands[1]!, number(2)))),
    breaks: ([, denominator]) => [denominator!],
  },
  power: {
    arity: 2,
    kernel: powerOf,
    kernelOfConstant: constantPower,
    range: (base, exponent) =>
      magnitudeOf(base) <= 1 && exponent.low >= 0 ? { low: -1, high: 1 } : everything,
    derivative: (operands, position, self) => {
      const [base, exponent] = [operands[0]!, operands[1]!];
      if (position === 1) return multiply(self, apply('log', base));
      return multiply(exponent, power(base, lessOne(exponent)));
    },
    /** A whole power from 0 on is smooth everywhere; every other has its base's sign to mind. */
    breaks: ([base, exponent]) =>
      exponent!.kind === 'number' && Number.isInteger(exponent!.value) && exponent!.value >= 0 ? [] : [base!],
  },
  oneMinus: {
    arity: 1,
    kernel: (m, x) => m.subtract(m.constant(1), x),
    range: ({ low, high }) => ({ low: 1 - high, high: 1 - low }),
    derivative: () => number(-1),
  },
  oneMinusSquare: {
    arity: 1,
    kernel: (m, x) => m.multiply(m.subtract(m.constant(1), x), m.add(m.constant(1), x)),
    range: (x) => ({ low: 1 - magnitudeOf(x) * magnitudeOf(x), high: 1 }),
    derivative: (operands) => multiply(number(-2), first(operands)),
  },
  /** operands[2] where operands[0] > operands[1], else operands[3]; the condition itself has no derivative. */
  where: {
    arity: 4,
    kernel: (m, left, right, then, otherwise) => m.select(m.isLess(right, left), then, otherwise),
    range: (_left, _right, then, otherwise) => unionOf(then, otherwise),
    ...byBranches(([left, right], [, , then, otherwise]) => where(left!, right!, then!, otherwise!)),
    breaks: ([left, right]) => [subtract(left!, right!)],
  },
  pi: {
    arity: 0,
    kernel: (m) => m.constant(Math.PI),
    range: within(Math.PI, Math.PI),
    derivative: () => zero,
    name: { latex: '\\pi', unicode: 'π' },
  },
} satisfies Record<string, Rule>;

/** The value on JavaScript's numbers, with a list of parameters for each count: a rest parameter costs an array a call. */
function onNumbers({ arity, kernel, kernelOfConstant }: Rule): Operation['evaluate'] {
  if (kernelOfConstant) return (x = NaN, constant = NaN) => kernelOfConstant(numbers, x, constant);
  switch (arity) {
    case null:
      return (...values) => values.reduce((left, right) => kernel(numbers, left, right));
    case 1:
      return (x = NaN) => kernel(numbers, x);
    case 2:
      return (x = NaN, y = NaN) => kernel(numbers, x, y);
    default:
      return (...values) => kernel(numbers, ...values);
  }
}

const table = Object.fromEntries(
  Object.entries<Rule>({ ...arithmetic, ...functions }).map(([name, rule]) => [
    name,
    { ...rule, evaluate: onNumbers(rule) },
  ]),
) as Readonly<Record<OperationName, Operation>>;

/** The record of an operation, under the table's common type. */
export function operation(name: OperationName): Operation {
  return table[name];
}

/** The operations that are written as functions, with their names. */
export function operationNotations(): readonly {
  readonly name: OperationName;
  readonly notation: Notation;
}[] {
  return (Object.keys(table) as OperationName[]).flatMap((name) => {
    const notation = table[name].name;
    return notation ? [{ name, notation }] : [];
  });
}
