import { Bytes } from './bytes';

/** Bytes of one vector. */
export const vectorBytes = 16;

/**
 * Constants of vectors, which stand in memory: an instruction that makes one from immediates costs more than
 * a load, and one kept in a register costs that register.
 */
export class Constants {
  readonly #address: number;
  readonly #places = new Map<string, number>();
  /** Of doubles in both lanes, which are most. */
  readonly #doubles = new Map<number | '-0', number>();
  readonly bytes = new Bytes();

  /** @param address where they begin, in bytes. */
  constructor(address: number) {
    this.#address = address;
  }

  /** The address of a vector with `value` in both lanes. */
  double(value: number): number {
    const key = keyOf(value);
    const known = this.#doubles.get(key);
    if (known !== undefined) return known;
    const address = this.pair(value, value);
    this.#doubles.set(key, address);
    return address;
  }

  /** The address of a vector of two doubles. */
  pair(first: number, second: number): number {
    return this.#place(`${keyOf(first)} ${keyOf(second)}`, () => {
      this.bytes.double(first);
      this.bytes.double(second);
    });
  }

  /** The address of a vector with `value`, which is rounded, in all four lanes. */
  single(value: number): number {
    return this.#place(`single ${keyOf(Math.fround(value))}`, () => {
      for (let lane = 0; lane < 4; lane++) this.bytes.single(value);
    });
  }

  /** The address of a vector with these 64 bits in both lanes, the upper 32 and the lower 32. */
  bits(upper: number, lower: number): number {
    return this.#place(`bits ${upper} ${lower}`, () => {
      for (const half of [lower, upper, lower, upper]) {
        for (let shift = 0; shift < 32; shift += 8) this.bytes.push((half >>> shift) & 0xff);
      }
    });
  }

  /** The address of two vectors, one after the other: all bits set, and those of the first lane alone. */
  masks(): number {
    return this.#place('masks', () => {
      for (let n = 0; n < 2 * vectorBytes; n++) this.bytes.push(n < 24 ? 0xff : 0);
    });
  }

  #place(key: string, write: () => void): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const address = this.#address + this.bytes.length;
    write();
    this.#places.set(key, address);
    return address;
  }
}

/** Tells −0 from 0. */
function keyOf(value: number): number | '-0' {
  return Object.is(value, -0) ? '-0' : value;
}
