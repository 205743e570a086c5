import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { initialParameters } from '../../src/core/engine/initialise';
import { sweepCombinations } from '../../src/core/engine/sweep';
import { Programs } from '../../src/worker/programs';
import { TrainingPool } from '../../src/worker/pool';
import type { PoolJob } from '../../src/worker/poolProblems';
import { startNodeThread } from '../../src/worker/thread.node';
import type { Reply } from './contenderProcess';
import { readNetwork, type Job } from './job';

/** A sweep as the product runs it, in worker threads on all cores. */
export interface SweepRunner {
  /** Trains with every learning rate of the job, to the end of the file's epochs. */
  sweep(): Promise<Reply>;
}

/** The built worker of a pool stands beside this program. */
const workerFile = join(__dirname, 'poolWorker.js');

/**
 * @param isWarm the time of a sweep on a pool that has run some already. Else each sweep has a pool of its own, and the
 *   start of its threads and the compilation count.
 */
export function workerSweep(job: Job, isWarm: boolean): SweepRunner {
  const { network, dataset } = readNetwork(job);
  const parameters = initialParameters(network);
  const jobs = sweepCombinations(network).map(({ training }): PoolJob => ({
    network: { ...network, training },
    samples: () => dataset,
    parameters: () => parameters,
  }));
  const samples = dataset.trainingIndices.length;
  const batch = network.training.batchSize === 'full' ? samples : network.training.batchSize;
  const steps = jobs.length * network.training.epochs * Math.ceil(samples / batch);
  const createPool = (): TrainingPool =>
    new TrainingPool(() => startNodeThread(workerFile), availableParallelism(), new Programs());
  let warm: TrainingPool | null = null;
  return {
    async sweep() {
      if (!isWarm) {
        const [start, pool] = [performance.now(), createPool()];
        const loss = await meanLoss(pool, jobs);
        const seconds = (performance.now() - start) / 1000;
        pool.dispose();
        return { loss, seconds, steps };
      }
      if (!warm) {
        warm = createPool();
        for (let sweep = 0; sweep < warmingSweeps; sweep++) await meanLoss(warm, jobs);
      }
      const start = performance.now();
      const loss = await meanLoss(warm, jobs);
      return { loss, seconds: (performance.now() - start) / 1000, steps };
    },
  };
}

/** Sweeps before the first one that is timed. */
const warmingSweeps = 2;

async function meanLoss(pool: TrainingPool, jobs: readonly PoolJob[]): Promise<number> {
  const outcomes = await pool.train(jobs).outcomes;
  const losses = outcomes.map((outcome) => {
    if (outcome.kind === 'finished') return outcome.result.loss;
    throw new Error(outcome.kind === 'failed' ? outcome.message : 'a run was cancelled');
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
