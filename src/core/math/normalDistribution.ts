/**
 * The normal distribution and the error function as programs over any machine. All but erf near 0 come from one
 * rational form of the tail: for a ≥ 0, with q = (a − 5) / (a + 5),
 *
 *     Φ(−a) = e^(−a²/2) P(q) / (a + 5)        erfc y = 2Φ(−√2 y)
 *
 * P, of degree 21, is the polynomial of least largest relative error over 0 ≤ a ≤ 39, found by Remez' exchange in
 * 50 digits and then rounded: 2⁻⁵⁶. The form is that of Shepherd and Laframboise (Mathematics of Computation 36,
 * 1981). Ulps below are doubles between the result and the right value, rounded.
 */

import type { Arithmetic } from './arithmetic';
import { expOfNegativeSum } from './exponential';
import { cubic, linear, septic } from './polynomial';

/** Φ is 0 in doubles from here on down, and erfc from this over √2 on up. */
const TAIL_END = 39;
const CENTER = 5;

/** e^(−a²/2), within 2 ulp: the upper half of a has an exact square, and the rest of a² is a small product. */
function gaussian<V, M>(m: Arithmetic<V, M>, a: V): V {
  return expOfNegativeHalf(m, a, m.constant(-0.5));
}

/** e^(factor a²) for a factor of −½ or −1. */
function expOfNegativeHalf<V, M>(m: Arithmetic<V, M>, a: V, factor: V): V {
  const high = m.upperHalf(a);
  const rest = m.multiply(m.subtract(a, high), m.add(a, high));
  return expOfNegativeSum(m, m.multiply(factor, m.multiply(high, high)), m.multiply(factor, rest));
}

/** P(q) / (a + center) with q = (a − center) / (a + center). */
function tailRatio<V, M>(m: Arithmetic<V, M>, a: V, center: number): V {
  const share = m.divide(m.constant(1), m.add(a, m.constant(center)));
  const q = m.multiply(m.subtract(a, m.constant(center)), share);
  const q2 = m.multiply(q, q);
  const q4 = m.multiply(q2, q2);
  const q8 = m.multiply(q4, q4);
  const low = septic(
    m,
    q,
    q2,
    q4,
    0.769193049750063,
    -0.6653825028900566,
    0.495305615969977,
    -0.3135331566713157,
    0.16502036617036156,
    -0.06911863870595199,
    0.02079506680024232,
    -0.002993376775695946,
  );
  const middle = septic(
    m,
    q,
    q2,
    q4,
    -7.978694014804476e-4,
    5.448991058687279e-4,
    -5.93757112763623e-5,
    -4.976301023857796e-5,
    1.6681144810196832e-5,
    3.9814912349759125e-6,
    -2.769055142265199e-6,
    -3.377431145401389e-7,
  );
  const high = m.add(
    cubic(
      m,
      q,
      q2,
      4.326863350005307e-7,
      4.361231110558925e-8,
      -6.531975260025713e-8,
      -1.0210863435917467e-8,
    ),
    m.multiply(linear(m, q, 7.181943098098356e-9, 2.013902436958566e-9), q4),
  );
  return m.multiply(m.add(low, m.multiply(m.add(middle, m.multiply(high, q8)), q8)), share);
}

/** |x|, no further than Φ reaches. */
function magnitude<V, M>(m: Arithmetic<V, M>, x: V): V {
  return m.minimum(m.abs(x), m.constant(TAIL_END));
}

/** Φ(x), the distribution function of the standard normal, within 6 ulp, in the lower tail as well. */
export function normalCdf<V, M>(m: Arithmetic<V, M>, x: V): V {
  const a = magnitude(m, x);
  const tail = m.multiply(gaussian(m, a), tailRatio(m, a, CENTER));
  return m.select(m.isLess(x, m.constant(0)), tail, m.subtract(m.constant(1), tail));
}

/** φ(x) = e^(−x²/2) / √(2π), its density, within 2 ulp. */
export function normalPdf<V, M>(m: Arithmetic<V, M>, x: V): V {
  return m.multiply(gaussian(m, magnitude(m, x)), m.constant(0.3989422804014327));
}

/** erfc y for y ≥ 0. */
function erfcTail<V, M>(m: Arithmetic<V, M>, y: V): V {
  const bounded = m.minimum(y, m.constant(TAIL_END));
  const square = expOfNegativeHalf(m, bounded, m.constant(-1));
  const ratio = tailRatio(m, bounded, CENTER * Math.SQRT1_2);
  return m.multiply(square, m.multiply(m.constant(Math.SQRT2), ratio));
}

/** 1 − erf x without the cancellation, within 6 ulp. */
export function erfc<V, M>(m: Arithmetic<V, M>, x: V): V {
  const tail = erfcTail(m, m.abs(x));
  return m.select(m.isLess(x, m.constant(0)), m.subtract(m.constant(2), tail), tail);
}

/** Below this in magnitude erf is a polynomial, above 1 − erfc. */
const SMALL = 0.8;

/**
 * The error function, within 2 ulp. For |x| < 0.8 it is x and x times a polynomial in x² of degree 10, of least
 * largest relative error like P: 2⁻⁵⁸.
 */
export function erf<V, M>(m: Arithmetic<V, M>, x: V): V {
  const z = m.multiply(x, x);
  const z2 = m.multiply(z, z);
  const z4 = m.multiply(z2, z2);
  const low = septic(
    m,
    z,
    z2,
    z4,
    0.12837916709551256,
    -0.3761263890318362,
    0.11283791670946897,
    -0.026866170643140015,
    0.005223977600671499,
    -8.54832522141374e-4,
    1.2055251021863861e-4,
    -1.4923247296167647e-5,
  );
  const high = m.add(
    linear(m, z, 1.6416583885373521e-6, -1.5824206505760956e-7),
    m.multiply(m.constant(1.1068244094779256e-8), z2),
  );
  const small = m.add(x, m.multiply(x, m.add(low, m.multiply(high, m.multiply(z4, z4)))));
  const size = m.abs(x);
  const large = m.copySign(m.subtract(m.constant(1), erfcTail(m, size)), x);
  return m.select(m.isLess(size, m.constant(SMALL)), small, large);
}
