import { availableParallelism } from 'node:os';
import type { EngineUsed } from '../protocol/training';
import { createRunTrainer } from '../worker/engine';
import { NoThreadError, TrainingPool } from '../worker/pool';
import type { PoolOutcome, PoolProgress } from '../worker/poolBatch';
import type { PoolJob } from '../worker/poolProblems';
import { Programs } from '../worker/programs';
import { resultOf } from '../worker/runResult';
import { startNodeThread } from '../worker/thread.node';

export interface SweepTraining {
  /** In the order of the jobs; none is `cancelled`. */
  readonly outcomes: readonly PoolOutcome[];
  readonly engine: EngineUsed;
  /** Why the runs were made without threads, one after the other; null where they were not. */
  readonly note: string | null;
}

/** One thread for each processor, and none without work. */
export function threadCount(jobs: number): number {
  return Math.min(jobs, availableParallelism());
}

/**
 * Trains every job on a pool of its own; where no thread can be had, here.
 *
 * @param workerFile the built worker of a pool.
 * @param threads how many to use, at least 1.
 */
export async function trainSweep(
  jobs: readonly PoolJob[],
  workerFile: string,
  threads: number,
  onProgress: (progress: PoolProgress) => void,
): Promise<SweepTraining> {
  const pool = new TrainingPool(() => startNodeThread(workerFile), threads, new Programs());
  try {
    const outcomes = await pool.train(jobs, onProgress).outcomes;
    return { outcomes, engine: pool.engine, note: null };
  } catch (error) {
    if (!(error instanceof NoThreadError)) throw error;
    const note = `note: runs were made one after the other: no worker thread could be started (${error.message})`;
    return { ...trainHere(jobs, onProgress), note };
  } finally {
    pool.dispose();
  }
}

function trainHere(
  jobs: readonly PoolJob[],
  onProgress: (progress: PoolProgress) => void,
): Omit<SweepTraining, 'note'> {
  let used: EngineUsed = { kind: 'compiled', reason: null };
  const outcomes = jobs.map(({ network, samples, parameters }, n): PoolOutcome => {
    try {
      const { trainer, engine } = createRunTrainer(network, samples(), parameters());
      used = engine;
      trainer.advance(Infinity);
      return { kind: 'finished', result: resultOf(trainer) };
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    } finally {
      onProgress({ done: n + 1, share: (n + 1) / jobs.length });
    }
  });
  return { outcomes, engine: used };
}
