import type { Dataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel, type Model } from '../../../src/core/engine/model';
import { createRandom, type Random } from '../../../src/core/engine/random';
import { numericGradients } from '../../../src/core/insight/numericGradient';
import type { Activation, Loss, Network } from '../../../src/core/network/network';
import { datasetOf, networkOf } from '../engine/reference/networks';

export const elementwise: readonly Activation[] = [
  { type: 'linear' },
  { type: 'sigmoid' },
  { type: 'tanh' },
  { type: 'relu' },
  { type: 'leakyRelu', slope: 0.1 },
  { type: 'elu', alpha: 1.5 },
  { type: 'gelu' },
  { type: 'geluTanh' },
  { type: 'silu' },
  { type: 'softplus' },
];

const softmax: Activation = { type: 'softmax' };

export const residualLosses: readonly Loss[] = [
  { type: 'halfSquaredError' },
  { type: 'meanSquaredError' },
  { type: 'meanAbsoluteError' },
  { type: 'huber', delta: 0.7 },
];

/** Every last activation with every loss that the format allows, warnings included. */
export const allowedPairs: readonly { readonly last: Activation; readonly loss: Loss }[] = [
  ...[...elementwise, softmax].flatMap((last) => residualLosses.map((loss) => ({ last, loss }))),
  ...[{ type: 'sigmoid' } as const, softmax].flatMap((last) => [
    { last, loss: { type: 'binaryCrossEntropy' } as const },
    { last, loss: { type: 'categoricalCrossEntropy' } as const },
  ]),
];

export interface RandomNetwork {
  readonly network: Network;
  readonly model: Model;
  readonly parameters: Float64Array;
  readonly dataset: Dataset;
}

/**
 * A small network of `depth` layers with random parameters and samples, drawn again until no parameter has a
 * kink within `clearance`.
 */
export function randomNetwork(
  seed: number,
  depth: number,
  hidden: (layer: number) => Activation,
  last: Activation,
  loss: Loss,
  clearance: number,
): RandomNetwork {
  const random = createRandom(seed);
  for (;;) {
    const candidate = draw(random, depth, hidden, last, loss);
    if (!isNearKink(candidate, clearance)) return candidate;
  }
}

function draw(
  random: Random,
  depth: number,
  hidden: (layer: number) => Activation,
  last: Activation,
  loss: Loss,
): RandomNetwork {
  const count = (least: number, most: number) => least + Math.floor(random.uniform() * (most - least + 1));
  const units = [count(1, 3), ...Array.from({ length: depth - 1 }, () => count(1, 3)), count(2, 3)];
  const hasBiases = random.uniform() < 0.75;
  const network = networkOf({
    units,
    activations: Array.from({ length: depth }, (_, l) => (l === depth - 1 ? last : hidden(l))),
    loss,
    reduction: random.uniform() < 0.5 ? 'mean' : 'sum',
    biases: Array.from({ length: depth }, () => (hasBiases ? Array<number>() : false)),
    training: random.uniform() < 0.3 ? { l1: 0.01, l2: 0.02 } : {},
  });
  const samples = Array.from({ length: count(1, 4) }, () => ({
    inputs: Array.from({ length: units[0]! }, () => 2 * random.uniform() - 1),
    targets: targets(random, units.at(-1)!, loss),
  }));
  const parameters = initialParameters(network).map(() => 0.6 * random.normal());
  return {
    network,
    model: createModel(network),
    parameters,
    dataset: datasetOf(
      samples.map(({ inputs }) => inputs),
      samples.map(({ targets }) => targets),
    ),
  };
}

function targets(random: Random, count: number, loss: Loss): number[] {
  const drawn = Array.from({ length: count }, () => random.uniform());
  const sum = drawn.reduce((total, target) => total + target, 0);
  return loss.type === 'categoricalCrossEntropy' ? drawn.map((target) => target / sum) : drawn;
}

function isNearKink({ model, parameters, dataset }: RandomNetwork, clearance: number): boolean {
  const all = Uint32Array.from(parameters.keys());
  return numericGradients(model, parameters, dataset, dataset.trainingIndices, all, () => clearance).some(
    ({ isAtKink }) => isAtKink,
  );
}
