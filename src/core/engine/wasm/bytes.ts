/** Bytes that are written one after the other, in a buffer that grows. */
export class Bytes {
  #buffer = new Uint8Array(1024);
  #length = 0;

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

  /** All that another has. */
  append(other: Bytes): void {
    this.#reserve(other.length);
    this.#buffer.set(other.#buffer.subarray(0, other.length), this.#length);
    this.#length += other.length;
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

  clear(): void {
    this.#length = 0;
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

const converted = new DataView(new ArrayBuffer(8));
