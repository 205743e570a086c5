/**
 * How the loss curves: along one parameter, and at most. The largest eigenvalue λ of the matrix of second
 * derivatives is the curvature along the direction in which the loss curves most, and 2/λ the learning rate above
 * which plain gradient descent on the full batch overshoots along it: near the valley's floor a step multiplies
 * the distance from it by 1 − ηλ.
 */

import type { Hessian } from '../engine/hessian';
import { createRandom } from '../engine/random';
import { euclideanNorm } from './euclideanNorm';
import { largestEigenpair, type LargestEigenpair } from './lanczos';
import { symmetricEigen } from './symmetricEigen';

/** The largest curvature over the free parameters. */
export interface LargestCurvature {
  /** λ; NaN where a second derivative is not finite. */
  readonly value: number;
  /** ‖H v − λ v‖: an eigenvalue lies within this distance of `value`. */
  readonly residual: number;
  /** True: from all second derivatives at once. False: by iteration, from below. */
  readonly isExact: boolean;
  /** False: the iteration was cut short, and λ may be larger than `value`. */
  readonly isConverged: boolean;
  /** Products with the Hessian that it took. */
  readonly iterations: number;
  /** v of length 1, in the layout's order; 0 for frozen parameters, its largest entry positive. */
  readonly vector: Float64Array;
  readonly freeParameters: number;
  /** 2/λ; null where λ is not positive beyond rounding, so that there is no such limit. */
  readonly learningRateLimit: number | null;
}

export interface CurvatureSettings {
  /** Up to so many free parameters the whole matrix is made. */
  readonly exactLimit: number;
  /** For the iteration: ‖H v − λ v‖ relative to λ. */
  readonly tolerance: number;
  readonly productLimit: number;
}

const defaults: CurvatureSettings = { exactLimit: 64, tolerance: 1e-7, productLimit: 300 };

/** The iteration keeps at most so many numbers in its vectors, but no fewer than 6 vectors. */
const memoryLimit = 4_000_000;

/** The iteration starts at random, the same each time. */
const startSeed = 1;

/**
 * ∂²L/∂w² of one parameter, penalty included, in pieces; frozen or not.
 *
 * @param parameter index in the layout.
 */
export function* parameterCurvature(hessian: Hessian, parameter: number): Generator<undefined, number> {
  const direction = new Float64Array(hessian.size);
  direction[parameter] = 1;
  const product = new Float64Array(hessian.size);
  yield* hessian.productSteps(direction, product);
  return product[parameter]!;
}

/**
 * λ over the parameters that are not frozen, in pieces that are short also for large networks: exact by
 * all second derivatives up to 64 free parameters, beyond by Lanczos' method from a fixed random start. Null
 * where every parameter is frozen.
 *
 * @param frozen one entry for each parameter, as `frozenParameters` gives them.
 */
export function* largestCurvature(
  hessian: Hessian,
  frozen: Uint8Array,
  settings: Partial<CurvatureSettings> = {},
): Generator<undefined, LargestCurvature | null> {
  const { exactLimit, tolerance, productLimit } = { ...defaults, ...settings };
  const free = Uint32Array.from(frozen.keys()).filter((p) => !frozen[p]);
  if (free.length === 0) return null;
  const isExact = free.length <= exactLimit;
  const found = isExact
    ? yield* fromWholeMatrix(hessian, free)
    : yield* byIteration(hessian, frozen, tolerance, productLimit);
  const { vector, scale, products, isConverged } = found;
  pointToLargest(vector);
  const { value, residual } = yield* rayleigh(hessian, frozen, vector);
  const rounding = isExact ? free.length * Number.EPSILON * scale : Math.max(residual, 1e-12 * scale);
  return {
    value,
    residual,
    isExact,
    isConverged,
    iterations: products + 1,
    vector,
    freeParameters: free.length,
    learningRateLimit: value > rounding ? 2 / value : null,
  };
}

function* fromWholeMatrix(hessian: Hessian, free: Uint32Array): Generator<undefined, LargestEigenpair> {
  const size = free.length;
  const matrix = new Float64Array(size * size);
  const direction = new Float64Array(hessian.size);
  const product = new Float64Array(hessian.size);
  for (let row = 0; row < size; row++) {
    direction[free[row]!] = 1;
    yield* hessian.productSteps(direction, product);
    direction[free[row]!] = 0;
    // Rounding leaves the two halves some last digits apart; what is decomposed is their mean.
    for (let column = 0; column < size; column++) {
      const half = product[free[column]!]! / 2;
      matrix[row * size + column] = matrix[row * size + column]! + half;
      matrix[column * size + row] = matrix[column * size + row]! + half;
    }
  }
  const { values, vectors } = symmetricEigen(matrix, size);
  const vector = new Float64Array(hessian.size);
  free.forEach((p, n) => {
    vector[p] = vectors[n]!;
  });
  const scale = Math.max(Math.abs(values[0]!), Math.abs(values[size - 1]!));
  return { value: values[0]!, vector, scale, products: size, isConverged: !Number.isNaN(scale) };
}

function byIteration(
  hessian: Hessian,
  frozen: Uint8Array,
  tolerance: number,
  productLimit: number,
): Generator<undefined, LargestEigenpair> {
  const random = createRandom(startSeed);
  const start = Float64Array.from(frozen, (isFrozen) => (isFrozen ? 0 : random.normal()));
  const basisSize = Math.min(24, Math.max(6, Math.floor(memoryLimit / hessian.size)));
  return largestEigenpair((vector, out) => freeProduct(hessian, frozen, vector, out), start, {
    tolerance,
    productLimit,
    basisSize,
  });
}

/** H v without the rows of frozen parameters. */
function* freeProduct(
  hessian: Hessian,
  frozen: Uint8Array,
  vector: Float64Array,
  out: Float64Array,
): Generator<undefined, void> {
  yield* hessian.productSteps(vector, out);
  for (let p = 0; p < out.length; p++) if (frozen[p]) out[p] = 0;
}

/** vᵀ H v and ‖H v − (vᵀ H v) v‖ of a vector of length 1. */
function* rayleigh(
  hessian: Hessian,
  frozen: Uint8Array,
  vector: Float64Array,
): Generator<undefined, { readonly value: number; readonly residual: number }> {
  const product = new Float64Array(vector.length);
  yield* freeProduct(hessian, frozen, vector, product);
  let value = 0;
  for (let p = 0; p < product.length; p++) value += vector[p]! * product[p]!;
  for (let p = 0; p < product.length; p++) product[p] = product[p]! - value * vector[p]!;
  return { value, residual: euclideanNorm(product) };
}

/** A direction and its opposite are one: the sign is chosen so that the entry largest in size is positive. */
function pointToLargest(vector: Float64Array): void {
  let largest = 0;
  for (const entry of vector) if (Math.abs(entry) > Math.abs(largest)) largest = entry;
  if (largest < 0) for (let p = 0; p < vector.length; p++) vector[p] = 0 - vector[p]!;
}
