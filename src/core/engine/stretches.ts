/*
 * What a curve is drawn by where it has more values than the screen has columns: stretches of a series, each with what
 * no picture may lose of it.
 */

/** What is known of stretches of a series, one entry for each. */
export interface Stretches {
  /** The first and the last value, finite or not. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** The least and the greatest finite value; NaN in a stretch that has none. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** How many values are infinite or not a number: there a curve is broken. */
  readonly nonFinite: Float64Array;
}

/** What a view of a series draws: n buckets in ascending order, without gaps. The caller owns the arrays. [n] */
export interface LossBuckets extends Stretches {
  /** Bucket b stands for the epochs `starts[b]` to before `starts[b + 1]`. [n + 1] */
  readonly starts: Float64Array;
}

export const stretchParts = ['first', 'last', 'min', 'max', 'nonFinite'] as const;

/** `count` entries that `startStretch` has yet to start. */
export function createStretches(count: number): Stretches {
  const column = () => new Float64Array(count);
  return { first: column(), last: column(), min: column(), max: column(), nonFinite: column() };
}

/**
 * The buckets that meet `from` to before `to`, in at most `parts` (1 or more) of about as many of them each. Borders
 * stay borders of the given buckets, so that the first and the last may reach beyond the range.
 */
export function mergeBuckets(buckets: LossBuckets, from: number, to: number, parts: number): LossBuckets {
  const { starts } = buckets;
  const count = buckets.first.length;
  let [low, high] = [0, count];
  while (low < count && starts[low + 1]! <= from) low++;
  while (high > low && starts[high - 1]! >= to) high--;
  const made = Math.min(parts, high - low);
  const border = (part: number): number => low + Math.floor((part * (high - low)) / made);
  const into = createStretches(made);
  for (let part = 0; part < made; part++) {
    startStretch(into, part, buckets.first[border(part)]!);
    for (let b = border(part); b < border(part + 1); b++) addStretch(into, part, buckets, b);
  }
  const borders = Array.from({ length: made + 1 }, (_, part) => starts[made === 0 ? low : border(part)]!);
  return { starts: Float64Array.from(borders), ...into };
}

/** The first `count` entries, as arrays of their own. */
export function firstOf({ first, last, min, max, nonFinite }: Stretches, count: number): Stretches {
  const part = (column: Float64Array) => column.slice(0, count);
  return { first: part(first), last: part(last), min: part(min), max: part(max), nonFinite: part(nonFinite) };
}

/** Makes entry `b` a stretch that begins with `first` and of which nothing has been added yet. */
export function startStretch(into: Stretches, b: number, first: number): void {
  into.first[b] = first;
  into.min[b] = NaN;
  into.max[b] = NaN;
  into.nonFinite[b] = 0;
}

/** Adds a value that follows on what was added to entry `b` before. */
export function addValue(into: Stretches, b: number, value: number): void {
  into.last[b] = value;
  if (Number.isFinite(value)) widen(into, b, value, value);
  else into.nonFinite[b] = into.nonFinite[b]! + 1;
}

/** Adds entry `o` of `other`, which follows on what was added before. */
export function addStretch(into: Stretches, b: number, other: Stretches, o: number): void {
  into.last[b] = other.last[o]!;
  widen(into, b, other.min[o]!, other.max[o]!);
  into.nonFinite[b] = into.nonFinite[b]! + other.nonFinite[o]!;
}

/** Takes in finite extremes, or NaN for none. */
function widen(into: Stretches, b: number, min: number, max: number): void {
  if (min < into.min[b]! || Number.isNaN(into.min[b]!)) into.min[b] = min;
  if (max > into.max[b]! || Number.isNaN(into.max[b]!)) into.max[b] = max;
}
