/** Runs work that comes in pieces to its end, for callers that may take as long as it takes. */
export function completed<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
