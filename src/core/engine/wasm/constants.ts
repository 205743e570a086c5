import { doubleBytes } from './binary';

/** Bytes of one vector. */
export const vectorBytes = 16;

/**
 * Constants of vectors, which stand in memory: an instruction that makes one from immediates costs more than
 * a load, and one kept in a register costs that register.
 */
export class Constants {
  readonly #address: number;
  readonly #places = new Map<string, number>();
  readonly bytes: number[] = [];

  /** @param address where they begin, in bytes. */
  constructor(address: number) {
    this.#address = address;
  }

  /** The address of a vector with `value` in both lanes. */
  double(value: number): number {
    return this.#both(doubleBytes(value));
  }

  /** The address of a vector of two doubles. */
  pair(first: number, second: number): number {
    return this.#place(doubleBytes(first), doubleBytes(second));
  }

  /** The address of a vector with these 64 bits in both lanes. */
  bits(value: bigint): number {
    return this.#both([...new Uint8Array(BigUint64Array.of(value).buffer)]);
  }

  /** The address of two vectors, one after the other: all bits set, and those of the first lane alone. */
  masks(): number {
    const set = new Array<number>(8).fill(0xff);
    const clear = new Array<number>(8).fill(0);
    return this.#place([...set, ...set, ...set], clear);
  }

  #both(lane: readonly number[]): number {
    return this.#place(lane, lane);
  }

  #place(first: readonly number[], second: readonly number[]): number {
    const bytes = [...first, ...second];
    const key = bytes.join();
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const address = this.#address + this.bytes.length;
    this.bytes.push(...bytes);
    this.#places.set(key, address);
    return address;
  }
}
