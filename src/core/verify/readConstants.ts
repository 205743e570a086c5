/** Names that people give to the numbers around a gradient: the learning rate, and how many samples there are. */

import type { Network } from '../network/network';

/** Keys (see namesSpelled.ts) of the learning rate. */
export const LEARNING_RATES: ReadonlySet<string> = new Set(
  'η α eta alpha lr LR learningrate learnrate stepsize rate'.split(' '),
);

/** Keys of the number of samples. */
export const SAMPLE_COUNTS: ReadonlySet<string> = new Set(
  'N m nsamples Nsamples numsamples batchsize nbatch'.split(' '),
);

/** What n is in this network: the outputs that its loss divides by; null where it divides by none. */
export function outputCountIn({ loss, layers }: Network): number | null {
  const isMean = loss.type !== 'halfSquaredError' && loss.type !== 'categoricalCrossEntropy';
  return isMean ? (layers.at(-1)?.units ?? null) : null;
}
