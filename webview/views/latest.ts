/**
 * Asks one thing at a time. What is wanted meanwhile waits, and of that only the newest is asked: a picture that is
 * slow to make is finished, and then made anew, instead of being given up for ever.
 */
export class Latest<T> {
  readonly #request: (signal: AbortSignal) => Promise<T | undefined>;
  readonly #use: (answer: T) => void;
  readonly #onBusy: (isBusy: boolean) => void;
  #current: AbortController | null = null;
  #isWanted = false;

  /**
   * @param request an answer of undefined is a refusal, of which the person has been told.
   * @param onBusy hears when the first answer begins to be waited for, and when there is nothing to wait for any more.
   */
  constructor(
    request: (signal: AbortSignal) => Promise<T | undefined>,
    use: (answer: T) => void,
    onBusy: (isBusy: boolean) => void = () => undefined,
  ) {
    this.#request = request;
    this.#use = use;
    this.#onBusy = onBusy;
  }

  /** Asks now, or as soon as what is being asked has been answered. */
  ask(): void {
    this.#isWanted = true;
    if (!this.#current) void this.#run();
  }

  /** Gives up what is being asked, and what waits. */
  cancel(): void {
    this.#isWanted = false;
    this.#current?.abort();
    this.#current = null;
    this.#onBusy(false);
  }

  async #run(): Promise<void> {
    this.#onBusy(true);
    while (this.#isWanted) {
      this.#isWanted = false;
      const current = new AbortController();
      this.#current = current;
      const answer = await this.#request(current.signal);
      if (current.signal.aborted) return;
      if (answer !== undefined) this.#use(answer);
    }
    this.#current = null;
    this.#onBusy(false);
  }
}
