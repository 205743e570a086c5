/**
 * e^x and the functions that are made of one e^x, as programs over any machine. All share one reduction:
 * x = k ln 2 + r with a whole k and |r| ≤ ½ ln 2, so that e^x = 2^k e^r, and e^r is a polynomial.
 *
 * Ulps below are doubles between the result and the right value, rounded.
 */

import type { Arithmetic } from './arithmetic';
import { cubic, linear } from './polynomial';

/** ln 2 in two parts, from fdlibm's e_exp.c: the product of the first and a whole number below 2²¹ is exact. */
export const LN2_HIGH = 6.9314718036912381649e-1;
export const LN2_LOW = 1.90821492927058770002e-10;

/** From here on e^x is more than the largest double, and down from there less than half the smallest. */
const OVERFLOW = 710;
const UNDERFLOW = -746;

/**
 * e^x is computed as 2^(k + 64) e^r 2^−64 where it may be subnormal: then the last product rounds, and only it.
 */
const SUBNORMAL_SHIFT = 64;
const SUBNORMAL_SCALE = 2 ** -64;

/** e^r − 1 = r + r² q, in parts: what is made of it may be scaled and added to before the last of them is there. */
interface Small<V> {
  readonly r: V;
  readonly square: V;
  readonly q: V;
}

/** x = k ln 2 + r, with the parts of e^r − 1. */
interface Reduced<V> {
  readonly k: V;
  readonly small: Small<V>;
}

/**
 * @param x from `UNDERFLOW` to `OVERFLOW`; outside, no more than some number.
 * @param rest what is to be added to x, small against ½ ln 2: digits that x has no room for.
 */
function reduce<V, M>(m: Arithmetic<V, M>, x: V, rest?: V): Reduced<V> {
  const k = m.nearest(m.multiply(x, m.constant(Math.LOG2E)));
  const high = m.subtract(x, m.multiply(k, m.constant(LN2_HIGH)));
  const low = m.multiply(k, m.constant(LN2_LOW));
  const r = m.subtract(high, rest === undefined ? low : m.subtract(low, rest));
  return { k, small: partsOfSmall(m, r) };
}

/** e^r − 1. */
function expm1OfSmall<V, M>(m: Arithmetic<V, M>, { r, square, q }: Small<V>): V {
  return m.add(r, m.multiply(square, q));
}

/**
 * 1 + scale e^r for a power of two `scale`, by way of (1 + scale) + scale (e^r − 1): what is known early is added up
 * while q is computed, because a network's next layer waits for the last of it.
 */
function onePlusPower<V, M>(m: Arithmetic<V, M>, { r, square, q }: Small<V>, scale: V): V {
  const start = m.add(m.add(m.constant(1), scale), m.multiply(scale, r));
  return m.add(start, m.multiply(m.multiply(scale, square), q));
}

/**
 * e^r − 1 for |r| ≤ ½ ln 2 as r + r² q(r). The ten coefficients of q are those of least largest error of e^r,
 * found by Remez' exchange in 60 digits and then rounded: 2⁻⁵⁷·⁹ of e^r.
 */
function partsOfSmall<V, M>(m: Arithmetic<V, M>, r: V): Small<V> {
  const r2 = m.multiply(r, r);
  const r4 = m.multiply(r2, r2);
  const low = cubic(
    m,
    r,
    r2,
    0.5000000000000011,
    0.16666666666666413,
    0.041666666666530155,
    0.008333333333494399,
  );
  const middle = cubic(
    m,
    r,
    r2,
    0.0013888888943631085,
    0.00019841269506688846,
    2.4801493097828538e-5,
    2.755758629088442e-6,
  );
  const high = linear(m, r, 2.763024879588082e-7, 2.500008442577437e-8);
  const ends = m.add(low, m.multiply(high, m.multiply(r4, r4)));
  return { r, square: r2, q: m.add(ends, m.multiply(middle, r4)) };
}

