import { strict as assert } from 'node:assert';
import { evaluate, lossAt } from '../../../../src/core/engine/evaluate';
import { createHistory, recordEpochs } from '../../../../src/core/engine/history';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createModel } from '../../../../src/core/engine/model';
import { createRandom } from '../../../../src/core/engine/random';
import { createStopRule } from '../../../../src/core/engine/stopRule';
import { createTrainer } from '../../../../src/core/engine/training';
import type { Network, Training } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';

/*
 * Most runs here are of y = b with L = ½ (b − t)² and a batch of one sample: with η = ½ and t = 0, b is halved
 * by each update, exactly.
 */
const bias = (training: Partial<Training>): Network =>
  networkOf({
    units: [1, 1],
    activations: ['linear'],
    frozen: [{ weights: true, biases: false }],
    training: { learningRate: 0.5, ...training },
  });
const one = datasetOf([[0]], [[0]]);
const start = Float64Array.of(0, 1);
const halving = (training: Partial<Training>) => createTrainer(bias(training), one, start);
const lossAfter = (updates: number) => 0.5 * 0.25 ** updates;

describe('a training run', () => {
  it('records the loss before each update and measures the end with the final weights', () => {
    const trainer = halving({ epochs: 3 });
    assert.equal(trainer.advance(Infinity), 'epochs');
    assert.deepEqual(trainer.finish(), {
      epochs: 3,
      loss: lossAfter(3),
      penalty: 0,
      testLoss: null,
      stopped: 'epochs',
      divergence: null,
      history: { loss: [lossAfter(0), lossAfter(1), lossAfter(2)], testLoss: [], every: 1 },
      parameters: Float64Array.of(0, 0.125),
    });
  });

  it('of 0 epochs has an empty history and the starting weights', () => {
    const trainer = halving({ epochs: 0 });
    assert.equal(trainer.advance(10), 'epochs');
    const { epochs, loss, history, parameters } = trainer.finish();
    assert.equal(epochs, 0);
    assert.equal(loss, 0.5);
    assert.deepEqual(history, { loss: [], testLoss: [], every: 1 });
    assert.deepEqual(parameters, start);
  });

  it('goes on where advance stopped, and says so', () => {
    const trainer = halving({ epochs: 5 });
    assert.equal(trainer.advance(2), 'running');
    assert.equal(trainer.advance(0), 'running');
    assert.equal(trainer.epoch, 2);
    assert.equal(trainer.finish().stopped, null);
    assert.equal(trainer.advance(3), 'epochs');
    assert.equal(trainer.advance(3), 'epochs');
    assert.equal(trainer.step, 5);
  });

  it('is the same in one piece and update by update', () => {
    const network = networkOf({
      units: [2, 4, 1],
      activations: ['tanh', 'sigmoid'],
      loss: 'binaryCrossEntropy',
      training: { epochs: 12, batchSize: 3, optimizer: defaultOptimizers[5]! },
    });
    const dataset = randomDataset(11, 2, 1, [1, 4]);
    const whole = createTrainer(network, dataset);
    whole.advance(Infinity);
    const pieces = createTrainer(network, dataset);
    while (pieces.advance(1) === 'running');
    const stepped = createTrainer(network, dataset);
    while (stepped.epoch < 12) stepped.stepOnce();
    stepped.advance(1);
    assert.deepEqual(pieces.finish(), whole.finish());
    assert.deepEqual(stepped.finish(), whole.finish());
  });

  it('does not change what it was given', () => {
    const initial = start.slice();
    const trainer = createTrainer(bias({ epochs: 3 }), one, initial);
    trainer.advance(Infinity);
    assert.deepEqual(initial, start);
    const result = trainer.finish();
    trainer.stepOnce();
    assert.equal(result.parameters[1], 0.125);
    assert.equal(result.history.loss.length, 3);
  });

  it('starts from the weights of the file and its seed by default', () => {
    const network = networkOf({ units: [2, 3, 1], activations: ['tanh', 'linear'], training: { seed: 5 } });
    assert.deepEqual(createTrainer(network, randomDataset(3, 2, 1)).parameters, initialParameters(network));
  });

  it('measures each sample just before the update of its batch', () => {
    // Targets 0 and 4, one sample a batch: b = 1 → ½ → 2¼.
    const dataset = datasetOf([[0], [0]], [[0], [4]]);
    const network = bias({ epochs: 1, batchSize: 1, shuffle: false });
    const trainer = createTrainer(network, dataset, start);
    trainer.advance(Infinity);
    const { history, parameters, loss } = trainer.finish();
    assert.deepEqual(history.loss, [(0.5 + 0.5 * 3.5 ** 2) / 2]);
    assert.equal(parameters[1], 2.25);
    assert.equal(loss, (0.5 * 2.25 ** 2 + 0.5 * 1.75 ** 2) / 2);
    const summed = createTrainer({ ...network, reduction: 'sum' }, dataset, start);
    summed.advance(Infinity);
    assert.deepEqual(summed.history.loss, [0.5 + 0.5 * 3.5 ** 2]);
  });

  it('records the test loss at the start of each epoch and trains on the others only', () => {
    const dataset = datasetOf([[0], [0], [0]], [[0], [7], [0]], [1]);
    const trainer = createTrainer(bias({ epochs: 2, batchSize: 1, shuffle: false }), dataset, start);
    trainer.advance(1);
    assert.deepEqual(trainer.history.testLoss, [], 'the epoch is not over');
    trainer.advance(Infinity);
    const { history, testLoss, loss } = trainer.finish();
    assert.deepEqual(history.testLoss, [0.5 * 6 ** 2, 0.5 * 6.75 ** 2]);
    assert.deepEqual(history.loss, [(lossAfter(0) + lossAfter(1)) / 2, (lossAfter(2) + lossAfter(3)) / 2]);
    assert.equal(testLoss, 0.5 * (7 - 0.0625) ** 2);
    assert.equal(loss, lossAfter(4));
  });

  it('keeps frozen layers as they are and trains the others', () => {
    const network = networkOf({
      units: [2, 2, 1],
      activations: ['tanh', 'linear'],
      biases: [[0.1, 0.2], [0.3]],
      frozen: [
        { weights: true, biases: true },
        { weights: false, biases: false },
      ],
      training: { epochs: 5 },
    });
    const trainer = createTrainer(network, randomDataset(4, 2, 1));
    const before = trainer.parameters.slice();
    trainer.advance(Infinity);
    assert.deepEqual(trainer.parameters.slice(0, 6), before.slice(0, 6));
    for (let p = 6; p < 9; p++) assert.notEqual(trainer.parameters[p], before[p]);
  });

  it('adds the penalty to the gradient and never to the loss', () => {
    const network = networkOf({
      units: [1, 1],
      activations: ['linear'],
      biases: [false],
      training: { l2: 0.5, learningRate: 1, epochs: 1 },
    });
    const trainer = createTrainer(network, one, Float64Array.of(4));
    trainer.advance(1);
    const { loss, penalty, parameters, history } = trainer.finish();
    assert.deepEqual(history.loss, [0]);
    assert.equal(parameters[0], 2);
    assert.equal(loss, 0);
    assert.equal(penalty, 1);
  });

  it('with a learning rate of 0 leaves the weights as they are', () => {
    const trainer = halving({ learningRate: 0, epochs: 4 });
    trainer.advance(Infinity);
    assert.deepEqual(trainer.history.loss, [0.5, 0.5, 0.5, 0.5]);
    assert.deepEqual(trainer.parameters, start);
  });

  it('steps once more after its end', () => {
    const trainer = halving({ epochs: 2 });
    trainer.advance(Infinity);
    assert.equal(trainer.stepOnce(), 'running');
    assert.equal(trainer.epoch, 3);
    assert.equal(trainer.parameters[1], 0.125);
    assert.equal(trainer.advance(10), 'epochs');
    assert.deepEqual(trainer.history.loss, [lossAfter(0), lossAfter(1), lossAfter(2)]);
  });

  it('ends when a single step has reached stopWhen, and goes on when stepped past it', () => {
    const stopWhen = { lossBelow: 0.6, patience: null };
    const trainer = halving({ epochs: 10, stopWhen });
    assert.equal(trainer.stepOnce(), 'running');
    assert.equal(trainer.advance(5), 'lossBelow');
    assert.equal(trainer.step, 1);

    const two = datasetOf([[0], [0]], [[0], [0]]);
    const batched = createTrainer(bias({ epochs: 3, batchSize: 1, stopWhen }), two, start);
    assert.equal(batched.advance(Infinity), 'lossBelow');
    assert.equal(batched.step, 2);
    batched.stepOnce();
    assert.equal(batched.advance(0), 'running', 'in the middle of epoch 1');
    assert.equal(batched.advance(Infinity), 'lossBelow');
    assert.equal(batched.epoch, 2);
  });

  it('refuses no training samples and a wrong number of parameters', () => {
    assert.throws(() => createTrainer(bias({}), datasetOf([[0]], [[0]], [0])), /no sample to train on/);
    assert.throws(() => createTrainer(bias({}), one, new Float64Array(3)), /2 parameters, not 3/);
  });
});

