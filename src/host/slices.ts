/**
 * Long work in short turns: the extension host serves every extension, so nothing of ours may hold it. Work
 * that can be long is a generator that stops often; it runs here a few milliseconds at a time.
 */

/** How long a turn may take before the event loop gets one. A hand on the keyboard does not feel 10 ms. */
const sliceMs = 10;

export interface Cancellation {
  readonly isCancelled: boolean;
}

/**
 * Runs `steps` to its end, with the event loop between turns.
 *
 * @returns what the generator returns, or undefined once `cancellation.isCancelled` (the generator is closed).
 * @throws what the generator throws.
 */
export async function runInSlices<T>(
  steps: Iterator<unknown, T>,
  cancellation: Cancellation,
): Promise<T | undefined> {
  for (;;) {
    if (cancellation.isCancelled) {
      steps.return?.();
      return undefined;
    }
    const start = performance.now();
    let step = steps.next();
    while (!step.done && performance.now() - start < sliceMs) step = steps.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}

/** Resolves after everything that waits now had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
