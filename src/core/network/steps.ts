/**
 * Work that can take long, as a generator that pauses often: whoever drives it can look at the clock between two
 * pauses, and leave it.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Counts small pieces of work, and says after every so many of them that it is time to pause. */
export class Pace {
  readonly #every: number;
  #done = 0;

  constructor(every: number) {
    this.#every = every;
  }

  /** Counts one piece; true after the last of every `every`. */
  isDue(): boolean {
    return ++this.#done % this.#every === 0;
  }
}

/** Runs `steps` to the end in one go; throws what they throw. */
export function runToEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