describe('stopWhen', () => {
  it('lossBelow ends the run after the first epoch whose loss is below, with its last weights', () => {
    // History 1/2, 1/8, 1/32, …: not below 1/8 in epoch 1, below in epoch 2.
    const trainer = halving({ stopWhen: { lossBelow: 0.125, patience: null } });
    assert.equal(trainer.advance(Infinity), 'lossBelow');
    const { epochs, stopped, history, parameters } = trainer.finish();
    assert.equal(stopped, 'lossBelow');
    assert.equal(epochs, 3);
    assert.deepEqual(history.loss, [0.5, 0.125, 0.03125]);
    assert.equal(parameters[1], 0.125);
  });

  it('lossBelow is the reason also in the last epoch, and advance(1) tells it at once', () => {
    const trainer = halving({ epochs: 3, stopWhen: { lossBelow: 0.1, patience: 5 } });
    assert.equal(trainer.advance(2), 'running');
    assert.equal(trainer.advance(1), 'lossBelow');
  });

  it('patience ends the run after n epochs without a new least loss', () => {
    // η = 2: b = 1, −1, 1, … and the loss never falls below its first value.
    const patient = (patience: number) =>
      halving({ learningRate: 2, stopWhen: { lossBelow: null, patience } });
    for (const patience of [1, 2, 7]) {
      const trainer = patient(patience);
      assert.equal(trainer.advance(Infinity), 'patience');
      assert.equal(trainer.epoch, patience + 1);
    }
  });

  it('patience starts anew with each new least loss, and not with one that only equals it', () => {
    const stops = (losses: readonly number[]) => {
      const rule = createStopRule({ lossBelow: null, patience: 3 });
      return losses.findIndex((loss) => rule(loss, null) === 'patience');
    };
    assert.equal(stops([5, 6, 7, 4, 5, 6, 3, 4, 5]), -1);
    assert.equal(stops([5, 6, 7, 4, 5, 6, 7]), 6);
    assert.equal(stops([5, 5, 5, 5]), 3);
    assert.equal(stops([5, 6, 5.5, 5.2]), 3, 'better than the epoch before is not enough');
  });

  it('patience watches the test loss where there is one', () => {
    // The training loss falls from epoch to epoch; the test sample wants b = 4, and b falls away from it.
    const dataset = datasetOf([[0], [0]], [[0], [4]], [1]);
    const network = bias({ stopWhen: { lossBelow: null, patience: 3 } });
    const trainer = createTrainer(network, dataset, start);
    assert.equal(trainer.advance(Infinity), 'patience');
    assert.equal(trainer.epoch, 4);
  });
});

