import { Channel, RequestError } from '../protocol/channel';
import type { PoolHostSide, PoolPath, PoolSurface, PoolWorkerSide } from '../protocol/pool';
import type { EngineUsed } from '../protocol/training';
import { PoolBatch, type PoolOutcome, type PoolProgress } from './poolBatch';
import { PoolProblems, type PoolJob, type PoolMessage, type ProgramSource } from './poolProblems';
import { PoolTask } from './poolTask';
import type { StartThread, Thread } from './thread';
import { say, wordsSet } from '../core/words/say';

/*
 * Training runs on several threads. Every run starts by itself from its network, samples and parameters, so neither
 * the number of threads nor the order of the runs can change a result. The threads stay for the next training, with
 * programs that are compiled and optimized.
 *
 * A thread that ends by itself takes the runs down that it was at. They are made again one by one, so that the run
 * that ends threads is found; one that has ended two is given up.
 */

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

export class TrainingPool {
  readonly #startThread: StartThread;
  readonly #size: number;
  readonly #programs: ProgramSource | null;
  readonly #problems: PoolProblems;
  readonly #members = new Set<Member>();
  readonly #batches: PoolBatch[] = [];
  /** Tasks that wait for a member. */
  readonly #tasks: PoolTask[] = [];
  #told: EngineUsed = { kind: 'compiled', reason: null };

  /**
   * @param size how many threads it has at most, at least 1. They start with `warm`, or with the first jobs.
   * @param programs what compiles programs once for all threads, in this one; null: each thread compiles its own.
   */
  constructor(startThread: StartThread, size: number, programs: ProgramSource | null = null) {
    this.#startThread = startThread;
    this.#size = size;
    this.#programs = programs;
    this.#problems = new PoolProblems(programs);
  }

  /** What the runs so far were computed by. */
  get engine(): EngineUsed {
    return this.#programs?.engine ?? this.#told;
  }

  /** Threads that have not ended. */
  get threadCount(): number {
    return this.#members.size;
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
    const batch = new PoolBatch(jobs, onProgress);
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

  /** Loss and penalty at points of a surface, u and v of each, before runs that wait. */
  losses(surface: PoolSurface, points: Float64Array): PoolTask {
    return this.#ask(
      new PoolTask({ method: 'losses', params: { surface: this.#problems.surface(surface), points } }),
    );
  }

  /** The parameters of a run at the starts of some epochs, one after the other, before runs that wait. */
  path(path: PoolPath): PoolTask {
    return this.#ask(new PoolTask({ method: 'path', params: this.#problems.path(path) }));
  }

  /** Ends the threads at once; trainings under way are cancelled. */
  dispose(): void {
    for (const member of this.#members) {
      member.task?.cancel();
      member.terminate();
    }
    this.#members.clear();
    for (const task of this.#tasks.splice(0)) task.cancel();
    for (const batch of this.#batches) batch.cancelAll();
  }

  #ask(task: PoolTask): PoolTask {
    this.#tasks.push(task);
    this.warm(this.#tasks.length);
    for (const member of this.#members) this.#deal(member);
    return task;
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
      const task = this.#tasks.shift();
      if (task) {
        if (task.isOver) continue;
        void member.compute(task).then(() => {
          this.#deal(member);
        });
        return;
      }
      const batch = this.#batches.find(({ isWaiting }) => isWaiting);
      if (!batch) return;
      const message = this.#problems.message();
      const ids = batch.take(this.#members.size, message);
      if (ids.length === 0) continue;
      void member.train({ batch, ids: new Set(ids) }, message).then((engine) => {
        if (engine) this.#told = engine;
        this.#deal(member);
      });
    }
  }

  #lost(member: Member, reason: string | null): void {
    if (!this.#members.delete(member)) return;
    const why = reason ?? say('it was ended');
    member.work?.batch.lose(member.work.ids, say('The training thread stopped: {0}.', why));
    const { task } = member;
    if (task?.lose()) this.#tasks.push(task);
    else task?.fail(new NoThreadError(why));
    if (this.#tasks.length === 0 && !this.#batches.some(({ isWaiting }) => isWaiting)) return;
    if (member.wasReady) this.#add();
    else if (this.#members.size === 0) {
      const error = new NoThreadError(why);
      for (const waiting of this.#tasks.splice(0)) waiting.fail(error);
      for (const batch of this.#batches) batch.fail(error);
    }
    for (const other of this.#members) this.#deal(other);
  }
}

/** What a member is at. */
interface Work {
  readonly batch: PoolBatch;
  /** Runs that were not heard of yet. */
  readonly ids: Set<number>;
}

/** A thread of the pool. */
class Member {
  readonly #thread: Thread;
  readonly #channel: Channel<PoolHostSide, PoolWorkerSide>;
  wasReady = false;
  work: Work | null = null;
  task: PoolTask | null = null;
  /** The last answers of a thread arrive together with the news of its end. */
  #hasEnded = false;

  constructor(
    thread: Thread,
    on: { readonly ready: () => void; readonly ended: (reason: string | null) => void },
  ) {
    this.#thread = thread;
    this.#channel = new Channel(thread.port, { handlers: {} });
    this.#channel.on('ready', () => {
      const words = wordsSet();
      if (words) this.#channel.send('words', words);
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
    return this.wasReady && !this.#hasEnded && !this.work && !this.task;
  }

  /** Resolves when the member is free again, with what it computes by, or lost. */
  async train(work: Work, { problems, runs }: PoolMessage): Promise<EngineUsed | null> {
    this.work = work;
    let engine: EngineUsed | null = null;
    try {
      engine = await this.#channel.request('train', { problems, runs });
      // Only a stop leaves runs untold.
      work.batch.leave(work.ids);
    } catch (error) {
      // Where the thread has ended, `ended` says why.
      if (error instanceof RequestError && error.code === 'disposed') return null;
      work.batch.giveUp(work.ids, error instanceof Error ? error.message : String(error));
    }
    this.work = null;
    return engine;
  }

  /** Resolves when the member is free again, or lost. */
  async compute(task: PoolTask): Promise<void> {
    this.task = task;
    const { method, params } = task.request;
    try {
      task.finish(
        await this.#channel.request(method, params, (cancel) => {
          task.onCancel = cancel;
        }),
      );
    } catch (error) {
      if (error instanceof RequestError && error.code === 'disposed') return;
      task.fail(error instanceof Error ? error : new Error(String(error)));
    }
    this.task = null;
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
