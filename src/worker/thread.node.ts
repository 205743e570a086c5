import { Worker } from 'node:worker_threads';
import type { Thread } from './thread';
import { say } from '../core/words/say';

/** Memory for objects, in MB: a data file of 64 MB as text, its cells and its numbers. Arrays do not count. */
const defaultHeapMb = 2048;

/**
 * Starts a program in a worker thread.
 *
 * @param file the built program.
 * @param heapMb memory for objects, in MB; a thread that needs more is ended.
 */
export function startNodeThread(file: string, heapMb = defaultHeapMb): Thread {
  const worker = new Worker(file, {
    // Flags of this process, such as a debugger's port, are not the worker's.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  let isTerminated = false;
  let reason: string | null = null;
  const ended = new Promise<string | null>((resolve) => {
    worker.on('error', (error) => {
      reason ??= describe(error, heapMb);
    });
    worker.on('messageerror', () => {
      reason ??= say('a message from it could not be read');
      void worker.terminate();
    });
    worker.once('exit', (code) => {
      resolve(isTerminated ? null : (reason ?? say('it ended with code {0}', code)));
    });
  });
  return {
    port: {
      post(message, transfer) {
        worker.postMessage(message, transfer);
      },
      onMessage(listener) {
        worker.on('message', listener);
        return () => worker.off('message', listener);
      },
    },
    ended,
    terminate() {
      isTerminated = true;
      void worker.terminate();
    },
  };
}

/** Anything can be thrown, also something without a message. */
function describe(error: unknown, heapMb: number): string {
  if (!(error instanceof Error)) return say('it failed: {0}', String(error));
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return say(
      'it needs more than the {0} MB that a run may use; use fewer samples or a smaller network',
      heapMb,
    );
  }
  return error.message === '' ? say('it failed: {0}', error.name) : say('it failed: {0}', error.message);
}
