import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/core/engine/random';
import { restartParameters } from '../../src/core/engine/restarts';
import { countsOf } from '../../src/core/engine/wasm/compiledTraining';
import { programKey } from '../../src/core/engine/wasm/programKey';
import { createTrainer } from '../../src/core/engine/training';
import { TrainingPool } from '../../src/worker/pool';
import type { PoolOutcome, PoolProgress } from '../../src/worker/poolBatch';
import { Programs } from '../../src/worker/programs';
import { restartJobs } from '../../src/worker/restarts';
import type { Thread } from '../../src/worker/thread';
import { startNodeThread } from '../../src/worker/thread.node';
import { randomRun } from '../core/engine/training/randomRuns';
import { assertResults, jobOf, longJob, mixedJobs } from './poolJobs';
import { HANG_MS } from './trainingThread';

const workerFile = join(process.cwd(), 'dist', 'poolWorker.js');

describe('a pool of training workers', () => {
  let pool: TrainingPool;
  let started: number;

  const poolOf = (size: number, programs: Programs | null = null): TrainingPool => {
    const start = (): Thread => {
      started++;
      return startNodeThread(workerFile);
    };
    pool = new TrainingPool(start, size, programs);
    return pool;
  };

  beforeEach(() => {
    started = 0;
  });

  afterEach(() => {
    pool.dispose();
  });

  for (const size of [1, 2, 4]) {
    it(`gives the bits of the engine with ${size} of them`, async () => {
      const jobs = mixedJobs(20);
      const outcomes = await poolOf(size).train(jobs).outcomes;
      assertResults(jobs, outcomes);
      assert.equal(started, size);
      assert.deepEqual(pool.engine, { kind: 'compiled', reason: null });
      const kinds = new Set(outcomes.map((one) => (one.kind === 'finished' ? one.result.stopped : one.kind)));
      assert.ok(kinds.has('epochs') && kinds.size > 1, [...kinds].join());
    }).timeout(HANG_MS * 3);
  }

  it('gives the same with programs that were compiled once for all of them', async () => {
    const jobs = mixedJobs(12);
    const programs = new Programs();
    assertResults(jobs, await poolOf(2, programs).train(jobs).outcomes);
    assert.deepEqual(pool.engine, { kind: 'compiled', reason: null });
    const { network, samples } = jobs[0]!;
    const key = programKey(network, countsOf({ inputUnits: network.inputs.units }, samples()));
    assert.equal(programs.of(key, network, samples()), programs.of(key, network, samples()));
  }).timeout(HANG_MS * 3);

  it('gives the same in another order, and when it is used again', async () => {
    const jobs = mixedJobs(12).reverse();
    poolOf(2);
    assertResults(jobs, await pool.train(jobs).outcomes);
    assertResults(jobs, await pool.train(jobs).outcomes);
    assert.equal(started, 2);
  }).timeout(HANG_MS * 3);

  it('makes several trainings at the same time', async () => {
    const [one, two] = [mixedJobs(6), mixedJobs(8).slice(3)];
    poolOf(2);
    const [first, second] = [pool.train(one), pool.train(two)];
    assertResults(one, await first.outcomes);
    assertResults(two, await second.outcomes);
  }).timeout(HANG_MS * 3);

  it('starts no more threads than there are jobs, and none for none', async () => {
    poolOf(4);
    assert.deepEqual(await pool.train([]).outcomes, []);
    assert.equal(started, 0);
    await pool.train([longJob(10)]).outcomes;
    assert.equal(started, 1);
    pool.warm();
    assert.equal(started, 4);
  });

  it('tells a divergence with its place and the last finite parameters', async () => {
    const { network, dataset } = randomRun(3);
    const training = { ...network.training, learningRate: 1e300, epochs: 9 };
    const jobs = [jobOf({ ...network, training }, dataset)];
    const outcomes = await poolOf(1).train(jobs).outcomes;
    assertResults(jobs, outcomes);
    assert.ok(outcomes[0]?.kind === 'finished' && outcomes[0].result.divergence);
    assert.ok(outcomes[0].result.parameters.every(Number.isFinite));
  });

  it('tells how far it is, also in the middle of a run', async () => {
    const told: PoolProgress[] = [];
    const jobs = [longJob(300_000), longJob(10), longJob(300_000)];
    await poolOf(2).train(jobs, (progress) => told.push(progress)).outcomes;
    assert.deepEqual(told.at(-1), { done: 3, share: 1 });
    const shares = told.map(({ share }) => share);
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    assert.ok(
      told.some(({ done, share }) => share > done / 3 && share < 1),
      shares.join(),
    );
  }).timeout(HANG_MS * 6);

  it('ends within a second of a cancel at any moment, and keeps what is over', async () => {
    const random = createRandom(5);
    poolOf(2);
    for (let turn = 0; turn < 6; turn++) {
      const jobs = [...mixedJobs(4), longJob(1e9), longJob(1e9), ...mixedJobs(4)];
      const training = pool.train(jobs);
      await sleep(random.uniform() * 80);
      const asked = performance.now();
      training.cancel();
      const outcomes = await training.outcomes;
      // A second is the promise; this limit of some times as much only tells a cancel from a hang.
      assert.ok(performance.now() - asked < 5000);
      jobs.forEach((job, n) => {
        if (outcomes[n]?.kind === 'finished') assertResults([job], [outcomes[n]]);
        else assert.deepEqual(outcomes[n], { kind: 'cancelled' } satisfies PoolOutcome);
      });
      assert.ok(outcomes.some(({ kind }) => kind === 'cancelled'));
    }
    const jobs = mixedJobs(4);
    assertResults(jobs, await pool.train(jobs).outcomes);
    assert.ok(started < 8, 'the threads have heard the stop');
  }).timeout(HANG_MS * 6);

  it('says which job cannot be made, and makes the others', async () => {
    const { network, dataset } = randomRun(2);
    const wrong = { ...jobOf(network, dataset), parameters: () => new Float64Array(1) };
    const right = jobOf(network, dataset);
    const outcomes = await poolOf(1).train([right, wrong, right]).outcomes;
    assertResults([right, right], [outcomes[0]!, outcomes[2]!]);
    assert.ok(outcomes[1]?.kind === 'failed' && outcomes[1].message.includes('parameters, not 1.'));
  });

  it('is cancelled by its end', async () => {
    const training = poolOf(2).train([longJob(1e9), longJob(1e9), longJob(1e9)]);
    pool.dispose();
    const outcomes = await training.outcomes;
    assert.deepEqual(outcomes, Array<PoolOutcome>(3).fill({ kind: 'cancelled' }));
  });

  it('makes restarts: the same samples from other starts', async () => {
    const { network, dataset } = randomRun(4);
    const outcomes = await poolOf(2).train(restartJobs(network, dataset, 5)).outcomes;
    const finals = outcomes.map((outcome, n) => {
      assert.equal(outcome.kind, 'finished');
      const trainer = createTrainer(network, dataset, restartParameters(network, n));
      trainer.advance(Infinity);
      assert.deepEqual(outcome.result.parameters, trainer.parameters);
      return outcome.result.loss;
    });
    assert.equal(new Set(finals).size, 5);
  });
});
