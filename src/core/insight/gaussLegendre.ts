import { numbers } from '../math/numbers';
import { cos } from '../math/trigonometry';

/** Nodes in (0, 1), ascending, and weights that add up to 1. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  /**
   * Factors of the values' divided difference of order n − 1, of sizes that add up to 1. They give 0 for every
   * polynomial of a lower degree, so that what they give says how far a function is from being smooth here.
   */
  readonly differences: Float64Array;
}

/**
 * The Gauss–Legendre rule of `count` nodes on [0, 1], which integrates polynomials of degree 2·count − 1 exactly:
 * its nodes are the roots of the Legendre polynomial P_n, found by Newton's method from Tricomi's estimate.
 */
export function gaussLegendre(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    let x = cos(numbers, (Math.PI * (n + 0.75)) / (count + 0.5));
    for (let round = 0; round < 10; round++) {
      const { value, slope } = legendre(count, x);
      x -= value / slope;
    }
    const { slope } = legendre(count, x);
    nodes[count - 1 - n] = (1 + x) / 2;
    weights[count - 1 - n] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights, differences: differencesOf(nodes) };
}

function differencesOf(nodes: Float64Array): Float64Array {
  const factors = nodes.map((x, n) =>
    nodes.reduce((product, y, m) => (m === n ? product : product / (x - y)), 1),
  );
  const size = factors.reduce((sum, factor) => sum + Math.abs(factor), 0);
  return factors.map((factor) => factor / size);
}

/** P_n(x) and P_n′(x) by the three-term recurrence; |x| < 1. */
function legendre(count: number, x: number): { readonly value: number; readonly slope: number } {
  let previous = 1;
  let value = x;
  for (let n = 2; n <= count; n++) {
    [previous, value] = [value, ((2 * n - 1) * x * value - (n - 1) * previous) / n];
  }
  return { value, slope: (count * (x * value - previous)) / (x * x - 1) };
}
