import type { Code } from './code';
import type { Constants } from './constants';
import { FloatVectors, singleInstructions } from './floatVectors';
import type { Value } from './writtenCode';

/**
 * The machine of four numbers in single precision at a time, for formulas of the elementary operations alone: functions
 * like e^x are polynomials for doubles, and the parts of a number that they ask for are refused.
 */
export class Singles extends FloatVectors {
  constructor(code: Code, constants: Constants) {
    super(code, constants, singleInstructions);
  }

  protected override placeOf(value: number): number {
    return this.constants.single(singleNear(value));
  }

  protected override signBits(): Value {
    return this.code.constantAtStart('v128.load', this.constants.bits(SIGN, SIGN));
  }

  /** By a mask that stands at hand: for the instruction compilers make one anew each time, by two others. */
  protected override magnitude(x: Value): Value {
    const mask = this.code.constantAtStart('v128.load', this.constants.bits(ALL_BUT_SIGN, ALL_BUT_SIGN));
    return this.code.op('v128.and', [x, mask]);
  }

  override powerOfTwo(): Value {
    throw noParts();
  }

  override exponentOf(): Value {
    throw noParts();
  }

  override significandOf(): Value {
    throw noParts();
  }

  override upperHalf(): Value {
    throw noParts();
  }
}

const noParts = (): RangeError => new RangeError('this formula is for doubles, not for single precision');

/** Of a lane of 32 bits. */
const SIGN = 0x8000_0000;
const ALL_BUT_SIGN = 0x7fff_ffff;

/**
 * A number in single precision for a setting: what is finite stays finite and what is not 0 stays so, though single
 * precision may have nothing near it.
 */
export function singleNear(value: number): number {
  const rounded = Math.fround(value);
  if (rounded === 0 && value !== 0) return Math.sign(value) * SMALLEST_NORMAL;
  if (!Number.isFinite(rounded) && Number.isFinite(value)) return Math.sign(value) * LARGEST_SINGLE;
  return rounded;
}

const SMALLEST_NORMAL = 2 ** -126;

export const LARGEST_SINGLE = (2 - 2 ** -23) * 2 ** 127;

/*
 * What is nearer to 0 than these is 0 in single precision: it moves nothing, and what comes of it would be subnormal, on
 * which processors take many times as long.
 */

/** Errors of a layer, which are multiplied with weights and activations. */
export const LEAST_SINGLE_ERROR = 2 ** -100;

/** Gradients that are squared. */
export const LEAST_SQUARED_GRADIENT = 2 ** -56;

/** What optimizers remember: it decays from update to update, and in single precision never comes to 0 by itself. */
export const LEAST_SINGLE_STATE = SMALLEST_NORMAL;

/** A value, or 0 where it is nearer to 0 than `least`. NaN is kept. */
export function withoutTiny(m: FloatVectors, value: Value, least: number): Value {
  return m.and(value, m.not(m.isLess(m.abs(value), m.constant(least))));
}
