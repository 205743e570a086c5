/** x ↦ (x − mean) / deviation, for each input. An input that was left as it is has 0 and 1. */
export interface Standardization {
  /** [input] */
  readonly mean: Float64Array;
  /** [input], > 0 */
  readonly deviation: Float64Array;
}

/**
 * Standardizes the chosen inputs of all samples, in place, with mean and population deviation of the training
 * samples. A column that is constant over the training samples is divided by 1.
 *
 * @param inputs [sample][input], row-major
 * @param chosen [input]: which are standardized
 * @param training the training samples; not empty
 */
export function standardize(
  inputs: Float64Array,
  chosen: readonly boolean[],
  training: Uint32Array,
): Standardization {
  const units = chosen.length;
  const mean = new Float64Array(units);
  const deviation = new Float64Array(units).fill(1);
  chosen.forEach((isChosen, i) => {
    if (!isChosen) return;
    const column = Float64Array.from(training, (sample) => inputs[sample * units + i]!);
    mean[i] = meanOf(column);
    deviation[i] = deviationOf(column, mean[i]);
    for (let index = i; index < inputs.length; index += units) {
      inputs[index] = (inputs[index]! - mean[i]) / deviation[i];
    }
  });
  return { mean, deviation };
}

/** (1/n) Σ x, exact for a constant column, which rounding of the sum would give a deviation. */
function meanOf(column: Float64Array): number {
  if (isConstant(column)) return column[0]!;
  const first = column.reduce((sum, x) => sum + x, 0) / column.length;
  // A second pass takes back most of what rounding lost in the first.
  return first + column.reduce((sum, x) => sum + (x - first), 0) / column.length;
}

/** √((1/n) Σ (x − mean)²) */
function deviationOf(column: Float64Array, mean: number): number {
  if (isConstant(column)) return 1;
  const largest = column.reduce((max, x) => Math.max(max, Math.abs(x - mean)), 0);
  // Relative to the largest, squares neither overflow nor vanish.
  const squares = column.reduce((sum, x) => sum + ((x - mean) / largest) ** 2, 0);
  return largest * Math.sqrt(squares / column.length);
}

function isConstant(column: Float64Array): boolean {
  return column.every((x) => x === column[0]);
}
