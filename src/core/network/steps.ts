/**
 * Work that can take long, as a generator that pauses often: whoever drives it can look at the clock between two
 * pauses, and leave it.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs `steps` to the end in one go; throws what they throw. */
export function runToEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
