/**
 * Powers as programs over any machine: by products where the exponent is known to be a small whole number or half of
 * one, else through log₂ in two doubles, after fdlibm's e_pow.c (Sun Microsystems) with other intervals.
 */

import type { Arithmetic } from './arithmetic';
import { powerOfE } from './exponential';
import { LEAST_NORMAL, normalizePositive, SUBNORMAL_BITS, SUBNORMAL_SCALE } from './logarithm';
import { cubic, linear } from './polynomial';

/** Up to here a power by products rounds less often than it is worth to avoid. */
const MOST_PRODUCTS = 16;

/** base^exponent for an exponent that is known before the machine runs; special values as of JavaScript's `**`. */
export function constantPower<V, M>(m: Arithmetic<V, M>, base: V, exponent: number): V {
  if (Math.abs(exponent) <= MOST_PRODUCTS + 0.5) {
    if (Number.isInteger(exponent)) return wholePower(m, base, exponent);
    if (Number.isInteger(2 * exponent)) return halfPower(m, base, exponent);
  }
  return power(m, base, m.constant(exponent));
}

/** By repeated squaring; a negative exponent costs one division, and the result is 0 where the divisor is ∞. */
function wholePower<V, M>(m: Arithmetic<V, M>, base: V, exponent: number): V {
  let product: V | null = null;
  let square = base;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product = product === null ? square : m.multiply(product, square);
    if (rest > 1) square = m.multiply(square, square);
  }
  if (product === null) return m.constant(1);
  return exponent < 0 ? m.divide(m.constant(1), product) : product;
}

/** base^(n + ½) = baseⁿ √base for n + ½ > 0; one over that for a negative exponent. */
function halfPower<V, M>(m: Arithmetic<V, M>, base: V, exponent: number): V {
  // As of `**`, −0 counts as 0 and −∞ as ∞, which √ would not have.
  const isEnd = m.isEqual(base, m.constant(-Infinity));
  const positive = m.select(isEnd, m.constant(Infinity), m.add(base, m.constant(0)));
  const root = m.squareRoot(positive);
  const whole = Math.floor(Math.abs(exponent));
  const product = whole === 0 ? root : m.multiply(wholePower(m, positive, whole), root);
  return exponent < 0 ? m.divide(m.constant(1), product) : product;
}

/** A number in two parts, the first with 21 bits, so that its product with another such is exact. */
interface Split<V> {
  readonly high: V;
  readonly low: V;
}

/** 2 / (3 ln 2), and the same in two parts. */
const CP = 9.61796693925975554329e-1;
const CP_HIGH = 9.61796700954437255859e-1;
const CP_LOW = -7.02846165095275826516e-9;

/**
 * log₂ x of positive normal x to about 65 bits. With s = f / (2 + f) it is
 *
 *     k + (2 / 3 ln 2) s (3 + s² + s⁴ R(s²))
 *
 * R is of degree 6 and of least largest error in the logarithm, found by Remez' exchange in 60 digits: 2⁻⁶⁶.
 */
function log2InTwo<V, M>(m: Arithmetic<V, M>, x: V, shift: V): Split<V> {
  const { k: exponent, f } = normalizePositive(m, x);
  const k = m.add(exponent, shift);
  const two = m.constant(2);
  const divisor = m.add(two, f);
  const s = m.divide(f, divisor);
  const sHigh = m.upperHalf(s);
  const divisorHigh = m.upperHalf(divisor);
  const divisorLow = m.subtract(f, m.subtract(divisorHigh, two));
  const left = m.subtract(m.subtract(f, m.multiply(sHigh, divisorHigh)), m.multiply(sHigh, divisorLow));
  const sLow = m.divide(left, divisor);

  const z = m.multiply(s, s);
  const z2 = m.multiply(z, z);
  const lower = cubic(
    m,
    z,
    z2,
    0.6000000000000341,
    0.42857142855137925,
    0.3333333378201848,
    0.2727267635654532,
  );
  const upper = m.add(
    linear(m, z, 0.23080145254287632, 0.1988500423999475),
    m.multiply(m.constant(0.1979661622820786), z2),
  );
  const series = m.multiply(z2, m.add(lower, m.multiply(upper, m.multiply(z2, z2))));
  const rest = m.add(series, m.multiply(sLow, m.add(sHigh, s)));

  const three = m.constant(3);
  const squareHigh = m.multiply(sHigh, sHigh);
  const sumHigh = m.upperHalf(m.add(m.add(three, squareHigh), rest));
  const sumLow = m.subtract(rest, m.subtract(m.subtract(sumHigh, three), squareHigh));
  const main = m.multiply(sHigh, sumHigh);
  const minor = m.add(m.multiply(sLow, sumHigh), m.multiply(sumLow, s));
  const productHigh = m.upperHalf(m.add(main, minor));
  const productLow = m.subtract(minor, m.subtract(productHigh, main));

  const logHigh = m.multiply(m.constant(CP_HIGH), productHigh);
  const logLow = m.add(m.multiply(m.constant(CP_LOW), productHigh), m.multiply(productLow, m.constant(CP)));
  const high = m.upperHalf(m.add(m.add(logHigh, logLow), k));
  return { high, low: m.subtract(logLow, m.subtract(m.subtract(high, k), logHigh)) };
}

