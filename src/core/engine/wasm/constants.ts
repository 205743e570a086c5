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
    return this.#place(doubleBytes(value));
  }

  /** The address of a vector with these 64 bits in both lanes. */
  bits(value: bigint): number {
    return this.#place([...new Uint8Array(BigUint64Array.of(value).buffer)]);
  }

  #place(lane: readonly number[]): number {
    const key = lane.join();
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const address = this.#address + this.bytes.length;
    this.bytes.push(...lane, ...lane);
    this.#places.set(key, address);
    return address;
  }
}
