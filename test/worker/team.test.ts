import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createRandom } from '../../src/core/engine/random';
import { createTrainer } from '../../src/core/engine/training';
import { teamWords } from '../../src/core/engine/wasm/memory';
import type { Network, Training } from '../../src/core/network/network';
import { threadsFor } from '../../src/worker/team';
import { generatorSource } from '../core/engine/data/networkOf';
import { everything } from '../core/engine/training/everything';
import { datasetOf, defaultOptimizers, networkOf } from '../core/engine/reference/networks';
import { compiledTrainer, courseOf, type ComparedRun } from '../core/engine/wasm/bothEngines';
import { HelpedRun, until } from './helpedRun';
import { PlantedWorkers } from './plantedWorker';
import { TrainingThread } from './trainingThread';

/** Sizes that fill no block of rows, of units or of samples. */
const units = [37, 29, 18, 5];

function runOf(
  name: string,
  samples: number,
  training: Partial<Training>,
  {
    held = 0,
    frozen,
    biases,
  }: Pick<Parameters<typeof networkOf>[0], 'frozen' | 'biases'> & { held?: number } = {},
): ComparedRun {
  const random = createRandom(5);
  const rows = Array.from({ length: samples }, () => ({
    x: units.slice(0, 1).flatMap((length) => Array.from({ length }, () => 2 * random.uniform() - 1)),
    t: Math.floor(5 * random.uniform()),
  }));
  const network = networkOf({
    units,
    activations: ['relu', 'tanh', 'softmax'],
    loss: 'categoricalCrossEntropy',
    ...(frozen && { frozen }),
    ...(biases && { biases }),
    training: { epochs: 1_000_000, learningRate: 0.02, ...training },
  });
  const dataset = datasetOf(
    rows.map(({ x }) => x),
    rows.map(({ t }) => Array.from({ length: 5 }, (_, k) => Number(k === t))),
    Array.from({ length: held }, (_, n) => 3 * n),
  );
  return { name, network, dataset, turns: samples > 180 ? [1, 2, 40] : [1, 2, 60, 140] };
}

const runs: readonly ComparedRun[] = [
  ...defaultOptimizers.map((optimizer, n) => {
    const batchSize = [64, 33, 10, 7, 100, 64, 30][n]!;
    return runOf(`${optimizer.type}, batches of ${batchSize}`, 150, { optimizer, batchSize });
  }),
  runOf('one sample at a time', 20, { batchSize: 1, shuffle: false }),
  runOf('fewer samples than a panel', 3, { batchSize: 'full' }),
  runOf('batches of three chunks', 300, { batchSize: 150, optimizer: defaultOptimizers[5]! }),
  runOf('all samples at once', 200, { batchSize: 'full' }, { held: 21 }),
  runOf('test samples', 90, { batchSize: 16 }, { held: 20 }),
  runOf('penalties', 90, { batchSize: 40, l1: 0.001, l2: 0.01 }),
  runOf('penalties in chunks', 150, { batchSize: 100, l1: 0.001, l2: 0.01 }),
  runOf('a schedule', 60, { batchSize: 20, schedule: { type: 'exponential', factor: 0.99 } }),
  runOf('patience', 60, { batchSize: 20, stopWhen: { lossBelow: null, patience: 1 }, learningRate: 0.9 }),
  runOf(
    'frozen',
    90,
    { batchSize: 40 },
    {
      frozen: [{ weights: true, biases: false }, { weights: false, biases: true }, undefined].map(
        (part) => part ?? { weights: false, biases: false },
      ),
    },
  ),
  runOf('without biases', 90, { batchSize: 40 }, { biases: [false, new Array<number>(18).fill(0), false] }),
  runOf('diverging', 90, { batchSize: 40, learningRate: 1e200 }),
];

