import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/core/engine/random';
import { NoThreadError, TrainingPool } from '../../src/worker/pool';
import type { StartThread, Thread } from '../../src/worker/thread';
import { startNodeThread } from '../../src/worker/thread.node';
import { assertResults, expectedResult, longJob, mixedJobs } from './poolJobs';
import { badEnds, PlantedWorkers } from './plantedWorker';
import { HANG_MS } from './trainingThread';

const sound: StartThread = () => startNodeThread(join(process.cwd(), 'dist', 'poolWorker.js'));

/** The learning rate of the job that does harm. */
const harmful = 0.0666;

describe('a pool whose threads fail', () => {
  const planted = new PlantedWorkers();
  let pool: TrainingPool;
  let started: number;

  const poolOf = (size: number, start: (index: number) => Thread): void => {
    started = 0;
    pool = new TrainingPool(() => start(started++), size);
  };

  afterEach(() => {
    pool.dispose();
  });

  after(() => {
    planted.dispose();
  });

  for (const [what, statement, message] of badEnds) {
    it(`finds the job whose thread ${what}, gives it up and makes all others`, async () => {
      const isHarmful = `params?.runs?.some(({ training }) => training.learningRate === ${harmful})`;
      const file = planted.plant('poolWorker.js', `if (${isHarmful}) { ${statement}; }`);
      poolOf(2, () => startNodeThread(file, 64));
      const jobs = mixedJobs(5);
      const outcomes = await pool.train([...jobs.slice(0, 3), longJob(5, harmful), ...jobs.slice(3)])
        .outcomes;
      const failed = outcomes[3];
      assert.ok(failed?.kind === 'failed');
      assert.match(failed.message, /^The training thread stopped: /);
      assert.match(failed.message, message);
      assertResults(jobs, outcomes.toSpliced(3, 1));
      // The pool goes on with threads in the place of those that ended.
      assertResults(jobs, await pool.train(jobs).outcomes);
    }).timeout(HANG_MS * 6);
  }

  it('makes the runs of a thread again that ended once', async () => {
    const dying = planted.plant('poolWorker.js', 'if (method === "train" && count === 0) process.exit(1);');
    poolOf(2, (index) => (index === 0 ? startNodeThread(dying) : sound()));
    const jobs = mixedJobs(6);
    assertResults(jobs, await pool.train(jobs).outcomes);
    assert.equal(started, 3);
  }).timeout(HANG_MS * 3);

  it('comes to the same results when threads are killed at random moments', async () => {
    const random = createRandom(11);
    const jobs = [...mixedJobs(6), longJob(4000), longJob(4000), longJob(4000)];
    const expected = jobs.map(expectedResult);
    for (let turn = 0; turn < 5; turn++) {
      // Fewer threads are killed than a job needs to be given up twice over.
      const delays = Array.from({ length: 3 }, () => Math.floor(random.uniform() * 60));
      poolOf(2, (index) => {
        if (index >= delays.length) return sound();
        const kill = `setTimeout(() => process.exit(9), ${delays[index]});`;
        return startNodeThread(planted.plant('poolWorker.js', `if (count === 0) { ${kill} }`));
      });
      const outcomes = await pool.train(jobs).outcomes;
      outcomes.forEach((outcome, n) => {
        if (outcome.kind === 'finished') assert.deepEqual(outcome.result, expected[n]);
        else assert.match(outcome.kind === 'failed' ? outcome.message : '', /it ended with code 9/);
      });
      assert.ok(outcomes.filter(({ kind }) => kind !== 'finished').length <= 1);
      pool.dispose();
    }
  }).timeout(HANG_MS * 6);

  it('ends a thread that does not hear a stop, and trains on', async () => {
    const hanging = planted.plant('poolWorker.js', 'if (method === "train") for (;;);');
    poolOf(2, (index) => (index < 2 ? startNodeThread(hanging) : sound()));
    const training = pool.train(mixedJobs(3));
    await sleep(300);
    training.cancel();
    const outcomes = await training.outcomes;
    assert.ok(outcomes.every(({ kind }) => kind === 'cancelled'));
    const jobs = mixedJobs(3);
    assertResults(jobs, await pool.train(jobs).outcomes);
  }).timeout(HANG_MS * 3);

  it('says so when no thread can be had', async () => {
    poolOf(2, () => startNodeThread(join(process.cwd(), 'dist', 'nothing.js')));
    await assert.rejects(pool.train(mixedJobs(2)).outcomes, (error) => {
      assert.ok(error instanceof NoThreadError);
      assert.match(error.message, /nothing\.js/);
      return true;
    });
    assert.equal(started, 2);
  });

  it('does with the threads that it can have', async () => {
    poolOf(2, (index) =>
      index === 0 ? startNodeThread(join(process.cwd(), 'dist', 'nothing.js')) : sound(),
    );
    const jobs = mixedJobs(3);
    assertResults(jobs, await pool.train(jobs).outcomes);
    assert.equal(started, 2);
  }).timeout(HANG_MS * 3);

  it('drops what cannot be read, and goes on', async () => {
    const junk = planted.plant(
      'poolWorker.js',
      `for (const message of [null, 7, { kind: 'event' }, { kind: 'result', id: 99, result: 1 },
         { kind: 'event', name: 'finished', data: [{ id: 12345, failure: 'x' }] }]) parentPort.postMessage(message);`,
    );
    poolOf(1, () => startNodeThread(junk));
    const jobs = mixedJobs(2);
    assertResults(jobs, await pool.train(jobs).outcomes);
  }).timeout(HANG_MS * 3);

  it('leaves no thread behind', async () => {
    const ends: Promise<unknown>[] = [];
    poolOf(3, () => {
      const thread = sound();
      ends.push(thread.ended);
      return thread;
    });
    const training = pool.train([longJob(1e9), longJob(1e9), longJob(1e9)]);
    await sleep(100);
    pool.dispose();
    await training.outcomes;
    assert.deepEqual(await Promise.all(ends), [null, null, null]);
  }).timeout(HANG_MS * 3);
});