/** 2^(k + 64) for k from −1086 to 959. */
function shiftedPower<V, M>(m: Arithmetic<V, M>, k: V): V {
  return m.powerOfTwo(m.add(k, m.constant(SUBNORMAL_SHIFT)));
}

/** e^x for x ≤ 0, within 1 ulp. */
export function expOfNegative<V, M>(m: Arithmetic<V, M>, x: V): V {
  return expOfNegativeSum(m, x);
}

/** e^(x + rest) for x ≤ 0 and a rest below an ulp or some thousand of x, within 1 ulp. */
export function expOfNegativeSum<V, M>(m: Arithmetic<V, M>, x: V, rest?: V): V {
  return negativePowers(m, x, rest).e;
}

/** e = e^(x + rest), and 1 + e, which is there before e. */
function negativePowers<V, M>(m: Arithmetic<V, M>, x: V, rest?: V): { readonly e: V; readonly onePlus: V } {
  const reduced = reduce(m, m.maximum(x, m.constant(UNDERFLOW)), rest);
  const [scale, shifted] = [m.constant(SUBNORMAL_SCALE), shiftedPower(m, reduced.k)];
  const power = m.add(m.constant(1), expm1OfSmall(m, reduced.small));
  return {
    e: m.multiply(m.multiply(power, shifted), scale),
    onePlus: onePlusPower(m, reduced.small, m.multiply(shifted, scale)),
  };
}

/** e^x, within 1 ulp; ∞ and 0 past the ends of the doubles. */
export function exp<V, M>(m: Arithmetic<V, M>, x: V): V {
  const bounded = m.minimum(m.maximum(x, m.constant(UNDERFLOW)), m.constant(OVERFLOW));
  const reduced = reduce(m, bounded);
  return timesPowerOfTwo(m, m.add(m.constant(1), expm1OfSmall(m, reduced.small)), reduced.k);
}

/** 2^k e^r for |r| ≤ ½ ln 2 and a whole k from −2044 to 2046. */
export function powerOfE<V, M>(m: Arithmetic<V, M>, k: V, r: V): V {
  return timesPowerOfTwo(m, m.add(m.constant(1), expm1OfSmall(m, partsOfSmall(m, r))), k);
}

/** y 2^k in two steps: 2^k alone may be out of range where the product is not. */
function timesPowerOfTwo<V, M>(m: Arithmetic<V, M>, y: V, k: V): V {
  const half = m.nearest(m.multiply(k, m.constant(0.5)));
  return m.multiply(m.multiply(y, m.powerOfTwo(half)), m.powerOfTwo(m.subtract(k, half)));
}

/** Below this e^x − 1 is −1 to the last digit. */
const EXPM1_IS_MINUS_ONE = -40;
/** Below this in magnitude e^x − 1 is x to the last digit. */
const EXPM1_IS_X = 2 ** -54;

/** e^x − 1 without the cancellation near 0, within 2 ulp. */
export function expm1<V, M>(m: Arithmetic<V, M>, x: V): V {
  const bounded = m.minimum(m.maximum(x, m.constant(EXPM1_IS_MINUS_ONE)), m.constant(OVERFLOW));
  const reduced = reduce(m, bounded);
  // 2^k e^r − 1 = 2^k (e^r − 1) + (2^k − 1), and half of it, because 2^1024 is no double.
  const half = m.powerOfTwo(m.subtract(reduced.k, m.constant(1)));
  const sum = m.add(m.multiply(half, expm1OfSmall(m, reduced.small)), m.subtract(half, m.constant(0.5)));
  // What is small keeps its sign and its last bit.
  return m.select(m.isLess(m.abs(x), m.constant(EXPM1_IS_X)), x, m.add(sum, sum));
}

/** What is to be added to |x| where `rest` is to be added to x. */
function turned<V, M>(m: Arithmetic<V, M>, rest: V, x: V): V {
  return m.multiply(rest, m.copySign(m.constant(1), x));
}

