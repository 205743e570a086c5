import { parse } from '../../core/network/parse';
import type { TrainingWorker } from './trainingWorker';
import { warmUpNetworks, warmUpRounds } from './warmUpNetworks';

/** So long after a wish for it a thread is started: by then what the wish came with, such as an opened file, is done. */
const delayMs = 2000;

/**
 * A thread that waits for the next run. It has compiled small networks meanwhile: a fresh one would have to read its
 * program, and compile the JavaScript that compiles networks, while somebody waits for the first update.
 */
export class StandbyWorker {
  readonly #start: () => TrainingWorker;
  readonly #delayMs: number;
  #waiting: TrainingWorker | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isDisposed = false;

  constructor(start: () => TrainingWorker, delay = delayMs) {
    this.#start = start;
    this.#delayMs = delay;
  }

  /** Has a thread wait in a while, if none does. */
  prepare(): void {
    if (this.#waiting || this.#timer !== null || this.#isDisposed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#warmUp();
    }, this.#delayMs);
  }

  /** The thread that waits, or else a new one: the caller's from now on. In its place another one will wait. */
  take(): TrainingWorker {
    const worker = this.#waiting ?? this.#start();
    this.#waiting = null;
    this.prepare();
    return worker;
  }

  dispose(): void {
    this.#isDisposed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting?.dispose();
    this.#waiting = null;
  }

  async #warmUp(): Promise<void> {
    const worker = this.#start();
    this.#waiting = worker;
    const isWaiting = (): boolean => this.#waiting === worker;
    void worker.ended.then(() => {
      if (isWaiting()) this.#waiting = null;
    });
    try {
      const networks = warmUpNetworks.map((text) => parse(text).network!);
      for (let round = 0; round < warmUpRounds; round++) {
        for (const network of networks) {
          await worker.channel.request('start', { network, fileText: null, parameters: null });
          if (!isWaiting()) return;
          await worker.channel.request('step', null);
          if (!isWaiting()) return;
        }
      }
    } catch {
      // The thread has ended, or cannot train: the first run will tell why, with a thread of its own.
      if (!isWaiting()) return;
      this.#waiting = null;
      worker.dispose();
    }
  }
}
