/** How numbers are spread. */
export interface Distribution {
  /** How many there are, and how many of them are not finite: those are left out of all that follows. */
  readonly count: number;
  readonly notFinite: number;
  readonly zeros: number;
  readonly mean: number;
  /** The standard deviation of all of them, not an estimate from a sample. */
  readonly deviation: number;
  /** At the shares of `quantileShares`; NaN of nothing. */
  readonly quantiles: Float64Array;
  readonly histogram: Histogram;
}

/** Bins of one width; the last holds its upper end. */
export interface Histogram {
  readonly least: number;
  readonly greatest: number;
  readonly counts: Uint32Array;
}

/** Least, 5 %, lower quartile, median, upper quartile, 95 %, greatest. */
export const quantileShares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;

const bins = 24;

/** Describes `values`, which stay as they are. */
export function distributionOf(values: Float64Array): Distribution {
  const finite = values.filter((value) => Number.isFinite(value)).sort();
  const { length } = finite;
  let sum = 0;
  let zeros = 0;
  for (const value of finite) {
    sum += value;
    if (value === 0) zeros++;
  }
  const mean = sum / length;
  let squares = 0;
  for (const value of finite) squares += (value - mean) ** 2;
  return {
    count: values.length,
    notFinite: values.length - length,
    zeros,
    mean,
    deviation: Math.sqrt(squares / length),
    quantiles: Float64Array.from(quantileShares, (share) => quantile(finite, share)),
    histogram: histogramOf(finite),
  };
}

/** Between two neighbours in proportion, as the median of two numbers is their mean. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const part = place - below;
  // The difference of two large numbers of both signs may have no double; its half has one.
  const between = Number.isFinite(high - low)
    ? low + (high - low) * part
    : 2 * (low / 2 + (high / 2 - low / 2) * part);
  return Math.min(high, between);
}

function histogramOf(sorted: Float64Array): Histogram {
  const [least, greatest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const counts = new Uint32Array(bins);
  // In halves: the difference of two large numbers of both signs may have no double.
  const extent = greatest / 2 - least / 2;
  for (const value of sorted) {
    const bin = extent > 0 ? Math.min(bins - 1, Math.floor(bins * ((value / 2 - least / 2) / extent))) : 0;
    counts[bin] = counts[bin]! + 1;
  }
  return { least, greatest, counts };
}
