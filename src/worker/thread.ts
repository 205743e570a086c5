import type { Port } from '../protocol/channel';

/** A thread as whoever started it sees it. */
export interface Thread {
  readonly port: Port;
  /**
   * Resolves when the thread has ended: null where `terminate` ended it, else why, as a clause ("it ran out of
   * memory …"). It never rejects.
   */
  readonly ended: Promise<string | null>;
  /** Ends the thread at once, whatever it does. */
  terminate(): void;
}

/** Starts a thread that runs one program of this project. A program that cannot be run shows in `ended`. */
export type StartThread = () => Thread;
