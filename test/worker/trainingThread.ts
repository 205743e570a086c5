import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Channel, type Port } from '../../src/protocol/channel';
import type { Progress, TrainingHostSide, TrainingWorkerSide } from '../../src/protocol/training';

/** Ends a test that hangs: ten times what a stop is allowed to take, and the start of a thread. */
export const HANG_MS = 10_000;

/** The built worker in a thread of its own, with everything it told. */
export class TrainingThread {
  readonly worker: Worker;
  readonly channel: Channel<TrainingHostSide, TrainingWorkerSide>;
  readonly progress: { readonly progress: Progress; readonly at: number }[] = [];
  readonly faults: string[] = [];
  readonly exited: Promise<number>;

  constructor() {
    const file = join(process.cwd(), 'dist', 'worker.js');
    assert.ok(existsSync(file), `${file} is missing: build it with "npm run build"`);
    const worker = new Worker(file);
    this.worker = worker;
    this.exited = new Promise((resolve) => worker.once('exit', resolve));
    const port: Port = {
      post: (message, transfer) => {
        worker.postMessage(message, transfer);
      },
      onMessage: (listener) => {
        worker.on('message', listener);
        return () => worker.off('message', listener);
      },
    };
    this.channel = new Channel<TrainingHostSide, TrainingWorkerSide>(port, {
      handlers: {},
      onFault: (fault) => this.faults.push(fault),
    });
    this.channel.on('progress', (progress) => {
      this.progress.push({ progress, at: performance.now() });
    });
  }

  async dispose(): Promise<void> {
    this.channel.dispose();
    await this.worker.terminate();
  }
}
