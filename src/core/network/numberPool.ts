/**
 * All numbers of a text that stand in lists of numbers, with their places. A list is a stretch of the pool, and the
 * rows of a matrix follow each other in it: a million numbers cost three arrays, however they are divided.
 */
export interface NumberPool {
  /** NaN stands for a number that was reported as malformed or as too large. */
  readonly values: Float64Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** A pool that grows at its end. */
export class GrowingPool implements NumberPool {
  values = new Float64Array(1024);
  offsets = new Uint32Array(1024);
  lengths = new Uint32Array(1024);
  size = 0;

  push(value: number, offset: number, length: number): void {
    if (this.size === this.values.length) this.#grow();
    this.values[this.size] = value;
    this.offsets[this.size] = offset;
    this.lengths[this.size] = length;
    this.size++;
  }

  /** Adds `count` numbers of another pool from `start` on, whose places differ by `shift`. */
  append(from: NumberPool, start: number, count: number, shift: number): void {
    while (this.size + count > this.values.length) this.#grow();
    this.values.set(from.values.subarray(start, start + count), this.size);
    this.lengths.set(from.lengths.subarray(start, start + count), this.size);
    for (let n = 0; n < count; n++) this.offsets[this.size + n] = from.offsets[start + n]! + shift;
    this.size += count;
  }

  #grow(): void {
    const capacity = this.values.length * 2;
    const values = new Float64Array(capacity);
    const offsets = new Uint32Array(capacity);
    const lengths = new Uint32Array(capacity);
    values.set(this.values);
    offsets.set(this.offsets);
    lengths.set(this.lengths);
    this.values = values;
    this.offsets = offsets;
    this.lengths = lengths;
  }
}
