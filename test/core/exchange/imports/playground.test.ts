import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDataset } from '../../../../src/core/engine/dataset';
import { createTrainer } from '../../../../src/core/engine/training';
import type { Network } from '../../../../src/core/network/network';
import { imported, networkFrom, refusalFrom } from './importing';

/** What the Playground itself came to; see README.md beside it. */
interface Run {
  readonly address: string;
  readonly samples: number;
  readonly train: number;
  /** Inputs and label. */
  readonly first: readonly (readonly number[])[];
  readonly firstTest: readonly (readonly number[])[];
  readonly start: readonly Part[];
  /** Of the training and of the test samples, before each epoch and after the last. */
  readonly losses: readonly (readonly [number, number])[];
  readonly end: readonly Part[];
}

interface Part {
  /** [units][units before] */
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

const runs = JSON.parse(
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'playground', 'runs.json'), 'utf8'),
) as readonly Run[];

const address = 'https://playground.tensorflow.org/#';

const near = (found: number, expected: number, what: string, tolerance = 1e-13): void => {
  assert.ok(
    Math.abs(found - expected) <= tolerance * (1 + Math.abs(expected)),
    `${what}: ${found} is not ${expected}`,
  );
};

function datasetOf(network: Network) {
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

describe('TensorFlow Playground addresses', () => {
  for (const run of runs) {
    const word = /(?:dataset|regDataset)=([a-z-]+)/.exec(run.address)![1]!;
    it(`become the samples, the split and the weights of the Playground, and train as it does: ${word}`, () => {
      const { network } = networkFrom(imported(null, run.address));
      const dataset = datasetOf(network);
      assert.equal(dataset.trainingIndices.length, run.train);
      assert.equal(dataset.testIndices.length, run.samples - run.train);
      const inputs = dataset.inputUnits;
      const check = (indices: Uint32Array, rows: readonly (readonly number[])[]): void => {
        rows.forEach((row, n) => {
          const sample = indices[n]!;
          row.slice(0, -1).forEach((value, i) => {
            near(dataset.inputs[sample * inputs + i]!, value, `input ${i} of sample ${n}`, 1e-14);
          });
          assert.equal(dataset.targets[sample], row.at(-1));
        });
      };
      check(dataset.trainingIndices, run.first);
      check(dataset.testIndices, run.firstTest);
      run.start.forEach(({ weights, biases }, l) => {
        const layer = network.layers[l]!;
        weights.forEach((row, j) => {
          row.forEach((weight, i) => {
            assert.equal(layer.weights![i]![j], weight);
          });
        });
        assert.deepEqual(layer.biases, biases);
      });
      const epochs = run.losses.length - 1;
      const trained = { ...network, training: { ...network.training, epochs } };
      const trainer = createTrainer(trained, dataset);
      while (trainer.advance(10_000) === 'running');
      const end = trainer.finish();
      // Where the last batch is not whole the Playground keeps it for the next epoch, as the import says.
      const { batchSize } = network.training;
      const isWhole = batchSize !== 'full' && run.train % batchSize === 0;
      assert.ok(isWhole, 'the runs have whole batches');
      near(end.loss, run.losses.at(-1)![0], 'loss', 1e-10);
      near(end.testLoss!, run.losses.at(-1)![1], 'test loss', 1e-10);
      run.end.forEach(({ weights }, l) => {
        const { weightOffset, units } = trainer.model.layout.layers[l]!;
        weights.forEach((row, j) => {
          row.forEach((weight, i) => {
            near(end.parameters[weightOffset + i * units + j]!, weight, `weight ${i} ${j} of ${l}`, 1e-9);
          });
        });
      });
    });
  }

  it('say what Backprop has otherwise', () => {
    const { notes, network } = networkFrom(
      imported(
        null,
        `${address}activation=gelu&regularization=L1&regularizationRate=0.1&batchSize=7&mood=blue&learningRate_hide=true`,
      ),
    );
    assert.match(notes, /no activation "gelu" and takes tanh/);
    assert.match(notes, /says of "mood" is not known/);
    assert.match(notes, /no seed/);
    assert.match(notes, /last 5 training samples are no whole batch/);
    assert.match(notes, /past 0 stays at 0 for good/);
    assert.equal(network.training.l1, 0.1);
    assert.deepEqual(
      network.layers.map(({ units }) => units),
      [4, 2, 1],
    );
  });

  it('have the defaults of the Playground', () => {
    const { network } = networkFrom(imported(null, `${address}seed=0.1`));
    assert.equal(network.training.batchSize, 10);
    assert.equal(network.training.learningRate, 0.03);
    assert.equal(network.training.shuffle, false);
    assert.deepEqual(network.inputs.names, ['X_1', 'X_2']);
    assert.deepEqual(network.layers.at(-1)!.activation, { type: 'tanh' });
    assert.deepEqual(network.layers[0]!.biases, [0.1, 0.1, 0.1, 0.1]);
    const zero = networkFrom(imported(null, `${address}seed=0.1&initZero=true`)).network;
    assert.deepEqual(zero.layers[1]!.biases, [0, 0]);
    assert.ok(zero.layers[0]!.weights!.flat().every((weight) => weight === 0));
  });

  const refused: readonly (readonly [string, RegExp, RegExp])[] = [
    ['x=false&y=false', /the inputs/, /Every input is off/],
    ['networkShape=4,,2', /networkShape/, /units of at most 6 layers/],
    ['networkShape=1,1,1,1,1,1,1', /networkShape/, /units of at most 6 layers/],
    ['networkShape=4000000000', /networkShape/, /units of at most 6 layers/],
    ['noise=1e999', /noise/, /number from 0 to 100/],
    ['percTrainData=-5', /percTrainData/, /number from 1 to 100/],
    ['batchSize=0', /batchSize/, /number from 1/],
    ['batchSize=2.5', /batchSize/, /whole number/],
    ['learningRate=NaN', /learningRate/, /number from 0/],
  ];
  for (const [state, where, cause] of refused) {
    it(`are refused: ${state}`, () => {
      const refusal = refusalFrom(imported('playground', address + state));
      assert.match(refusal.where ?? '', where);
      assert.match(refusal.cause, cause);
      assert.notEqual(refusal.remedy, '');
    });
  }

  it('are no addresses without a state', () => {
    for (const text of ['https://playground.tensorflow.org/', 'https://example.org/#a=b', 'nothing']) {
      assert.match(
        refusalFrom(imported('playground', text)).cause,
        /no address of the TensorFlow Playground/,
      );
      assert.equal(imported(null, text).kind, 'refused');
    }
  });
});
