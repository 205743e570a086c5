/**
 * A loss history that grows and is drawn at any length: least, greatest and first non-finite value of every
 * block are kept as values arrive, so that a view of a million values looks at a few thousand. Per pixel
 * column a view keeps the least and the greatest: no spike and no gap is lost.
 */

const BLOCK = 64;

/** Indices into the series: of the least and greatest finite value and of the first that is not finite; −1 for none. */
interface Range {
  least: number;
  greatest: number;
  broken: number;
}

export class LossSeries {
  #values = new Float64Array(1024);
  #length = 0;
  readonly #blocks: Range[] = [];

  constructor(values?: Float64Array) {
    if (values) this.write(0, values);
  }

  get length(): number {
    return this.#length;
  }

  /** The value at `index`; NaN outside the series. */
  at(index: number): number {
    return index >= 0 && index < this.#length ? this.#values[index]! : NaN;
  }

  /** The least and greatest finite value; null if there is none. */
  get extent(): { readonly least: number; readonly greatest: number } | null {
    const { least, greatest } = this.#range(0, this.#length);
    return least < 0 ? null : { least: this.at(least), greatest: this.at(greatest) };
  }

  /** Writes `values` from index `from` on, over what may stand there; false, and no effect, if that leaves a hole. */
  write(from: number, values: Float64Array): boolean {
    if (from > this.#length || from < 0) return false;
    const end = from + values.length;
    if (end > this.#values.length) {
      const grown = new Float64Array(Math.max(end, 2 * this.#values.length));
      grown.set(this.#values.subarray(0, this.#length));
      this.#values = grown;
    }
    this.#values.set(values, from);
    this.#length = Math.max(this.#length, end);
    for (let block = Math.floor(from / BLOCK); block * BLOCK < this.#length; block++) {
      this.#blocks[block] = this.#scan(block * BLOCK, Math.min(this.#length, (block + 1) * BLOCK));
    }
    return true;
  }

  /** Indices in ascending order that show the series in `columns` pixel columns: all, or two or three a column. */
  pick(columns: number): number[] {
    if (this.#length <= 2 * columns) return Array.from({ length: this.#length }, (_, index) => index);
    const picked: number[] = [];
    for (let column = 0; column < columns; column++) {
      const from = Math.floor((column * this.#length) / columns);
      const to = Math.floor(((column + 1) * this.#length) / columns);
      const { least, greatest, broken } = this.#range(from, to);
      const found = [...new Set([least, greatest, broken])].filter((index) => index >= 0);
      picked.push(...found.sort((a, b) => a - b));
    }
    // The curve's end carries its label: it is always drawn where it is.
    if (picked.at(-1) !== this.#length - 1) picked.push(this.#length - 1);
    return picked;
  }

  #scan(from: number, to: number): Range {
    const range: Range = { least: -1, greatest: -1, broken: -1 };
    for (let index = from; index < to; index++) {
      const value = this.#values[index]!;
      if (!Number.isFinite(value)) {
        if (range.broken < 0) range.broken = index;
        continue;
      }
      if (range.least < 0 || value < this.#values[range.least]!) range.least = index;
      if (range.greatest < 0 || value > this.#values[range.greatest]!) range.greatest = index;
    }
    return range;
  }

  #range(from: number, to: number): Range {
    const first = Math.ceil(from / BLOCK);
    const last = Math.floor(to / BLOCK);
    if (first >= last) return this.#scan(from, to);
    const parts = [
      this.#scan(from, first * BLOCK),
      ...this.#blocks.slice(first, last),
      this.#scan(last * BLOCK, to),
    ];
    const range: Range = { least: -1, greatest: -1, broken: -1 };
    for (const part of parts) {
      if (range.broken < 0) range.broken = part.broken;
      if (part.least < 0) continue;
      if (range.least < 0 || this.at(part.least) < this.at(range.least)) range.least = part.least;
      if (range.greatest < 0 || this.at(part.greatest) > this.at(range.greatest))
        range.greatest = part.greatest;
    }
    return range;
  }
}

/** The ascending union of two ascending lists. */
export function mergePicks(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
