/**
 * What a formula needs of a machine to be computed. Elementary functions, operations, losses and update rules
 * are written once, over this interface, and run on more than one machine: on JavaScript's numbers as they
 * stand (see numbers.ts), and as WebAssembly that computes several numbers at a time, where an operation
 * writes an instruction instead of computing.
 *
 * Every operation is IEEE-754, correctly rounded, and neither reordered nor fused by a machine, so that all
 * machines give the same bits. There are no branches, because lanes of one vector cannot take different ones:
 * both sides of a choice are computed, and `select` takes one.
 */

/** Numbers `V` and truth values `M` of a machine, and the operations on them. */
export interface Arithmetic<V, M> {
  constant(value: number): V;
  add(left: V, right: V): V;
  subtract(left: V, right: V): V;
  multiply(left: V, right: V): V;
  divide(left: V, right: V): V;
  squareRoot(x: V): V;
  negate(x: V): V;
  abs(x: V): V;
  /** The smaller, NaN if either is NaN; −0 is below 0. */
  minimum(left: V, right: V): V;
  /** The larger, NaN if either is NaN; −0 is below 0. */
  maximum(left: V, right: V): V;
  /** The nearest whole number, the even one of two; keeps the sign of 0. */
  nearest(x: V): V;
  /** |magnitude| with the sign of `sign`. */
  copySign(magnitude: V, sign: V): V;
  /** False where either is NaN, as all comparisons are. */
  isLess(left: V, right: V): M;
  isLessOrEqual(left: V, right: V): M;
  isEqual(left: V, right: V): M;
  and(left: M, right: M): M;
  or(left: M, right: M): M;
  not(mask: M): M;
  /** `then` where the mask holds, else `otherwise`; both have been computed. */
  select(mask: M, then: V, otherwise: V): V;
  /** 2^k of a whole k from −1022 to 1023; of any other k some number, without harm. */
  powerOfTwo(k: V): V;
  /** e of a positive normal x = m 2^e, 1 ≤ m < 2; of any other x some number, without harm. */
  exponentOf(x: V): V;
  /** m of a positive normal x = m 2^e, 1 ≤ m < 2; of any other x some number, without harm. */
  significandOf(x: V): V;
  /** x without the lower 32 bits of its significand, so that the product of two such numbers is exact. */
  upperHalf(x: V): V;
}

/** A number that changes: what a loop adds up in. */
export interface Variable<V> {
  get(): V;
  set(value: V): void;
}

/** A machine that also holds rows `R` of numbers, with places `I` in them. */
export interface RowArithmetic<V, M, R, I> extends Arithmetic<V, M> {
  load(row: R, place: I): V;
  store(row: R, place: I, value: V): void;
  variable(initial: V): Variable<V>;
  /** Calls or writes `body` for the places 0 … count − 1 in this order. */
  forEach(count: number, body: (place: I) => void): void;
  /** The same from the last place to the first. */
  forEachBackwards(count: number, body: (place: I) => void): void;
}
