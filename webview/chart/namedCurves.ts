import type { LossBuckets } from '../../src/core/engine/stretches';
import type { NetworkView } from '../../src/protocol/panel';
import type { RunParts } from '../../src/protocol/training';
import type { LossCurvesView } from '../../src/protocol/views/loss';
import { formatCount, formatNumber, shortened, visibleText } from '../format';
import type { ChartChoices } from './chartChoices';
import { chartSentences, chartStrings } from './chartStrings';
import { bucketAt, pointsOf, readingAt } from './curves';
import type { ChartTheme } from './theme';

/** One curve of the chart, with what tells it from the others: a name at its end, a dash, a colour. */
export interface NamedCurve {
  readonly name: string;
  readonly buckets: LossBuckets;
  readonly style: CurveStyle;
  /** Its values are single epochs with nothing known between them. */
  readonly isPoints: boolean;
}

/** A colour by its place in the theme, so that a theme that changes needs no new curves. */
export interface CurveStyle {
  readonly color: (theme: ChartTheme) => string;
  readonly dash: readonly number[];
  readonly width: number;
}

/** The outputs whose parts can be drawn: more names at the curves' ends have no room. */
export const MOST_OUTPUTS = 6;

const LONGEST_NAME = 22;
const MAIN_WIDTH = 1.75;
const DASHES: readonly (readonly number[])[] = [
  [8, 3],
  [2, 3],
  [10, 3, 2, 3],
  [4, 4],
  [1, 4],
  [12, 6],
];

const lossStyle: CurveStyle = { color: ({ loss }) => loss, dash: [], width: MAIN_WIDTH };
const testStyle: CurveStyle = { color: ({ testLoss }) => testLoss, dash: [6, 4], width: MAIN_WIDTH };
const penaltyStyle: CurveStyle = { color: ({ muted }) => muted, dash: [1, 3], width: 1.25 };

/** How the nth of the runs laid over, or of the outputs' parts, is drawn. */
export function otherStyle(n: number, width = 1.25): CurveStyle {
  return {
    color: ({ others, muted }) => others[n % others.length] ?? muted,
    dash: DASHES[n % DASHES.length] ?? [],
    width,
  };
}

/** A curve that can be switched on and off. */
export interface Switch {
  readonly key: string;
  readonly name: string;
  readonly isUsual: boolean;
}

/** What can be switched for a network: the loss, the test loss, and each output's part with the penalty. */
export function switchesOf(network: NetworkView | null, view: LossCurvesView | null): readonly Switch[] {
  const hasTest = [view?.current, ...(view?.archived ?? [])].some((curve) => curve?.testLosses);
  const outputs = network?.outputs.slice(0, MOST_OUTPUTS) ?? [];
  return [
    { key: 'loss', name: chartStrings.loss, isUsual: true },
    ...(hasTest ? [{ key: 'testLoss', name: chartStrings.testLoss, isUsual: true }] : []),
    ...outputs.map(({ term }, k) => ({ key: `output ${k}`, name: visibleText(term.text), isUsual: false })),
    ...(network && network.loss.penalty !== 0
      ? [{ key: 'penalty', name: chartStrings.penalty, isUsual: false }]
      : []),
  ];
}

export function isOn({ key, isUsual }: Switch, { switched }: ChartChoices): boolean {
  return isUsual !== switched.includes(key);
}

/** Whether any curve is on that has to be measured. */
export function wantsParts(switches: readonly Switch[], choices: ChartChoices): boolean {
  return switches.some((one) => !one.isUsual && isOn(one, choices));
}

