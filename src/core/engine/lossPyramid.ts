import {
  addStretch,
  addValue,
  createStretches,
  firstOf,
  startStretch,
  stretchParts,
  type LossBuckets,
  type Stretches,
} from './stretches';

/*
 * A series of losses of any length in bounded memory, for drawing: no spike is lost however far out the view.
 *
 * The whole series is held as blocks of equal width, each with its first, least, greatest and last value. A block
 * holds one value at first; when all blocks are taken, each two neighbours become one of twice the width. Beside
 * them stand the newest values as they came, so that the end of a long run can be looked at closely.
 */

/** How much is kept. */
export interface PyramidLimits {
  /** Blocks at most; even, so that every block finds a neighbour to become one with. */
  readonly blocks: number;
  /** How many of the newest values are kept as they came. */
  readonly newest: number;
}

/** 5,767,168 bytes; blocks are 128 epochs wide at 10⁷ epochs and 8,192 at 10⁹. */
const defaultLimits: PyramidLimits = { blocks: 2 ** 17, newest: 2 ** 16 };

/** Blocks that a new pyramid has room for: a short run shall cost little. */
const firstRoom = 2 ** 10;

/**
 * The losses of a run, one an epoch from epoch 0 on. It holds 40 bytes for each block and 8 for each of the newest
 * values, by default 5,767,168 at most. Appending takes constant time, merging included.
 */
export class LossPyramid {
  readonly #limits: PyramidLimits;
  #blocks: Stretches;
  #blockCount = 0;
  #blockWidth = 1;
  /** Epoch e stands at e modulo the limit. */
  #newest: Float64Array;
  #length = 0;

  constructor(limits = defaultLimits) {
    this.#limits = limits;
    this.#blocks = createStretches(Math.min(firstRoom, limits.blocks));
    this.#newest = new Float64Array(Math.min(firstRoom, limits.newest));
  }

  /** How many epochs have come. */
  get length(): number {
    return this.#length;
  }

  /** Epochs in a block; 1 as long as every value is kept. */
  get blockWidth(): number {
    return this.#blockWidth;
  }

  /** The memory of the numbers held now. */
  get bytes(): number {
    return this.#blocks.first.byteLength * 5 + this.#newest.byteLength;
  }

  /** Appends the losses of the next epochs. */
  append(losses: Float64Array): void {
    for (let n = 0; n < losses.length; n++) this.push(losses[n]!);
  }

  /** Appends the loss of the next epoch. */
  push(loss: number): void {
    this.#keepNewest(loss);
    if (this.#length === this.#blockCount * this.#blockWidth) this.#startBlock(loss);
    addValue(this.#blocks, this.#blockCount - 1, loss);
    this.#length++;
  }

  /**
   * The epochs `from` to before `to` in at most `buckets` parts of about the same width. Epochs that have not come
   * are left out.
   *
   * Each number is exactly that of the epochs its bucket stands for. Where the blocks are wider than one epoch,
   * borders of buckets are borders of blocks: the first and the last bucket may then reach beyond `from` and `to`
   * by less than a block, and what is narrower than a block joins its neighbour. Among the newest values kept, and
   * wherever `blockWidth` is 1, nothing is rounded.
   *
   * @throws RangeError unless all are whole, `from` and `to` at least 0 and `buckets` at least 1.
   */
  query(from: number, to: number, buckets: number): LossBuckets {
    if (![from, to, buckets].every((count) => Number.isSafeInteger(count) && count >= 0) || buckets === 0) {
      throw new RangeError(`There are no losses from ${from} to ${to} in ${buckets} parts.`);
    }
    const end = Math.min(to, this.#length);
    const parts = Math.max(0, Math.min(buckets, end - from));
    const starts = new Float64Array(parts + 1);
    const found = createStretches(parts);
    starts[0] = this.#border(from);
    let count = 0;
    for (let part = 1; part <= parts; part++) {
      const even = from + Math.floor((part * (end - from)) / parts);
      const border = part === parts ? this.#lastBorder(end) : this.#border(even);
      if (border <= starts[count]!) continue;
      this.#reduce(starts[count]!, border, found, count);
      starts[++count] = border;
    }
    return { starts: starts.slice(0, count + 1), ...firstOf(found, count) };
  }

  /** From this border of blocks on, every value is among the newest. */
  get #newestFrom(): number {
    if (this.#blockWidth === 1) return this.#length;
    const oldest = Math.max(0, this.#length - this.#limits.newest);
    return Math.min(this.#length, Math.ceil(oldest / this.#blockWidth) * this.#blockWidth);
  }

  /** The last place at or before `epoch` at which a bucket can start. */
  #border(epoch: number): number {
    const width = epoch >= this.#newestFrom ? 1 : this.#blockWidth;
    return Math.floor(epoch / width) * width;
  }

  /** The first place at or after `epoch` at which a bucket can end. */
  #lastBorder(epoch: number): number {
    if (epoch >= this.#newestFrom) return epoch;
    return Math.min(this.#length, Math.ceil(epoch / this.#blockWidth) * this.#blockWidth);
  }

  /** Makes entry `b` of `into` what is known of the epochs from one border to before another. */
  #reduce(from: number, to: number, into: Stretches, b: number): void {
    const width = this.#blockWidth;
    const read = Math.max(from, Math.min(to, this.#newestFrom));
    const valueAt = (epoch: number) => this.#newest[epoch % this.#limits.newest]!;
    startStretch(into, b, from < read ? this.#blocks.first[from / width]! : valueAt(from));
    for (let block = from / width; block * width < read; block++) addStretch(into, b, this.#blocks, block);
    for (let epoch = read; epoch < to; epoch++) addValue(into, b, valueAt(epoch));
  }

  #keepNewest(loss: number): void {
    const { newest } = this.#limits;
    const room = this.#newest.length;
    if (this.#length === room && room < newest) {
      const grown = new Float64Array(Math.min(newest, 2 * room));
      grown.set(this.#newest);
      this.#newest = grown;
    }
    this.#newest[this.#length % newest] = loss;
  }

  #startBlock(loss: number): void {
    const room = this.#blocks.first.length;
    if (this.#blockCount === this.#limits.blocks) this.#mergeBlocks();
    else if (this.#blockCount === room) {
      const grown = createStretches(Math.min(this.#limits.blocks, 2 * room));
      for (const part of stretchParts) grown[part].set(this.#blocks[part]);
      this.#blocks = grown;
    }
    startStretch(this.#blocks, this.#blockCount++, loss);
  }

  #mergeBlocks(): void {
    const blocks = this.#blocks;
    this.#blockCount /= 2;
    this.#blockWidth *= 2;
    // In place: entries 2b and 2b + 1 have not been written when b is.
    for (let b = 0; b < this.#blockCount; b++) {
      for (const part of stretchParts) blocks[part][b] = blocks[part][2 * b]!;
      addStretch(blocks, b, blocks, 2 * b + 1);
    }
  }
}
