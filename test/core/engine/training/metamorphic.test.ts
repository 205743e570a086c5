import { strict as assert } from 'node:assert';
import type { Dataset } from '../../../../src/core/engine/dataset';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { createModel } from '../../../../src/core/engine/model';
import { createRandom, type Random } from '../../../../src/core/engine/random';
import { createTrainer } from '../../../../src/core/engine/training';
import type { Activation, Loss, Network, Optimizer, Training } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';
import { largestDifference } from '../reference/referenceCases';

/*
 * Changes of a network whose effect is known without knowing its numbers: 125 random networks under each of
 * four changes, and some steps of training under those that training must respect.
 */

const smooth: readonly Activation[] = (
  ['linear', 'sigmoid', 'tanh', 'gelu', 'geluTanh', 'silu', 'softplus'] as const
).map((type) => ({ type }));
const losses: readonly Loss[] = [
  { type: 'halfSquaredError' },
  { type: 'meanSquaredError' },
  { type: 'meanAbsoluteError' },
  { type: 'huber', delta: 1 },
  { type: 'binaryCrossEntropy' },
  { type: 'categoricalCrossEntropy' },
];
const draws = 125;

interface Drawn {
  readonly network: Network;
  readonly parameters: Float64Array;
  readonly dataset: Dataset;
}

describe('metamorphic relations', () => {
  let relations = 0;

  it('hidden units in another order give the same loss and outputs, and gradients in that order', () => {
    for (let seed = 0; seed < draws; seed++) {
      const random = createRandom(seed);
      const drawn = draw(random, seed);
      const order = permutation(random, drawn.network.layers[0]!.units);
      const places = permutedPlaces(drawn.network, order);
      const plain = evaluateAll(drawn);
      const permuted = evaluateAll({
        ...drawn,
        parameters: Float64Array.from(places, (place) => drawn.parameters[place]!),
      });
      near([permuted.loss], [plain.loss], seed);
      near(permuted.outputs, plain.outputs, seed);
      near(
        permuted.gradient,
        Array.from(places, (place) => plain.gradient[place]!),
        seed,
      );
      relations++;
    }
  });

  it('all samples twice give the same mean loss, gradient and training, and double sums', () => {
    for (let seed = 0; seed < draws; seed++) {
      const drawn = draw(createRandom(seed), seed);
      const doubled = { ...drawn, dataset: twice(drawn.dataset) };
      const plain = evaluateAll(drawn);
      const again = evaluateAll(doubled);
      near([again.loss], [plain.loss], seed);
      near(again.gradient, plain.gradient, seed);
      const summed = evaluateAll({ ...drawn, network: { ...drawn.network, reduction: 'sum' } });
      const summedTwice = evaluateAll({ ...doubled, network: { ...drawn.network, reduction: 'sum' } });
      near([summedTwice.loss], [2 * summed.loss], seed);
      near(
        summedTwice.gradient,
        summed.gradient.map((g) => 2 * g),
        seed,
      );
      near(trained(doubled, {}), trained(drawn, {}), seed);
      relations++;
    }
  });

  it('a loss scaled by c with a learning rate scaled by 1/c trains alike', () => {
    for (let seed = 0; seed < draws; seed++) {
      const drawn = draw(createRandom(seed), seed);
      // The sum over the samples is N times their mean.
      const samples = drawn.dataset.sampleCount;
      const summed = { ...drawn, network: { ...drawn.network, reduction: 'sum' as const } };
      const optimizer: Optimizer = defaultOptimizers[seed % 3]!;
      near(
        trained(summed, { optimizer, learningRate: 0.1 / samples }),
        trained(drawn, { optimizer, learningRate: 0.1 }),
        seed,
      );
      // Squared errors: the mean over n outputs is 2/n times the half of their sum.
      const outputs = drawn.dataset.targetUnits;
      const withLoss = (type: 'halfSquaredError' | 'meanSquaredError') => ({
        ...drawn,
        network: { ...drawn.network, loss: { type } },
      });
      near(
        trained(withLoss('meanSquaredError'), { learningRate: 0.05 * outputs }),
        trained(withLoss('halfSquaredError'), { learningRate: 0.1 }),
        seed,
      );
      relations++;
    }
  });

  it('a batch of N is the mean of its N samples', () => {
    for (let seed = 0; seed < draws; seed++) {
      const drawn = draw(createRandom(seed), seed);
      const { loss, gradient, lossTerms, outputs } = evaluateAll(drawn);
      const count = drawn.dataset.sampleCount;
      const singles = Array.from(drawn.dataset.trainingIndices, (s) => evaluateAll(drawn, Uint32Array.of(s)));
      const mean = (of: (single: (typeof singles)[number]) => number) =>
        singles.reduce((sum, single) => sum + of(single), 0) / count;
      near([loss], [mean((single) => single.loss)], seed);
      near(
        gradient,
        Array.from(gradient.keys(), (p) => mean((single) => single.gradient[p]!)),
        seed,
      );
      near(
        lossTerms,
        Array.from(lossTerms.keys(), (k) => mean((single) => single.lossTerms[k]!)),
        seed,
      );
      near(
        outputs,
        singles.flatMap((single) => [...single.outputs]),
        seed,
      );
      relations++;
    }
  });

  it('held for 500 networks', () => {
    assert.equal(relations, 500);
  });
});

