import { createLayout } from '../core/engine/layout';
import type { FinishedRun, RunResult } from '../protocol/pool';
import type { PoolJob, PoolMessage } from './poolProblems';

/** What has come of a job. */
export type PoolOutcome =
  | { readonly kind: 'finished'; readonly result: RunResult }
  /** Why there is no result, as a sentence or two. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

export interface PoolProgress {
  /** Jobs that are over. */
  readonly done: number;
  /** The part of all epochs that is trained, in [0, 1]; runs that end early count as whole ones. */
  readonly share: number;
}

/** Threads that a run may end before it is given up. */
const mostEnded = 2;

/** Numbers that the starting parameters of the runs in one message have, about. */
const mostNumbers = 2_000_000;

/** The jobs of one training: which of them wait, and what has come of the others. */
export class PoolBatch {
  readonly outcomes: Promise<readonly PoolOutcome[]>;
  readonly #jobs: readonly PoolJob[];
  readonly #onProgress: (progress: PoolProgress) => void;
  readonly #known: (PoolOutcome | undefined)[];
  /** Jobs from here on were not dealt out yet. */
  #next = 0;
  /** Jobs that were lost with a thread: dealt out one by one after the others. */
  readonly #lost: number[] = [];
  /** How many threads have ended while they were at nothing but this job. */
  readonly #ended = new Map<number, number>();
  /** Epochs of the runs under way. */
  readonly #epochs = new Map<number, number>();
  #done = 0;
  #isCancelled = false;
  #resolve!: (outcomes: readonly PoolOutcome[]) => void;
  #reject!: (error: Error) => void;

  constructor(jobs: readonly PoolJob[], onProgress: (progress: PoolProgress) => void) {
    this.#jobs = jobs;
    this.#onProgress = onProgress;
    this.#known = new Array<PoolOutcome | undefined>(jobs.length);
    this.outcomes = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (jobs.length === 0) this.#resolve([]);
  }

  get isWaiting(): boolean {
    return this.#next < this.#jobs.length || this.#lost.length > 0;
  }

  /**
   * Puts the next jobs into `message`: about half of what would be each member's share of those that wait, so that
   * messages are few and the last ones end at the same time.
   *
   * @returns their ids; empty where none of them can be made.
   */
  take(members: number, message: PoolMessage): number[] {
    const left = this.#jobs.length - this.#next;
    const chosen = left === 0 ? this.#lost.splice(0, 1) : this.#following(Math.ceil(left / (2 * members)));
    return chosen.filter((id) => {
      try {
        message.add(id, this.#jobs[id]!);
        return true;
      } catch (error) {
        this.giveUp([id], error instanceof Error ? error.message : String(error));
        return false;
      }
    });
  }

  finish(run: FinishedRun): void {
    this.#settle(
      run.id,
      'result' in run ? { kind: 'finished', result: run.result } : { kind: 'failed', message: run.failure },
    );
  }

  reach(id: number, epoch: number): void {
    this.#epochs.set(id, epoch);
    this.#tell();
  }

  /** Their thread has ended. */
  lose(ids: ReadonlySet<number>, message: string): void {
    for (const id of ids) {
      const ended = (this.#ended.get(id) ?? 0) + (ids.size === 1 ? 1 : 0);
      this.#ended.set(id, ended);
      if (this.#isCancelled) this.#settle(id, { kind: 'cancelled' });
      else if (ended >= mostEnded) this.giveUp([id], message);
      else this.#lost.push(id);
    }
  }

  /** They were not made because of a stop. */
  leave(ids: Iterable<number>): void {
    for (const id of ids) this.#settle(id, { kind: 'cancelled' });
  }

  giveUp(ids: Iterable<number>, message: string): void {
    for (const id of ids) this.#settle(id, { kind: 'failed', message });
  }

  /** What was not dealt out yet will not be. */
  cancel(): void {
    this.#isCancelled = true;
    this.leave(this.#following(Infinity));
    this.leave(this.#lost.splice(0));
  }

  cancelAll(): void {
    this.cancel();
    this.leave(this.#jobs.keys());
  }

  /** `outcomes` rejects with `error`. */
  fail(error: Error): void {
    this.#next = this.#jobs.length;
    this.#lost.length = 0;
    this.#reject(error);
  }

  #following(count: number): number[] {
    const first = this.#jobs[this.#next];
    if (!first) return [];
    const fitting = Math.ceil(mostNumbers / createLayout(first.network).parameterCount);
    const end = Math.min(
      this.#jobs.length,
      this.#next + (count === Infinity ? count : Math.min(count, fitting)),
    );
    const chosen = Array.from({ length: end - this.#next }, (_, n) => this.#next + n);
    this.#next = end;
    return chosen;
  }

  #settle(id: number, outcome: PoolOutcome): void {
    if (this.#known[id]) return;
    this.#known[id] = outcome;
    this.#epochs.delete(id);
    this.#done++;
    this.#tell();
    if (this.#done === this.#jobs.length) this.#resolve(this.#known.map((one) => one!));
  }

  #tell(): void {
    let share = this.#done;
    for (const [id, epoch] of this.#epochs) share += epoch / this.#jobs[id]!.network.training.epochs;
    this.#onProgress({ done: this.#done, share: share / this.#jobs.length });
  }
}
