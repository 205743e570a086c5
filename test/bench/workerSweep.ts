import { join } from 'node:path';
import { sweepCombinations } from '../../src/core/engine/sweep';
import { trainAll, workerCount, type SweepJob } from '../../src/cli/sweepRuns';
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
 * @param isWarm the time of a sweep in workers that have run one already: that of two sweeps in the same workers less
 *   that of one. Else the workers' start counts.
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
      const once = await timed(jobs);
      const seconds = isWarm ? (await timed([...jobs, ...jobs])).seconds - once.seconds : once.seconds;
      return { loss: once.loss, seconds, steps };
    },
  };
}

async function timed(
  jobs: readonly SweepJob[],
): Promise<{ readonly loss: number; readonly seconds: number }> {
  const start = performance.now();
  const { runs, note } = await trainAll(jobs, workerFile, workerCount(jobs.length), () => undefined);
  const seconds = (performance.now() - start) / 1000;
  if (note !== null) throw new Error(note);
  return { loss: runs.reduce((sum, { loss }) => sum + loss, 0) / runs.length, seconds };
}