/** e = e^−|x| and 1 / (1 + e): what both tails of the logistic function are made of. */
function logisticParts<V, M>(m: Arithmetic<V, M>, x: V, rest?: V) {
  const turnedRest = rest === undefined ? rest : m.negate(turned(m, rest, x));
  const { e, onePlus } = negativePowers(m, m.negate(m.abs(x)), turnedRest);
  return {
    e,
    share: m.divide(m.constant(1), onePlus),
    isNegative: m.isLess(x, m.constant(0)),
  };
}

/**
 * σ(x) = 1 / (1 + e^−x), by the branch that does not overflow (W. Kahan): e = e^−|x| over 1 + e for x < 0, else
 * 1 / (1 + e); within 2 ulp, in the tail as well.
 *
 * @param rest what is to be added to x: digits that x has no room for.
 */
export function sigmoid<V, M>(m: Arithmetic<V, M>, x: V, rest?: V): V {
  const { e, share, isNegative } = logisticParts(m, x, rest);
  return m.multiply(m.select(isNegative, e, m.constant(1)), share);
}

/** 1 − σ(x) = σ(−x), of the same parts as σ(x). */
export function sigmoidComplement<V, M>(m: Arithmetic<V, M>, x: V): V {
  const { e, share, isNegative } = logisticParts(m, x);
  return m.multiply(m.select(isNegative, m.constant(1), e), share);
}

/**
 * σ(x) σ(−x) = e / (1 + e)², of the same parts as σ(x); within 4 ulp.
 *
 * @param rest as of `sigmoid`.
 */
export function sigmoidSlope<V, M>(m: Arithmetic<V, M>, x: V, rest?: V): V {
  const { e, share } = logisticParts(m, x, rest);
  return m.multiply(m.multiply(e, share), share);
}

/** 1 − σ(x)² = (1 − σ)(1 + σ). */
export function sigmoidSquareComplement<V, M>(m: Arithmetic<V, M>, x: V): V {
  return m.multiply(sigmoidComplement(m, x), m.add(m.constant(1), sigmoid(m, x)));
}

/** e^−2|x| = 2^k e^r as 2^(k + 64) and the parts of e^r − 1. */
function tanhParts<V, M>(m: Arithmetic<V, M>, x: V) {
  const exponent = m.maximum(m.multiply(m.abs(x), m.constant(-2)), m.constant(UNDERFLOW));
  const reduced = reduce(m, exponent);
  return { shifted: shiftedPower(m, reduced.k), reduced };
}

/** tanh x = −f / (2 + f) with f = e^−2|x| − 1 and the sign of x, as in fdlibm's s_tanh.c; within 2 ulp. */
export function tanh<V, M>(m: Arithmetic<V, M>, x: V): V {
  const { shifted, reduced } = tanhParts(m, x);
  const power = m.multiply(shifted, m.constant(SUBNORMAL_SCALE));
  const f = m.add(m.multiply(power, expm1OfSmall(m, reduced.small)), m.subtract(power, m.constant(1)));
  return m.copySign(m.divide(f, m.add(m.constant(2), f)), x);
}

/**
 * 1 − tanh² x = 4e / (1 + e)² with e = e^−2|x|: keeps its digits where tanh² rounds to 1; within 4 ulp. Its parts
 * are those of tanh x.
 */
export function sechSquared<V, M>(m: Arithmetic<V, M>, x: V): V {
  const { shifted, reduced } = tanhParts(m, x);
  const power = m.add(m.constant(1), expm1OfSmall(m, reduced.small));
  const e = m.multiply(m.multiply(power, shifted), m.constant(SUBNORMAL_SCALE));
  const sum = m.add(m.constant(1), e);
  return m.divide(m.multiply(m.constant(4), e), m.multiply(sum, sum));
}

/** 1 − tanh x = 2σ(−2x). */
export function tanhComplement<V, M>(m: Arithmetic<V, M>, x: V): V {
  return m.multiply(m.constant(2), sigmoidComplement(m, m.add(x, x)));
}
