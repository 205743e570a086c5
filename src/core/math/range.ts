/**
 * Between which numbers an expression's value lies, NaN aside, as far as that is plain from its operations. What is
 * known of a range is which of its ends are infinite and on which side of 0 it lies; nothing is rounded outwards.
 */

/** low ≤ value ≤ high */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const everything: Range = { low: -Infinity, high: Infinity };

/** The largest |value|. */
export function magnitudeOf({ low, high }: Range): number {
  return Math.max(Math.abs(low), Math.abs(high));
}

/** The range of a value that lies in one or the other. */
export function unionOf(left: Range, right: Range): Range {
  return { low: Math.min(left.low, right.low), high: Math.max(left.high, right.high) };
}

/** The range of a product, with 0 · ∞ as 0. */
export function productRange(left: Range, right: Range): Range {
  const corners = [left.low, left.high].flatMap((x) => [
    x === 0 || right.low === 0 ? 0 : x * right.low,
    x === 0 || right.high === 0 ? 0 : x * right.high,
  ]);
  return { low: Math.min(...corners), high: Math.max(...corners) };
}
