/**
 * DEFLATE (RFC 1951), read. It is ours because whoever reads a stranger's archive must be able to stop at a byte, and
 * the core reads in steps and on no platform: nothing is made beyond the size that was asked for.
 */

/** The stream breaks its own rules, or ends too early. */
export class DeflateDamage extends Error {}

const LENGTH_BASE = [
  ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31],
  ...[35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258],
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  ...[1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025],
  ...[1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577],
];
const DISTANCE_BITS = [
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
];
/** The order in which lengths of the code for code lengths are written. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const LONGEST_CODE = 15;
/** Codes of up to so many bits are looked up; longer ones, which are rare, are walked bit by bit. */
const FAST_BITS = 9;
const END_OF_BLOCK = 256;

/** A canonical Huffman code. */
interface Code {
  /** By the next bits: symbol · 16 + length; 0: longer, or none. */
  readonly fast: Uint16Array;
  /** How many codes have each length. */
  readonly counts: Uint16Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array;
}

/** @param mayBeShort one code alone may leave room: that is how a block without distances is written. */
function codeOf(lengths: Uint8Array, mayBeShort: boolean): Code {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) counts[length]!++;
  const used = lengths.length - counts[0]!;
  counts[0] = 0;
  let room = 1;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    room = room * 2 - counts[length]!;
    if (room < 0) throw new DeflateDamage();
  }
  if (room > 0 && !(mayBeShort && used <= 1)) throw new DeflateDamage();
  const offsets = new Uint16Array(LONGEST_CODE + 2);
  const next = new Uint16Array(LONGEST_CODE + 2);
  for (let length = 1; length <= LONGEST_CODE; length++) {
    offsets[length + 1] = offsets[length]! + counts[length]!;
    next[length + 1] = (next[length]! + counts[length]!) * 2;
  }
  const symbols = new Uint16Array(used);
  const fast = new Uint16Array(1 << FAST_BITS);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    symbols[offsets[length]!++] = symbol;
    const code = next[length]!++;
    if (length > FAST_BITS) return;
    for (let at = reversed(code, length); at < fast.length; at += 1 << length) {
      fast[at] = symbol * 16 + length;
    }
  });
  return { fast, counts, symbols };
}

function reversed(code: number, length: number): number {
  let turned = 0;
  for (let bit = 0; bit < length; bit++) turned |= ((code >> bit) & 1) << (length - 1 - bit);
  return turned;
}

const fixedLengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
const FIXED = {
  literals: codeOf(fixedLengths, false),
  distances: codeOf(new Uint8Array(32).fill(5), false),
};

type Block = { readonly literals: Code; readonly distances: Code } | { stored: number };

/** One stream, made plain as far as somebody asks. */
export class Inflater {
  readonly #input: Uint8Array;
  readonly #output: Uint8Array<ArrayBuffer>;
  #at = 0;
  #length = 0;
  #bits = 0;
  #bitCount = 0;
  #block: Block | null = null;
  #isLast = false;
  #isFull = false;

  /** @param most bytes that are made at most: so many are allocated at once. */
  constructor(deflated: Uint8Array, most: number) {
    this.#input = deflated;
    this.#output = new Uint8Array(most);
  }

  /** What has been made. */
  get output(): Uint8Array<ArrayBuffer> {
    return this.#output.subarray(0, this.#length);
  }

  /** The stream goes on beyond what was asked for. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Bytes of the stream that were read. */
  get consumed(): number {
    return this.#at - (this.#bitCount >> 3);
  }

  /**
   * Makes about `bytes` more; true when the stream has ended, or `isFull`.
   *
   * @throws DeflateDamage.
   */
  run(bytes: number): boolean {
    const until = this.#length + bytes;
    // A block may make nothing: those are counted, too.
    for (let blocks = 0; blocks < 64 && this.#length < until; blocks++) {
      if (!this.#block) {
        if (this.#isLast) return true;
        this.#block = this.#begin();
      }
      const isOver = 'stored' in this.#block ? this.#copy(this.#block) : this.#decode(this.#block, until);
      if (this.#isFull) return true;
      if (isOver) this.#block = null;
    }
    return false;
  }

  #begin(): Block {
    this.#isLast = this.#take(1) === 1;
    switch (this.#take(2)) {
      case 0:
        return this.#beginStored();
      case 1:
        return FIXED;
      case 2:
        return this.#beginDynamic();
      default:
        throw new DeflateDamage();
    }
  }

  #beginStored(): Block {
    this.#at -= this.#bitCount >> 3;
    this.#bits = this.#bitCount = 0;
    const [a, b, c, d] = this.#input.subarray(this.#at, this.#at + 4);
    if (d === undefined || a! + b! * 256 !== 0xffff - (c! + d * 256)) throw new DeflateDamage();
    this.#at += 4;
    return { stored: a! + b! * 256 };
  }

