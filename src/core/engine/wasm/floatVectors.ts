import type { Arithmetic } from '../../math/arithmetic';
import type { Code } from './code';
import type { Constants } from './constants';
import type { InstructionName } from './instructions';
import type { Value } from './writtenCode';

/** The instructions of one kind of numbers. */
export type FloatInstructions = Readonly<
  Record<
    | 'add'
    | 'subtract'
    | 'multiply'
    | 'divide'
    | 'squareRoot'
    | 'negate'
    | 'abs'
    | 'minimum'
    | 'maximum'
    | 'pseudoMinimum'
    | 'pseudoMaximum'
    | 'nearest'
    | 'isLess'
    | 'isLessOrEqual'
    | 'isEqual',
    InstructionName
  >
>;

export const doubleInstructions: FloatInstructions = {
  add: 'f64x2.add',
  subtract: 'f64x2.sub',
  multiply: 'f64x2.mul',
  divide: 'f64x2.div',
  squareRoot: 'f64x2.sqrt',
  negate: 'f64x2.neg',
  abs: 'f64x2.abs',
  minimum: 'f64x2.min',
  maximum: 'f64x2.max',
  pseudoMinimum: 'f64x2.pmin',
  pseudoMaximum: 'f64x2.pmax',
  nearest: 'f64x2.nearest',
  isLess: 'f64x2.lt',
  isLessOrEqual: 'f64x2.le',
  isEqual: 'f64x2.eq',
};

export const singleInstructions: FloatInstructions = {
  add: 'f32x4.add',
  subtract: 'f32x4.sub',
  multiply: 'f32x4.mul',
  divide: 'f32x4.div',
  squareRoot: 'f32x4.sqrt',
  negate: 'f32x4.neg',
  abs: 'f32x4.abs',
  minimum: 'f32x4.min',
  maximum: 'f32x4.max',
  pseudoMinimum: 'f32x4.pmin',
  pseudoMaximum: 'f32x4.pmax',
  nearest: 'f32x4.nearest',
  isLess: 'f32x4.lt',
  isLessOrEqual: 'f32x4.le',
  isEqual: 'f32x4.eq',
};

/**
 * A machine of a vector of numbers at a time: each operation writes one vector instruction, or a few. Truth values
 * are vectors with all bits of a lane set or clear.
 */
export abstract class FloatVectors implements Arithmetic<Value, Value> {
  /** What a value is the negative of, so that |−x| is found to be |x|. */
  readonly #negated = new Map<Value, Value>();
  /** What a mask is the complement of: processors clear bits by a mask in one instruction, and have none for `not`. */
  readonly #complements = new Map<Value, Value>();
  readonly #known = new Map<Value, number>();
  readonly #made = new Map<number | '-0', Value>();
  readonly #instructions: FloatInstructions;

  readonly code: Code;
  readonly constants: Constants;

  constructor(code: Code, constants: Constants, instructions: FloatInstructions) {
    this.code = code;
    this.constants = constants;
    this.#instructions = instructions;
  }

  /** The address of a vector with `value` in all lanes. */
  protected abstract placeOf(value: number): number;

  /** A vector with the signs of all lanes set, and nothing else. */
  protected abstract signBits(): Value;

  /** |x| of what was not negated. */
  protected magnitude(x: Value): Value {
    return this.code.op(this.#instructions.abs, [x]);
  }

  abstract powerOfTwo(k: Value): Value;
  abstract exponentOf(x: Value): Value;
  abstract significandOf(x: Value): Value;
  abstract upperHalf(x: Value): Value;

  constant(value: number): Value {
    const key = Object.is(value, -0) ? '-0' : value;
    const before = this.#made.get(key);
    if (before) return before;
    const made = this.code.constantAtStart('v128.load', this.placeOf(value));
    this.#made.set(key, made);
    this.#known.set(made, value);
    return made;
  }

  add(left: Value, right: Value): Value {
    return this.code.op(this.#instructions.add, [left, right]);
  }

  subtract(left: Value, right: Value): Value {
    return this.code.op(this.#instructions.subtract, [left, right]);
  }

  multiply(left: Value, right: Value): Value {
    return this.code.op(this.#instructions.multiply, [left, right]);
  }

  divide(left: Value, right: Value): Value {
    return this.code.op(this.#instructions.divide, [left, right]);
  }

  squareRoot(x: Value): Value {
    return this.code.op(this.#instructions.squareRoot, [x]);
  }

  negate(x: Value): Value {
    const before = this.#negated.get(x);
    if (before) return before;
    const made = this.code.op(this.#instructions.negate, [x]);
    this.#negated.set(made, x);
    return made;
  }

  abs(x: Value): Value {
    return this.magnitude(this.#negated.get(x) ?? x);
  }

  minimum(left: Value, right: Value): Value {
    const { minimum, pseudoMinimum } = this.#instructions;
    return this.code.op(this.#isOrdinary(right) ? pseudoMinimum : minimum, [left, right]);
  }

  maximum(left: Value, right: Value): Value {
    const { maximum, pseudoMaximum } = this.#instructions;
    return this.code.op(this.#isOrdinary(right) ? pseudoMaximum : maximum, [left, right]);
  }

  nearest(x: Value): Value {
    return this.code.op(this.#instructions.nearest, [x]);
  }

  copySign(magnitude: Value, sign: Value): Value {
    return this.code.op('v128.bitselect', [sign, magnitude, this.signBits()]);
  }

  isLess(left: Value, right: Value): Value {
    return this.code.op(this.#instructions.isLess, [left, right]);
  }

  isLessOrEqual(left: Value, right: Value): Value {
    return this.code.op(this.#instructions.isLessOrEqual, [left, right]);
  }

  isEqual(left: Value, right: Value): Value {
    return this.code.op(this.#instructions.isEqual, [left, right]);
  }

  and(left: Value, right: Value): Value {
    const cleared = this.#complements.get(right);
    return cleared ? this.code.op('v128.andnot', [left, cleared]) : this.code.op('v128.and', [left, right]);
  }

  or(left: Value, right: Value): Value {
    return this.code.op('v128.or', [left, right]);
  }

  not(mask: Value): Value {
    const made = this.code.op('v128.not', [mask]);
    this.#complements.set(made, mask);
    return made;
  }

  select(mask: Value, then: Value, otherwise: Value): Value {
    return this.code.op('v128.bitselect', [then, otherwise, mask]);
  }

  /**
   * A constant other than 0: beside it the pseudo-minimum, one instruction instead of seven, gives what the
   * minimum gives, NaN on the left included.
   */
  #isOrdinary(value: Value): boolean {
    const known = this.#known.get(value);
    return known !== undefined && known !== 0 && !Number.isNaN(known);
  }
}
