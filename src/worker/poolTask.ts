import { RequestError } from '../protocol/channel';
import type { PoolWorkerSide } from '../protocol/pool';
import { say } from '../core/words/say';

/** Threads that a task may end before it is given up. */
const mostEnded = 2;

/** What a task asks of a worker, beside runs. */
export type TaskRequest = {
  readonly [K in 'losses' | 'path']: {
    readonly method: K;
    readonly params: PoolWorkerSide['requests'][K]['params'];
  };
}['losses' | 'path'];

/** Numbers that are wanted of one worker of a pool: losses at points of a surface, the path of a run. */
export class PoolTask {
  readonly request: TaskRequest;
  /** Rejects with RequestError, or NoThreadError where no thread can be had. */
  readonly numbers: Promise<Float64Array>;
  /** Set by the member that computes it: ends the computation. */
  onCancel: (() => void) | null = null;
  #resolve!: (numbers: Float64Array) => void;
  #reject!: (error: Error) => void;
  #isOver = false;
  #ended = 0;

  constructor(request: TaskRequest) {
    this.request = request;
    this.numbers = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may wait any more when it fails.
    this.numbers.catch(() => undefined);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Its thread has ended; says whether it may be given to another one. */
  lose(): boolean {
    this.#ended++;
    return !this.#isOver && this.#ended < mostEnded;
  }

  finish(numbers: Float64Array): void {
    this.#isOver = true;
    this.#resolve(numbers);
  }

  fail(error: Error): void {
    this.#isOver = true;
    this.#reject(error);
  }

  /** It is not wanted any more. */
  cancel(): void {
    if (this.#isOver) return;
    this.onCancel?.();
    this.fail(new RequestError({ code: 'cancelled', message: say('Nobody waits for it any more.') }));
  }
}
