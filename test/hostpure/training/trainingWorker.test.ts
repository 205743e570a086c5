import { strict as assert } from 'node:assert';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../src/core/engine/random';
import { startThread } from '../../../src/host/thread.node';
import {
  describeFailure,
  trainingProgram,
  trainingWorkerIn,
  type TrainingWorker,
} from '../../../src/host/training/trainingWorker';
import type { Network } from '../../../src/core/network/network';
import type { Progress } from '../../../src/protocol/training';
import { generatorSource, networkOf } from '../../core/engine/data/networkOf';
import { badEnds, PlantedWorkers } from '../../worker/plantedWorker';
import { HANG_MS } from '../../worker/trainingThread';

/** A run that would go on for hours. */
const endless: Network = networkOf(
  2,
  [{ units: 4, activation: { type: 'tanh' } }, { units: 1 }],
  { data: generatorSource({ samples: 40 }) },
  { epochs: 1e9, learningRate: 0.01 },
);

const start = { network: endless, fileText: null, parameters: null };

describe('the host and a training thread that fails', () => {
  const planted = new PlantedWorkers();
  let folder: string;
  let worker: TrainingWorker;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backprop-dist-'));
  });

  afterEach(async () => {
    worker.dispose();
    await worker.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  after(() => {
    planted.dispose();
  });

  /** A worker of a dist folder in which worker.js does `fault` first. */
  const startWith = (fault: string): TrainingWorker => {
    copyFileSync(planted.plant('worker.js', fault), join(folder, 'worker.js'));
    worker = trainingWorkerIn(startThread({ fsPath: folder }, trainingProgram));
    return worker;
  };

  for (const [what, statement, message] of badEnds) {
    // Memory for objects is 2 GB here: test/worker tries a thread that runs out of less.
    if (what === 'runs out of memory') continue;
    it(`hears why the thread ${what}, whenever it does, with what it had told before`, async () => {
      const random = createRandom(3);
      for (let moment = 0; moment < 5; moment++) {
        const delay = Math.floor(random.uniform() * 200);
        startWith(`if (method === 'run') setTimeout(() => { ${statement}; }, ${delay});`);
        const told: Progress[] = [];
        worker.channel.on('progress', (progress) => told.push(progress));
        await worker.channel.request('start', start);
        const failure = await worker.channel.request('run', null).then(
          () => null,
          (error: unknown) => describeFailure(error, worker),
        );
        assert.match(failure!, /^The training thread stopped: /);
        assert.match(failure!, message);
        assert.ok(
          told.every(({ parameters, loss }) => parameters.every(Number.isFinite) && Number.isFinite(loss)),
        );
      }
      startWith('');
      await worker.channel.request('start', start);
      const { parameters } = await worker.channel.request('step', null);
      assert.ok(parameters.every(Number.isFinite));
    }).timeout(HANG_MS * 6);
  }

  it('ends an endless step at once', async () => {
    startWith("if (method === 'stop') for (;;);");
    await worker.channel.request('start', start);
    const run = worker.channel.request('run', null);
    const failed = assert.rejects(run, { code: 'disposed' });
    void worker.channel.request('stop', null).catch(() => undefined);
    await sleep(50);
    worker.dispose();
    await failed;
    assert.equal(await worker.ended, null);
  }).timeout(HANG_MS);

  it('says that the program of the thread is missing', async () => {
    worker = trainingWorkerIn(startThread({ fsPath: folder }, trainingProgram));
    const failure = await worker.channel.request('start', start).catch((error: unknown) => error);
    assert.match(await describeFailure(failure, worker), /worker\.js/);
  });
});
