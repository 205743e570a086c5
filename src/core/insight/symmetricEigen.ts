/** Eigenvalues and orthonormal eigenvectors of a symmetric matrix, the largest value first. */
export interface SymmetricEigen {
  /** [size], descending */
  readonly values: Float64Array;
  /** [size, size]: row n is the eigenvector of `values[n]`. */
  readonly vectors: Float64Array;
}

/** Sweeps of Jacobi's method; it converges quadratically, and rarely takes more than ten. */
const sweepLimit = 60;

/**
 * By Jacobi's rotations: each takes one pair of off-diagonal entries to 0 (Golub and Van Loan, Matrix
 * Computations, 8.5). Small eigenvalues keep an absolute error of some 2⁻⁵² of the largest. Meant for matrices of
 * up to some 100 rows: about 10 size³ multiplications. Entries that are not finite give NaN throughout.
 *
 * @param matrix [size, size], symmetric; not changed.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const values = new Float64Array(size);
  const vectors = new Float64Array(size * size);
  if (!matrix.every(Number.isFinite)) return { values: values.fill(NaN), vectors: vectors.fill(NaN) };
  // Relative to the largest entry, squares neither overflow nor vanish.
  const scale = matrix.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  if (scale === 0) return { values, vectors: identity(vectors, size) };
  const work = matrix.map((x) => x / scale);
  identity(vectors, size);
  const norm = Math.sqrt(work.reduce((sum, x) => sum + x * x, 0));
  for (let sweep = 0; sweep < sweepLimit && offDiagonal(work, size) > Number.EPSILON * 1e-2 * norm; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(work, vectors, size, p, q);
    }
  }
  const order = Array.from(values.keys()).sort((a, b) => work[b * size + b]! - work[a * size + a]!);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    values[to] = scale * work[from * size + from]!;
    sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values, vectors: sorted };
}

function identity(zeros: Float64Array, size: number): Float64Array {
  for (let n = 0; n < size; n++) zeros[n * size + n] = 1;
  return zeros;
}

function offDiagonal(work: Float64Array, size: number): number {
  let sum = 0;
  for (let p = 0; p < size; p++) {
    for (let q = p + 1; q < size; q++) sum += 2 * work[p * size + q]! ** 2;
  }
  return Math.sqrt(sum);
}

/** One rotation in the plane of `p` and `q` that makes their entry 0; the rows of `vectors` turn with it. */
function rotate(work: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const entry = work[p * size + q]!;
  if (entry === 0) return;
  const theta = (work[q * size + q]! - work[p * size + p]!) / (2 * entry);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let n = 0; n < size; n++) {
    const [x, y] = [work[n * size + p]!, work[n * size + q]!];
    work[n * size + p] = c * x - s * y;
    work[n * size + q] = s * x + c * y;
  }
  turnRows(work, size, p, q, c, s);
  turnRows(vectors, size, p, q, c, s);
  work[p * size + q] = 0;
  work[q * size + p] = 0;
}

function turnRows(matrix: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let n = 0; n < size; n++) {
    const x = matrix[p * size + n]!;
    const y = matrix[q * size + n]!;
    matrix[p * size + n] = c * x - s * y;
    matrix[q * size + n] = s * x + c * y;
  }
}