/** Every curve that is drawn, that of the run first. */
export function namedCurves(
  view: LossCurvesView,
  parts: RunParts | null | undefined,
  switches: readonly Switch[],
  choices: ChartChoices,
): readonly NamedCurve[] {
  const on = new Set(switches.filter((one) => isOn(one, choices)).map(({ key }) => key));
  const curves: NamedCurve[] = [];
  const { current, archived, runs } = view;
  if (current && on.has('loss')) {
    curves.push({ name: chartStrings.loss, buckets: current.losses, style: lossStyle, isPoints: false });
  }
  if (current?.testLosses && on.has('testLoss')) {
    curves.push({
      name: chartStrings.testLoss,
      buckets: current.testLosses,
      style: testStyle,
      isPoints: false,
    });
  }
  if (current && parts) {
    parts.terms.forEach((values, k) => {
      const name = switches.find(({ key }) => key === `output ${k}`)?.name;
      if (name === undefined || !on.has(`output ${k}`)) return;
      curves.push({ name, buckets: pointsOf(parts.epochs, values), style: otherStyle(k), isPoints: true });
    });
    if (on.has('penalty')) {
      const buckets = pointsOf(parts.epochs, parts.penalties);
      curves.push({ name: chartStrings.penalty, buckets, style: penaltyStyle, isPoints: true });
    }
  }
  archived.forEach((curve, n) => {
    const run = runs.find(({ id }) => id === curve.id);
    const name = shortened(visibleText(run?.name ?? ''), LONGEST_NAME);
    const style = otherStyle(n);
    // Compared is what is on: the test losses where those of the training are switched off.
    if (on.has('loss')) curves.push({ name, buckets: curve.losses, style, isPoints: false });
    else if (curve.testLosses && on.has('testLoss')) {
      curves.push({
        name: `${name} ${chartStrings.testLoss}`,
        buckets: curve.testLosses,
        style,
        isPoints: false,
      });
    }
  });
  return curves;
}

/** What stands on the curves at an epoch, as text; empty where no curve has anything there. */
export function readoutAt(curves: readonly NamedCurve[], epoch: number, every: number): string {
  const [main] = curves;
  if (!main) return '';
  const at = placeAt(main, epoch, every);
  if (!at) return '';
  const values = curves.flatMap((curve) => {
    const reading = readingOf(curve, at.epoch);
    if (!reading) return [];
    const value = chartSentences.named(curve.name, reading.text);
    const isElsewhere = curve.isPoints && reading.epoch !== at.epoch;
    return [isElsewhere ? `${value} (${chartSentences.epoch(formatCount(reading.epoch))})` : value];
  });
  return [at.text, ...values].join(' · ');
}

/** Where the main curve is read: the first epoch of its bucket, and words for all of it. */
export function placeAt(
  { buckets }: NamedCurve,
  epoch: number,
  every: number,
): { readonly bucket: number; readonly epoch: number; readonly text: string } | null {
  const bucket = bucketAt(buckets, epoch);
  if (bucket < 0) return null;
  const { first, last } = readingAt(buckets, bucket);
  const isOne = last - first < every;
  return { bucket, epoch: first, text: epochsText(first, isOne ? first : last) };
}

export function epochsText(first: number, last: number): string {
  return first === last
    ? chartSentences.epoch(formatCount(first))
    : chartSentences.epochs(formatCount(first), formatCount(last));
}

/** A curve's value at an epoch, or the range of its bucket there; null beyond its ends. */
function readingOf(
  { buckets, isPoints }: NamedCurve,
  epoch: number,
): { readonly epoch: number; readonly text: string } | null {
  const b = bucketAt(buckets, epoch);
  if (b < 0) return null;
  const { first, last } = readingAt(buckets, b);
  if (epoch < first || (epoch > last && !isPoints)) return null;
  return { epoch: first, text: valueText(buckets, b) };
}

/** `0.25`, or `0.2 … 0.3` where a bucket has several values. */
export function valueText(buckets: LossBuckets, b: number): string {
  const { least, greatest } = readingAt(buckets, b);
  if (Number.isNaN(least)) return formatNumber(buckets.first[b]!);
  return least === greatest
    ? formatNumber(least)
    : chartSentences.between(formatNumber(least), formatNumber(greatest));
}
