import type { Arithmetic, RowArithmetic, Variable } from '../../math/arithmetic';
import type { Code } from './code';
import type { Value } from './writtenCode';
import type { Constants } from './constants';
import { loadPair, storePair, type Precision } from './precision';

/**
 * The machine of two doubles at a time: each operation writes one vector instruction, or a few. Truth values
 * are vectors with all bits of a lane set or clear.
 */
export class Doubles implements Arithmetic<Value, Value> {
  /** What a value is the negative of, so that |−x| is found to be |x|. */
  readonly #negated = new Map<Value, Value>();
  readonly #known = new Map<Value, number>();
  readonly #made = new Map<number | '-0', Value>();

  readonly code: Code;
  readonly constants: Constants;

  constructor(code: Code, constants: Constants) {
    this.code = code;
    this.constants = constants;
  }

  constant(value: number): Value {
    const key = Object.is(value, -0) ? '-0' : value;
    const before = this.#made.get(key);
    if (before) return before;
    const made = this.code.constantAtStart('v128.load', this.constants.double(value));
    this.#made.set(key, made);
    this.#known.set(made, value);
    return made;
  }

  add(left: Value, right: Value): Value {
    return this.code.op('f64x2.add', [left, right]);
  }

  subtract(left: Value, right: Value): Value {
    return this.code.op('f64x2.sub', [left, right]);
  }

  multiply(left: Value, right: Value): Value {
    return this.code.op('f64x2.mul', [left, right]);
  }

  divide(left: Value, right: Value): Value {
    return this.code.op('f64x2.div', [left, right]);
  }

  squareRoot(x: Value): Value {
    return this.code.op('f64x2.sqrt', [x]);
  }

  negate(x: Value): Value {
    const before = this.#negated.get(x);
    if (before) return before;
    const made = this.code.op('f64x2.neg', [x]);
    this.#negated.set(made, x);
    return made;
  }

  abs(x: Value): Value {
    return this.code.op('f64x2.abs', [this.#negated.get(x) ?? x]);
  }

  minimum(left: Value, right: Value): Value {
    return this.code.op(this.#isOrdinary(right) ? 'f64x2.pmin' : 'f64x2.min', [left, right]);
  }

  maximum(left: Value, right: Value): Value {
    return this.code.op(this.#isOrdinary(right) ? 'f64x2.pmax' : 'f64x2.max', [left, right]);
  }

  nearest(x: Value): Value {
    return this.code.op('f64x2.nearest', [x]);
  }

  copySign(magnitude: Value, sign: Value): Value {
    return this.code.op('v128.bitselect', [sign, magnitude, this.#bits(SIGN)]);
  }

  isLess(left: Value, right: Value): Value {
    return this.code.op('f64x2.lt', [left, right]);
  }

  isLessOrEqual(left: Value, right: Value): Value {
    return this.code.op('f64x2.le', [left, right]);
  }

  isEqual(left: Value, right: Value): Value {
    return this.code.op('f64x2.eq', [left, right]);
  }

  and(left: Value, right: Value): Value {
    return this.code.op('v128.and', [left, right]);
  }

  or(left: Value, right: Value): Value {
    return this.code.op('v128.or', [left, right]);
  }

  not(mask: Value): Value {
    return this.code.op('v128.not', [mask]);
  }

  select(mask: Value, then: Value, otherwise: Value): Value {
    return this.code.op('v128.bitselect', [then, otherwise, mask]);
  }

  /** In k + 1.5 · 2⁵² the lowest bits are k itself, which then move to where the exponent stands. */
  powerOfTwo(k: Value): Value {
    const whole = this.add(k, this.constant(1.5 * 2 ** 52));
    const biased = this.code.op('i64x2.add', [whole, this.#bits(EXPONENT_BIAS)]);
    return this.code.op('i64x2.shl', [biased, this.code.i32(52)]);
  }

  /** The biased exponent e in the lowest bits of 2⁵² is 2⁵² + e. */
  exponentOf(x: Value): Value {
    const biased = this.code.op('i64x2.shr_u', [x, this.code.i32(52)]);
    const whole = this.code.op('v128.or', [biased, this.#bits(TWO_TO_52)]);
    return this.subtract(whole, this.constant(2 ** 52 + 1023));
  }

  significandOf(x: Value): Value {
    const fraction = this.code.op('v128.and', [x, this.#bits(SIGNIFICAND)]);
    return this.code.op('v128.or', [fraction, this.#bits(ONE)]);
  }

  upperHalf(x: Value): Value {
    return this.code.op('v128.and', [x, this.#bits(UPPER_HALF)]);
  }

  /**
   * A constant other than 0: beside it the pseudo-minimum, one instruction instead of seven, gives what the
   * minimum gives, NaN on the left included.
   */
  #isOrdinary(value: Value): boolean {
    const known = this.#known.get(value);
    return known !== undefined && known !== 0 && !Number.isNaN(known);
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
