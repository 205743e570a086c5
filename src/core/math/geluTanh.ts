/**
 * u = √(2/π) (a + 0.044715 a³), the argument of gelu's tanh approximation (Hendrycks and Gimpel 2016), and what is
 * made of it. ½(1 + tanh u) and tanh′ turn a relative error of u into one that is 2|u| times as large, some hundreds
 * in the tail: there the rounding of u alone, or of 0.044715, would leave three digits less. So u is computed in two
 * doubles.
 */

import type { Arithmetic } from './arithmetic';
import { sigmoid, sigmoidSlope } from './exponential';
import {
  add,
  apply,
  divide,
  isSame,
  multiply,
  number,
  power,
  type Apply,
  type Expression,
} from './expression';

/** The formula of u in an expression. */
export function geluArgument(a: Expression): Expression {
  return multiply(
    apply('sqrt', divide(number(2), apply('pi'))),
    add(a, multiply(number(0.044715), power(a, number(3)))),
  );
}

/** The a that `expression` is u of; null for any other expression. */
function operandOfArgument(expression: Expression): Expression | null {
  if (expression.kind !== 'apply' || expression.operation !== 'multiply') return null;
  const sum = expression.operands.at(-1);
  const a = sum?.kind === 'apply' && sum.operation === 'add' ? sum.operands[0] : undefined;
  return a && isSame(expression, geluArgument(a)) ? a : null;
}

/** The kernel for ½(1 + tanh u) or 1 − tanh² u from a, with a; null for any other expression. */
export function geluKernel({ operation, operands }: Apply): {
  readonly kernel: typeof geluGate;
  readonly operand: Expression;
} | null {
  const [inner] = operands;
  if (operation === 'tanhGate') {
    const operand = operandOfArgument(inner!);
    return operand && { kernel: geluGate, operand };
  }
  if (operation !== 'oneMinusSquare' || inner?.kind !== 'apply' || inner.operation !== 'tanh') return null;
  const operand = operandOfArgument(inner.operands[0]!);
  return operand && { kernel: geluGateSlope, operand };
}

/** √(2/π) and 0.044715 √(2/π), the second's first part with 21 bits. */
const SCALE = 0.7978845608028654;
const SCALE_REST = -4.98465440455546e-17;
const CUBE_SCALE = 0.03567740321159363;
const CUBE_SCALE_REST = 4.924706496458482e-9;

/** From here on tanh u is ±1 and its slope 0: u is computed as it is written, and its second part left out. */
const FAR = 100;

/** u = high + low, where low is what high has no room for. */
interface Split<V> {
  readonly high: V;
  readonly low: V;
}

/** u as a (√(2/π) + 0.044715 √(2/π) a²), the factor and the product in two parts each. */
function splitArgument<V, M>(m: Arithmetic<V, M>, a: V): Split<V> {
  const high = m.upperHalf(a);
  const rest = m.subtract(a, high);
  // a² = square + squareRest, where the first has 21 bits.
  const exact = m.multiply(high, high);
  const cross = m.multiply(rest, m.add(a, high));
  const square = m.upperHalf(m.add(exact, cross));
  const squareRest = m.add(m.subtract(exact, square), cross);

  const product = m.multiply(m.constant(CUBE_SCALE), square);
  const sum = m.add(product, m.constant(SCALE));
  // What the sum lost (D. Knuth's two-sum), and what its parts left out.
  const added = m.subtract(sum, product);
  const lost = m.add(m.subtract(product, m.subtract(sum, added)), m.subtract(m.constant(SCALE), added));
  const small = m.add(
    m.multiply(m.constant(CUBE_SCALE), squareRest),
    m.multiply(m.constant(CUBE_SCALE_REST), m.add(square, squareRest)),
  );
  const factorRest = m.add(m.add(lost, m.constant(SCALE_REST)), small);

  const factor = m.upperHalf(m.add(sum, factorRest));
  const remainder = m.add(m.subtract(sum, factor), factorRest);
  const minor = m.add(m.multiply(high, remainder), m.multiply(rest, m.add(factor, remainder)));
  const main = m.multiply(high, factor);
  const near = m.add(main, minor);

  const cube = m.multiply(m.multiply(a, a), a);
  const far = m.add(m.multiply(m.constant(SCALE), a), m.multiply(m.constant(CUBE_SCALE), cube));
  const isNear = m.isLess(m.abs(a), m.constant(FAR));
  return {
    high: m.select(isNear, near, far),
    low: m.select(isNear, m.add(m.subtract(main, near), minor), m.constant(0)),
  };
}

/** ½(1 + tanh u) from a, within 4 ulp: σ(2u). */
export function geluGate<V, M>(m: Arithmetic<V, M>, a: V): V {
  const { high, low } = splitArgument(m, a);
  return sigmoid(m, m.add(high, high), m.add(low, low));
}

/** 1 − tanh² u from a, within 6 ulp: 4σ(2u)σ(−2u), of the same parts as the gate. */
export function geluGateSlope<V, M>(m: Arithmetic<V, M>, a: V): V {
  const { high, low } = splitArgument(m, a);
  return m.multiply(m.constant(4), sigmoidSlope(m, m.add(high, high), m.add(low, low)));
}
