import { RequestError, type Cancellation } from '../../protocol/channel';
import type { PoolPath, PoolSurface } from '../../protocol/pool';
import { TrainingPool } from '../../worker/pool';
import type { PoolOutcome, PoolProgress } from '../../worker/poolBatch';
import type { PoolJob } from '../../worker/poolProblems';
import type { StartThread } from '../../worker/thread';
import { say } from '../../core/words/say';

/** The program of the pool's threads. */
export const poolProgram = 'poolWorker.js';

/** Threads that nobody has used for so long are ended. */
const idleMs = 60_000;

/** So often it is asked whether anybody still waits. */
const askedMs = 30;

/** More threads than this find little to share. */
const mostThreads = 8;

/**
 * Runs and losses by the many, for comparisons: a pool of threads that is started with the first of them, and ended
 * when nobody has wanted any for a while.
 */
export class Laboratory {
  readonly #startThread: StartThread | null;
  readonly #threads: number;
  readonly #idleMs: number;
  #pool: TrainingPool | null = null;
  #uses = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param startThread null where there are no threads.
   * @param cores how many threads can compute at the same time.
   */
  constructor(startThread: StartThread | null, cores: number, idle = idleMs) {
    this.#startThread = startThread;
    this.#threads = Math.max(1, Math.min(mostThreads, cores));
    this.#idleMs = idle;
  }

  /** Threads that have not ended. */
  get threadCount(): number {
    return this.#pool?.threadCount ?? 0;
  }

  /** Tiles that can be computed at the same time. */
  get width(): number {
    return this.#threads;
  }

  /**
   * Makes a run of every job; what is under way ends within a second of a cancel.
   *
   * @throws RequestError `unavailable` where no thread can be had, `cancelled`.
   */
  async train(
    jobs: readonly PoolJob[],
    onProgress: (progress: PoolProgress) => void,
    cancellation: Cancellation,
  ): Promise<readonly Exclude<PoolOutcome, { kind: 'cancelled' }>[]> {
    return this.#use(async (pool) => {
      const training = pool.train(jobs, onProgress);
      const cancel = (): void => {
        training.cancel();
      };
      const all = await whileWanted(cancellation, cancel, training.outcomes);
      const known = all.filter((one) => one.kind !== 'cancelled');
      if (known.length === all.length) return known;
      throw new RequestError({ code: 'cancelled', message: say('the runs were cancelled') });
    });
  }

  /**
   * Loss and penalty at points of a surface, u and v of each; computed in parts by all threads.
   *
   * @throws RequestError as `train`.
   */
  async losses(
    surface: PoolSurface,
    points: Float64Array,
    cancellation: Cancellation,
  ): Promise<Float64Array> {
    return this.#use(async (pool) => {
      const count = points.length / 2;
      const tiles = Math.min(count, 2 * this.#threads);
      const ends = Array.from({ length: tiles + 1 }, (_, n) => Math.round((n * count) / tiles));
      const parts = ends.slice(1).map((end, n) => pool.losses(surface, points.slice(2 * ends[n]!, 2 * end)));
      const cancel = (): void => {
        for (const part of parts) part.cancel();
      };
      const losses = new Float64Array(count);
      const gather = async (): Promise<Float64Array> => {
        for (const [n, part] of parts.entries()) losses.set(await part.numbers, ends[n]);
        return losses;
      };
      try {
        return await whileWanted(cancellation, cancel, gather());
      } finally {
        cancel();
      }
    });
  }

  /**
   * The parameters of a run at the starts of some epochs, one after the other, as far as it goes.
   *
   * @throws RequestError as `train`.
   */
  async path(path: PoolPath, cancellation: Cancellation): Promise<Float64Array> {
    return this.#use((pool) => {
      const task = pool.path(path);
      const cancel = (): void => {
        task.cancel();
      };
      return whileWanted(cancellation, cancel, task.numbers);
    });
  }

  /** Ends the threads at once, and what they are at. */
  end(): void {
    clearTimeout(this.#timer);
    this.#pool?.dispose();
    this.#pool = null;
  }

  dispose(): void {
    this.end();
  }

  async #use<T>(work: (pool: TrainingPool) => Promise<T>): Promise<T> {
    if (!this.#startThread) throw noThread(say('this VS Code runs where there are none'));
    clearTimeout(this.#timer);
    const pool = (this.#pool ??= new TrainingPool(this.#startThread, this.#threads));
    this.#uses++;
    try {
      return await work(pool);
    } catch (error) {
      if (error instanceof RequestError) throw error;
      // A pool without threads has nothing to go on with; the next one tries again.
      if (this.#pool === pool) this.end();
      throw noThread(error instanceof Error ? error.message : String(error));
    } finally {
      if (--this.#uses === 0) this.#rest();
    }
  }

  #rest(): void {
    this.#timer = setTimeout(() => {
      this.end();
    }, this.#idleMs);
  }
}

/** Calls `cancel` when nobody waits any more. */
async function whileWanted<T>(
  cancellation: Cancellation,
  cancel: () => void,
  result: Promise<T>,
): Promise<T> {
  const timer = setInterval(() => {
    if (cancellation.isCancelled) cancel();
  }, askedMs);
  try {
    return await result;
  } finally {
    clearInterval(timer);
  }
}

function noThread(cause: string): RequestError {
  const message = say('This needs worker threads, and none could be started: {0}.', cause);
  return new RequestError({ code: 'unavailable', message });
}