/** The losses of the last samples overflow in their sum: only a helper comes across them. */
const overflowing = ((): ComparedRun => {
  const run = runOf('an overflow that a helper sees', 8, {
    batchSize: 8,
    shuffle: false,
    learningRate: 1e-300,
  });
  const layers = run.network.layers.map((layer) => ({ ...layer, activation: { type: 'linear' } as const }));
  const network = { ...run.network, layers, loss: { type: 'halfSquaredError' } as const };
  const targets = run.dataset.targets.map((target, n) => (n < 20 ? target : 1e154));
  return { ...run, network, dataset: { ...run.dataset, targets } };
})();

const single = [
  runOf('single precision', 90, { batchSize: 40, precision: 'float32' }, { held: 12 }),
  runOf('single precision in chunks', 150, { batchSize: 'full', precision: 'float32' }),
];

async function helpedCourse(run: ComparedRun, threads: number) {
  const helped = new HelpedRun(run, threads);
  await helped.start();
  const course = courseOf(run, () => helped.trainer);
  assert.ok(helped.word('generation') > 0, 'the helpers helped');
  await helped.team.end();
  return course;
}

describe('threads that train one network together', () => {
  for (const run of [...runs, overflowing]) {
    it(`give the bits of the engine in TypeScript: ${run.name}`, async () => {
      const expected = courseOf(run, createTrainer);
      for (const threads of [2, 4]) {
        assert.deepEqual(await helpedCourse(run, threads), expected, `${threads} threads`);
      }
    });
  }

  for (const run of single) {
    it(`give the bits of one thread: ${run.name}`, async () => {
      const expected = courseOf(run, compiledTrainer);
      for (const threads of [2, 4]) {
        assert.deepEqual(await helpedCourse(run, threads), expected, `${threads} threads`);
      }
    });
  }

  it('come and go in the middle of an epoch', async () => {
    const run = runOf('come and go', 300, { batchSize: 64, optimizer: defaultOptimizers[5]! });
    const expected = createTrainer(run.network, run.dataset);
    const helped = new HelpedRun(run, 2);
    for (let turn = 0; turn < 6; turn++) {
      if (turn % 2 === 1) await helped.start();
      const before = helped.word('generation');
      helped.trainer.advance(7);
      assert.equal(helped.word('generation') > before, turn % 2 === 1);
      if (turn % 2 === 1) void helped.team.end();
      expected.advance(7);
      assert.equal(helped.trainer.stepOnce(), expected.stepOnce());
      assert.deepEqual(everything(helped.trainer), everything(expected), `turn ${turn}`);
    }
    await helped.team.end();
  });

  it('are gone when their team has ended', async () => {
    const helped = new HelpedRun(runs[0]!, 4);
    await helped.start();
    helped.trainer.advance(10);
    await helped.team.end();
    assert.deepEqual(await Promise.all(helped.helpers.map(({ ended }) => ended)), [null, null, null]);
    assert.equal(helped.word('invited'), 0);
  });
});

