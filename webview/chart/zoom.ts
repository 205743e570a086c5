/** Which epochs the chart shows: arithmetic on stretches of its axis. */

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** No closer: two epochs and what is between them. */
const LEAST_WIDTH = 1;

/** How much one step of zooming changes. */
export const ZOOM_STEP = 1.5;

export function widthOf({ from, to }: Range): number {
  return to - from;
}

/** `range` inside `whole`: as wide as it may be, and moved where it reaches out. */
export function within(range: Range, whole: Range): Range {
  const width = Math.min(widthOf(whole), Math.max(LEAST_WIDTH, widthOf(range)));
  const from = Math.min(Math.max(range.from, whole.from), whole.to - width);
  return { from, to: from + width };
}

/** `factor` times as wide, with the epoch `at` where it is; null: all of `whole`. */
export function zoomed(range: Range, whole: Range, at: number, factor: number): Range | null {
  const width = Math.max(LEAST_WIDTH, widthOf(range) * factor);
  if (width >= widthOf(whole)) return null;
  const share = (at - range.from) / widthOf(range);
  const from = at - share * width;
  return within({ from, to: from + width }, whole);
}

/** Moved by so many epochs, as far as there are any. */
export function panned(range: Range, whole: Range, by: number): Range {
  return within({ from: range.from + by, to: range.to + by }, whole);
}

/** Moved so that it shows `epoch`, if it does not. */
export function revealing(range: Range, whole: Range, epoch: number): Range {
  if (epoch < range.from) return panned(range, whole, epoch - range.from);
  return epoch > range.to ? panned(range, whole, epoch - range.to) : range;
}
