import type { LossEventView } from '../../src/protocol/views/loss';
import { formatCount, formatNumber, visibleText } from '../format';
import { align, extentIn, readingAt } from './curves';
import { chartSentences } from './chartStrings';
import type { PlotData } from './lossPlot';
import type { NamedCurve } from './namedCurves';
import type { ChartTheme } from './theme';
import { lossLimits, spansDecades } from './ticks';
import type { Range } from './zoom';

/** What a picture of the chart is made from. */
export interface PictureInput {
  readonly curves: readonly NamedCurve[];
  readonly events: readonly LossEventView[];
  readonly range: Range;
  /** Pixel columns. */
  readonly columns: number;
  /** Null: the axis that suits the losses. */
  readonly chosenLog: boolean | null;
  /** The newest epoch, for its hairline. */
  readonly epoch: number | null;
  readonly isDiverged: boolean;
  readonly band: Range | null;
  readonly theme: ChartTheme;
}

/** How the loss axis is, and whether it could be logarithmic. */
export interface AxisKind {
  readonly isLog: boolean;
  readonly canBeLog: boolean;
}

export function axisOf(curves: readonly NamedCurve[], range: Range, chosenLog: boolean | null): AxisKind {
  const extent = extentIn(
    curves.map(({ buckets }) => buckets),
    range,
  );
  const canBeLog = extent !== null && extent.greatest > 0;
  const isPositive = extent !== null && extent.least > 0;
  const suits = isPositive && spansDecades(extent.least, extent.greatest);
  return { isLog: isPositive && (chosenLog ?? suits), canBeLog: canBeLog && isPositive };
}

/** Everything that a plot draws, from what is known of its curves. */
export function pictureOf(input: PictureInput): PlotData {
  const { curves, range, theme } = input;
  const { isLog } = axisOf(curves, range, input.chosenLog);
  const buckets = curves.map((curve) => curve.buckets);
  const extent = extentIn(buckets, range);
  const limits = extent ? lossLimits(extent.least, extent.greatest, isLog) : { min: 0, max: 1 };
  const aligned = align(range, input.columns, buckets);
  const drawable = (value: number | null | undefined): number | null | undefined =>
    isLog && typeof value === 'number' && value <= 0 ? null : value;
  return {
    x: aligned.x,
    curves: curves.map(({ style }, n) => ({
      values: (aligned.curves[n] ?? []).map(drawable),
      color: style.color(theme),
      dash: style.dash,
      width: style.width,
    })),
    xLimits: [range.from, range.to],
    yLimits: [limits.min, limits.max],
    marks: {
      theme,
      isLog,
      epoch: input.epoch,
      epochLabel: input.epoch === null ? '' : chartSentences.epoch(formatCount(input.epoch)),
      ends: curves.flatMap((curve) => endOf(curve, range, theme)),
      isDiverged: input.isDiverged,
      events: input.events.map(({ kind, epoch, value, label }) => ({
        kind,
        x: epoch,
        y: value,
        label: visibleText(label),
      })),
      band: input.band,
    },
  };
}

/** The last value that is seen of a curve, with its name. */
function endOf(
  { name, buckets, style }: NamedCurve,
  range: Range,
  theme: ChartTheme,
): PlotData['marks']['ends'] {
  for (let b = buckets.first.length - 1; b >= 0; b--) {
    const { first, last } = readingAt(buckets, b);
    if (first > range.to) continue;
    if (last < range.from) return [];
    const [x, y] = [Math.min(last, range.to), buckets.last[b]!];
    if (!Number.isFinite(y)) return [];
    return [{ x, y, label: chartSentences.named(name, formatNumber(y)), color: style.color(theme) }];
  }
  return [];
}
