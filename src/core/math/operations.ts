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
  apply,
  chain,
  divide,
  half,
  multiply,
  negate,
  number,
  one,
  oneMinus,
  power,
  subtract,
  where,
  zero,
  type Expression,
  type OperationName,
} from './expression';
import { erf, normalCdf, normalPdf, sechSquared, sigmoid, softplus } from './special';

export interface Notation {
  readonly latex: string;
  readonly unicode: string;
}

export interface Operation {
  /** How many operands; null: any number from one. */
  readonly arity: number | null;
  /** The value, by the kernel that keeps most digits. */
  readonly evaluate: (...values: readonly number[]) => number;
  /** ∂self/∂operands[position]; `self` is the whole node, so that a rule may be stated in terms of the result. */
  readonly derivative: (operands: readonly Expression[], position: number, self: Expression) => Expression;
  /** 1 − f(x) computed from x, where 1 − f loses digits. */
  readonly evaluateOneMinus?: (x: number) => number;
  /** 1 − f(x)² computed from x. */
  readonly evaluateOneMinusSquare?: (x: number) => number;
  /** The name of an operation that is written as a function; the printers know how to write the others. */
  readonly name?: Notation;
}

const first = (operands: readonly Expression[]): Expression => operands[0]!;

/** Rules for which one side of a tie counts half: max and min at equal operands. */
const tie = (operands: readonly Expression[], position: number, greater: boolean): Expression => {
  const mine = operands[position]!;
  const other = operands[1 - position]!;
  const [high, low] = greater ? [mine, other] : [other, mine];
  return where(high, low, one, where(low, high, zero, half));
};

/** The derivative of a product by one factor: the other factors. */
const others = (operands: readonly Expression[], position: number): readonly Expression[] =>
  operands.filter((_, n) => n !== position);

/**
 * The product of finite factors, of which one underflowed to 0 and one overflowed: 0, the limit of every such
 * product in the table (a slope that dies exponentially times a power of a). NaN stays NaN.
 */
function product(...values: readonly number[]): number {
  let result = 1;
  for (const value of values) result *= value;
  return Number.isNaN(result) && values.includes(0) && !values.some(Number.isNaN) ? 0 : result;
}

const functions = {
  exp: {
    arity: 1,
    evaluate: Math.exp,
    derivative: (_operands, _position, self) => self,
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
    name: { latex: '\\ln', unicode: 'ln' },
  },
  sqrt: {
    arity: 1,
    evaluate: Math.sqrt,
    derivative: (_operands, _position, self) => divide(half, self),
    name: { latex: '\\sqrt', unicode: '√' },
  },
  abs: {
    arity: 1,
    evaluate: Math.abs,
    derivative: (operands) => apply('sign', first(operands)),
  },
  /** −1, 0 or 1; its derivative is taken as 0 everywhere. */
  sign: {
    arity: 1,
    evaluate: Math.sign,
    derivative: () => zero,
    name: { latex: '\\operatorname{sign}', unicode: 'sign' },
  },
  max: {
    arity: 2,
    evaluate: Math.max,
    derivative: (operands, position) => tie(operands, position, true),
    name: { latex: '\\max', unicode: 'max' },
  },
  min: {
    arity: 2,
    evaluate: Math.min,
    derivative: (operands, position) => tie(operands, position, false),
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
    name: { latex: '\\sigma', unicode: 'σ' },
  },
  tanh: {
    arity: 1,
    evaluate: Math.tanh,
    derivative: (_operands, _position, self) => apply('oneMinusSquare', self),
    evaluateOneMinusSquare: sechSquared,
    name: { latex: '\\tanh', unicode: 'tanh' },
  },
  relu: {
    arity: 1,
    evaluate: (x) => (x > 0 ? x : 0),
    derivative: (operands) => where(first(operands), zero, one, zero),
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
    evaluate: (...values) => values.reduce((sum, value) => sum + value, 0),
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
    evaluate: product,
    derivative: (operands, position) => multiply(...others(operands, position)),
  },
  /** A product like `multiply`, written with dots between the links of a chain rule. */
  chain: {
    arity: null,
    evaluate: product,
    derivative: (operands, position) => chain(...others(operands, position)),
  },
  divide: {
    arity: 2,
    evaluate: (numerator = NaN, denominator = NaN) => numerator / denominator,
    derivative: (operands, position) =>
      position === 0
        ? divide(one, operands[1]!)
        : negate(divide(operands[0]!, power(operands[1]!, number(2)))),
  },
  power: {
    arity: 2,
    evaluate: (base = NaN, exponent = NaN) => base ** exponent,
    derivative: (operands, position, self) => {
      const [base, exponent] = [operands[0]!, operands[1]!];
      if (position === 1) return multiply(self, apply('log', base));
      if (exponent.kind === 'number') return multiply(exponent, power(base, number(exponent.value - 1)));
      return multiply(exponent, power(base, subtract(exponent, one)));
    },
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
    derivative: (operands, position) => {
      if (position < 2) return zero;
      const [left, right] = [operands[0]!, operands[1]!];
      return position === 2 ? where(left, right, one, zero) : where(left, right, zero, one);
    },
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
