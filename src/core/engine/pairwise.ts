/**
 * Terms of a leaf. Every sum over samples follows one rule, because the order of additions is part of what "the
 * same numbers, bit for bit" promises: the terms are cut into leaves of this many; in a leaf the terms at even
 * and at odd places are added up apart, each left to right, and then to each other, as two lanes of a vector
 * do; leaves are added two by two, the sums of two leaves two by two again, and so on. What is left over at the
 * end is added from the right. The rounding error grows with the logarithm of the number of leaves, and a
 * batch can be shared between workers leaf by leaf without a change of any bit.
 */
export const leafTerms = 64;

/** Σ term(p) for p = from … to − 1, in the fixed order; 0 for no terms. */
export function pairwiseSum(from: number, to: number, term: (position: number) => number): number {
  const parts: number[] = [];
  for (let leaf = 0, start = from; start < to; leaf++, start += leafTerms) {
    let sum = leafSum(start, Math.min(start + leafTerms, to), term);
    for (let merged = leaf; merged % 2 === 1; merged = (merged - 1) / 2) sum = parts.pop()! + sum;
    parts.push(sum);
  }
  return parts.reduceRight((right, left) => left + right, 0);
}

function leafSum(from: number, to: number, term: (position: number) => number): number {
  let even = 0;
  let odd = 0;
  for (let position = from; position < to; position += 2) {
    even += term(position);
    if (position + 1 < to) odd += term(position + 1);
  }
  return even + odd;
}

/** The same sum of vectors, one term handed in after the other; its arrays serve again and again. */
export class VectorSum {
  readonly #length: number;
  readonly #parts: Float64Array[] = [];
  #even: Float64Array;
  #odd: Float64Array;
  #inLeaf = 0;
  #leaves = 0;
  /** How many of the parts are in use. */
  #depth = 0;

  constructor(length: number) {
    this.#length = length;
    this.#even = new Float64Array(length);
    this.#odd = new Float64Array(length);
  }

  /** The array to which the next term is to be added, before `next` is called again. */
  next(): Float64Array {
    if (this.#inLeaf === leafTerms) this.#closeLeaf();
    const sum = this.#inLeaf % 2 === 0 ? this.#even : this.#odd;
    if (this.#inLeaf < 2) sum.fill(0);
    this.#inLeaf++;
    return sum;
  }

  /** Puts the sum, times `factor`, into `total`, and begins anew. */
  finish(total: Float64Array, factor: number): void {
    if (this.#inLeaf > 0) this.#closeLeaf();
    while (this.#depth > 1) add(this.#parts[this.#depth - 2]!, this.#parts[--this.#depth]!);
    if (this.#depth === 0) total.fill(0);
    else {
      const sum = this.#parts[0]!;
      for (let p = 0; p < total.length; p++) total[p] = sum[p]! * factor;
    }
    this.#depth = 0;
    this.#leaves = 0;
  }

  #closeLeaf(): void {
    if (this.#inLeaf > 1) add(this.#even, this.#odd);
    const spare = this.#parts[this.#depth] ?? new Float64Array(this.#length);
    this.#parts[this.#depth++] = this.#even;
    this.#even = spare;
    for (let merged = this.#leaves; merged % 2 === 1; merged = (merged - 1) / 2) {
      this.#depth--;
      add(this.#parts[this.#depth - 1]!, this.#parts[this.#depth]!);
    }
    this.#leaves++;
    this.#inLeaf = 0;
  }
}

function add(sum: Float64Array, term: Float64Array): void {
  for (let p = 0; p < sum.length; p++) sum[p] = sum[p]! + term[p]!;
}
