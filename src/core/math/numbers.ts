/** The machine of JavaScript's numbers: what every formula gives is computed at once, one number at a time. */

import type { RowArithmetic, Variable } from './arithmetic';

/** One number, and its two halves as they lie in memory. */
const whole = new Float64Array(1);
const halves = new Uint32Array(whole.buffer);

/** Where in `halves` the sign, the exponent and the upper 20 bits of the significand stand. */
const UPPER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
const LOWER = 1 - UPPER;

const EXPONENT_BIAS = 1023;

/** From here on every number is whole. */
const ALL_WHOLE = 2 ** 52;

/** 2^k for k from −1022 to 1023 at k + 1022; two more so that every index of eleven bits has a number. */
const powersOfTwo = Float64Array.from({ length: 2048 }, (_, index) => {
  halves[UPPER] = (index + 1) << 20;
  return whole[0]!;
});

/**
 * JavaScript's numbers as they stand. The elementary operations of JavaScript are those of IEEE-754; `Math.exp`
 * and its kind, which differ between JavaScript engines, are not used.
 *
 * A class, because JavaScript engines write the methods of a prototype in place of their calls even where the
 * same program has run on another machine before; functions that an object holds would be called one by one.
 */
class Numbers implements RowArithmetic<number, boolean, Float64Array, number> {
  constant(value: number): number {
    return value;
  }

  add(left: number, right: number): number {
    return left + right;
  }

  subtract(left: number, right: number): number {
    return left - right;
  }

  multiply(left: number, right: number): number {
    return left * right;
  }

  divide(left: number, right: number): number {
    return left / right;
  }

  squareRoot(x: number): number {
    return Math.sqrt(x);
  }

  negate(x: number): number {
    return -x;
  }

  abs(x: number): number {
    return Math.abs(x);
  }

  minimum(left: number, right: number): number {
    return Math.min(left, right);
  }

  maximum(left: number, right: number): number {
    return Math.max(left, right);
  }

  nearest(x: number): number {
    const magnitude = Math.abs(x);
    if (!(magnitude < ALL_WHOLE)) return x;
    // The sum has no room for a fraction: it is rounded, to the even one of two.
    const rounded = magnitude + ALL_WHOLE - ALL_WHOLE;
    if (x < 0) return -rounded;
    return x === 0 ? x : rounded;
  }

  copySign(magnitude: number, sign: number): number {
    const isNegative = sign < 0 || Object.is(sign, -0);
    return isNegative ? -Math.abs(magnitude) : Math.abs(magnitude);
  }

  isLess(left: number, right: number): boolean {
    return left < right;
  }

  isLessOrEqual(left: number, right: number): boolean {
    return left <= right;
  }

  isEqual(left: number, right: number): boolean {
    return left === right;
  }

  and(left: boolean, right: boolean): boolean {
    return left && right;
  }

  or(left: boolean, right: boolean): boolean {
    return left || right;
  }

  not(mask: boolean): boolean {
    return !mask;
  }

  select(mask: boolean, then: number, otherwise: number): number {
    return mask ? then : otherwise;
  }

  powerOfTwo(k: number): number {
    return powersOfTwo[(k + 1022) & 2047]!;
  }

  exponentOf(x: number): number {
    whole[0] = x;
    return (halves[UPPER]! >>> 20) - EXPONENT_BIAS;
  }

  significandOf(x: number): number {
    whole[0] = x;
    halves[UPPER] = (halves[UPPER]! & 0xfffff) | (EXPONENT_BIAS << 20);
    return whole[0];
  }

  upperHalf(x: number): number {
    whole[0] = x;
    halves[LOWER] = 0;
    return whole[0];
  }

  load(row: Float64Array, place: number): number {
    return row[place]!;
  }

  store(row: Float64Array, place: number, value: number): void {
    row[place] = value;
  }

  variable(initial: number): Variable<number> {
    return new NumberVariable(initial);
  }

  forEach(count: number, body: (place: number) => void): void {
    for (let place = 0; place < count; place++) body(place);
  }

  forEachBackwards(count: number, body: (place: number) => void): void {
    for (let place = count - 1; place >= 0; place--) body(place);
  }
}

class NumberVariable implements Variable<number> {
  #value: number;

  constructor(initial: number) {
    this.#value = initial;
  }

  get(): number {
    return this.#value;
  }

  set(value: number): void {
    this.#value = value;
  }
}

export const numbers = new Numbers();
