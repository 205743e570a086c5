import type { RowArithmetic, Variable } from '../../math/arithmetic';
import type { Code } from './code';
import type { Value } from './writtenCode';
import type { Constants } from './constants';
import { doubleInstructions, FloatVectors } from './floatVectors';
import { loadPair, storePair, type Precision } from './precision';

/** The machine of two doubles at a time. */
export class Doubles extends FloatVectors {
  constructor(code: Code, constants: Constants) {
    super(code, constants, doubleInstructions);
  }

  /** In k + 1.5 · 2⁵² the lowest bits are k itself, which then move to where the exponent stands. */
  override powerOfTwo(k: Value): Value {
    const whole = this.add(k, this.constant(1.5 * 2 ** 52));
    const biased = this.code.op('i64x2.add', [whole, this.#bits(EXPONENT_BIAS)]);
    return this.code.op('i64x2.shl', [biased, this.code.i32(52)]);
  }

  /** The biased exponent e in the lowest bits of 2⁵² is 2⁵² + e. */
  override exponentOf(x: Value): Value {
    const biased = this.code.op('i64x2.shr_u', [x, this.code.i32(52)]);
    const whole = this.code.op('v128.or', [biased, this.#bits(TWO_TO_52)]);
    return this.subtract(whole, this.constant(2 ** 52 + 1023));
  }

  override significandOf(x: Value): Value {
    const fraction = this.code.op('v128.and', [x, this.#bits(SIGNIFICAND)]);
    return this.code.op('v128.or', [fraction, this.#bits(ONE)]);
  }

  override upperHalf(x: Value): Value {
    return this.code.op('v128.and', [x, this.#bits(UPPER_HALF)]);
  }

  protected override placeOf(value: number): number {
    return this.constants.double(value);
  }

  protected override signBits(): Value {
    return this.#bits(SIGN);
  }

  #bits({ upper, lower }: Bits): Value {
    return this.code.constantAtStart('v128.load', this.constants.bits(upper, lower));
  }
}

/** The 64 bits of a double in halves. */
interface Bits {
  readonly upper: number;
  readonly lower: number;
}
const SIGN: Bits = { upper: 0x8000_0000, lower: 0 };
const EXPONENT_BIAS: Bits = { upper: 0, lower: 1023 };
const TWO_TO_52: Bits = { upper: 0x4330_0000, lower: 0 };
const SIGNIFICAND: Bits = { upper: 0x000f_ffff, lower: 0xffff_ffff };
const ONE: Bits = { upper: 0x3ff0_0000, lower: 0 };
const UPPER_HALF: Bits = { upper: 0xffff_ffff, lower: 0 };

/** Pairs of numbers in memory, one after the other `stride` bytes apart. */
export interface Row {
  readonly address: Value;
  readonly offset: number;
  readonly stride: number;
}

/** A place in a row: its number, or how many strides it is from the start in a loop. */
export type Place = number | Value;

/** Rows of pairs of samples in memory, as doubles. */
export class DoubleRows extends Doubles implements RowArithmetic<Value, Value, Row, Place> {
  readonly #precision: Precision;

  /** @param precision of the numbers in memory. */
  constructor(code: Code, constants: Constants, precision: Precision) {
    super(code, constants);
    this.#precision = precision;
  }

  load(row: Row, place: Place): Value {
    const { address, offset } = this.#at(row, place);
    return loadPair(this.code, this.#precision, address, offset);
  }

  store(row: Row, place: Place, value: Value): void {
    const { address, offset } = this.#at(row, place);
    storePair(this.code, this.#precision, address, value, offset);
  }

  variable(initial: Value): Variable<Value> {
    return this.code.variable(initial);
  }

  forEach(count: number, body: (place: Place) => void): void {
    if (count <= LONGEST_WRITTEN_OUT) {
      for (let place = 0; place < count; place++) body(place);
      return;
    }
    this.code.countOnce(this.code.i32(0), this.code.i32(count), 1, body);
  }

  forEachBackwards(count: number, body: (place: Place) => void): void {
    if (count <= LONGEST_WRITTEN_OUT) {
      for (let place = count - 1; place >= 0; place--) body(place);
      return;
    }
    this.code.countOnce(this.code.i32(0), this.code.i32(count), 1, (index) => {
      body(this.code.op('i32.sub', [this.code.i32(count - 1), index]));
    });
  }

  #at({ address, offset, stride }: Row, place: Place): { readonly address: Value; readonly offset: number } {
    if (typeof place === 'number') return { address, offset: offset + place * stride };
    const { code } = this;
    const bytes = code.op('i32.mul', [place, code.i32(stride)]);
    return { address: code.op('i32.add', [address, bytes]), offset };
  }
}

/** Rows up to this length are written without a loop. */
const LONGEST_WRITTEN_OUT = 4;

/** Rows of values that stand in no memory: everything is written out, place by place. */
export class DoubleValues extends Doubles implements RowArithmetic<Value, Value, Value[], number> {
  load(row: Value[], place: number): Value {
    return row[place]!;
  }

  store(row: Value[], place: number, value: Value): void {
    row[place] = value;
  }

  variable(initial: Value): Variable<Value> {
    let held = initial;
    return {
      get: () => held,
      set(value) {
        held = value;
      },
    };
  }

  forEach(count: number, body: (place: number) => void): void {
    for (let place = 0; place < count; place++) body(place);
  }

  forEachBackwards(count: number, body: (place: number) => void): void {
    for (let place = count - 1; place >= 0; place--) body(place);
  }
}
