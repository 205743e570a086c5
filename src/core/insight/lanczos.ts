import { euclideanNorm } from './euclideanNorm';
import { symmetricEigen } from './symmetricEigen';

/** The algebraically largest eigenvalue of a symmetric matrix, as far as the search has come. */
export interface LargestEigenpair {
  /** Never above the eigenvalue it stands for, but for rounding; NaN where a product was not finite. */
  readonly value: number;
  /** Of length 1. */
  readonly vector: Float64Array;
  /** The largest |eigenvalue| met: what rounding is relative to. */
  readonly scale: number;
  readonly products: number;
  readonly isConverged: boolean;
}

export interface LanczosSettings {
  /** The search ends where ‖A x − λ x‖ is at most this times |λ| … */
  readonly tolerance: number;
  /** … or after so many products. */
  readonly productLimit: number;
  /** How many vectors are kept at a time, at least 4. */
  readonly basisSize: number;
}

/** A residual of so little of the largest |eigenvalue| is as good as none. */
const negligible = 1e-10;

/** How many numbers of every vector a restart works on in one piece. */
const pieceLength = 8192;

/**
 * The largest eigenvalue of a symmetric matrix that is known by products only, by Lanczos' method with full
 * reorthogonalization: the best value in the span of v, A v, A² v, …. When the basis is full it starts again from
 * its best vectors (the thick restart of K. Wu and H. Simon, 2000). The most negative eigenvalues do not disturb
 * it, however large they are. An eigenvector to which `start` is orthogonal cannot be found: start at random.
 *
 * @param multiply receives v and fills `out` with A v, in pieces.
 * @param start not 0; changed.
 */
export function* largestEigenpair(
  multiply: (vector: Float64Array, out: Float64Array) => Generator<undefined, void>,
  start: Float64Array,
  { tolerance, productLimit, basisSize }: LanczosSettings,
): Generator<undefined, LargestEigenpair> {
  const basis = [scaled(start, 1 / euclideanNorm(start))];
  const projected = new Float64Array(basisSize * basisSize);
  let next = new Float64Array(start.length);
  let scale = 0;
  for (let products = 1; ; products++) {
    const count = basis.length;
    yield* multiply(basis[count - 1]!, next);
    yield* orthogonalise(basis, next, projected, basisSize);
    const rest = euclideanNorm(next);
    const ritz = symmetricEigen(leading(projected, basisSize, count), count);
    const value = ritz.values[0]!;
    scale = Math.max(scale, Math.abs(value), Math.abs(ritz.values[count - 1]!));
    const residual = rest * Math.abs(ritz.vectors[count - 1]!);
    const isConverged = residual <= Math.max(tolerance * Math.abs(value), negligible * scale);
    if (isConverged || products >= productLimit || !Number.isFinite(residual)) {
      yield* combine(basis, ritz.vectors, 1);
      return { value, vector: basis[0]!, scale, products, isConverged };
    }
    if (count === basisSize) {
      const kept = basisSize >> 1;
      yield* combine(basis, ritz.vectors, kept);
      projected.fill(0);
      for (let n = 0; n < kept; n++) projected[n * basisSize + n] = ritz.values[n]!;
      basis.length = kept;
    }
    basis.push(scaled(next, 1 / rest));
    next = new Float64Array(start.length);
  }
}

/**
 * Takes from A v, where v is the last vector of the basis, its part in the basis, and notes that part as a row
 * and a column of the projected matrix. Twice, because once leaves the rounding of large parts behind.
 */
function* orthogonalise(
  basis: readonly Float64Array[],
  vector: Float64Array,
  projected: Float64Array,
  stride: number,
): Generator<undefined, void> {
  const last = basis.length - 1;
  projected.fill(0, last * stride, (last + 1) * stride);
  for (let pass = 0; pass < 2; pass++) {
    for (let n = 0; n <= last; n++) {
      const own = basis[n]!;
      const part = dot(own, vector);
      for (let p = 0; p < vector.length; p++) vector[p] = vector[p]! - part * own[p]!;
      const entry = projected[last * stride + n]! + part;
      projected[last * stride + n] = entry;
      projected[n * stride + last] = entry;
      yield;
    }
  }
}

/** Puts the combinations of the basis that rows 0 … `kept` − 1 of `rows` say in place of its first vectors. */
function* combine(
  basis: readonly Float64Array[],
  rows: Float64Array,
  kept: number,
): Generator<undefined, void> {
  const count = basis.length;
  const old = new Float64Array(count);
  const length = basis[0]!.length;
  for (let from = 0; from < length; from += pieceLength) {
    const to = Math.min(length, from + pieceLength);
    for (let p = from; p < to; p++) {
      for (let q = 0; q < count; q++) old[q] = basis[q]![p]!;
      for (let n = 0; n < kept; n++) {
        let sum = 0;
        for (let q = 0; q < count; q++) sum += rows[n * count + q]! * old[q]!;
        basis[n]![p] = sum;
      }
    }
    yield;
  }
}

/** The upper left square of `count` rows. */
function leading(matrix: Float64Array, stride: number, count: number): Float64Array {
  const square = new Float64Array(count * count);
  for (let n = 0; n < count; n++) square.set(matrix.subarray(n * stride, n * stride + count), n * count);
  return square;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < a.length; p++) sum += a[p]! * b[p]!;
  return sum;
}

function scaled(vector: Float64Array, factor: number): Float64Array {
  for (let p = 0; p < vector.length; p++) vector[p] = vector[p]! * factor;
  return vector;
}
