import { strict as assert } from 'node:assert';
import { nextBatch } from '../../src/core/engine/batches';
import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { createTrainer } from '../../src/core/engine/training';
import type { Network, Training } from '../../src/core/network/network';
import { RequestError } from '../../src/protocol/channel';
import { generatorSource, networkOf } from '../core/engine/data/networkOf';
import { HANG_MS, TrainingThread } from './trainingThread';

/** Shuffled batches of 5 out of 32 samples, so that the last batch of an epoch has 2, and an optimizer that remembers. */
function shuffledNetwork(training: Partial<Training> = {}): Network {
  return networkOf(
    2,
    [
      { units: 4, activation: { type: 'tanh' } },
      { units: 1, activation: { type: 'sigmoid' } },
    ],
    { data: generatorSource({ samples: 40, noise: 0.1 }), testFraction: 0.2 },
    {
      epochs: 60,
      learningRate: 0.01,
      batchSize: 5,
      optimizer: { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...training,
    },
  );
}

function datasetOf(network: Network): Dataset {
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

/** A run of our own that has made so many updates. */
function freshAt(network: Network, steps: number): ReturnType<typeof createTrainer> {
  const trainer = createTrainer(network, datasetOf(network));
  while (trainer.step < steps) trainer.stepOnce();
  return trainer;
}

const perEpoch = 7;

describe('the places of a run in its worker', () => {
  let thread: TrainingThread;

  beforeEach(() => {
    thread = new TrainingThread();
  });

  afterEach(async () => {
    await thread.dispose();
  });

  const start = (network: Network) =>
    thread.channel.request('start', { network, fileText: null, parameters: null });

  async function failure(asked: Promise<unknown>): Promise<string> {
    const error: unknown = await asked.then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof RequestError, 'it was answered');
    return error.code;
  }

  it('is any update of any epoch, bit for bit', async () => {
    const network = shuffledNetwork();
    await start(network);
    await thread.channel.request('run', null);
    for (const [epoch, updates] of [
      [0, 0],
      [0, 1],
      [31, 6],
      [59, 6],
      [12, 3],
    ] as const) {
      const answer = await thread.channel.request('at', { epoch, updates });
      const fresh = freshAt(network, epoch * perEpoch + updates);
      assert.equal(answer.step, fresh.step);
      assert.equal(answer.updates, updates);
      assert.deepEqual(answer.parameters, fresh.parameters);
    }
    assert.equal(await failure(thread.channel.request('at', { epoch: 60, updates: 1 })), 'unavailable');
    assert.equal(await failure(thread.channel.request('at', { epoch: 3, updates: 7 })), 'invalidParams');
    assert.equal(await failure(thread.channel.request('at', { epoch: 3, updates: -1 })), 'invalidParams');
  }).timeout(HANG_MS);

  it('has a next update: its batch, its rate, what it changes and what that was foretold to do', async () => {
    const network = shuffledNetwork({ schedule: { type: 'exponential', factor: 0.9 } });
    const dataset = datasetOf(network);
    await start(network);
    await thread.channel.request('run', null);
    for (const [epoch, updates] of [
      [0, 0],
      [20, 6],
      [60, 0],
    ] as const) {
      const next = await thread.channel.request('next', { epoch, updates, withPrediction: true });
      const fresh = freshAt(network, epoch * perEpoch + updates);
      assert.deepEqual(next.parameters, fresh.parameters);
      const before = fresh.parameters.slice();
      assert.deepEqual(next.rows, nextBatch(network.training, dataset.trainingIndices, fresh.snapshot()));
      assert.equal(next.rows.length, updates === 6 ? 2 : 5);
      assert.deepEqual(next.batch, evaluate(fresh.model, before, dataset, next.rows));
      assert.ok(Math.abs(next.learningRate / (0.01 * 0.9 ** epoch) - 1) < 1e-12);
      fresh.stepOnce();
      assert.deepEqual(
        next.change,
        fresh.parameters.map((w, p) => w - before[p]!),
      );
      const lossAt = (parameters: Float64Array): number =>
        evaluate(fresh.model, parameters, dataset, dataset.trainingIndices).loss;
      assert.equal(next.prediction?.before, lossAt(before));
      // Δ is rounded, and with it w + Δ.
      assert.ok(Math.abs(next.prediction.after - lossAt(fresh.parameters)) < 1e-15);
      const shared = next.prediction.real.parts.reduce((sum, part) => sum + part, 0);
      assert.ok(Math.abs(shared - (next.prediction.after - next.prediction.before)) < 1e-12);
    }
  }).timeout(HANG_MS);

  it('is told of a run that diverges in the next update', async () => {
    const network = { ...shuffledNetwork(), testFraction: 0 };
    await start({
      ...network,
      layers: network.layers.map((layer) => ({ ...layer, activation: { type: 'linear' } as const })),
      loss: { type: 'meanSquaredError' },
      training: { ...network.training, optimizer: { type: 'sgd' }, learningRate: 1e200, batchSize: 'full' },
    });
    const end = await thread.channel.request('run', null);
    assert.equal(end.stopped, 'diverged');
    const asked = thread.channel.request('next', { epoch: end.epoch, updates: 0, withPrediction: false });
    assert.equal(await failure(asked), 'unavailable');
  }).timeout(HANG_MS);

  it('is where another run goes on, at the same rate bit for bit, at another rate from there', async () => {
    const network = shuffledNetwork();
    await start(network);
    const first = await thread.channel.request('run', null);
    const state = await thread.channel.request('stateAt', { epoch: 40, updates: 0 });
    const goOn = async (other: Network, keepsMemory: boolean) => {
      const fork = new TrainingThread();
      try {
        const from = { state, keepsMemory };
        await fork.channel.request('start', { network: other, fileText: null, parameters: null, from });
        const end = await fork.channel.request('run', null);
        const at = await fork.channel.request('at', { epoch: 50 });
        assert.equal(await failure(fork.channel.request('at', { epoch: 39 })), 'unavailable');
        const losses = await fork.channel.request('losses', { from: 0, to: 60, buckets: 100 });
        assert.equal(losses.epochs, 60);
        assert.deepEqual([...losses.losses.starts].slice(0, 2), [40, 41]);
        return { end, at };
      } finally {
        await fork.dispose();
      }
    };
    const same = await goOn(network, true);
    assert.deepEqual(same.end.parameters, first.parameters);
    assert.equal(same.end.epoch, 60);
    assert.deepEqual(same.at.parameters, freshAt(network, 50 * perEpoch).parameters);

    const other = shuffledNetwork({ learningRate: 0.05 });
    const expected = createTrainer(other, datasetOf(other));
    expected.restore(freshAt(network, 40 * perEpoch).snapshot());
    while (expected.advance(1000) === 'running');
    assert.deepEqual((await goOn(other, true)).end.parameters, expected.parameters);

    const sgd = shuffledNetwork({ optimizer: { type: 'sgd' } });
    const plain = createTrainer(sgd, datasetOf(sgd));
    const at40 = freshAt(network, 40 * perEpoch).snapshot();
    plain.restore({ ...at40, optimizer: plain.snapshot().optimizer });
    while (plain.advance(1000) === 'running');
    assert.deepEqual((await goOn(sgd, false)).end.parameters, plain.parameters);
  }).timeout(HANG_MS * 2);

  it('can be come to once more by the count of its updates, past the end of the training too', async () => {
    const network = shuffledNetwork({ epochs: 5 });
    for (const untilStep of [1, 17, 35, 38]) {
      await start(network);
      const end = await thread.channel.request('run', { untilStep });
      const fresh = freshAt(network, untilStep);
      assert.equal(end.stopped, 'stopped');
      assert.equal(end.step, untilStep);
      assert.equal(end.epoch, fresh.epoch);
      assert.deepEqual(end.parameters, fresh.parameters);
      const told = [
        ...thread.progress.splice(0).flatMap(({ progress }) => [...progress.losses]),
        ...end.losses,
      ];
      assert.deepEqual(told, fresh.history.loss);
    }
  }).timeout(HANG_MS);
});