describe('the history', () => {
  it('has one entry an epoch up to 1,000,000, then every n-th with the smallest n that fits', () => {
    assert.equal(createHistory(0).every, 1);
    assert.equal(createHistory(1_000_000).every, 1);
    assert.equal(createHistory(1_000_001).every, 2);
    assert.equal(createHistory(2_000_000).every, 2);
    assert.equal(createHistory(2_000_001).every, 3);
    assert.equal(createHistory(1_000_000_000).every, 1000);
  });

  it('thins losses and test losses alike, beginning with epoch 0', () => {
    const history = createHistory(2_500_000);
    for (const [first, count] of [
      [0, 1],
      [1, 5],
      [6, 1],
      [7, 3],
    ] as const) {
      const losses = Float64Array.from({ length: count }, (_, n) => first + n);
      recordEpochs(
        history,
        first,
        losses,
        losses.map((loss) => 100 + loss),
      );
    }
    assert.deepEqual(history, { loss: [0, 3, 6, 9], testLoss: [100, 103, 106, 109], every: 3 });
  });

  it('does not thin what stopWhen sees', () => {
    const trainer = halving({ epochs: 5_000_000, stopWhen: { lossBelow: 1e-3, patience: null } });
    trainer.advance(Infinity);
    // 0.5 · 4⁻⁵ is the first below 1e-3; epoch 5 is the second entry.
    assert.equal(trainer.epoch, 6);
    assert.deepEqual(trainer.history.loss, [lossAfter(0), lossAfter(5)]);
  });
});

