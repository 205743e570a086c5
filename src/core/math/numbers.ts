/** The machine of JavaScript's numbers: what every formula gives is computed at once, one number at a time. */

import type { RowArithmetic } from './arithmetic';

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
 */
export const numbers: RowArithmetic<number, boolean, Float64Array, number> = {
  constant: (value) => value,
  add: (left, right) => left + right,
  subtract: (left, right) => left - right,
  multiply: (left, right) => left * right,
  divide: (left, right) => left / right,
  squareRoot: (x) => Math.sqrt(x),
  negate: (x) => -x,
  abs: (x) => Math.abs(x),
  minimum: (left, right) => Math.min(left, right),
  maximum: (left, right) => Math.max(left, right),
  nearest(x) {
    const magnitude = Math.abs(x);
    if (!(magnitude < ALL_WHOLE)) return x;
    // What is added leaves no room for a fraction: the sum is rounded, to the even one of two.
    const rounded = magnitude + ALL_WHOLE - ALL_WHOLE;
    if (x < 0) return -rounded;
    return x === 0 ? x : rounded;
  },
  copySign: (magnitude, sign) =>
    sign < 0 || Object.is(sign, -0) ? -Math.abs(magnitude) : Math.abs(magnitude),
  isLess: (left, right) => left < right,
  isLessOrEqual: (left, right) => left <= right,
  isEqual: (left, right) => left === right,
  and: (left, right) => left && right,
  or: (left, right) => left || right,
  not: (mask) => !mask,
  select: (mask, then, otherwise) => (mask ? then : otherwise),
  powerOfTwo: (k) => powersOfTwo[(k + 1022) & 2047]!,
  exponentOf(x) {
    whole[0] = x;
    return (halves[UPPER]! >>> 20) - EXPONENT_BIAS;
  },
  significandOf(x) {
    whole[0] = x;
    halves[UPPER] = (halves[UPPER]! & 0xfffff) | (EXPONENT_BIAS << 20);
    return whole[0]!;
  },
  upperHalf(x) {
    whole[0] = x;
    halves[LOWER] = 0;
    return whole[0]!;
  },
  load: (row, place) => row[place]!,
  store(row, place, value) {
    row[place] = value;
  },
  variable(initial) {
    let held = initial;
    return {
      get: () => held,
      set(value) {
        held = value;
      },
    };
  },
  forEach(count, body) {
    for (let place = 0; place < count; place++) body(place);
  },
  forEachBackwards(count, body) {
    for (let place = count - 1; place >= 0; place--) body(place);
  },
};
