import { createRandom, type Random } from '../../../../src/core/engine/random';
import type { Activation, Loss, Network } from '../../../../src/core/network/network';
import { allowedPairs, elementwise } from '../../insight/randomNetworks';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';
import type { ComparedRun } from './bothEngines';

const formulas: readonly Activation[] = [
  'a / (1 + abs(a))',
  'a * sigmoid(1.702 * a)',
  'max(a, 0.1 * a)',
  'a * tanh(log(1 + exp(a)))',
  'sin(a)^2 + a / 3',
  'exp(-a^2 / 2) / sqrt(2 * pi)',
  '0.5 * a * (1 + erf(a / sqrt(2)))',
  'min(max(a, -1), 1)',
].map((formula) => ({ type: 'formula', formula }));

const hidden: readonly Activation[] = [...elementwise, ...formulas];
const pairs = [
  ...allowedPairs,
  ...formulas.map((last): { last: Activation; loss: Loss } => ({ last, loss: { type: 'halfSquaredError' } })),
];

/**
 * A network of one to five layers of 1 to 40 units with any activations, any loss, optimizer, penalty, schedule and
 * `stopWhen`, and 1 to 200 samples in batches of any size. All of it follows from `seed`.
 */
export function randomComparedRun(seed: number): ComparedRun {
  const random = createRandom(seed);
  const below = (count: number): number => Math.floor(random.uniform() * count);
  const depth = 1 + below(5);
  const pair = pairs[below(pairs.length)]!;
  // A third of the networks is small enough to be written out.
  const mostUnits = below(3) === 0 ? 6 : 40;
  const size = (): number => 1 + below(mostUnits);
  const outputs = pair.loss.type === 'categoricalCrossEntropy' || pair.last.type === 'softmax' ? 2 : 1;
  const units = [size(), ...Array.from({ length: depth - 1 }, size), outputs + below(mostUnits - 1)];
  const parameters = units.slice(1).reduce((sum, count, l) => sum + count * (units[l]! + 1), 0);
  // Larger networks have fewer samples, so that each run takes about as long.
  const mostSamples = Math.max(1, Math.min(140, Math.floor(24_000 / parameters)));
  const share = below(20);
  const samples = share < 2 ? 1 : share < 4 ? 65 + below(136) : 1 + below(mostSamples);
  const batchSize = below(4) === 0 ? 'full' : 1 + below(samples);
  const network = networkOf({
    units,
    activations: units.slice(1).map((_, l) => (l === depth - 1 ? pair.last : hidden[below(hidden.length)]!)),
    loss: pair.loss,
    reduction: below(2) === 0 ? 'mean' : 'sum',
    biases: units.slice(1).map((count) => below(6) > 0 && new Array<number>(count).fill(0)),
    frozen: units.slice(1).map(() => ({ weights: below(8) === 0, biases: below(8) === 0 })),
    training: {
      ...training(below),
      batchSize,
      epochs: 1 + below(3),
    },
  });
  const held = samples > 3 && below(3) === 0 ? [0, samples - 1] : [];
  const row = (length: number): number[] => Array.from({ length }, () => 2 * random.uniform() - 1);
  const dataset = datasetOf(
    Array.from({ length: samples }, () => row(units[0]!)),
    Array.from({ length: samples }, () => targets(random, units.at(-1)!, pair.loss)),
    held,
  );
  return { name: `seed ${seed}`, network, dataset, turns: [1, 1 + below(4)] };
}

function training(below: (count: number) => number): Partial<Network['training']> {
  return {
    optimizer: defaultOptimizers[below(defaultOptimizers.length)]!,
    learningRate: [0, 0.001, 0.01, 0.1][below(4)]!,
    schedule: [null, { type: 'exponential', factor: 0.9 }, { type: 'cosine', to: 0 }, null][
      below(4)
    ] as Network['training']['schedule'],
    shuffle: below(4) === 0 ? false : null,
    seed: below(1000),
    l1: below(4) === 0 ? 0.001 : 0,
    l2: below(4) === 0 ? 0.01 : 0,
    stopWhen: { lossBelow: below(8) === 0 ? 0.5 : null, patience: below(8) === 0 ? 1 : null },
  };
}

function targets(random: Random, count: number, { type }: Loss): number[] {
  const drawn = Array.from({ length: count }, () => random.uniform());
  const sum = drawn.reduce((total, target) => total + target, 0);
  return type === 'categoricalCrossEntropy' ? drawn.map((target) => target / sum) : drawn;
}
