import type { Network } from '../network/network';
import { initialParameters } from './initialise';
import { createLayout } from './layout';

/**
 * Where the n-th restart of a network starts, in the order of `createLayout`: all that is trained is drawn anew by
 * `init` with the seed `training.seed + n`, also where the file gives numbers, and biases are 0. What is frozen stays
 * as it is. Samples, split and shuffling are those of the file's own seed, so that restarts differ by their start alone.
 *
 * @param n from 0. Where the file gives no numbers, restart 0 is the file's own run.
 */
export function restartParameters(network: Network, n: number): Float64Array {
  const own = initialParameters(network);
  const drawn = initialParameters({
    ...network,
    layers: network.layers.map((layer) => ({ ...layer, weights: null, biases: null })),
    training: { ...network.training, seed: network.training.seed + n },
  });
  createLayout(network).layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
    const { frozen } = network.layers[l]!;
    const keep = (isKept: boolean, from: number, count: number): void => {
      if (isKept) drawn.set(own.subarray(from, from + count), from);
    };
    keep(frozen.weights, weightOffset, inputs * units);
    if (biasOffset !== null) keep(frozen.biases, biasOffset, units);
  });
  return drawn;
}
