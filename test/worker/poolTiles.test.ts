import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { evaluate } from '../../src/core/engine/evaluate';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { createRandom } from '../../src/core/engine/random';
import { createTrainer } from '../../src/core/engine/training';
import { RequestError } from '../../src/protocol/channel';
import type { PoolSurface } from '../../src/protocol/pool';
import { NoThreadError, TrainingPool } from '../../src/worker/pool';
import type { Thread } from '../../src/worker/thread';
import { startNodeThread } from '../../src/worker/thread.node';
import { randomRun } from '../core/engine/training/randomRuns';
import { PlantedWorkers } from './plantedWorker';
import { assertResults, longJob, mixedJobs } from './poolJobs';
import { HANG_MS } from './trainingThread';

const workerFile = join(process.cwd(), 'dist', 'poolWorker.js');

/** A plane through the starting parameters of a random network, with directions that have no zeros. */
function surfaceOf(seed: number): PoolSurface {
  const { network, dataset } = randomRun(seed);
  const origin = initialParameters(network);
  const random = createRandom(seed + 1);
  const direction = (): Float64Array => origin.map(() => random.normal());
  return { id: seed, network, samples: dataset, origin, first: direction(), second: direction() };
}

const points = Float64Array.of(0, 0, 1, 0, 0, 1, -0.5, 0.25, 2, -3);

/** The engine in TypeScript, point by point. */
function expected({ network, samples, origin, first, second }: PoolSurface): number[] {
  const model = createModel(network);
  return [0, 1, 2, 3, 4].map((n) => {
    const [u, v] = [points[2 * n]!, points[2 * n + 1]!];
    const parameters = origin.map((value, p) => value + u * first[p]! + v * second[p]!);
    const { loss, penalty } = evaluate(model, parameters, samples, samples.trainingIndices);
    return loss + penalty;
  });
}

describe('what a pool computes beside runs: losses on a plane', () => {
  const planted = new PlantedWorkers();
  let pool: TrainingPool;

  const poolOf = (size: number, start: () => Thread = () => startNodeThread(workerFile)): TrainingPool => {
    pool = new TrainingPool(start, size);
    return pool;
  };

  afterEach(() => {
    pool.dispose();
  });
  after(() => {
    planted.dispose();
  });

  it('are the engine’s, bit for bit, of one surface after another', async () => {
    poolOf(2);
    for (const seed of [1, 2, 3, 4, 2]) {
      const surface = surfaceOf(seed);
      assert.deepEqual(
        [...(await pool.losses(surface, points).numbers)],
        expected(surface),
        `surface ${seed}`,
      );
    }
  }).timeout(HANG_MS * 3);

  it('are had between runs, which come to what they come to alone', async () => {
    poolOf(1);
    const jobs = mixedJobs(6);
    const training = pool.train(jobs);
    const surface = surfaceOf(5);
    assert.deepEqual([...(await pool.losses(surface, points).numbers)], expected(surface));
    assertResults(jobs, await training.outcomes);
  }).timeout(HANG_MS * 3);

  it('are given up at once when nobody wants them, waiting or under way', async () => {
    poolOf(1);
    const surface = surfaceOf(1);
    const many = new Float64Array(2_000_000);
    const [first, second] = [pool.losses(surface, many), pool.losses(surface, many)];
    second.cancel();
    const isCancelled = (error: unknown): boolean =>
      error instanceof RequestError && error.code === 'cancelled';
    await assert.rejects(second.numbers, isCancelled);
    const own = pool.losses(surfaceOf(2), points);
    first.cancel();
    await assert.rejects(first.numbers, isCancelled);
    assert.deepEqual([...(await own.numbers)], expected(surfaceOf(2)));
  }).timeout(HANG_MS * 3);

  it('are computed by another thread where one has ended, and not for ever', async () => {
    let started = 0;
    const once = planted.plant('poolWorker.js', `if (method === 'losses') process.exit(3);`);
    poolOf(1, () => startNodeThread(started++ === 0 ? once : workerFile));
    const surface = surfaceOf(3);
    assert.deepEqual([...(await pool.losses(surface, points).numbers)], expected(surface));
    pool.dispose();
    poolOf(1, () => startNodeThread(once));
    await assert.rejects(pool.losses(surface, points).numbers, (error) => {
      assert.ok(error instanceof NoThreadError);
      assert.match(error.message, /it ended with code 3/);
      return true;
    });
  }).timeout(HANG_MS * 3);

  it('and the path of a run, bit for bit, as far as it goes', async () => {
    poolOf(1);
    const { network, dataset } = randomRun(4);
    const stopWhen = { lossBelow: null, patience: null };
    const path = (training: object, epochs: number[]): Promise<Float64Array> =>
      pool.path({
        network: { ...network, training: { ...network.training, stopWhen, ...training } },
        samples: dataset,
        parameters: initialParameters(network),
        epochs: Float64Array.from(epochs),
      }).numbers;
    const epochs = [0, 1, 5, 6, 40];
    const trainer = createTrainer(
      { ...network, training: { ...network.training, stopWhen, epochs: 50 } },
      dataset,
    );
    const wanted = epochs.flatMap((epoch) => {
      trainer.advance(epoch * trainer.updatesPerEpoch - trainer.step);
      return [...trainer.parameters];
    });
    assert.deepEqual([...(await path({ epochs: 50 }, epochs))], wanted);
    const short = await path({ epochs: 5 }, epochs);
    assert.deepEqual([...short], wanted.slice(0, 3 * trainer.parameters.length));
  }).timeout(HANG_MS * 3);

  it('and runs end with the pool', async () => {
    poolOf(1);
    const training = pool.train([longJob(1e9)]);
    const task = pool.losses(surfaceOf(1), points);
    pool.dispose();
    assert.deepEqual(await training.outcomes, [{ kind: 'cancelled' }]);
    await assert.rejects(task.numbers, RequestError);
  }).timeout(HANG_MS * 3);
});
