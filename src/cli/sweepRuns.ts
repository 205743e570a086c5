import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { StopReason } from '../core/engine/stopRule';
import { createTrainer } from '../core/engine/training';
import type { Network } from '../core/network/network';
import { Channel, type Port } from '../protocol/channel';
import type { TrainingHostSide, TrainingWorkerSide } from '../protocol/training';
import { datasetOf } from './load';

/*
 * Runs of a sweep, several at a time in worker threads. Every run starts by itself from its network, so neither
 * their number nor their order can change a result. Where no thread can be had the runs are made here, one after
 * the other.
 */

/** One combination to train. */
export interface SweepJob {
  readonly network: Network;
  /** The text of the CSV file that the network's data names; null if it names none. */
  readonly dataText: string | null;
}

/** What one combination came to. */
export interface SweepRun {
  readonly loss: number;
  readonly epochs: number;
  readonly stopped: StopReason;
  /** history.loss */
  readonly history: readonly number[];
}

export interface SweepResult {
  /** In the order of the jobs. */
  readonly runs: readonly SweepRun[];
  /** Why runs were made without a thread of their own; null where none was. */
  readonly note: string | null;
}

/** One thread for each processor, and none without work. */
export function workerCount(jobs: number): number {
  return Math.min(jobs, availableParallelism());
}

/**
 * Trains every job.
 *
 * @param workerFile the built worker.
 * @param workers how many threads to use, at least 1.
 * @param onDone is told after each run how many are done.
 */
export async function trainAll(
  jobs: readonly SweepJob[],
  workerFile: string,
  workers: number,
  onDone: (done: number) => void,
): Promise<SweepResult> {
  const runs = new Array<SweepRun | undefined>(jobs.length);
  const waiting = jobs.map((_, index) => index).reverse();
  let done = 0;
  let note: string | null = null;
  const keep = (index: number, run: SweepRun): void => {
    runs[index] = run;
    onDone(++done);
  };
  const work = async (): Promise<void> => {
    const thread = new TrainingThread(workerFile);
    try {
      for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
        try {
          keep(index, await thread.train(jobs[index]!));
        } catch (error) {
          // The run is made below, where a fault of the run itself comes out.
          const reason = thread.failure ?? (error instanceof Error ? error.message : String(error));
          note ??= `note: runs were made one after the other: ${reason}`;
          return;
        }
      }
    } finally {
      await thread.dispose();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  jobs.forEach((job, index) => {
    if (!runs[index]) keep(index, trainHere(job));
  });
  return { runs: runs.map((run) => run!), note };
}

function trainHere({ network, dataText }: SweepJob): SweepRun {
  const trainer = createTrainer(network, datasetOf(network, dataText));
  trainer.advance(Infinity);
  const { loss, epochs, stopped, history } = trainer.finish();
  if (stopped === null) throw new Error('The training came to no end.');
  return { loss, epochs, stopped, history: history.loss };
}

/** A worker thread that trains one network after the other. */
class TrainingThread {
  readonly #worker: Worker;
  readonly #channel: Channel<TrainingHostSide, TrainingWorkerSide>;
  #history: number[] = [];
  /** Why the thread ended by itself, if it did. */
  failure: string | null = null;

  constructor(file: string) {
    const worker = new Worker(file, { execArgv: [] });
    const port: Port = {
      post: (message, transfer) => {
        worker.postMessage(message, transfer);
      },
      onMessage: (listener) => {
        worker.on('message', listener);
        return () => worker.off('message', listener);
      },
    };
    this.#worker = worker;
    this.#channel = new Channel(port, { handlers: {} });
    this.#channel.on('progress', (progress) => {
      this.#take(progress);
    });
    worker.on('error', (error) => {
      this.failure ??= `the worker thread failed (${error instanceof Error ? error.message : String(error)})`;
    });
    worker.on('messageerror', () => {
      this.failure ??= 'a message from the worker thread could not be read';
      void worker.terminate();
    });
    worker.once('exit', () => {
      this.#channel.dispose();
    });
  }

  /** Rejects when the thread ends before the run does. */
  async train({ network, dataText }: SweepJob): Promise<SweepRun> {
    this.#history = [];
    await this.#channel.request('start', { network, fileText: dataText, parameters: null });
    const end = await this.#channel.request('run', null);
    this.#take(end);
    const { loss, epoch, stopped } = end;
    if (stopped === 'stopped') throw new Error('the worker thread stopped a run that nobody had stopped');
    return { loss, epochs: epoch, stopped, history: this.#history };
  }

  async dispose(): Promise<void> {
    this.#channel.dispose();
    await this.#worker.terminate();
  }

  #take({ from, losses }: { readonly from: number; readonly losses: Float64Array }): void {
    losses.forEach((loss, n) => {
      this.#history[from + n] = loss;
    });
  }
}
