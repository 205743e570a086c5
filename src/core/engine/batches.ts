import type { Training } from '../network/network';
import type { TrainerState } from './trainerState';
import { createRandom, restoreRandom, shuffleStream, type RandomState } from './random';
import { shuffle } from './shuffle';

/** How the training samples of each epoch are cut into batches. */
export interface Batches {
  /** Batches in an epoch; the last may be smaller than the others. */
  readonly count: number;
  /** Starts the next epoch: draws its order, anew from file order, where batches are shuffled. */
  startEpoch(): void;
  /** Indices of the samples of one batch of this epoch: a view that the next epoch overwrites. */
  batch(index: number): Uint32Array;
  /**
   * The stream of the shuffles before it drew the order of this epoch; with `isUnderWay` false, before it draws
   * that of the next. Null where batches are not shuffled.
   */
  shuffles(isUnderWay: boolean): RandomState | null;
  /** Takes up what `shuffles` gave, and draws the order of the epoch where one is under way. */
  restore(shuffles: RandomState | null, isUnderWay: boolean): void;
}

/** Batches of an epoch of so many training samples. */
export function batchCount({ batchSize }: Pick<Training, 'batchSize'>, samples: number): number {
  if (samples === 0) return 0;
  return batchSize === 'full' ? 1 : Math.ceil(samples / Math.min(batchSize, samples));
}

/**
 * A batch size of at least the number of samples is a full batch, and a full batch is never shuffled.
 *
 * @param trainingIndices samples in file order; not changed.
 */
export function createBatches(training: Training, trainingIndices: Uint32Array): Batches {
  const samples = trainingIndices.length;
  const size = training.batchSize === 'full' ? samples : Math.min(training.batchSize, samples);
  const isShuffled = size < samples && training.shuffle !== false;
  let random = createRandom(training.seed, shuffleStream);
  let before = random.state();
  const order = trainingIndices.slice();
  const startEpoch = () => {
    if (!isShuffled) return;
    before = random.state();
    order.set(trainingIndices);
    shuffle(order, random);
  };
  return {
    count: batchCount(training, samples),
    startEpoch,
    shuffles: (isUnderWay) => (isShuffled ? (isUnderWay ? before : random.state()) : null),
    restore(shuffles, isUnderWay) {
      if (!shuffles) return;
      random = restoreRandom(shuffles);
      if (isUnderWay) startEpoch();
    },
    batch(index) {
      // A view costs more than a step of a small network: a full batch needs none.
      return size === samples ? order : order.subarray(index * size, Math.min((index + 1) * size, samples));
    },
  };
}

/** The samples of the update that follows `state`, in their order; the caller owns them. */
export function nextBatch(
  training: Training,
  trainingIndices: Uint32Array,
  { batch, shuffles }: Pick<TrainerState, 'batch' | 'shuffles'>,
): Uint32Array {
  const batches = createBatches(training, trainingIndices);
  batches.restore(shuffles, batch > 0);
  if (batch === 0) batches.startEpoch();
  return batches.batch(batch).slice();
}