function draw(random: Random, seed: number): Drawn {
  const loss = losses[seed % losses.length]!;
  const last: Activation =
    loss.type === 'binaryCrossEntropy'
      ? { type: 'sigmoid' }
      : loss.type === 'categoricalCrossEntropy'
        ? { type: 'softmax' }
        : smooth[(seed + 3) % smooth.length]!;
  const units = [2, 2 + (seed % 4), 1 + (seed % 3), 2];
  const network = networkOf({
    units,
    activations: [smooth[seed % smooth.length]!, smooth[(seed * 5 + 1) % smooth.length]!, last],
    loss,
    biases: Array.from({ length: 3 }, () => (seed % 5 === 0 ? false : [])),
    training: { learningRate: 0.1, epochs: 5 },
  });
  const rows = (width: number, row: () => number) =>
    Array.from({ length: 1 + (seed % 6) }, () => Array.from({ length: width }, row));
  const targets = rows(2, () => random.uniform()).map(([t]) => [t!, 1 - t!]);
  const { parameterCount } = createModel(network).layout;
  return {
    network,
    parameters: Float64Array.from({ length: parameterCount }, () => 0.7 * random.normal()),
    dataset: datasetOf(
      rows(2, () => random.normal()),
      targets,
    ),
  };
}

function evaluateAll({ network, parameters, dataset }: Drawn, indices = dataset.trainingIndices) {
  return evaluate(createModel(network), Float64Array.from(parameters), dataset, indices);
}

/** Parameters after 5 updates. */
function trained({ network, parameters, dataset }: Drawn, training: Partial<Training>): Float64Array {
  const run = { ...network, training: { ...network.training, ...training } };
  const trainer = createTrainer(run, dataset, parameters);
  trainer.advance(5);
  return trainer.parameters;
}

function permutation(random: Random, count: number): number[] {
  return Array.from({ length: count }, (_, j) => ({ j, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ j }) => j);
}

/** For each place in the flat vector the place whose parameter stands there once layer 1 is reordered. */
function permutedPlaces(network: Network, order: readonly number[]): number[] {
  const { layout } = createModel(network);
  const places = Array.from({ length: layout.parameterCount }, (_, p) => p);
  const [first, second] = layout.layers;
  order.forEach((from, to) => {
    for (let i = 0; i < first!.inputs; i++) {
      places[first!.weightOffset + i * first!.units + to] = first!.weightOffset + i * first!.units + from;
    }
    if (first!.biasOffset !== null) places[first!.biasOffset + to] = first!.biasOffset + from;
    for (let k = 0; k < second!.units; k++) {
      places[second!.weightOffset + to * second!.units + k] = second!.weightOffset + from * second!.units + k;
    }
  });
  return places;
}

function twice(dataset: Dataset): Dataset {
  const count = dataset.sampleCount;
  return {
    ...dataset,
    sampleCount: 2 * count,
    inputs: Float64Array.of(...dataset.inputs, ...dataset.inputs),
    targets: Float64Array.of(...dataset.targets, ...dataset.targets),
    trainingIndices: Uint32Array.from({ length: 2 * count }, (_, s) => s),
  };
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, seed: number, tolerance = 1e-12): void {
  const difference = largestDifference(actual, expected);
  assert.ok(difference <= tolerance, `seed ${seed}: off by ${difference}`);
}
