import type { LossBuckets } from '../../src/core/engine/stretches';
import { widthOf, type Range } from './zoom';

/**
 * From buckets to what is drawn. All curves of a chart stand on the same places: the epochs themselves where there is
 * room for each, else three places in every pixel column, in which the least and the greatest value of every curve
 * stand, and its gaps. Nothing that a bucket holds is lost.
 */

/** Null breaks the curve; undefined is passed over. */
export type Drawn = (number | null | undefined)[];

export interface Aligned {
  readonly x: readonly number[];
  /** One list for each curve, as long as `x`. */
  readonly curves: readonly Drawn[];
}

/** Up to so many epochs for each column each has its own place. */
const EPOCHS_PER_COLUMN = 2;
const PLACES = 3;

/** Single values as buckets of one epoch each. */
export function pointsOf(epochs: Float64Array, values: Float64Array): LossBuckets {
  const finite = values.map((value) => (Number.isFinite(value) ? value : NaN));
  const nonFinite = values.map((value) => (Number.isFinite(value) ? 0 : 1));
  // Between the points there is nothing: a bucket ends at the next epoch, which `endOf` knows.
  return { starts: epochs, first: values, last: values, min: finite, max: finite, nonFinite };
}

/** The epoch after bucket `b`; buckets made of points have no borders but their starts. */
function endOf({ starts, first }: LossBuckets, b: number): number {
  return starts.length > first.length ? starts[b + 1]! : starts[b]! + 1;
}

/** @param columns pixel columns of the plot. */
export function align(range: Range, columns: number, curves: readonly LossBuckets[]): Aligned {
  const isClose = widthOf(range) <= EPOCHS_PER_COLUMN * columns;
  return isClose ? byEpoch(range, curves) : byColumn(range, columns, curves);
}

function byEpoch(range: Range, curves: readonly LossBuckets[]): Aligned {
  // One epoch more on each side, so that curves leave the plot at its edges.
  const from = Math.max(0, Math.floor(range.from) - 1);
  const to = Math.ceil(range.to) + 1;
  const x = Array.from({ length: to - from + 1 }, (_, n) => from + n);
  const drawn = curves.map((buckets) => {
    const values: Drawn = new Array<undefined>(x.length).fill(undefined);
    const put = (epoch: number, value: number): void => {
      if (epoch >= from && epoch <= to) values[epoch - from] = Number.isFinite(value) ? value : null;
    };
    for (let b = 0; b < buckets.first.length; b++) putBucket(buckets, b, put);
    return values;
  });
  return { x, curves: drawn };
}

/**
 * Puts a bucket where its epochs are: its first and its last value at its ends, and between them, evenly, what else
 * it holds, since where that stands only a bucket of a single epoch knows.
 */
function putBucket(buckets: LossBuckets, b: number, put: (epoch: number, value: number) => void): void {
  const [start, end] = [buckets.starts[b]!, endOf(buckets, b) - 1];
  const [first, last] = [buckets.first[b]!, buckets.last[b]!];
  const extremes = last >= first ? [buckets.min[b]!, buckets.max[b]!] : [buckets.max[b]!, buckets.min[b]!];
  const between = extremes.filter((value) => value !== first && value !== last && !Number.isNaN(value));
  if (buckets.nonFinite[b]! > 0 && Number.isFinite(first) && Number.isFinite(last)) between.push(NaN);
  between.forEach((value, n) => {
    put(start + Math.round(((n + 1) * (end - start)) / (between.length + 1)), value);
  });
  put(end, last);
  put(start, first);
}

function byColumn(range: Range, columns: number, curves: readonly LossBuckets[]): Aligned {
  const width = widthOf(range) / columns;
  const x = Array.from({ length: PLACES * columns }, (_, n) => range.from + ((n + 0.5) / PLACES) * width);
  return { x, curves: curves.map((buckets) => columnsOf(buckets, range.from, width, columns)) };
}

function columnsOf(buckets: LossBuckets, from: number, width: number, columns: number): Drawn {
  const values: Drawn = new Array<undefined>(PLACES * columns).fill(undefined);
  const columnOf = (epoch: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor((epoch - from) / width)));
  const low = new Float64Array(columns).fill(Infinity);
  const high = new Float64Array(columns).fill(-Infinity);
  const first = new Float64Array(columns).fill(NaN);
  const last = new Float64Array(columns);
  const add = (column: number, value: number): void => {
    if (!Number.isFinite(value)) return;
    if (Number.isNaN(first[column]!)) first[column] = value;
    last[column] = value;
    low[column] = Math.min(low[column]!, value);
    high[column] = Math.max(high[column]!, value);
  };
  for (let b = 0; b < buckets.first.length; b++) {
    const [start, end] = [buckets.starts[b]!, endOf(buckets, b) - 1];
    if (end < from || start > from + width * columns) continue;
    const middle = (columnOf(start) + columnOf(end)) >> 1;
    add(columnOf(start), buckets.first[b]!);
    add(middle, buckets.min[b]!);
    add(middle, buckets.max[b]!);
    add(columnOf(end), buckets.last[b]!);
    if (buckets.nonFinite[b]! > 0) values[PLACES * middle + 2] = null;
  }
  for (let column = 0; column < columns; column++) {
    if (low[column]! > high[column]!) continue;
    const isRising = last[column]! >= first[column]!;
    values[PLACES * column] = isRising ? low[column]! : high[column]!;
    values[PLACES * column + 1] = isRising ? high[column]! : low[column]!;
  }
  return values;
}

/** The least and greatest finite value in a range of epochs; null where there is none. */
export function extentIn(
  curves: readonly LossBuckets[],
  range: Range,
): { readonly least: number; readonly greatest: number } | null {
  let [least, greatest] = [Infinity, -Infinity];
  for (const buckets of curves) {
    for (let b = 0; b < buckets.first.length; b++) {
      if (endOf(buckets, b) - 1 < range.from || buckets.starts[b]! > range.to) continue;
      if (buckets.min[b]! < least) least = buckets.min[b]!;
      if (buckets.max[b]! > greatest) greatest = buckets.max[b]!;
    }
  }
  return least <= greatest ? { least, greatest } : null;
}

/** The bucket that holds an epoch, else the nearest; −1 where there is none at all. */
export function bucketAt({ starts, first }: LossBuckets, epoch: number): number {
  let [low, high] = [0, first.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= epoch) low = middle;
    else high = middle;
  }
  return first.length === 0 ? -1 : low;
}

/** What is known of one bucket. */
export interface Reading {
  readonly first: number;
  readonly last: number;
  /** Equal where the bucket has one value; NaN where it has no finite one. */
  readonly least: number;
  readonly greatest: number;
}

export function readingAt(buckets: LossBuckets, b: number): Reading {
  return {
    first: buckets.starts[b]!,
    last: endOf(buckets, b) - 1,
    least: buckets.min[b]!,
    greatest: buckets.max[b]!,
  };
}
