import { join } from 'node:path';
import { sweepCombinations } from '../../src/core/engine/sweep';
import { trainAll, workerCount } from '../../src/cli/sweepRuns';
import type { Reply } from './contenderProcess';
import { readNetwork, type Job } from './job';

/** A sweep as the product runs it, in worker threads on all cores. */
export interface SweepRunner {
  /** Trains with every learning rate of the job, to the end of the file's epochs. */
  sweep(): Promise<Reply>;
}

/** The built worker stands beside this program. */
const workerFile = join(__dirname, 'worker.js');

/**
 * @param isWarm the time of a sweep in workers that have just run one: the second half of two sweeps in a row. Else
 *   the workers' start counts.
 */
export function workerSweep(job: Job, isWarm: boolean): SweepRunner {
  const { network, dataset } = readNetwork(job);
  const jobs = sweepCombinations(network).map(({ training }) => ({
    network: { ...network, training },
    dataText: job.dataText,
  }));
  const samples = dataset.trainingIndices.length;
  const batch = network.training.batchSize === 'full' ? samples : network.training.batchSize;
  const steps = jobs.length * network.training.epochs * Math.ceil(samples / batch);
  return {
    async sweep() {
      const work = isWarm ? [...jobs, ...jobs] : jobs;
      let start = performance.now();
      const { runs, note } = await trainAll(work, workerFile, workerCount(work.length), (done) => {
        if (isWarm && done === jobs.length) start = performance.now();
      });
      const seconds = (performance.now() - start) / 1000;
      if (note !== null) throw new Error(note);
      return { loss: runs.reduce((sum, { loss }) => sum + loss, 0) / runs.length, seconds, steps };
    },
  };
}
