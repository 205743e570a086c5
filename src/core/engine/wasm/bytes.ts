/** Part of some bytes: from `start` on, before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Bytes that are written one after the other, in a buffer that grows. To make a buffer costs as much as to write a
 * hundred instructions: what is written in pieces is better written into one.
 */
export class Bytes {
  #buffer: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param size of the buffer at the start. */
  constructor(size = 1024) {
    this.#buffer = new Uint8Array(size);
  }

  get length(): number {
    return this.#length;
  }

  push(byte: number): void {
    if (this.#length === this.#buffer.length) this.#reserve(1);
    this.#buffer[this.#length++] = byte;
  }

  write(bytes: readonly number[]): void {
    for (let n = 0; n < bytes.length; n++) this.push(bytes[n]!);
  }

  /** What another has, or part of it. */
  append(other: Bytes, { start, end }: Span = { start: 0, end: other.length }): void {
    this.#reserve(end - start);
    this.#buffer.set(other.#buffer.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  /** What `write` writes, and before it how many bytes it is, in as many bytes as the largest number needs. */
  sized(write: () => void): void {
    this.#reserve(SIZE_BYTES);
    const place = this.#length;
    this.#length += SIZE_BYTES;
    write();
    let rest = this.#length - place - SIZE_BYTES;
    for (let n = 0; n < SIZE_BYTES; n++) {
      this.#buffer[place + n] = n < SIZE_BYTES - 1 ? (rest & 0x7f) | 0x80 : rest;
      rest >>>= 7;
    }
  }

  /** A whole number from 0 to 2³² − 1 as unsigned LEB128. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.push((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.push(rest);
  }

  /** A whole number of 32 bits as signed LEB128. */
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      const isDone = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
      this.push(isDone ? low : low | 0x80);
      if (isDone) return;
    }
  }

  /** The eight bytes of a double, least significant first. */
  double(value: number): void {
    converted.setFloat64(0, value, true);
    for (let n = 0; n < 8; n++) this.push(converted.getUint8(n));
  }

  /** The four bytes of a number in single precision, least significant first. */
  single(value: number): void {
    converted.setFloat32(0, value, true);
    for (let n = 0; n < 4; n++) this.push(converted.getUint8(n));
  }

  /** All of them as numbers, for a few. */
  toNumbers(): readonly number[] {
    return Array.from(this.#buffer.subarray(0, this.#length));
  }

  /** A copy. */
  toArray(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }

  #reserve(more: number): void {
    let size = this.#buffer.length;
    while (size < this.#length + more) size *= 2;
    if (size === this.#buffer.length) return;
    const larger = new Uint8Array(size);
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

/** Of an unsigned LEB128 of 32 bits, at most; shorter numbers may be written as long. */
const SIZE_BYTES = 5;

const converted = new DataView(new ArrayBuffer(8));
