import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { createTrainer } from '../../src/core/engine/training';
import type { Network } from '../../src/core/network/network';
import type { RunEnd, StartParams } from '../../src/protocol/training';
import { fileSource, generatorSource, networkOf } from '../core/engine/data/networkOf';
import { HANG_MS, TrainingThread } from './trainingThread';

/** A small network that learns xor; `epochs` decides how long it takes. */
function xorNetwork(epochs: number, changes: Partial<Network> = {}): Network {
  const layers = [
    { units: 4, activation: { type: 'tanh' } },
    { units: 1, activation: { type: 'sigmoid' } },
  ] as const;
  const data = generatorSource({ samples: 40, noise: 0.1 });
  return networkOf(2, layers, { data, ...changes }, { epochs, learningRate: 0.5 });
}

const endless = 1_000_000_000;

function datasetOf(network: Network, fileText: string | null = null): Dataset {
  const prepared = prepareDataset(network, fileText);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

function fromFile(network: Network): StartParams {
  return { network, fileText: null, parameters: null };
}

/** The evaluation in the result is the engine's own at the parameters in the result, bit for bit. */
function assertMeasured(network: Network, end: RunEnd): void {
  const dataset = datasetOf(network);
  const expected = evaluate(createModel(network), end.parameters, dataset, dataset.trainingIndices);
  assert.deepEqual(end.evaluation, expected);
  assert.equal(end.loss, expected.loss);
}

describe('training worker', () => {
  let thread: TrainingThread;

  beforeEach(() => {
    thread = new TrainingThread();
  });

  afterEach(async () => {
    assert.deepEqual(thread.faults, []);
    await thread.dispose();
  });

  it('gives the numbers of the engine, bit for bit', async () => {
    const network = xorNetwork(500, { testFraction: 0.25 });
    const dataset = datasetOf(network);
    const started = await thread.channel.request('start', fromFile(network));
    assert.equal(started.samples, dataset.trainingIndices.length);
    const end = await thread.channel.request('run', null);

    const trainer = createTrainer(network, dataset);
    while (trainer.advance(1000) === 'running');
    const expected = trainer.finish();
    assert.equal(end.stopped, 'epochs');
    assert.equal(end.epoch, 500);
    assert.equal(end.step, 500);
    assert.deepEqual(end.parameters, expected.parameters);
    assert.equal(end.testLoss, expected.testLoss);
    assert.equal(end.penalty, expected.penalty);
    const losses = [...thread.progress.flatMap(({ progress }) => [...progress.losses]), ...end.losses];
    assert.deepEqual(losses, expected.history.loss);
    const testLosses = [
      ...thread.progress.flatMap(({ progress }) => [...progress.testLosses]),
      ...end.testLosses,
    ];
    assert.deepEqual(testLosses, expected.history.testLoss);
    assertMeasured(network, end);
  });

  it('tells each entry of the history once, at most 20 times a second', async () => {
    await thread.channel.request('start', fromFile(xorNetwork(endless)));
    const run = thread.channel.request('run', null);
    await sleep(1200);
    await thread.channel.request('stop', null);
    const end = await run;

    assert.ok(thread.progress.length >= 2, `${thread.progress.length} progress events in 1.2 s`);
    const first = thread.progress[0]!.at;
    const seconds = (thread.progress.at(-1)!.at - first) / 1000;
    // n events have n − 1 pauses between them, each of at least 50 ms where the sender stands.
    const most = Math.ceil(seconds * 20) + 2;
    assert.ok(thread.progress.length <= most, `${thread.progress.length} events in ${seconds} s`);
    let next = 0;
    for (const { progress } of [...thread.progress, { progress: end }]) {
      assert.equal(progress.from, next);
      assert.ok(progress.losses.length <= progress.epoch);
      assert.equal(progress.parameters.length, 17);
      next += progress.losses.length;
    }
    assert.equal(next, Math.ceil(end.epoch / end.every));
  });

  it('stops in the middle of a run and keeps its state', async () => {
    const network = xorNetwork(endless);
    await thread.channel.request('start', fromFile(network));
    const run = thread.channel.request('run', null);
    await sleep(100);
    await thread.channel.request('stop', null);
    const end = await run;
    assert.equal(end.stopped, 'stopped');
    assert.ok(end.step > 0);

    const trainer = createTrainer(network, datasetOf(network));
    trainer.advance(end.step);
    assert.deepEqual(end.parameters, trainer.parameters.slice());
    assertMeasured(network, end);

    const next = await thread.channel.request('step', null);
    trainer.stepOnce();
    assert.equal(next.step, end.step + 1);
    assert.deepEqual(next.parameters, trainer.parameters.slice());
  }).timeout(HANG_MS);

  it('goes on after a stop as if there had been none', async () => {
    const network = xorNetwork(30_000);
    await thread.channel.request('start', fromFile(network));
    const first = thread.channel.request('run', null);
    await thread.channel.request('stop', null);
    assert.equal((await first).stopped, 'stopped');
    const end = await thread.channel.request('run', null);
    assert.equal(end.stopped, 'epochs');
    const trainer = createTrainer(network, datasetOf(network));
    while (trainer.advance(1000) === 'running');
    assert.deepEqual(end.parameters, trainer.parameters.slice());
  }).timeout(HANG_MS);

  it('stops soon when one update takes longer than a slice', async () => {
    const wide = networkOf(
      784,
      [{ units: 128, activation: { type: 'relu' } }, { units: 10 }],
      {
        data: {
          kind: 'inline',
          inputs: Array.from({ length: 100 }, (_, s) =>
            Array.from({ length: 784 }, (__, i) => ((s * 31 + i * 7) % 11) / 100),
          ),
          targets: Array.from({ length: 100 }, (_, s) =>
            Array.from({ length: 10 }, (__, k) => (k === s % 10 ? 1 : 0)),
          ),
        },
      },
      { epochs: endless, learningRate: 0.001 },
    );
    await thread.channel.request('start', fromFile(wide));
    const run = thread.channel.request('run', null);
    await sleep(300);
    await thread.channel.request('stop', null);
    const end = await run;
    assert.equal(end.stopped, 'stopped');
    assert.ok(end.step > 0 && end.step < 10_000, `${end.step} updates`);
    assertMeasured(wide, end);
  }).timeout(HANG_MS);

  it('hears a stop at any moment of a run', async () => {
    await thread.channel.request('start', fromFile(xorNetwork(endless)));
    const waited: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const run = thread.channel.request('run', null);
      await sleep(turn * 2);
      const asked = performance.now();
      await thread.channel.request('stop', null);
      assert.equal((await run).stopped, 'stopped');
      waited.push(performance.now() - asked);
    }
    // 100 ms is the promise; this limit of ten times as much only tells a stop from a hang.
    assert.ok(Math.max(...waited) < 1000, `a stop took ${Math.max(...waited)} ms`);
  }).timeout(HANG_MS * 3);

  it('makes single updates, also past the end of a run', async () => {
    const network = xorNetwork(2);
    await thread.channel.request('start', fromFile(network));
    const trainer = createTrainer(network, datasetOf(network));
    for (let step = 1; step <= 4; step++) {
      const end = await thread.channel.request('step', null);
      trainer.stepOnce();
      assert.equal(end.stopped, 'stopped');
      assert.equal(end.step, step);
      assert.equal(end.epoch, step);
      assert.deepEqual(end.parameters, trainer.parameters.slice());
      assert.deepEqual([...end.losses], [trainer.history.loss[step - 1]]);
      assertMeasured(network, end);
    }
  });

  it('starts from given parameters', async () => {
    const network = xorNetwork(3);
    const parameters = initialParameters(network).map((value) => value / 2);
    await thread.channel.request('start', { network, fileText: null, parameters });
    const end = await thread.channel.request('run', null);
    const trainer = createTrainer(network, datasetOf(network), parameters);
    while (trainer.advance(10) === 'running');
    assert.deepEqual(end.parameters, trainer.parameters.slice());
  });

  it('reports a divergence with its place and keeps the last finite weights', async () => {
    const network = networkOf(
      1,
      [{ units: 1, weights: [[1]], biases: [0] }],
      { data: { kind: 'inline', inputs: [[1e10]], targets: [[0]] } },
      { learningRate: 1e300, epochs: 5 },
    );
    await thread.channel.request('start', fromFile(network));
    const end = await thread.channel.request('run', null);
    assert.equal(end.stopped, 'diverged');
    const trainer = createTrainer(network, datasetOf(network));
    while (trainer.advance(10) === 'running');
    const expected = trainer.finish();
    assert.ok(expected.divergence);
    assert.deepEqual(end.divergence, {
      what: expected.divergence.what,
      layer: expected.divergence.layer,
      unit: expected.divergence.unit,
      sample: expected.divergence.sample,
      epoch: expected.divergence.epoch,
      step: expected.divergence.step + 1,
    });
    assert.deepEqual(end.parameters, expected.parameters);
    assert.ok(end.parameters.every(Number.isFinite));
    assert.ok(end.losses.every(Number.isFinite));
  });

  it('reads the samples of a file from the text it is given', async () => {
    const source = fileSource({ inputs: ['a'], targets: ['b'] });
    const network = networkOf(1, [{ units: 1 }], { data: source }, { epochs: 3 });
    const fileText = 'a,b\n1,2\n2,4\n3,6\n';
    const started = await thread.channel.request('start', { network, fileText, parameters: null });
    assert.equal(started.samples, 3);
    const end = await thread.channel.request('run', null);
    const trainer = createTrainer(network, datasetOf(network, fileText));
    while (trainer.advance(10) === 'running');
    assert.deepEqual(end.parameters, trainer.parameters.slice());
  });
});

