/**
 * Passes calls on at most once in `intervalMs`: the first at once, those that come too early together as one
 * when the interval is over, so that the last call is never lost.
 */
export class Throttle {
  readonly #run: () => void;
  readonly #intervalMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWanted = false;

  constructor(run: () => void, intervalMs: number) {
    this.#run = run;
    this.#intervalMs = intervalMs;
  }

  call(): void {
    if (this.#timer !== undefined) {
      this.#isWanted = true;
      return;
    }
    this.#run();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isWanted) return;
      this.#isWanted = false;
      this.call();
    }, this.#intervalMs);
  }

  /** Passes a call on now, waiting ones included. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isWanted = false;
    this.call();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#isWanted = false;
  }
}
