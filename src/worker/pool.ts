import { createLayout } from '../core/engine/layout';
import { Channel, RequestError } from '../protocol/channel';
import type { FinishedRun, PoolHostSide, PoolWorkerSide, RunResult } from '../protocol/pool';
import type { EngineUsed } from '../protocol/training';
import { PoolProblems, type PoolJob, type PoolMessage } from './poolProblems';
import type { StartThread, Thread } from './thread';

/*
 * Training runs on several threads. Every run starts by itself from its network, samples and parameters, so neither
 * the number of threads nor the order of the runs can change a result. The threads stay for the next training, with
 * programs that are compiled and optimized.
 *
 * A thread that ends by itself takes the runs down that it was at. They are made again one by one, so that the run
 * that ends threads is found; one that has ended two is given up.
 */

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

/** A training under way. */
export interface PoolTraining {
  /**
   * In the order of the jobs, when all are over; rejects with NoThreadError where no thread can be had at all, and
   * with nothing else.
   */
  readonly outcomes: Promise<readonly PoolOutcome[]>;
  /** Ends it within a second; what is over keeps its outcome. */
  cancel(): void;
}

/** No thread could be started. */
export class NoThreadError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NoThreadError';
  }
}

/** A thread that does not hear a stop for so long is ended. */
const stopLimitMs = 1000;

/** Threads that a run may end before it is given up. */
const mostEnded = 2;

/** Numbers that the starting parameters of the runs in one message have, about. */
const mostNumbers = 2_000_000;

export class TrainingPool {
  readonly #startThread: StartThread;
  readonly #size: number;
  readonly #problems = new PoolProblems();
  readonly #members = new Set<Member>();
  readonly #batches: Batch[] = [];

  /** @param size how many threads it has at most, at least 1. They start with `warm`, or with the first jobs. */
  constructor(startThread: StartThread, size: number) {
    this.#startThread = startThread;
    this.#size = size;
  }

  /** What the runs so far were computed by. */
  get engine(): EngineUsed {
    return this.#problems.engine;
  }

  /** Starts the threads that are missing. */
  warm(threads = this.#size): void {
    while (this.#members.size < Math.min(this.#size, threads)) this.#add();
  }

  /** Makes a run of every job; those of a training that was asked for before come first. */
  train(
    jobs: readonly PoolJob[],
    onProgress: (progress: PoolProgress) => void = () => undefined,
  ): PoolTraining {
    const batch = new Batch(jobs, onProgress);
    this.#batches.push(batch);
    this.warm(jobs.length);
    for (const member of this.#members) this.#deal(member);
    const drop = (): void => {
      this.#batches.splice(this.#batches.indexOf(batch), 1);
    };
    batch.outcomes.then(drop, drop);
    return {
      outcomes: batch.outcomes,
      cancel: () => {
        batch.cancel();
        for (const member of this.#members) if (member.work?.batch === batch) member.stop();
      },
    };
  }

  /** Ends the threads at once; trainings under way are cancelled. */
  dispose(): void {
    for (const member of this.#members) member.terminate();
    this.#members.clear();
    for (const batch of this.#batches) batch.cancelAll();
  }

  #add(): void {
    const member = new Member(this.#startThread(), {
      ready: () => {
        this.#deal(member);
      },
      ended: (reason) => {
        this.#lost(member, reason);
      },
    });
    this.#members.add(member);
  }

  /** Gives a member that is free what it shall do next. */
  #deal(member: Member): void {
    while (member.isFree) {
      const batch = this.#batches.find(({ isWaiting }) => isWaiting);
      if (!batch) return;
      const message = this.#problems.message();
      const ids = batch.take(this.#members.size, message);
      if (ids.length === 0) continue;
      void member.train({ batch, ids: new Set(ids) }, message).then(() => {
        this.#deal(member);
      });
    }
  }

  #lost(member: Member, reason: string | null): void {
    if (!this.#members.delete(member)) return;
    const why = reason ?? 'it was ended';
    member.work?.batch.lose(member.work.ids, `The training thread stopped: ${why}.`);
    if (!this.#batches.some(({ isWaiting }) => isWaiting)) return;
    if (member.wasReady) this.#add();
    else if (this.#members.size === 0) for (const batch of this.#batches) batch.fail(new NoThreadError(why));
    for (const other of this.#members) this.#deal(other);
  }
}

/** What a member is at. */
interface Work {
  readonly batch: Batch;
  /** Runs that were not heard of yet. */
  readonly ids: Set<number>;
}

/** A thread of the pool. */
class Member {
  readonly #thread: Thread;
  readonly #channel: Channel<PoolHostSide, PoolWorkerSide>;
  wasReady = false;
  work: Work | null = null;
  /** The last answers of a thread arrive together with the news of its end. */
  #hasEnded = false;

  constructor(
    thread: Thread,
    on: { readonly ready: () => void; readonly ended: (reason: string | null) => void },
  ) {
    this.#thread = thread;
    this.#channel = new Channel(thread.port, { handlers: {} });
    this.#channel.on('ready', () => {
      this.wasReady = true;
      on.ready();
    });
    this.#channel.on('finished', (runs) => {
      for (const run of runs) if (this.work?.ids.delete(run.id)) this.work.batch.finish(run);
    });
    this.#channel.on('progress', ({ id, epoch }) => {
      this.work?.batch.reach(id, epoch);
    });
    void thread.ended.then((reason) => {
      this.#hasEnded = true;
      this.#channel.dispose();
      on.ended(reason);
    });
  }

  get isFree(): boolean {
    return this.wasReady && !this.#hasEnded && !this.work;
  }

  /** Resolves when the member is free again, or lost. */
  async train(work: Work, { problems, runs }: PoolMessage): Promise<void> {
    this.work = work;
    try {
      await this.#channel.request('train', { problems, runs });
      // Only a stop leaves runs untold.
      work.batch.leave(work.ids);
    } catch (error) {
      // Where the thread has ended, `ended` says why.
      if (error instanceof RequestError && error.code === 'disposed') return;
      work.batch.giveUp(work.ids, error instanceof Error ? error.message : String(error));
    }
    this.work = null;
  }

  stop(): void {
    const limit = setTimeout(() => {
      this.terminate();
    }, stopLimitMs);
    const heard = (): void => {
      clearTimeout(limit);
    };
    this.#channel.request('stop', null).then(heard, heard);
  }

  terminate(): void {
    this.#thread.terminate();
  }
}

/** The jobs of one training. */
class Batch {
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
  #reject!: (error: NoThreadError) => void;

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

  fail(error: NoThreadError): void {
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
