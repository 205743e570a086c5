/**
 * Sine and cosine as programs over any machine, after fdlibm's k_sin.c, k_cos.c and e_rem_pio2.c (Sun Microsystems):
 * x = k π/2 + r with |r| ≤ π/4 in two doubles, then a polynomial of r for either.
 *
 * Within 1 ulp for |x| ≤ 1.6e6, where k has no more than 20 bits; beyond, the error of x's remainder grows, and from
 * 1e15 on no digit is right. The results are finite and never outside −1 … 1, for every finite x; NaN of ±∞.
 */

import type { Arithmetic } from './arithmetic';
import { cubic, linear } from './polynomial';

/** π/2 in four parts; the products of the first three, of 33 bits each, with k are exact. */
const HALF_PI = [
  1.57079632673412561417, 6.0771005063039659766e-11, 2.0222662487111664558e-21, 8.47842766036889956997e-32,
] as const;

/** A trifle above π/4, and above what a number of that size has no room for. */
const LARGEST_HIGH = 0.7854;
const LARGEST_LOW = 2 ** -53;

/** x = k π/2 + high + low */
interface Remainder<V> {
  readonly k: V;
  readonly high: V;
  readonly low: V;
}

/** left − right, and what its rounding lost (D. Knuth's two-sum). */
function exactDifference<V, M>(m: Arithmetic<V, M>, left: V, right: V) {
  const difference = m.subtract(left, right);
  const virtual = m.subtract(left, difference);
  const lostLeft = m.subtract(left, m.add(difference, virtual));
  return { difference, lost: m.add(lostLeft, m.subtract(virtual, right)) };
}

function remainder<V, M>(m: Arithmetic<V, M>, x: V): Remainder<V> {
  const k = m.nearest(m.multiply(x, m.constant(2 / Math.PI)));
  const part = (n: 0 | 1 | 2 | 3): V => m.multiply(k, m.constant(HALF_PI[n]));
  const first = m.subtract(x, part(0));
  const second = exactDifference(m, first, part(1));
  const third = exactDifference(m, second.difference, part(2));
  const rest = m.subtract(m.add(second.lost, third.lost), part(3));
  const sum = m.add(third.difference, rest);
  // Where k has more bits than the parts allow for, the remainder means nothing, and must stay small.
  const high = within(m, sum, LARGEST_HIGH);
  return { k, high, low: within(m, m.add(m.subtract(third.difference, sum), rest), LARGEST_LOW) };
}

function within<V, M>(m: Arithmetic<V, M>, x: V, limit: number): V {
  return m.minimum(m.maximum(x, m.constant(-limit)), m.constant(limit));
}

/** sin(high + low) for |high| ≤ π/4 or a trifle more. */
function sinOfSmall<V, M>(m: Arithmetic<V, M>, { high, low }: Remainder<V>): V {
  const z = m.multiply(high, high);
  const z2 = m.multiply(z, z);
  const cube = m.multiply(z, high);
  const r = m.add(
    linear(m, z, 8.33333333332248946124e-3, -1.98412698298579493134e-4),
    m.multiply(
      m.add(
        linear(m, z, 2.75573137070700676789e-6, -2.50507602534068634195e-8),
        m.multiply(m.constant(1.58969099521155010221e-10), z2),
      ),
      z2,
    ),
  );
  const halfLow = m.multiply(m.constant(0.5), low);
  const tail = m.subtract(m.multiply(z, m.subtract(halfLow, m.multiply(cube, r))), low);
  return m.subtract(high, m.subtract(tail, m.multiply(cube, m.constant(-1.66666666666666324348e-1))));
}

/** cos(high + low) likewise. */
function cosOfSmall<V, M>(m: Arithmetic<V, M>, { high, low }: Remainder<V>): V {
  const z = m.multiply(high, high);
  const z2 = m.multiply(z, z);
  const z4 = m.multiply(z2, z2);
  const lower = cubic(
    m,
    z,
    z2,
    4.16666666666666019037e-2,
    -1.38888888888741095749e-3,
    2.48015872894767294178e-5,
    -2.75573143513906633035e-7,
  );
  const upper = linear(m, z, 2.0875723212981748279e-9, -1.13596475577881948265e-11);
  const r = m.multiply(z, m.add(lower, m.multiply(upper, z4)));
  const halfSquare = m.multiply(m.constant(0.5), z);
  const one = m.constant(1);
  const main = m.subtract(one, halfSquare);
  const lost = m.subtract(m.subtract(one, main), halfSquare);
  return m.add(main, m.add(lost, m.subtract(m.multiply(z, r), m.multiply(high, low))));
}

/** k modulo 4, as −2, −1, 0, 1 or 2. */
function quadrantOf<V, M>(m: Arithmetic<V, M>, k: V): V {
  const turns = m.nearest(m.multiply(k, m.constant(0.25)));
  return m.subtract(k, m.multiply(turns, m.constant(4)));
}

/** `then`, with the other sign where the mask holds. */
function negatedWhere<V, M>(m: Arithmetic<V, M>, mask: M, value: V): V {
  return m.select(mask, m.negate(value), value);
}

export function sin<V, M>(m: Arithmetic<V, M>, x: V): V {
  const r = remainder(m, x);
  const quadrant = quadrantOf(m, r.k);
  const size = m.abs(quadrant);
  const isOdd = m.isEqual(size, m.constant(1));
  const isHalfTurn = m.isEqual(size, m.constant(2));
  const isNegative = m.or(isHalfTurn, m.isEqual(quadrant, m.constant(-1)));
  const value = negatedWhere(m, isNegative, m.select(isOdd, cosOfSmall(m, r), sinOfSmall(m, r)));
  // A zero keeps its sign.
  return m.select(m.isEqual(x, m.constant(0)), x, value);
}

export function cos<V, M>(m: Arithmetic<V, M>, x: V): V {
  const r = remainder(m, x);
  const quadrant = quadrantOf(m, r.k);
  const size = m.abs(quadrant);
  const isOdd = m.isEqual(size, m.constant(1));
  const isHalfTurn = m.isEqual(size, m.constant(2));
  const isNegative = m.or(isHalfTurn, m.isEqual(quadrant, m.constant(1)));
  return negatedWhere(m, isNegative, m.select(isOdd, sinOfSmall(m, r), cosOfSmall(m, r)));
}
