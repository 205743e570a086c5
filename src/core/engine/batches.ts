import type { Training } from '../network/network';
import { createRandom, shuffleStream } from './random';
import { shuffle } from './shuffle';

/** How the training samples of each epoch are cut into batches. */
export interface Batches {
  /** Batches in an epoch; the last may be smaller than the others. */
  readonly count: number;
  /** Starts the next epoch: draws its order, anew from file order, where batches are shuffled. */
  startEpoch(): void;
  /** Indices of the samples of one batch of this epoch: a view that the next epoch overwrites. */
  batch(index: number): Uint32Array;
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
  const random = createRandom(training.seed, shuffleStream);
  const order = trainingIndices.slice();
  return {
    count: samples === 0 ? 0 : Math.ceil(samples / size),
    startEpoch() {
      if (!isShuffled) return;
      order.set(trainingIndices);
      shuffle(order, random);
    },
    batch(index) {
      // A view costs more than a step of a small network: a full batch needs none.
      return size === samples ? order : order.subarray(index * size, Math.min((index + 1) * size, samples));
    },
  };
}
