import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { createTrainer } from '../../src/core/engine/training';
import { createCompiledTrainer } from '../../src/core/engine/wasm/compiledTraining';
import { instantiate } from '../../src/worker/webAssembly';
import type { Network, Training } from '../../src/core/network/network';
import type { EpochState } from '../../src/protocol/training';
import { generatorSource, networkOf } from '../core/engine/data/networkOf';
import { HANG_MS, TrainingThread } from './trainingThread';

/** A run with everything that a replay must get right: shuffled batches, Adam, a test share. */
function shuffledNetwork(training: Partial<Training>): Network {
  return networkOf(
    2,
    [
      { units: 4, activation: { type: 'tanh' } },
      { units: 1, activation: { type: 'sigmoid' } },
    ],
    { data: generatorSource({ samples: 40, noise: 0.1 }), testFraction: 0.2 },
    {
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

/** What was answered is a fresh run at that epoch, and its evaluation, bit for bit. */
function assertIsEpoch(network: Network, answer: EpochState): void {
  const dataset = datasetOf(network);
  const fresh = createTrainer(network, dataset);
  while (fresh.epoch < answer.epoch) fresh.stepOnce();
  assert.equal(answer.step, fresh.step);
  assert.deepEqual(answer.parameters, fresh.parameters);
  assert.deepEqual(
    answer.evaluation,
    evaluate(fresh.model, fresh.parameters, dataset, dataset.trainingIndices),
  );
}

const endless = 1_000_000_000;

describe('the history of a training worker', () => {
  let thread: TrainingThread;

  beforeEach(() => {
    thread = new TrainingThread();
  });

  afterEach(async () => {
    await thread.dispose();
  });

  const start = (network: Network) =>
    thread.channel.request('start', { network, fileText: null, parameters: null });
  const at = (epoch: number) => thread.channel.request('at', { epoch });
  const losses = (from: number, to: number, buckets: number) =>
    thread.channel.request('losses', { from, to, buckets });

  it('gives any epoch of a run that is over, bit for bit', async () => {
    const network = shuffledNetwork({ epochs: 3000 });
    await start(network);
    const end = await thread.channel.request('run', null);
    for (const epoch of [0, 1, 2999, 1234, 3000]) {
      const answer = await at(epoch);
      assert.equal(answer.epoch, epoch);
      assertIsEpoch(network, answer);
    }
    assert.deepEqual((await at(3000)).parameters, end.parameters);
  }).timeout(HANG_MS * 3);

  it('gives epochs while the run goes on, which it does as if nobody had asked', async () => {
    const network = shuffledNetwork({ epochs: 6000 });
    await start(network);
    const run = thread.channel.request('run', null);
    const answers: EpochState[] = [];
    for (let reached = 0; reached < 6000;) {
      reached = (await losses(0, 0, 1)).epochs;
      answers.push(...(await Promise.all([at(reached), at(reached >> 1), at(reached >> 2)])));
      await sleep(50);
    }
    const end = await run;
    assert.ok(answers.length > 3, `${answers.length} answers before the end`);
    for (const answer of answers.slice(0, 12)) assertIsEpoch(network, answer);

    const undisturbed = createTrainer(network, datasetOf(network));
    while (undisturbed.advance(1000) === 'running');
    const expected = undisturbed.finish();
    assert.equal(end.stopped, 'epochs');
    assert.deepEqual(end.parameters, expected.parameters);
    assert.equal(end.loss, expected.loss);
    const told = [...thread.progress.flatMap(({ progress }) => [...progress.losses]), ...end.losses];
    assert.deepEqual(told, expected.history.loss);
    assert.deepEqual(thread.faults, []);
  }).timeout(HANG_MS * 3);

  it('gives the epochs that were stepped to by hand', async () => {
    const network = shuffledNetwork({ epochs: 1, batchSize: 'full' });
    await start(network);
    for (let step = 0; step < 4; step++) await thread.channel.request('step', null);
    for (const epoch of [4, 3, 2, 1, 0]) assertIsEpoch(network, await at(epoch));
  });

  it('gives the losses of every epoch, exactly where they are kept', async () => {
    const network = shuffledNetwork({ epochs: 500 });
    await start(network);
    assert.equal((await losses(0, 10, 5)).epochs, 0);
    await thread.channel.request('run', null);
    const trainer = createTrainer(network, datasetOf(network));
    while (trainer.advance(1000) === 'running');
    const { loss, testLoss } = trainer.history;

    const all = await losses(0, 1_000_000, 1000);
    assert.equal(all.epochs, 500);
    for (const key of ['first', 'min', 'max', 'last'] as const) {
      assert.deepEqual([...all.losses[key]], loss);
      assert.deepEqual([...(all.testLosses?.[key] ?? [])], testLoss);
    }
    const some = await losses(100, 200, 4);
    assert.deepEqual([...some.losses.starts], [100, 125, 150, 175, 200]);
    assert.deepEqual(
      [...some.losses.max],
      [100, 125, 150, 175].map((from) => Math.max(...loss.slice(from, from + 25))),
    );
  });

  it('counts the epochs that the history leaves out', async () => {
    const network = { ...shuffledNetwork({ epochs: endless, batchSize: 'full' }), testFraction: 0 };
    await start(network);
    const run = thread.channel.request('run', null);
    await sleep(200);
    await thread.channel.request('stop', null);
    const end = await run;
    assert.equal(end.every, 1000);
    const { epochs, losses: drawn, testLosses } = await losses(0, end.epoch, 60_000);
    assert.equal(epochs, end.epoch);
    assert.equal(drawn.starts.at(-1), end.epoch);
    assert.equal(testLosses, null);
    // By the same engine as the thread's: the other one would take longer than the test may.
    const trainer = createCompiledTrainer(network, datasetOf(network), instantiate);
    const expected: number[] = [];
    trainer.onEpochs = (_first, few) => {
      expected.push(...few);
    };
    trainer.advance(end.step);
    const least = expected.reduce((a, b) => Math.min(a, b));
    assert.equal(
      drawn.min.reduce((a, b) => Math.min(a, b)),
      least,
    );
  }).timeout(HANG_MS);

  it('refuses what the run has not come to, and what is no epoch', async () => {
    await assert.rejects(at(0), { code: 'unavailable', message: 'No run was started.' });
    await start(shuffledNetwork({ epochs: 5 }));
    await thread.channel.request('run', null);
    await assert.rejects(at(6), { code: 'unavailable', message: 'The run has come to epoch 5, not to 6.' });
    for (const epoch of [-1, 0.5, NaN, Infinity]) {
      await assert.rejects(at(epoch), { code: 'invalidParams' });
    }
    for (const [from, to, buckets] of [
      [-1, 5, 1],
      [0, 5, 0],
      [0, 5, 65_537],
      [0, 0.5, 1],
    ] as const) {
      await assert.rejects(losses(from, to, buckets), { code: 'invalidParams' });
    }
    assert.equal((await at(5)).epoch, 5);
  });

  it('leaves a replay that nobody waits for, and answers the next', async () => {
    const network = shuffledNetwork({ epochs: 3000 });
    await start(network);
    await thread.channel.request('run', null);
    const outcomes = Array.from({ length: 20 }, (_, n) =>
      thread.channel
        .request('at', { epoch: 2900 - n }, (cancel) => {
          setTimeout(cancel, n);
        })
        .then(
          ({ epoch }) => epoch,
          (error: unknown) => (error as { code?: string }).code,
        ),
    );
    const answer = at(777);
    const codes = (await Promise.all(outcomes)).filter((outcome) => typeof outcome !== 'number');
    assert.ok(codes.length > 0, 'none was cancelled before it was answered');
    assert.deepEqual(new Set(codes), new Set(['cancelled']));
    assertIsEpoch(network, await answer);
  }).timeout(HANG_MS * 3);

  it('gives the last epoch before a divergence', async () => {
    const network = networkOf(
      1,
      [{ units: 1, weights: [[1]], biases: [0] }],
      { data: { kind: 'inline', inputs: [[1]], targets: [[0]] } },
      { learningRate: 10, epochs: 10_000 },
    );
    await start(network);
    const end = await thread.channel.request('run', null);
    assert.equal(end.stopped, 'diverged');
    assert.ok(end.epoch > 10);
    assertIsEpoch(network, await at(end.epoch));
    assert.deepEqual((await at(end.epoch)).parameters, end.parameters);
    assertIsEpoch(network, await at(end.epoch - 1));
  });
});
