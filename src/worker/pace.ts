import { nextTurn } from './turn.platform';

/** How long the worker computes before it looks at its messages; a stop waits at most this and an update. */
const sliceMs = 12;

/** Progress is told at most 20 times a second. */
export const progressIntervalMs = 50;

/** Measuring the network for progress may take this part of the time at most. */
const measuringShare = 1 / 4;

/** Runs a generator to its end, a slice at a time; undefined as soon as `isCancelled` says so. */
export async function inSlices<T>(
  steps: Generator<unknown, T>,
  isCancelled: () => boolean,
): Promise<T | undefined> {
  for (;;) {
    const end = performance.now() + sliceMs;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await nextTurn();
    if (isCancelled()) return undefined;
  }
}

/**
 * How many updates to make at once: so many that reading the clock costs nothing beside them, and so few that
 * a slice ends in time.
 */
export class Stride {
  #updates = 1;

  /** Calls `advance` until the slice is over or it says that the run is. */
  runSlice<Status>(advance: (updates: number) => 'running' | Status): 'running' | Status {
    const start = performance.now();
    for (let before = start; ;) {
      const status = advance(this.#updates);
      if (status !== 'running') return status;
      const now = performance.now();
      this.#adapt(now - before);
      if (now - start >= sliceMs) return status;
      before = now;
    }
  }

  #adapt(took: number): void {
    if (took < sliceMs / 16) this.#updates *= 2;
    else if (took > sliceMs / 4) this.#updates = Math.max(1, this.#updates >> 1);
  }
}

/** When the next progress may be told. */
export class ProgressTimer {
  #notBefore = -Infinity;

  isDue(): boolean {
    return performance.now() >= this.#notBefore;
  }

  /** @param measuringMs how long it took to measure what has just been told. */
  told(measuringMs: number): void {
    const pause = Math.max(progressIntervalMs, measuringMs * (1 / measuringShare - 1));
    this.#notBefore = performance.now() + pause;
  }
}
