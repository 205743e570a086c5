/** √Σx², relative to the largest |x|, so that squares neither overflow nor vanish. Not finite where an x is not. */
export function euclideanNorm(vector: Float64Array): number {
  let largest = 0;
  for (const x of vector) {
    const size = Math.abs(x);
    if (!(size <= largest)) largest = size;
  }
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const x of vector) sum += (x / largest) ** 2;
  return largest * Math.sqrt(sum);
}
