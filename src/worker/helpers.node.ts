import { availableParallelism } from 'node:os';
import type { HelperSource } from './team';
import { startNodeThread } from './thread.node';

/** Memory for objects of a helper, in MB: it has next to none. */
const helperHeapMb = 32;

/** More threads find ever less to share in a chunk of samples. */
const mostHelpful = 4;

/**
 * Helpers as worker threads, one for each further core.
 *
 * @param file the built program of a helper.
 */
export function nodeHelpers(file: string): HelperSource {
  return {
    start: () => startNodeThread(file, helperHeapMb),
    mostThreads: Math.min(availableParallelism(), mostHelpful),
  };
}

/** Helpers for a worker thread whose program lies beside theirs. */
export function helpersBeside(): HelperSource {
  return nodeHelpers(`${__dirname}/helperWorker.js`);
}
