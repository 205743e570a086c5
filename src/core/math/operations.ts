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
import { erf, erfc, normalCdf, normalPdf, sechSquared, sigmoid, softplus } from './special';

export interface Notation {
  readonly latex: string;
  readonly unicode: string;
}

export interface Operation {
  /** How many operands; null: any number from one. */
  readonly arity: number | null;
  /** The value, by the kernel that keeps most digits. */
  readonly evaluate: (...values: readonly number[]) => number;
  /** Of an operation on any number of operands: two of them, from the left. */
  readonly evaluatePair?: (left: number, right: number) => number;
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
  readonly evaluateOneMinus?: (x: number) => number;
  /** 1 − f(x)² computed from x. */
  readonly evaluateOneMinusSquare?: (x: number) => number;
  /** The name of an operation that is written as a function; the printers know how to write the others. */
  readonly name?: Notation;
}

const first = (operands: readonly Expression[]): Expression => operands[0]!;

/** The record's rules for an operation of branches: the one partial derivative follows from `branches`. */
const byBranches = (
  branches: NonNullable<Operation['branches']>,
): Pick<Operation, 'branches' | 'derivative'> => ({
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
const extreme = (isGreater: boolean): Pick<Operation, 'branches' | 'derivative'> =>
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
function times(left: number, right: number): number {
  const product = left * right;
  if (!Number.isNaN(product) || Number.isNaN(left) || Number.isNaN(right)) return product;
  return 0;
}

const plus = (left: number, right: number): number => left + right;

const functions = {
  exp: {
    arity: 1,
    evaluate: Math.exp,
    derivative: (_operands, _position, self) => self,
    evaluateOneMinus: (x) => -Math.expm1(x),
    name: { latex: '\\exp', unicode: 'exp' },
  },
  /** e^x − 1, exact near 0. */
  expm1: {
    arity: 1,
    evaluate: Math.expm1,
    derivative: (operands) => apply('exp', first(operands)),
  },
  log: {
    arity: 1,
    evaluate: Math.log,
    derivative: (operands) => divide(one, first(operands)),
    breaks: (operands) => operands,
    name: { latex: '\\ln', unicode: 'ln' },
  },
  sqrt: {
    arity: 1,
    evaluate: Math.sqrt,
    derivative: (_operands, _position, self) => divide(half, self),
    breaks: (operands) => operands,
    name: { latex: '\\sqrt', unicode: '√' },
  },
  abs: {
    arity: 1,
    evaluate: Math.abs,
    derivative: (operands) => apply('sign', first(operands)),
    breaks: (operands) => operands,
  },
  /** −1, 0 or 1; its derivative is taken as 0 everywhere. */
  sign: {
    arity: 1,
    evaluate: Math.sign,
    derivative: () => zero,
    breaks: (operands) => operands,
    name: { latex: '\\operatorname{sign}', unicode: 'sign' },
  },
  max: {
    arity: 2,
    evaluate: Math.max,
    ...extreme(true),
    breaks: ([left, right]) => [subtract(left!, right!)],
    name: { latex: '\\max', unicode: 'max' },
  },
  min: {
    arity: 2,
    evaluate: Math.min,
    ...extreme(false),
    breaks: ([left, right]) => [subtract(left!, right!)],
    name: { latex: '\\min', unicode: 'min' },
  },
  sin: {
    arity: 1,
    evaluate: Math.sin,
    derivative: (operands) => apply('cos', first(operands)),
    name: { latex: '\\sin', unicode: 'sin' },
  },
  cos: {
    arity: 1,
    evaluate: Math.cos,
    derivative: (operands) => negate(apply('sin', first(operands))),
    name: { latex: '\\cos', unicode: 'cos' },
  },
  sigmoid: {
    arity: 1,
    evaluate: sigmoid,
    derivative: (_operands, _position, self) => multiply(self, oneMinus(self)),
    evaluateOneMinus: (x) => sigmoid(-x),
    evaluateOneMinusSquare: (x) => sigmoid(-x) * (1 + sigmoid(x)),
    name: { latex: '\\sigma', unicode: 'σ' },
  },
  tanh: {
    arity: 1,
    evaluate: Math.tanh,
    derivative: (_operands, _position, self) => apply('oneMinusSquare', self),
    // 1 − tanh x = 2 / (1 + e^2x).
    evaluateOneMinus: (x) => 2 * sigmoid(-2 * x),
    evaluateOneMinusSquare: sechSquared,
    name: { latex: '\\tanh', unicode: 'tanh' },
  },
  relu: {
    arity: 1,
    evaluate: (x) => (x > 0 ? x : 0),
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
    evaluate: (u) => sigmoid(2 * u),
    derivative: (operands) => multiply(half, apply('oneMinusSquare', apply('tanh', first(operands)))),
  },
  softplus: {
    arity: 1,
    evaluate: softplus,
    derivative: (operands) => apply('sigmoid', first(operands)),
    name: { latex: '\\operatorname{softplus}', unicode: 'softplus' },
  },
  erf: {
    arity: 1,
    evaluate: erf,
    derivative: (operands) =>
      multiply(
        divide(number(2), apply('sqrt', apply('pi'))),
        apply('exp', negate(power(first(operands), number(2)))),
      ),
    evaluateOneMinus: erfc,
    name: { latex: '\\operatorname{erf}', unicode: 'erf' },
  },
  /** Φ, the distribution function of the standard normal. */
  normalCdf: {
    arity: 1,
    evaluate: normalCdf,
    derivative: (operands) => apply('normalPdf', first(operands)),
    name: { latex: '\\Phi', unicode: 'Φ' },
  },
  /** φ = Φ′. */
  normalPdf: {
    arity: 1,
    evaluate: normalPdf,
    derivative: (operands, _position, self) => negate(multiply(first(operands), self)),
    name: { latex: '\\varphi', unicode: 'φ' },
  },
} satisfies Record<string, Operation>;

const arithmetic = {
  add: {
    arity: null,
    evaluate: (...values) => values.reduce(plus),
    evaluatePair: plus,
    derivative: () => one,
  },
  subtract: {
    arity: 2,
    evaluate: (left = NaN, right = NaN) => left - right,
    derivative: (_operands, position) => (position === 0 ? one : number(-1)),
  },
  negate: { arity: 1, evaluate: (x = NaN) => -x, derivative: () => number(-1) },
  multiply: {
    arity: null,
    evaluate: (...values) => values.reduce(times),
    evaluatePair: times,
    derivative: (operands, position) => multiply(...others(operands, position)),
  },
  /** A product like `multiply`, written with dots between the links of a chain rule. */
  chain: {
    arity: null,
    evaluate: (...values) => values.reduce(times),
    evaluatePair: times,
    derivative: (operands, position) => chain(...others(operands, position)),
  },
  divide: {
    arity: 2,
    evaluate: (numerator = NaN, denominator = NaN) => numerator / denominator,
    derivative: (operands, position) =>
      position === 0
        ? divide(one, operands[1]!)
        : negate(divide(operands[0]!, power(operands[1]!, number(2)))),
    breaks: ([, denominator]) => [denominator!],
  },
  power: {
    arity: 2,
    evaluate: (base = NaN, exponent = NaN) => base ** exponent,
    derivative: (operands, position, self) => {
      const [base, exponent] = [operands[0]!, operands[1]!];
      if (position === 1) return multiply(self, apply('log', base));
      return multiply(exponent, power(base, lessOne(exponent)));
    },
    /** A whole power from 0 on is smooth everywhere; every other has its base's sign to mind. */
    breaks: ([base, exponent]) =>
      exponent!.kind === 'number' && Number.isInteger(exponent!.value) && exponent!.value >= 0 ? [] : [base!],
  },
  oneMinus: { arity: 1, evaluate: (x = NaN) => 1 - x, derivative: () => number(-1) },
  oneMinusSquare: {
    arity: 1,
    evaluate: (x = NaN) => (1 - x) * (1 + x),
    derivative: (operands) => multiply(number(-2), first(operands)),
  },
  /** operands[2] where operands[0] > operands[1], else operands[3]; the condition itself has no derivative. */
  where: {
    arity: 4,
    evaluate: (left = NaN, right = NaN, then = NaN, otherwise = NaN) => (left > right ? then : otherwise),
    ...byBranches(([left, right], [, , then, otherwise]) => where(left!, right!, then!, otherwise!)),
    breaks: ([left, right]) => [subtract(left!, right!)],
  },
  pi: { arity: 0, evaluate: () => Math.PI, derivative: () => zero, name: { latex: '\\pi', unicode: 'π' } },
} satisfies Record<string, Operation>;

const table: Readonly<Record<OperationName, Operation>> = { ...arithmetic, ...functions };

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
