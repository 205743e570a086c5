/**
 * Passes calls on at most once in `intervalMs`: the first at once, those that come too early together as one
 * when the interval is over, so that the last call is never lost. Where something else comes first, all wait for it.
 */
export class Throttle {
  readonly #run: () => void;
  readonly #intervalMs: number;
  readonly #holdOff: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWanted = false;

  /** @param holdOff for how many milliseconds from now no call may be passed on, as far as is known now. */
  constructor(run: () => void, intervalMs: number, holdOff: () => number = () => 0) {
    this.#run = run;
    this.#intervalMs = intervalMs;
    this.#holdOff = holdOff;
  }

  call(): void {
    if (this.#timer !== undefined) {
      this.#isWanted = true;
      return;
    }
    const wait = Math.ceil(this.#holdOff());
    if (wait > 0) {
      this.#isWanted = true;
      this.#comeBackIn(wait);
    } else this.#pass();
  }

  /** Passes a call on now, waiting ones included, whatever comes first. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#isWanted = false;
    this.#pass();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#isWanted = false;
  }

  #pass(): void {
    this.#run();
    this.#comeBackIn(this.#intervalMs);
  }

  #comeBackIn(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isWanted) return;
      this.#isWanted = false;
      this.call();
    }, milliseconds);
  }
}