describe('training worker that cannot do what is asked', () => {
  let thread: TrainingThread;

  beforeEach(() => {
    thread = new TrainingThread();
  });

  afterEach(async () => {
    await thread.dispose();
  });

  it('says why there is nothing to train on', async () => {
    await assert.rejects(
      thread.channel.request('start', fromFile(networkOf(1, [{ units: 1 }]))),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'unavailable');
        assert.match(error.message, /no samples/);
        return true;
      },
    );
  });

  it('trains in single precision', async () => {
    const network = xorNetwork(50);
    const single = { ...network, training: { ...network.training, precision: 'float32' as const } };
    const { engine } = await thread.channel.request('start', fromFile(single));
    assert.deepEqual(engine, { kind: 'compiled', reason: null });
    const { parameters, stopped } = await thread.channel.request('run', null);
    assert.equal(stopped, 'epochs');
    assert.deepEqual(parameters, parameters.map(Math.fround));
  });

  it('refuses a run before its start', async () => {
    await assert.rejects(thread.channel.request('run', null), /No run was started/);
  });

  it('drops messages of unknown form and goes on', async () => {
    for (const junk of [null, 1, 'run', { kind: 'request' }, { kind: 'request', id: 999, method: 'eval' }]) {
      thread.worker.postMessage(junk);
    }
    const started = await thread.channel.request('start', fromFile(xorNetwork(1)));
    assert.equal(started.samples, 40);
  });

  it('ends with its thread: what is pending fails, nothing is left', async () => {
    await thread.channel.request('start', fromFile(xorNetwork(endless)));
    const run = thread.channel.request('run', null);
    const failed = assert.rejects(run, { code: 'disposed' });
    await sleep(50);
    await thread.dispose();
    await thread.exited;
    await failed;
    assert.equal(thread.worker.threadId, -1);
  });
});
