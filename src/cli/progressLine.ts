/** At most so often a second: a terminal is slow, and no eye follows more. */
const intervalMs = 50;

const longestBar = 30;

/** Of a terminal that does not say. */
const usualColumns = 80;

interface TerminalStream {
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line on a terminal that shows how far a task is, redrawn in place and gone at its end. */
export class ProgressLine {
  readonly #stream: TerminalStream | null;
  #isShown = false;
  #notBefore = 0;

  /** @param stream null: nothing is shown. */
  constructor(stream: TerminalStream | null) {
    this.#stream = stream;
  }

  /** True where a call of `show` would draw: what it is to show need not be made before. */
  get isDue(): boolean {
    return this.#stream !== null && performance.now() >= this.#notBefore;
  }

  /** @param share of the task that is done, in [0, 1]. */
  show(share: number, words: string): void {
    if (!this.#stream || !this.isDue) return;
    this.#notBefore = performance.now() + intervalMs;
    this.#isShown = true;
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %  ${words}`;
    // A line that wraps cannot be redrawn in place: the bar takes what the words leave.
    const { columns = 0 } = this.#stream;
    const room = (columns > 0 ? columns : usualColumns) - percent.length - 2;
    const width = Math.max(0, Math.min(longestBar, room));
    const filled = Math.round(share * width);
    this.#stream.write(`\r\u001b[2K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${percent}`);
  }

  clear(): void {
    if (!this.#isShown) return;
    this.#stream?.write('\r\u001b[2K');
    this.#isShown = false;
  }
}
