import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Channel, type Port } from '../../protocol/channel';
import type { TrainingHostSide, TrainingWorkerSide } from '../../protocol/training';
import type { StartTrainingWorker } from './trainingWorker';

/** Memory for objects, in MB: a data file of 64 MB as text, its cells and its numbers. Arrays do not count. */
const heapMb = 2048;

export const startTrainingWorker: StartTrainingWorker | null = (dist) => {
  const worker = new Worker(join(dist.fsPath, 'worker.js'), {
    // Flags of the editor's process, such as a debugger's port, are not the worker's.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  const port: Port = {
    post(message, transfer) {
      worker.postMessage(message, transfer);
    },
    onMessage(listener) {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
  };
  const channel = new Channel<TrainingHostSide, TrainingWorkerSide>(port, { handlers: {} });

  let isDisposed = false;
  let reason: string | null = null;
  const ended = new Promise<string | null>((resolve) => {
    worker.on('error', (error) => {
      reason ??= describe(error);
    });
    worker.on('messageerror', () => {
      reason ??= 'a message from it could not be read';
      void worker.terminate();
    });
    worker.once('exit', (code) => {
      channel.dispose();
      resolve(isDisposed ? null : (reason ?? `it ended with code ${code}`));
    });
  });
  return {
    channel,
    ended,
    dispose() {
      isDisposed = true;
      channel.dispose();
      void worker.terminate();
    },
  };
};

/** Anything can be thrown, also something without a message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `it failed: ${String(error)}`;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return `it needs more than the ${heapMb} MB that a run may use; use fewer samples or a smaller network`;
  }
  return error.message === '' ? `it failed: ${error.name}` : `it failed: ${error.message}`;
}
