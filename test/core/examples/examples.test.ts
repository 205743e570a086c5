import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { prepareDataset, type Dataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { evaluate } from '../../../src/core/engine/evaluate';
import { createModel } from '../../../src/core/engine/model';
import { sweepCombinations } from '../../../src/core/engine/sweep';
import { createTrainer, type TrainingResult } from '../../../src/core/engine/training';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';

const folder = 'media/examples';
const suffix = '.backprop.json';

function textOf(name: string): string {
  return readFileSync(`${folder}/${name}${suffix}`, 'utf8');
}

function networkOf(name: string): Network {
  const { network } = parse(textOf(name));
  assert.ok(network, `${name} is no network`);
  return network;
}

function datasetOf(network: Network): Dataset {
  const { data } = network;
  const fileText = data?.kind === 'file' ? readFileSync(`${folder}/${data.path}`, 'utf8') : null;
  const prepared = prepareDataset(network, fileText);
  assert.ok('dataset' in prepared, JSON.stringify(prepared));
  assert.deepEqual(prepared.warnings, []);
  return prepared.dataset;
}

function train(network: Network): TrainingResult {
  const trainer = createTrainer(network, datasetOf(network));
  assert.equal(trainer.advance(Infinity), 'epochs');
  return trainer.finish();
}

/** |a − b| ≤ tolerance · |b| */
function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.abs(expected), `${actual}, expected ${expected}`);
}

/** The share of the samples whose largest output (or output above ½) is the target's. */
function accuracy(
  network: Network,
  parameters: Float64Array,
  which: 'trainingIndices' | 'testIndices',
): number {
  const dataset = datasetOf(network);
  const indices = dataset[which];
  const { outputs } = evaluate(createModel(network), parameters, dataset, indices);
  const classOf = (values: Float64Array) =>
    values.length === 1 ? Number(values[0]! > 0.5) : values.indexOf(Math.max(...values));
  const n = dataset.targetUnits;
  let right = 0;
  indices.forEach((sample, position) => {
    const output = outputs.subarray(position * n, (position + 1) * n);
    const target = dataset.targets.subarray(sample * n, (sample + 1) * n);
    if (classOf(output) === classOf(target)) right++;
  });
  return right / indices.length;
}

describe('the examples', () => {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length));

  it('are nine networks and one table', () => {
    assert.deepEqual(names.sort(), [
      'circles',
      'classic-2-2-2',
      'grains',
      'network-a',
      'network-b',
      'network-b-learning-rates',
      'overshoot',
      'two-linear-layers',
      'xor',
    ]);
    assert.equal(
      readdirSync(folder)
        .filter((file) => !file.endsWith(suffix))
        .join(),
      'grains.csv',
    );
  });

  for (const name of names) {
    it(`${name} opens without a diagnostic and says its lesson in one line`, () => {
      const { network, diagnostics } = parse(textOf(name));
      assert.deepEqual(diagnostics, []);
      assert.match(network?.description ?? '', /^[^\n]{40,180}$/);
      assert.ok(network?.name);
    });

    it(`${name} trains to the end${name === 'overshoot' ? '' : ', and its loss falls'}`, () => {
      const network = networkOf(name);
      const { epochs, loss, history } = train(network);
      assert.equal(epochs, network.training.epochs);
      assert.equal(history.loss.length, epochs);
      if (name !== 'overshoot') assert.ok(loss < history.loss[0]! / 5, `${history.loss[0]} → ${loss}`);
    });
  }

  it('network B has the gradients of the walk-through', () => {
    const network = networkOf('network-b');
    const dataset = datasetOf(network);
    const { loss, gradient } = evaluate(
      createModel(network),
      initialParameters(network),
      dataset,
      dataset.trainingIndices,
    );
    near(loss, 0.24251985734837728, 1e-13);
    // Row by row: w_1 is first, w_5 fifth.
    near(gradient[0]!, 0.00018826, 1e-4);
    near(gradient[4]!, 0.0721571, 1e-6);
  });

  it('the learning rates start at 0.014181 and fall as the text says', () => {
    const network = networkOf('network-b-learning-rates');
    const dataset = datasetOf(network);
    const runs = sweepCombinations(network).map((combination) => {
      const trainer = createTrainer({ ...network, training: combination.training }, dataset);
      trainer.advance(Infinity);
      return { rate: combination.training.learningRate, losses: trainer.finish().history.loss };
    });
    assert.deepEqual(
      runs.map(({ rate }) => rate),
      [0.1, 0.2, 0.5, 0.8, 1, 2],
    );
    const shareAt = (rate: number, epoch: number) => {
      const { losses } = runs.find((run) => run.rate === rate)!;
      near(losses[0]!, 0.014181, 1e-4);
      return losses[epoch]! / losses[0]!;
    };
    near(shareAt(2, 25), 0.04, 0.02);
    near(shareAt(1, 60), 0.022, 0.03);
    near(shareAt(0.8, 80), 0.017, 0.03);
  });

  it('the classic example takes the steps of the literature', () => {
    const { history, loss } = train(networkOf('classic-2-2-2'));
    near(history.loss[0]!, 0.2983711087600027, 1e-12);
    near(history.loss[1]!, 0.29102777369359933, 1e-12);
    near(loss, 3.510187782978859e-5, 1e-10);
  });

  it('overshoot grows by (1 − ηλ)² an epoch above 2/λ, and shrinks below', () => {
    const network = networkOf('overshoot');
    const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));
    const lambda = sigmoid(0.0275) ** 2 + sigmoid(0.0425) ** 2;
    near(2 / lambda, 3.8636, 2e-5);
    assert.ok(network.training.learningRate > 2 / lambda);
    const { history, loss } = train(network);
    const factor = (1 - network.training.learningRate * lambda) ** 2;
    history.loss.forEach((value, epoch) => {
      near(value, history.loss[0]! * factor ** epoch, 1e-9);
    });
    assert.ok(loss > 40 * history.loss[0]!);
    near(factor, 1.038, 1e-3);

    const below = train({ ...network, training: { ...network.training, learningRate: 3.8 } });
    assert.ok(below.loss < history.loss[0]! / 100);
    // As its comment says: with the first weights free the loss grows, then the run finds the floor.
    const [hidden, output] = network.layers;
    const free = { ...hidden!, frozen: { weights: false, biases: false } };
    const freed = train({ ...network, layers: [free, output!] });
    assert.ok(Math.max(...freed.history.loss) > 1.05 * freed.history.loss[0]!);
    assert.ok(freed.loss < 1e-3);
  });

  it('XOR, circles and grains learn their classes', () => {
    for (const name of ['xor', 'circles', 'grains']) {
      const network = networkOf(name);
      const { parameters } = train(network);
      assert.ok(accuracy(network, parameters, 'trainingIndices') >= 0.98, name);
      if (network.testFraction > 0) assert.ok(accuracy(network, parameters, 'testIndices') >= 0.9, name);
    }
  });

  it('circles: late in the run only the training loss still falls', () => {
    const { history } = train(networkOf('circles'));
    const { loss, testLoss } = history;
    assert.ok(loss[199]! < loss[100]! / 2);
    assert.ok(testLoss[199]! > 0.9 * testLoss[100]!);
  });
});
