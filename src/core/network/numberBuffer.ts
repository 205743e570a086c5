import type { JsonNumber } from './jsonTree';

/**
 * Numbers of the list being read, with their places. One buffer serves a whole text: a list inside a list
 * makes the outer one hold more than numbers, so at most one list at a time is in here.
 */
export class NumberBuffer {
  #values = new Float64Array(1024);
  #offsets = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(value: number, offset: number, length: number): void {
    if (this.#size === this.#values.length) this.#grow();
    this.#values[this.#size] = value;
    this.#offsets[this.#size] = offset;
    this.#lengths[this.#size] = length;
    this.#size++;
  }

  /** The numbers as arrays of their own; empties the buffer. */
  take(): { values: Float64Array; offsets: Uint32Array; lengths: Uint32Array } {
    const size = this.#size;
    this.#size = 0;
    return {
      values: this.#values.slice(0, size),
      offsets: this.#offsets.slice(0, size),
      lengths: this.#lengths.slice(0, size),
    };
  }

  /** The numbers as nodes; empties the buffer. A malformed number (NaN) becomes an invalid node. */
  takeNodes(): (JsonNumber | { kind: 'invalid'; offset: number; length: number })[] {
    const { values, offsets, lengths } = this.take();
    return Array.from(values, (value, index) => {
      const place = { offset: offsets[index]!, length: lengths[index]! };
      return Number.isNaN(value) ? { kind: 'invalid', ...place } : { kind: 'number', value, ...place };
    });
  }

  #grow(): void {
    const capacity = this.#values.length * 2;
    const values = new Float64Array(capacity);
    const offsets = new Uint32Array(capacity);
    const lengths = new Uint32Array(capacity);
    values.set(this.#values);
    offsets.set(this.#offsets);
    lengths.set(this.#lengths);
    this.#values = values;
    this.#offsets = offsets;
    this.#lengths = lengths;
  }
}
