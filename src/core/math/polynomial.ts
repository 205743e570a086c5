/**
 * Polynomials in Estrin's form: pairs of terms, pairs of pairs and so on, which do not wait for each other as the
 * steps of Horner's rule do. Coefficients in ascending powers; x², x⁴ … are the caller's, who needs them anyway.
 */

import type { Arithmetic } from './arithmetic';

/** c₀ + c₁ x */
export function linear<V, M>(m: Arithmetic<V, M>, x: V, c0: number, c1: number): V {
  return m.add(m.constant(c0), m.multiply(m.constant(c1), x));
}

/** c₀ + c₁ x + c₂ x² + c₃ x³ */
export function cubic<V, M>(
  m: Arithmetic<V, M>,
  x: V,
  x2: V,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
): V {
  return m.add(linear(m, x, c0, c1), m.multiply(linear(m, x, c2, c3), x2));
}

/** c₀ + c₁ x + … + c₇ x⁷ */
export function septic<V, M>(
  m: Arithmetic<V, M>,
  x: V,
  x2: V,
  x4: V,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  c4: number,
  c5: number,
  c6: number,
  c7: number,
): V {
  return m.add(cubic(m, x, x2, c0, c1, c2, c3), m.multiply(cubic(m, x, x2, c4, c5, c6, c7), x4));
}