  #beginDynamic(): Block {
    const literalCount = this.#take(5) + 257;
    const distanceCount = this.#take(5) + 1;
    const codeCount = this.#take(4) + 4;
    if (literalCount > 286 || distanceCount > 30) throw new DeflateDamage();
    const codeLengths = new Uint8Array(19);
    for (const symbol of CODE_ORDER.slice(0, codeCount)) codeLengths[symbol] = this.#take(3);
    const code = codeOf(codeLengths, false);
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let n = 0; n < lengths.length;) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[n++] = symbol;
        continue;
      }
      if (symbol === 16 && n === 0) throw new DeflateDamage();
      const value = symbol === 16 ? lengths[n - 1]! : 0;
      const end =
        n + (symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7));
      if (end > lengths.length) throw new DeflateDamage();
      lengths.fill(value, n, end);
      n = end;
    }
    if (lengths[END_OF_BLOCK] === 0) throw new DeflateDamage();
    return {
      literals: codeOf(lengths.subarray(0, literalCount), true),
      distances: codeOf(lengths.subarray(literalCount), true),
    };
  }

  /** True at the end of the block. */
  #copy({ stored }: { readonly stored: number }): boolean {
    const source = this.#input.subarray(this.#at, this.#at + stored);
    const room = this.#output.length - this.#length;
    this.#output.set(source.subarray(0, room), this.#length);
    this.#length += Math.min(source.length, room);
    this.#at += source.length;
    this.#isFull = source.length > room;
    if (source.length < stored && !this.#isFull) throw new DeflateDamage();
    return true;
  }

  #decode({ literals, distances }: Extract<Block, { literals: Code }>, until: number): boolean {
    const output = this.#output;
    while (this.#length < until) {
      const symbol = this.#symbol(literals);
      if (symbol === END_OF_BLOCK) return true;
      if (symbol < END_OF_BLOCK) {
        if (this.#length === output.length) {
          this.#isFull = true;
          return false;
        }
        output[this.#length++] = symbol;
        continue;
      }
      const kind = symbol - 257;
      if (kind >= LENGTH_BASE.length) throw new DeflateDamage();
      const length = LENGTH_BASE[kind]! + this.#take(LENGTH_BITS[kind]!);
      const far = this.#symbol(distances);
      if (far >= DISTANCE_BASE.length) throw new DeflateDamage();
      const distance = DISTANCE_BASE[far]! + this.#take(DISTANCE_BITS[far]!);
      if (distance > this.#length) throw new DeflateDamage();
      const end = Math.min(this.#length + length, output.length);
      this.#isFull = this.#length + length > output.length;
      // Byte by byte: a length above the distance repeats what it has just written.
      for (let at = this.#length; at < end; at++) output[at] = output[at - distance]!;
      this.#length = end;
      if (this.#isFull) return false;
    }
    return false;
  }

  #symbol({ fast, counts, symbols }: Code): number {
    while (this.#bitCount < LONGEST_CODE && this.#at < this.#input.length) {
      this.#bits |= this.#input[this.#at++]! << this.#bitCount;
      this.#bitCount += 8;
    }
    const entry = fast[this.#bits & (fast.length - 1)]!;
    if (entry !== 0) {
      this.#drop(entry & 15);
      return entry >> 4;
    }
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code |= (this.#bits >> (length - 1)) & 1;
      const count = counts[length]!;
      if (code - count < first) {
        this.#drop(length);
        return symbols[index + code - first]!;
      }
      index += count;
      first = (first + count) * 2;
      code *= 2;
    }
    throw new DeflateDamage();
  }

  #take(count: number): number {
    while (this.#bitCount < count) {
      if (this.#at === this.#input.length) throw new DeflateDamage();
      this.#bits |= this.#input[this.#at++]! << this.#bitCount;
      this.#bitCount += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#drop(count);
    return value;
  }

  #drop(count: number): void {
    if (count > this.#bitCount) throw new DeflateDamage();
    this.#bits >>>= count;
    this.#bitCount -= count;
  }
}
