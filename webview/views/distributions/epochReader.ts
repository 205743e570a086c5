import type { DistributionsView } from '../../../src/protocol/views/distributions';

/** Epochs that are read at most: more points than a picture of this width tells apart. */
const MOST = 50;

const MOST_KEPT = 4 * MOST;

/** Which epochs of a run are read: evenly spaced, the first and the last among them. */
export function epochsToRead(last: number): number[] {
  const count = Math.min(MOST, last + 1);
  if (count < 2) return [];
  return Array.from({ length: count }, (_, n) => Math.round((n * last) / (count - 1)));
}

/** The same in an order in which every beginning is spread over the whole: ends first, then halves of what is left. */
export function spreadOrder(epochs: readonly number[]): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const take = (at: number): void => {
    const epoch = epochs[at];
    if (epoch === undefined || seen.has(epoch)) return;
    seen.add(epoch);
    order.push(epoch);
  };
  const last = epochs.length - 1;
  take(0);
  take(last);
  for (let step = last; step > 1; step = Math.ceil(step / 2)) {
    for (let at = 0; at < last; at += step) take(at + Math.floor(step / 2));
  }
  for (let at = 0; at <= last; at++) take(at);
  return order;
}

/** Reads epochs of one run after the other and keeps what it has read, until another run comes. */
export class EpochReader {
  readonly #ask: (epoch: number, signal: AbortSignal) => Promise<DistributionsView | null | undefined>;
  readonly #onChange: () => void;
  readonly #read = new Map<number, DistributionsView>();
  #run: number | null = null;
  #current: AbortController | null = null;
  #wanted: readonly number[] = [];
  #isGone = false;

  constructor(
    ask: (epoch: number, signal: AbortSignal) => Promise<DistributionsView | null | undefined>,
    onChange: () => void,
  ) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** What has been read, in the order of the epochs. */
  get read(): DistributionsView[] {
    return [...this.#read.entries()].sort(([a], [b]) => a - b).map(([, view]) => view);
  }

  get isReading(): boolean {
    return this.#current !== null;
  }

  /** The thread of the run has ended before all was read. */
  get isGone(): boolean {
    return this.#isGone;
  }

  get done(): number {
    return this.#wanted.filter((epoch) => this.#read.has(epoch)).length;
  }

  get all(): number {
    return this.#wanted.length;
  }

  /** Forgets what it knows of another run; null: there is none. */
  follow(run: number | null): void {
    if (run === this.#run) return;
    this.stop();
    this.#run = run;
    this.#read.clear();
    this.#wanted = [];
    this.#isGone = false;
  }

  stop(): void {
    this.#current?.abort();
    this.#current = null;
  }

  /** Reads the epochs up to `last` that are not known. */
  async start(last: number): Promise<void> {
    this.stop();
    this.#wanted = epochsToRead(last);
    // A run that is stepped on and on moves the epochs that are wanted: what has gathered is not kept for ever.
    if (this.#read.size > MOST_KEPT) {
      const wanted = new Set(this.#wanted);
      for (const epoch of this.#read.keys()) if (!wanted.has(epoch)) this.#read.delete(epoch);
    }
    const missing = spreadOrder(this.#wanted).filter((epoch) => !this.#read.has(epoch));
    if (missing.length === 0) return;
    const current = new AbortController();
    this.#current = current;
    this.#isGone = false;
    this.#onChange();
    for (const epoch of missing) {
      const view = await this.#ask(epoch, current.signal);
      if (current.signal.aborted) return;
      if (!view) {
        this.#isGone = true;
        break;
      }
      this.#read.set(epoch, view);
      this.#onChange();
    }
    this.#current = null;
    this.#onChange();
  }
}
