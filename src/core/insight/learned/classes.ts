import type { Dataset } from '../../engine/dataset';
import type { Network } from '../../network/network';
import type { Steps } from '../../network/steps';

/** How outputs are read as classes. */
export interface Classes {
  /** How many there are, at least 2. */
  readonly count: number;
  /** The output from which on a sample belongs to class 1 of two; null: the largest output's class counts. */
  readonly threshold: number | null;
}

/** One output between 0 and 1 is read as class 1 from here on. */
const half = 0.5;

/**
 * Whether the network tells classes apart: by softmax, or by one output that is trained on targets 0 and 1 alone.
 * Null where outputs are numbers.
 */
export function classesOf(network: Network, dataset: Pick<Dataset, 'targets'> | null): Classes | null {
  const last = network.layers.at(-1);
  if (!last) return null;
  const isCategorical = network.loss.type === 'categoricalCrossEntropy' || last.activation.type === 'softmax';
  if (isCategorical && last.units > 1) return { count: last.units, threshold: null };
  const isProbability = network.loss.type === 'binaryCrossEntropy' || last.activation.type === 'sigmoid';
  const isTwofold = last.units === 1 && isProbability && dataset?.targets.every((t) => t === 0 || t === 1);
  return isTwofold ? { count: 2, threshold: half } : null;
}

/**
 * The class of the outputs, or targets, of one sample that start at `offset`. Of equal outputs the first counts; NaN
 * is never the largest, and of NaN alone the class is 0.
 */
export function classAt({ count, threshold }: Classes, values: Float64Array, offset: number): number {
  if (threshold !== null) return values[offset]! >= threshold ? 1 : 0;
  let best = 0;
  for (let k = 1; k < count; k++) {
    const isBetter = values[offset + k]! > values[offset + best]! || Number.isNaN(values[offset + best]);
    if (isBetter) best = k;
  }
  return best;
}

const samplesPerPause = 20_000;

/**
 * How many samples of each class (rows) were taken for which class (columns), row-major [count, count].
 *
 * @param outputs and `targets` of all samples, row by row, `width` each.
 */
export function* confusionSteps(
  classes: Classes,
  outputs: Float64Array,
  targets: Float64Array,
  width: number,
  indices: Uint32Array,
): Steps<Uint32Array> {
  const { count } = classes;
  const counts = new Uint32Array(count * count);
  for (const [n, sample] of indices.entries()) {
    const at = classAt(classes, targets, sample * width) * count + classAt(classes, outputs, sample * width);
    counts[at] = counts[at]! + 1;
    if (n % samplesPerPause === samplesPerPause - 1) yield;
  }
  return counts;
}
