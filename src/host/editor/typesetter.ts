import { Channel } from '../../protocol/channel';
import type { FormulaPicture, TypesetHostSide, TypesetThreadSide } from '../../protocol/typeset';
import type { StartThread, Thread } from '../../worker/thread';

/** The program of a thread that sets formulas. */
export const typesetProgram = 'mathjax.js';

/** Formulas that are kept: those of the last few hovers, some ten kilobytes each. */
const mostKept = 200;

/** A formula that takes longer is given up, and its thread with it. */
const patienceMs = 5_000;

/** A thread that is not asked for so long is ended: the program takes some 50 MB. */
const idleMs = 10 * 60_000;

/** After so many threads that set nothing, no other is started: the program is missing or does not run here. */
const mostFailures = 3;

interface Client {
  readonly thread: Thread;
  readonly channel: Channel<TypesetHostSide, TypesetThreadSide>;
}

/**
 * Sets formulas as pictures, in a thread that is started with the first of them, kept, and started anew after it has
 * failed. What cannot be set has no picture: whoever asks shows text.
 */
export class Typesetter {
  readonly #start: StartThread | null;
  readonly #fault: (fault: string) => void;
  readonly #patienceMs: number;
  /** The least recently asked for first; null: cannot be set. */
  readonly #kept = new Map<string, FormulaPicture | null>();
  readonly #coming = new Map<string, Promise<FormulaPicture | null>>();
  /** Settles when nothing is under way: a formula's time begins with its turn. */
  #last: Promise<unknown> = Promise.resolve();
  #client: Client | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #isReady = false;
  #isDisposed = false;

  /**
   * @param start null where there are no threads.
   * @param fault hears why a formula is not set, for the log.
   */
  constructor(start: StartThread | null, fault: (fault: string) => void, patience = patienceMs) {
    this.#start = start;
    this.#fault = fault;
    this.#patienceMs = patience;
  }

  /** Whether a thread that sets formulas is there. */
  get isRunning(): boolean {
    return this.#client !== null;
  }

  /** Whether the thread has set a formula already: it has loaded its program. */
  get isReady(): boolean {
    return this.#client !== null && this.#isReady;
  }

  /** The picture of a formula in a block of its own, or null: it cannot be set. Never rejects. */
  async set(tex: string): Promise<FormulaPicture | null> {
    const known = this.#kept.get(tex);
    if (known !== undefined) {
      this.#keep(tex, known);
      return known;
    }
    if (!this.#start || this.#isOver()) return null;
    let coming = this.#coming.get(tex);
    if (!coming) {
      const start = this.#start;
      coming = this.#last.then(() => this.#ask(start, tex)).finally(() => this.#coming.delete(tex));
      this.#coming.set(tex, coming);
      this.#last = coming;
    }
    return coming;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#close();
  }

  async #ask(start: StartThread, tex: string): Promise<FormulaPicture | null> {
    if (this.#isOver()) return null;
    clearTimeout(this.#idle);
    const late = setTimeout(() => {
      this.#fault('Setting a formula takes too long.');
      this.#close();
    }, this.#patienceMs);
    let picture: FormulaPicture | null = null;
    try {
      const client = (this.#client ??= this.#open(start));
      const set = await client.channel.request('typeset', { tex, display: true });
      this.#failures = 0;
      this.#isReady = true;
      if ('problem' in set) this.#fault(`A formula has no picture: ${set.problem}`);
      else picture = set;
    } catch (error) {
      // The thread has ended, and the next is not asked for the same: it may be what no thread survives.
      this.#failures++;
      this.#fault(`A formula has no picture: ${error instanceof Error ? error.message : String(error)}`);
    }
    clearTimeout(late);
    this.#keep(tex, picture);
    if (!this.#isOver()) {
      this.#idle = setTimeout(() => {
        this.#close();
      }, idleMs);
    }
    return picture;
  }

  #isOver(): boolean {
    return this.#isDisposed || this.#failures >= mostFailures;
  }

  #open(start: StartThread): Client {
    this.#isReady = false;
    const thread = start();
    const channel = new Channel<TypesetHostSide, TypesetThreadSide>(thread.port, { handlers: {} });
    const client = { thread, channel };
    void thread.ended.then((reason) => {
      channel.dispose();
      if (this.#client === client) this.#client = null;
      if (reason !== null) this.#fault(`The thread that sets formulas stopped: ${reason}.`);
    });
    return client;
  }

  #close(): void {
    clearTimeout(this.#idle);
    const client = this.#client;
    this.#client = null;
    client?.channel.dispose();
    client?.thread.terminate();
  }

  #keep(tex: string, picture: FormulaPicture | null): void {
    this.#kept.delete(tex);
    this.#kept.set(tex, picture);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
  }
}
