import type { Steps } from '../network/steps';

/** x ↦ (x − mean) / deviation, for each input. An input that was left as it is has 0 and 1. */
export interface Standardization {
  /** [input] */
  readonly mean: Float64Array;
  /** [input], > 0 */
  readonly deviation: Float64Array;
}

/** Numbers between two pauses: less than a millisecond of work. */
const numbersPerStep = 32_768;

/**
 * Standardizes the chosen inputs of all samples, in place, with mean and population deviation of the training
 * samples. A column that is constant over the training samples is divided by 1. Pauses every 32,768 numbers.
 *
 * @param inputs [sample][input], row-major
 * @param chosen [input]: which are standardized
 * @param training the training samples; not empty
 */
export function* standardizeSteps(
  inputs: Float64Array,
  chosen: readonly boolean[],
  training: Uint32Array,
): Steps<Standardization> {
  const units = chosen.length;
  const mean = new Float64Array(units);
  const deviation = new Float64Array(units).fill(1);
  const column = new Float64Array(training.length);
  for (const [i, isChosen] of chosen.entries()) {
    if (!isChosen) continue;
    for (let n = 0; n < column.length; n++) {
      column[n] = inputs[training[n]! * units + i]!;
      if (n % numbersPerStep === 0) yield;
    }
    // Rounding of a sum would give a constant column another mean, and a deviation.
    const isConstant = yield* fold(column, true, (isSame, x) => isSame && x === column[0]);
    const center = isConstant ? column[0]! : yield* meanOf(column);
    const spread = isConstant ? 1 : yield* deviationOf(column, center);
    for (let s = 0, index = i; index < inputs.length; s++, index += units) {
      inputs[index] = (inputs[index]! - center) / spread;
      if (s % numbersPerStep === 0) yield;
    }
    mean[i] = center;
    deviation[i] = spread;
  }
  return { mean, deviation };
}

/** (1/n) Σ x */
function* meanOf(column: Float64Array): Steps<number> {
  const first = (yield* fold(column, 0, (sum, x) => sum + x)) / column.length;
  // A second pass takes back most of what rounding lost in the first.
  return first + (yield* fold(column, 0, (sum, x) => sum + (x - first))) / column.length;
}

/** √((1/n) Σ (x − mean)²) */
function* deviationOf(column: Float64Array, mean: number): Steps<number> {
  const largest = yield* fold(column, 0, (max, x) => Math.max(max, Math.abs(x - mean)));
  // Relative to the largest, squares neither overflow nor vanish.
  const squares = yield* fold(column, 0, (sum, x) => {
    const share = (x - mean) / largest;
    return sum + share * share;
  });
  return largest * Math.sqrt(squares / column.length);
}

/** `add` over the column from its start, in its order. */
function* fold<T>(column: Float64Array, start: T, add: (result: T, x: number) => T): Steps<T> {
  let result = start;
  for (let from = 0; from < column.length; from += numbersPerStep) {
    const to = Math.min(from + numbersPerStep, column.length);
    for (let n = from; n < to; n++) result = add(result, column[n]!);
    yield;
  }
  return result;
}