describe('repeatability', () => {
  it('two runs of the same file and seed are bit-equal, whatever the optimizer, and another seed is not', () => {
    for (const optimizer of defaultOptimizers) {
      const network = (seed: number) =>
        networkOf({
          units: [3, 5, 4, 2],
          activations: ['gelu', 'silu', 'softmax'],
          loss: 'categoricalCrossEntropy',
          training: { optimizer, seed, learningRate: 0.01, epochs: 20, batchSize: 7, l1: 1e-4, l2: 1e-3 },
        });
      const dataset = randomDataset(40, 3, 2, [0, 5, 9]);
      const run = (seed: number) => {
        const trainer = createTrainer(network(seed), dataset);
        trainer.advance(Infinity);
        return trainer.finish();
      };
      assert.deepEqual(run(3), run(3));
      assert.notDeepEqual(run(3).parameters, run(4).parameters);
    }
  });
});

describe('a model', () => {
  it('computes in double precision whatever the precision of training is', () => {
    const single = createModel(bias({ precision: 'float32' }));
    const parameters = Float64Array.of(0, 0.1);
    assert.equal(lossAt(single, parameters, one, one.trainingIndices), 0.5 * (0.1 * 0.1));
  });

  it('evaluates the parameters it is given, any number of times', () => {
    const model = createModel(bias({}));
    const at = (value: number) => evaluate(model, Float64Array.of(0, value), one, one.trainingIndices);
    assert.equal(at(1).loss, 0.5);
    assert.equal(at(2).loss, 2);
    assert.equal(at(1).loss, 0.5);
    assert.equal(lossAt(model, Float64Array.of(0, 2), one, one.trainingIndices), 2);
  });
});

function randomDataset(count: number, inputs: number, targets: number, test: readonly number[] = []) {
  const random = createRandom(17);
  const rows = Array.from({ length: count }, () => Array.from({ length: inputs }, () => random.normal()));
  const aims = rows.map(([x]) => Array.from({ length: targets }, (_, k) => (x! > 0 === (k === 0) ? 1 : 0)));
  return datasetOf(rows, aims, test);
}
