/**
 * Logarithms as programs over any machine, after fdlibm's e_log.c and s_log1p.c (Sun Microsystems): with
 * x = 2^k (1 + f), √½ ≤ 1 + f < √2 and s = f / (2 + f),
 *
 *     ln x = k ln 2 + f − (½f² − s (½f² + R(s²)))
 *
 * R is fdlibm's polynomial, whose error is below 2⁻⁵⁸·⁴⁵.
 *
 * Ulps below are doubles between the result and the right value, rounded.
 */

import type { Arithmetic } from './arithmetic';
import { expOfNegative, LN2_HIGH, LN2_LOW } from './exponential';
import { cubic, linear } from './polynomial';

export const LEAST_NORMAL = 2 ** -1022;
/** What makes a subnormal number normal: 2^54. */
export const SUBNORMAL_BITS = 54;
export const SUBNORMAL_SCALE = 2 ** SUBNORMAL_BITS;

interface Normalized<V> {
  readonly k: V;
  readonly f: V;
}

/** x = 2^k (1 + f) with √½ ≤ 1 + f < √2, for positive normal x. */
export function normalizePositive<V, M>(m: Arithmetic<V, M>, x: V): Normalized<V> {
  const significand = m.significandOf(x);
  const isLarge = m.isLess(m.constant(Math.SQRT2), significand);
  const halved = m.select(isLarge, m.multiply(significand, m.constant(0.5)), significand);
  const exponent = m.exponentOf(x);
  return {
    k: m.select(isLarge, m.add(exponent, m.constant(1)), exponent),
    f: m.subtract(halved, m.constant(1)),
  };
}

/** f / (2 + f) */
function quotient<V, M>(m: Arithmetic<V, M>, f: V): V {
  return m.divide(f, m.add(m.constant(2), f));
}

/** high + low + ln(1 + f), with s = f / (2 + f). */
function sum<V, M>(m: Arithmetic<V, M>, f: V, s: V, high: V, low: V): V {
  const z = m.multiply(s, s);
  const z2 = m.multiply(z, z);
  const lower = cubic(
    m,
    z,
    z2,
    6.66666666666673513e-1,
    3.999999999940941908e-1,
    2.857142874366239149e-1,
    2.222219843214978396e-1,
  );
  const upper = m.add(
    linear(m, z, 1.818357216161805012e-1, 1.531383769920937332e-1),
    m.multiply(m.constant(1.479819860511658591e-1), z2),
  );
  const r = m.multiply(z, m.add(lower, m.multiply(upper, m.multiply(z2, z2))));
  const halfSquare = m.multiply(m.multiply(m.constant(0.5), f), f);
  const correction = m.add(m.multiply(s, m.add(halfSquare, r)), low);
  return m.subtract(high, m.subtract(m.subtract(halfSquare, correction), f));
}

/** ln x, within 1 ulp; −∞ of 0, NaN of negative numbers. */
export function log<V, M>(m: Arithmetic<V, M>, x: V): V {
  const isSubnormal = m.isLess(x, m.constant(LEAST_NORMAL));
  const { k: shifted, f } = normalizePositive(
    m,
    m.select(isSubnormal, m.multiply(x, m.constant(SUBNORMAL_SCALE)), x),
  );
  const k = m.select(isSubnormal, m.subtract(shifted, m.constant(SUBNORMAL_BITS)), shifted);
  const finite = sum(
    m,
    f,
    quotient(m, f),
    m.multiply(k, m.constant(LN2_HIGH)),
    m.multiply(k, m.constant(LN2_LOW)),
  );
  return atTheEnds(m, x, finite, x);
}

/** The logarithm of `argument`: `finite` where that is positive and finite. `infinite`: what is ∞ with it. */
function atTheEnds<V, M>(m: Arithmetic<V, M>, argument: V, finite: V, infinite: V): V {
  const zero = m.constant(0);
  const outside = m.select(m.isEqual(argument, zero), m.constant(-Infinity), m.constant(NaN));
  const value = m.select(m.isLess(zero, argument), finite, outside);
  return m.select(m.isEqual(infinite, m.constant(Infinity)), infinite, value);
}

/** Between these 1 + x is between √½ and √2. */
const LEAST_SMALL = Math.SQRT1_2 - 1;
const LARGEST_SMALL = Math.SQRT2 - 1;

/** ln(1 + x) without the loss of the digits of a small x, within 1 ulp; −∞ of −1, NaN below. */
export function log1p<V, M>(m: Arithmetic<V, M>, x: V): V {
  const one = m.constant(1);
  const u = m.add(one, x);
  const isSmall = m.and(m.isLess(m.constant(LEAST_SMALL), x), m.isLess(x, m.constant(LARGEST_SMALL)));
  const normal = normalizePositive(m, u);
  const k = m.select(isSmall, m.constant(0), normal.k);
  const f = m.select(isSmall, x, normal.f);
  const s = quotient(m, f);
  // What u lost, against u: 2^−k (1 − 2s) is 1/u to a tenth.
  const lost = m.subtract(x, m.subtract(u, one));
  const scale = m.powerOfTwo(m.negate(m.minimum(k, m.constant(1022))));
  const share = m.multiply(m.multiply(lost, scale), m.subtract(one, m.add(s, s)));
  const low = m.add(m.multiply(k, m.constant(LN2_LOW)), m.select(isSmall, m.constant(0), share));
  const finite = m.copySign(sum(m, f, s, m.multiply(k, m.constant(LN2_HIGH)), low), x);
  return atTheEnds(m, u, finite, x);
}

/** ln(1 + e) for 0 ≤ e ≤ 1. */
function log1pOfShare<V, M>(m: Arithmetic<V, M>, e: V): V {
  const isLarge = m.isLess(m.constant(LARGEST_SMALL), e);
  const zero = m.constant(0);
  // (1 + e)/2 − 1, where 1 + e is above √2.
  const halved = m.multiply(m.subtract(e, m.constant(1)), m.constant(0.5));
  const f = m.select(isLarge, halved, e);
  const high = m.select(isLarge, m.constant(LN2_HIGH), zero);
  return sum(m, f, quotient(m, f), high, m.select(isLarge, m.constant(LN2_LOW), zero));
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|): finite wherever x is; within 2 ulp. */
export function softplus<V, M>(m: Arithmetic<V, M>, x: V): V {
  return softplusOfBoth(m, x).positive;
}

/** softplus(x) and softplus(−x), which differ by x and share their logarithm. */
export function softplusOfBoth<V, M>(
  m: Arithmetic<V, M>,
  x: V,
): { readonly positive: V; readonly negative: V } {
  const zero = m.constant(0);
  const size = m.abs(x);
  const logarithm = log1pOfShare(m, expOfNegative(m, m.negate(size)));
  const isNegative = m.isLess(x, zero);
  return {
    positive: m.add(m.select(isNegative, zero, size), logarithm),
    negative: m.add(m.select(isNegative, size, zero), logarithm),
  };
}
