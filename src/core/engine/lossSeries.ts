import {
  addStretch,
  addValue,
  createStretches,
  startStretch,
  stretchParts,
  type LossBuckets,
  type Stretches,
} from './stretches';

/** Values of a block, of which the extremes are kept. */
const BLOCK = 64;

/** Room of a new series. */
const FIRST_ROOM = 256;

/**
 * The losses of a history as they come in, all of them, with the extremes of every 64 beside them, so that a view
 * of a million values looks at a few for each of its columns. It holds 8.6 bytes for each value.
 */
export class LossSeries {
  #values = new Float64Array(FIRST_ROOM);
  #blocks: Stretches = createStretches(FIRST_ROOM / BLOCK);
  #length = 0;

  /** @param values what it starts with; copied. */
  constructor(values?: Float64Array) {
    if (values) this.append(values);
  }

  get length(): number {
    return this.#length;
  }

  /** What came so far: a view, valid until the next `append`; copy it to keep it or to send it. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  append(values: Float64Array): void {
    const from = this.#length;
    this.#makeRoom(from + values.length);
    this.#values.set(values, from);
    this.#length = from + values.length;
    for (let index = from; index < this.#length; index++) {
      const block = Math.floor(index / BLOCK);
      const value = this.#values[index]!;
      if (index % BLOCK === 0) startStretch(this.#blocks, block, value);
      addValue(this.#blocks, block, value);
    }
  }

  /**
   * The values `from` to before `to` in at most `buckets` parts of about the same width, exactly, where they are
   * there.
   *
   * @throws RangeError unless all are whole, `from` and `to` at least 0 and `buckets` at least 1.
   */
  query(from: number, to: number, buckets: number): LossBuckets {
    if (![from, to, buckets].every((count) => Number.isSafeInteger(count) && count >= 0) || buckets === 0) {
      throw new RangeError(`There are no losses from ${from} to ${to} in ${buckets} parts.`);
    }
    const end = Math.min(to, this.#length);
    const parts = Math.max(0, Math.min(buckets, end - from));
    const found = createStretches(parts);
    const border = (part: number): number => from + Math.floor((part * (end - from)) / parts);
    for (let part = 0; part < parts; part++) this.#reduce(border(part), border(part + 1), found, part);
    const starts = Float64Array.from({ length: parts + 1 }, (_, part) => (parts === 0 ? from : border(part)));
    return { starts, ...found };
  }

  /** Where the least finite value stands first; null where there is none. */
  least(): { readonly index: number; readonly value: number } | null {
    let least = -1;
    for (let block = 0; block * BLOCK < this.#length; block++) {
      const min = this.#blocks.min[block]!;
      if (least < 0 ? !Number.isNaN(min) : min < this.#blocks.min[least]!) least = block;
    }
    if (least < 0) return null;
    const value = this.#blocks.min[least]!;
    return { index: this.#values.indexOf(value, least * BLOCK), value };
  }

  /** Makes entry `b` of `into` what is known of the values `from` to before `to`, of which there is one at least. */
  #reduce(from: number, to: number, into: Stretches, b: number): void {
    startStretch(into, b, this.#values[from]!);
    for (let index = from; index < to;) {
      if (index % BLOCK === 0 && index + BLOCK <= to) {
        addStretch(into, b, this.#blocks, index / BLOCK);
        index += BLOCK;
      } else addValue(into, b, this.#values[index++]!);
    }
  }

  #makeRoom(length: number): void {
    if (length <= this.#values.length) return;
    const room = BLOCK * Math.ceil(Math.max(length, 2 * this.#values.length) / BLOCK);
    const grown = new Float64Array(room);
    grown.set(this.values);
    this.#values = grown;
    const blocks = createStretches(room / BLOCK);
    for (const part of stretchParts) blocks[part].set(this.#blocks[part]);
    this.#blocks = blocks;
  }
}