describe('a thread that fails', () => {
  const planted = new PlantedWorkers();
  const run = runOf('a failure', 200, { batchSize: 50, optimizer: defaultOptimizers[5]! }, { held: 20 });
  const expected = () => courseOf(run, createTrainer);

  after(() => {
    planted.dispose();
  });

  it('is not waited for when it has ended: the run goes on from where the call began', async () => {
    const helped = new HelpedRun(run, 2);
    await helped.start();
    const wanted = createTrainer(run.network, run.dataset);
    // What it goes back to is from before the calls of a few updates each, two epochs ago.
    for (const updates of [13, 3, 2, 4]) {
      helped.trainer.advance(updates);
      wanted.advance(updates);
    }
    // Nobody hears of its end before the next call.
    helped.helpers[0]!.terminate();
    for (const updates of [1, 40]) assert.equal(helped.trainer.advance(updates), wanted.advance(updates));
    assert.deepEqual(everything(helped.trainer), everything(wanted));
    assert.equal(helped.team.helpers, 0);
    await helped.team.end();
  });

  it('cannot spoil the run when it comes back after it was given up', async () => {
    // Announces itself, takes no task, and writes into the parameters as soon as the leader waits no more.
    const helped: HelpedRun = new HelpedRun(run, 2, () => {
      const { team, parameters, gradient } = helped.map!;
      const { present, generation, threads } = teamWords;
      return planted.plantProgram(`
        const { parentPort } = require('node:worker_threads');
        parentPort.once('message', ({ memory }) => {
          const words = new Int32Array(memory.buffer);
          Atomics.add(words, ${(team + present) / 4}, 1);
          Atomics.wait(words, ${(team + generation) / 4}, 0);
          while (Atomics.load(words, ${(team + threads) / 4}) > 1);
          for (;;) words.fill(-1, ${parameters / 4}, ${gradient / 4});
        });`);
    });
    await helped.start();
    assert.deepEqual(
      courseOf(run, () => helped.trainer),
      expected(),
    );
    await helped.team.end();
  });

  for (const [what, program] of [
    ['throws', 'throw new Error("no")'],
    ['ends', 'process.exit(3)'],
  ] as const) {
    it(`leaves the run to the others when it ${what} at its start, and is not replaced`, async () => {
      const helped = new HelpedRun(run, 2, () => planted.plantProgram(program));
      helped.team.start();
      await Promise.all(helped.helpers.map(({ ended }) => ended));
      assert.deepEqual(
        courseOf(run, () => helped.trainer),
        expected(),
      );
      helped.team.start();
      assert.equal(helped.helpers.length, 1);
      await helped.team.end();
    });
  }
});

describe('the training worker with a large network', () => {
  /** Large enough for helpers, and long enough to see them. */
  const network: Network = {
    ...networkOf({
      units: [2, 256, 128, 1],
      activations: ['tanh', 'tanh', 'sigmoid'],
      training: { epochs: 1_000_000, batchSize: 64 },
    }),
    data: generatorSource({ samples: 640, noise: 0.1 }),
  };
  const folder = '/proc/self/task';
  /** Threads can be counted, and there is a core for another: elsewhere a run goes on alone, and ends as well. */
  const isHelped = existsSync(folder) && availableParallelism() >= 2;
  const threadCount = (): number => (isHelped ? readdirSync(folder).length : 0);
  let thread: TrainingThread;
  let before: number;

  beforeEach(() => {
    before = threadCount();
    thread = new TrainingThread();
  });

  afterEach(() => thread.dispose());

  it('has helpers while it runs, and none after a stop', async () => {
    await thread.channel.request('start', { network, fileText: null, parameters: null });
    const idle = threadCount();
    const end = thread.channel.request('run', null);
    if (isHelped) await until(() => threadCount() > idle, 'helpers start');
    await thread.channel.request('stop', null);
    assert.equal((await end).stopped, 'stopped');
    await until(() => threadCount() <= idle, 'helpers end');
  });

  it('takes its helpers with it when it is ended', async () => {
    await thread.channel.request('start', { network, fileText: null, parameters: null });
    const idle = threadCount();
    const end = thread.channel.request('run', null);
    end.catch(() => undefined); // it is never answered
    if (isHelped) await until(() => threadCount() > idle, 'helpers start');
    await thread.dispose();
    await until(() => threadCount() <= before, 'all end');
  });
});

describe('how many threads a run has', () => {
  const threads = (hidden: number, training: Partial<Training>): number => {
    const network = networkOf({ units: [10, hidden, 10], activations: ['tanh', 'linear'], training });
    const rows = Array.from({ length: 1000 }, () => new Array<number>(10).fill(0));
    return threadsFor(network, datasetOf(rows, rows), 4);
  };

  it('is as many as there are for a long run of large steps', () => {
    assert.equal(threads(1000, { batchSize: 64, epochs: 100 }), 4);
    assert.equal(threads(1000, { batchSize: 'full', epochs: 100 }), 4);
  });

  it('is one for a short run, and for small steps', () => {
    assert.equal(threads(1000, { batchSize: 64, epochs: 10 }), 1);
    assert.equal(threads(1000, { batchSize: 10, epochs: 100 }), 1);
    assert.equal(threads(100, { batchSize: 'full', epochs: 10_000 }), 1);
  });
});
