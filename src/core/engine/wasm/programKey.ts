import type { Network } from '../../network/network';
import { chunkSamples, type SampleCounts } from './memory';

/** How batches shape a program. Sizes themselves are settings. */
export interface Batching {
  /** Whether the order of the samples is drawn anew for each epoch. */
  readonly isShuffled: boolean;
  /** A batch does not go through the network at once. */
  readonly isChunked: boolean;
}

export function batchingOf({ training }: Network, counts: SampleCounts): Batching {
  const { batchSize, shuffle } = training;
  const size = batchSize === 'full' ? counts.training : Math.min(batchSize, counts.training);
  return {
    isShuffled: size < counts.training && shuffle !== false,
    isChunked: size > chunkSamples,
  };
}

/**
 * What shapes the program of a network, as a text: two networks with the same key have the same program, byte for
 * byte, and the same memory map. Whatever `compileProgram` reads belongs here; rates, seeds, epochs, rules for
 * stopping and sizes of batches are settings in its memory and do not.
 */
export function programKey(network: Network, counts: SampleCounts): string {
  const { inputs, layers, loss, training } = network;
  const { optimizer, l1, l2, precision } = training;
  const shape = {
    counts: [counts.samples, counts.training, counts.test],
    inputs: inputs.units,
    layers: layers.map(({ units, activation, hasBiases, frozen }) => [units, activation, hasBiases, frozen]),
    loss,
    optimizer,
    penalty: [l1, l2],
    precision,
    batching: batchingOf(network, counts),
  };
  return JSON.stringify(shape, (_, value: unknown) => (Object.is(value, -0) ? '-0' : value));
}
