import { RequestError } from '../protocol/channel';
import type { PoolSurface } from '../protocol/pool';

/** Threads that a tile may end before it is given up. */
const mostEnded = 2;

/** Losses at some points of a surface, wanted of a pool. */
export class PoolTile {
  readonly surface: PoolSurface;
  /** u and v of each point. */
  readonly points: Float64Array;
  /** One for each point. */
  readonly losses: Promise<Float64Array>;
  /** Set by the member that computes it: ends the computation. */
  onCancel: (() => void) | null = null;
  #resolve!: (losses: Float64Array) => void;
  #reject!: (error: Error) => void;
  #isOver = false;
  #ended = 0;

  constructor(surface: PoolSurface, points: Float64Array) {
    this.surface = surface;
    this.points = points;
    this.losses = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may wait any more when it fails.
    this.losses.catch(() => undefined);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Its thread has ended; says whether it may be given to another one. */
  lose(): boolean {
    this.#ended++;
    return !this.#isOver && this.#ended < mostEnded;
  }

  finish(losses: Float64Array): void {
    this.#isOver = true;
    this.#resolve(losses);
  }

  fail(error: Error): void {
    this.#isOver = true;
    this.#reject(error);
  }

  /** Its losses are not wanted any more. */
  cancel(): void {
    if (this.#isOver) return;
    this.onCancel?.();
    this.fail(new RequestError({ code: 'cancelled', message: 'the losses are not wanted any more' }));
  }
}