/** ln 2, and the same in two parts. */
const LN2 = 6.93147180559945286227e-1;
const LN2_UPPER = 6.93147182464599609375e-1;
const LN2_LOWER = -1.90465429995776804525e-9;

/** 2^(high + low); outside the doubles 0 and ∞. */
function powerOfTwoSum<V, M>(m: Arithmetic<V, M>, high: V, low: V): V {
  const sum = m.add(high, low);
  const bounded = m.minimum(m.maximum(sum, m.constant(-1080)), m.constant(1025));
  const isInside = m.isEqual(sum, bounded);
  const main = m.select(isInside, high, bounded);
  const minor = m.select(isInside, low, m.constant(0));
  const k = m.nearest(bounded);
  const fraction = m.subtract(main, k);
  const upper = m.upperHalf(m.add(minor, fraction));
  const lower = m.subtract(minor, m.subtract(upper, fraction));
  const r = m.add(
    m.multiply(upper, m.constant(LN2_UPPER)),
    m.add(m.multiply(lower, m.constant(LN2)), m.multiply(upper, m.constant(LN2_LOWER))),
  );
  return powerOfE(m, k, r);
}

/** base^exponent, within 2 ulp; special values as of JavaScript's `**`: 1 for an exponent of 0, NaN for 1^∞. */
export function power<V, M>(m: Arithmetic<V, M>, base: V, exponent: V): V {
  const zero = m.constant(0);
  const infinity = m.constant(Infinity);
  const size = m.abs(base);
  const isSubnormal = m.isLess(size, m.constant(LEAST_NORMAL));
  const scaled = m.select(isSubnormal, m.multiply(size, m.constant(SUBNORMAL_SCALE)), size);
  const finite = log2InTwo(m, scaled, m.select(isSubnormal, m.constant(-SUBNORMAL_BITS), zero));

  const exponentHigh = m.upperHalf(exponent);
  const productLow = m.add(
    m.multiply(m.subtract(exponent, exponentHigh), finite.high),
    m.multiply(exponent, finite.low),
  );
  // Where log₂ or the exponent is infinite, the plain product says which way.
  const end = m.select(m.isEqual(size, zero), m.constant(-Infinity), finite.high);
  const logarithm = m.select(m.isEqual(size, infinity), infinity, end);
  const isExtreme = m.or(m.isEqual(m.abs(logarithm), infinity), m.isEqual(m.abs(exponent), infinity));
  const magnitude = powerOfTwoSum(
    m,
    m.multiply(m.select(isExtreme, exponent, exponentHigh), logarithm),
    m.select(isExtreme, zero, productLow),
  );
  return withSign(m, base, exponent, m.select(m.isEqual(base, base), magnitude, base));
}

/** The power of a negative base: NaN unless the exponent is whole, negative where that is odd. */
function withSign<V, M>(m: Arithmetic<V, M>, base: V, exponent: V, magnitude: V): V {
  const zero = m.constant(0);
  const isWhole = m.isEqual(m.nearest(exponent), exponent);
  const half = m.multiply(exponent, m.constant(0.5));
  const isOdd = m.and(isWhole, m.not(m.isEqual(m.nearest(half), half)));
  const isRefused = m.and(m.and(m.isLess(base, zero), m.isLess(m.constant(-Infinity), base)), m.not(isWhole));
  const signed = m.select(isOdd, m.copySign(magnitude, base), magnitude);
  const value = m.select(isRefused, m.constant(NaN), signed);
  return m.select(m.isEqual(exponent, zero), m.constant(1), value);
}
