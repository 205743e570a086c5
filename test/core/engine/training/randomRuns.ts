import type { Dataset } from '../../../../src/core/engine/dataset';
import { createRandom } from '../../../../src/core/engine/random';
import type { Network, PlainActivation, Training } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';

/** A network with its samples, ready to be trained. */
export interface RandomRun {
  readonly network: Network;
  readonly dataset: Dataset;
}

const hidden: readonly PlainActivation[] = ['tanh', 'sigmoid', 'relu', 'gelu', 'softplus'];

/**
 * A small network of one or two hidden layers, with any optimizer, batch size, shuffle, schedule and penalty, with
 * or without test samples, now and then with frozen weights or by `stopWhen`. All of it follows from `seed`.
 */
export function randomRun(seed: number, changes: Partial<Training> = {}): RandomRun {
  const random = createRandom(seed);
  const below = (count: number) => Math.floor(random.uniform() * count);
  const units = [1 + below(3), ...Array.from({ length: 1 + below(2) }, () => 1 + below(4)), 1 + below(2)];
  const samples = 3 + below(9);
  const row = (length: number) => Array.from({ length }, () => 2 * random.uniform() - 1);
  const network = networkOf({
    units,
    activations: units
      .slice(1)
      .map((_, l) => (l === units.length - 2 ? 'linear' : hidden[below(hidden.length)]!)),
    reduction: below(2) === 0 ? 'mean' : 'sum',
    frozen: units.slice(1).map(() => ({ weights: below(6) === 0, biases: below(6) === 0 })),
    training: {
      optimizer: defaultOptimizers[below(defaultOptimizers.length)]!,
      learningRate: 0.02,
      schedule: below(3) === 0 ? { type: 'exponential', factor: 0.97 } : null,
      epochs: 5 + below(30),
      batchSize: below(4) === 0 ? 'full' : 1 + below(samples),
      shuffle: below(4) === 0 ? false : null,
      seed: below(1000),
      l1: below(3) === 0 ? 0.001 : 0,
      l2: below(3) === 0 ? 0.01 : 0,
      stopWhen: { lossBelow: below(5) === 0 ? 0.1 : null, patience: below(3) === 0 ? 1 + below(6) : null },
      ...changes,
    },
  });
  const test = below(2) === 0 ? [] : [0, samples - 1];
  const inputs = Array.from({ length: samples }, () => row(units[0]!));
  const targets = Array.from({ length: samples }, () => row(units.at(-1)!));
  return { network, dataset: datasetOf(inputs, targets, test) };
}
