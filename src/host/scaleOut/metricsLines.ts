/** The lines of metrics.jsonl, which a training program of somebody's own interpreter appends: hostile input. */

import { Pace, type Steps } from '../../core/network/steps';

/** Epochs that are read, at most. */
export const mostEpochs = 1_000_000;
/** Bytes of a line, at most: it holds a few numbers. */
const longestLine = 1_000;
/** Lines between two pauses. */
const linesPerStep = 500;
const NEWLINE = 0x0a;

/** Reads a file that grows, each line once. */
export class MetricsReader {
  #losses = new Float64Array(1_024);
  #count = 0;
  #dropped = 0;
  #isCut = false;
  #read = 0;

  /** The losses of the epochs from 0 on, without a gap. */
  get losses(): Float64Array {
    return this.#losses.subarray(0, this.#count);
  }

  /** Lines that are no losses, or not of the next epoch. */
  get dropped(): number {
    return this.#dropped;
  }

  /** There are more epochs than are read. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /**
   * Reads the whole lines that are new; one that is still being written has no end and waits.
   *
   * @param bytes the file from its start; a shorter one than before is another run.
   */
  *steps(bytes: Uint8Array): Steps<void> {
    if (bytes.length < this.#read) {
      [this.#read, this.#count, this.#dropped, this.#isCut] = [0, 0, 0, false];
    }
    const pace = new Pace(linesPerStep);
    for (;;) {
      const end = bytes.indexOf(NEWLINE, this.#read);
      if (end < 0) return;
      const line = bytes.subarray(this.#read, end);
      this.#read = end + 1;
      this.#take(line);
      if (pace.isDue()) yield;
    }
  }

  #take(line: Uint8Array): void {
    if (line.length === 0) return;
    const loss = lossOf(line, this.#count);
    if (loss === null) this.#dropped++;
    else if (this.#count === mostEpochs) this.#isCut = true;
    else {
      if (this.#count === this.#losses.length) {
        const longer = new Float64Array(2 * this.#count);
        longer.set(this.#losses);
        this.#losses = longer;
      }
      this.#losses[this.#count++] = loss;
    }
  }
}

/** The loss of a line of that epoch; null for anything else. */
function lossOf(line: Uint8Array, epoch: number): number | null {
  if (line.length > longestLine) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(line));
    if (typeof value !== 'object' || value === null || !('epoch' in value) || !('loss' in value)) return null;
    const { epoch: own, loss } = value;
    return own === epoch && typeof loss === 'number' && Number.isFinite(loss) ? loss : null;
  } catch {
    return null; // the only error of JSON.parse: the line is none
  }
}
