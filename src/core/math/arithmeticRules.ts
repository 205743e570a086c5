/** The rules of the operations that are written with signs: sums, products, fractions, powers, choices; see operations.ts. */

import type { Arithmetic } from './arithmetic';
import { byBranches } from './branchRules';
import {
  add,
  apply,
  chain,
  divide,
  isApply,
  isNumber,
  multiply,
  negate,
  number,
  one,
  power,
  ratio,
  subtract,
  where,
  zero,
  type Expression,
} from './expression';
import type { Rule } from './operationRule';
import { constantPower, power as powerOf } from './power';
import { everything, magnitudeOf, productRange, unionOf } from './range';

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

const first = (operands: readonly Expression[]): Expression => operands[0]!;

export const arithmetic = {
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
    range: () => ({ low: Math.PI, high: Math.PI }),
    derivative: () => zero,
    name: { latex: '\\pi', unicode: 'π' },
  },
} satisfies Record<string, Rule>;
