/**
 * Up to this many terms are added left to right. A longer sum is split in two at ⌊n/2⌋ and its halves are
 * summed by the same rule, so that its rounding error grows with log n instead of n. Every sum over samples
 * follows this one rule: the order of additions is part of what "the same numbers, bit for bit" promises.
 */
export const leafTerms = 128;

/** Σ term(p) for p = from … to − 1, in the fixed pairwise order; 0 for no terms. */
export function pairwiseSum(from: number, to: number, term: (position: number) => number): number {
  if (to - from > leafTerms) {
    const middle = from + Math.floor((to - from) / 2);
    return pairwiseSum(from, middle, term) + pairwiseSum(middle, to, term);
  }
  let sum = 0;
  for (let position = from; position < to; position++) sum += term(position);
  return sum;
}
