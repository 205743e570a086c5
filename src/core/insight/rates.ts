/**
 * Learning rates compared: runs of one network from the same start that differ in η alone. Against η · t, t the
 * epochs, they follow one curve as long as each step is small: gradient descent then follows the flow
 * dθ/ds = −∇L, and s = η · t.
 */

import { learningRateAt } from '../engine/schedule';
import type { Network, Training } from '../network/network';

/** Of a run what is read here. */
export interface ComparedRun {
  /** Finished epochs. */
  readonly epochs: number;
  /** The final loss; it counts as that of epoch `epochs`. */
  readonly loss: number;
  /** `loss[n]` is that of epoch n · every, before its updates. */
  readonly history: { readonly loss: Float64Array; readonly every: number };
}

/** Rates around the one of a file, as multiples of it: at 0.5 they are those of the published study. */
const factors = [0.2, 0.4, 1, 1.6, 2, 4];
/** What is compared around a learning rate of 0. */
const rateInPlaceOfZero = 0.1;
/** The usual threshold as a part of the loss at the start. */
const usualPart = 0.05;

/** The rates that are compared where nobody has said which: those of the file's sweep, else six around its own. */
export function usualRates({ sweep, training }: Network): number[] {
  const key = sweep?.keys.indexOf('learningRate') ?? -1;
  const swept = key < 0 ? [] : sweep!.values[key]!.map(({ learningRate }) => learningRate!);
  if (swept.length > 0) return swept;
  const own = training.learningRate === 0 ? rateInPlaceOfZero : training.learningRate;
  return factors.map((factor) => (factor === 1 ? own : Number((factor * own).toPrecision(2))));
}

/** The loss that a run has to come below: the file's `lossBelow`, else 5 % of the loss at the start, in two digits. */
export function usualThreshold({ training }: Network, lossAtStart: number): number {
  return training.stopWhen.lossBelow ?? Number((usualPart * lossAtStart).toPrecision(2));
}

/**
 * Epochs to a threshold: the least epoch with a loss below it, the final loss counting as that of the last one.
 * Null where the run never came below it; exact to `every` epochs.
 */
export function epochsBelow({ history, epochs, loss }: ComparedRun, threshold: number): number | null {
  const first = history.loss.findIndex((one) => one < threshold);
  if (first >= 0) return first * history.every;
  return loss < threshold ? epochs : null;
}

/** How often a run overshot: the loss was higher after an epoch than before it. */
export interface Overshoots {
  readonly count: number;
  /** The first epoch that ended higher than it began, from 0. */
  readonly first: number;
}

/** A rise of less than this part of the loss at the start is rounding. */
const roundingPart = 1e-9;

/** Null where the loss never rose. For runs on the full batch: batches make it rise and fall by themselves. */
export function overshootsOf({ history, epochs, loss }: ComparedRun): Overshoots | null {
  const { loss: losses, every } = history;
  const slack = roundingPart * Math.abs(losses[0] ?? 0);
  let count = 0;
  let first = -1;
  for (let n = 0; n < losses.length; n++) {
    const isLast = n + 1 === losses.length;
    const next = isLast ? loss : losses[n + 1]!;
    if (isLast && epochs <= n * every) break;
    if (!(next > losses[n]! + slack)) continue;
    count++;
    if (first < 0) first = n * every;
  }
  return count === 0 ? null : { count, first };
}

/** As much of a run as a chart draws; the caller owns the arrays. */
export interface DrawnRun {
  readonly epochs: Float64Array;
  /** η · t: the learning rates of the epochs before, added up. */
  readonly times: Float64Array;
  readonly losses: Float64Array;
}

/** At most about `most` points of a run, its final loss included, among them every extreme that can be seen. */
export function drawnRun(run: ComparedRun, training: Training, most: number): DrawnRun {
  const { loss: losses, every } = run.history;
  const picked = extremes(losses, Math.max(1, Math.floor((most - 1) / 2)));
  const hasEnd = picked.length === 0 || run.epochs > picked.at(-1)! * every;
  const epochs = Float64Array.from([...picked.map((n) => n * every), ...(hasEnd ? [run.epochs] : [])]);
  return {
    epochs,
    times: timesAt(training, epochs),
    losses: Float64Array.from([...picked.map((n) => losses[n]!), ...(hasEnd ? [run.loss] : [])]),
  };
}

/** Where in each of so many equal stretches the least and the greatest value stand, in order. */
function extremes(values: Float64Array, stretches: number): number[] {
  if (values.length <= 2 * stretches) return [...values.keys()];
  const picked = new Set([0]);
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * values.length) / stretches);
    const to = Math.floor(((s + 1) * values.length) / stretches);
    let [least, greatest] = [from, from];
    for (let n = from + 1; n < to; n++) {
      if (values[n]! < values[least]!) least = n;
      if (values[n]! > values[greatest]!) greatest = n;
    }
    picked.add(Math.min(least, greatest)).add(Math.max(least, greatest));
  }
  return [...picked.add(values.length - 1)];
}

/** Σ η_e over the epochs e before each of `epochs`, which ascend. */
function timesAt(training: Training, epochs: Float64Array): Float64Array {
  if (!training.schedule) return epochs.map((epoch) => epoch * training.learningRate);
  let time = 0;
  let done = 0;
  return epochs.map((epoch) => {
    for (; done < epoch; done++) time += learningRateAt(training, done);
    return time;
  });
}
