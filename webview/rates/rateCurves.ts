import type { RateRunView } from '../../src/protocol/views/rates';
import { linearTicks, logTicks, lossLimits, spansDecades, type Limits } from '../chart/ticks';
import { svg } from '../element';
import { formatNumber, formatTick } from '../format';
import { ratesSentences, ratesStrings } from './ratesStrings';

/** What the curves are drawn against. */
export type RateAxis = 'epochs' | 'time';

/** The axes that all charts of a study share. */
export interface RateScales {
  readonly axis: RateAxis;
  readonly x: Limits;
  readonly y: Limits;
  readonly isLog: boolean;
  readonly threshold: number;
}

/** Losses are shown up to so many times the greatest at a start: one that grows beyond leaves the chart at its top. */
const ROOM_ABOVE_START = 10;
/** Losses below this part of the greatest stand at the foot of the chart. */
const LEAST_PART = 1e-10;
/** Series colours and dashes: no two of the first six share either the colour or, next to each other, the dash. */
const COLOURS = 6;
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '5 2', '1 2'];

export function seriesClass(index: number): string {
  return `rate-${index % COLOURS}`;
}

export function dashOf(index: number): string {
  return DASHES[(index + Math.floor(index / COLOURS)) % DASHES.length] ?? '';
}

function across(run: RateRunView, axis: RateAxis): Float64Array {
  return axis === 'epochs' ? run.drawn.epochs : run.drawn.times;
}

export function scalesOf(runs: readonly RateRunView[], axis: RateAxis, threshold: number): RateScales {
  const drawn = runs.filter(({ drawn: { losses } }) => losses.length > 0);
  const starts = drawn.map(({ drawn: { losses } }) => losses[0] ?? 0);
  const top = ROOM_ABOVE_START * Math.max(0, ...starts.filter(Number.isFinite));
  const all = drawn
    .flatMap(({ drawn: { losses } }) => [...losses])
    .filter((loss) => Number.isFinite(loss) && loss <= top);
  const greatest = Math.max(...all);
  const isKnown = all.length > 0;
  // Losses that fall to nothing would leave no room for those that do not.
  const least = Math.max(LEAST_PART * greatest, Math.min(...all, threshold > 0 ? threshold : Infinity));
  const isLog = isKnown && spansDecades(least, greatest);
  const ends = drawn.map((run) => across(run, axis).at(-1) ?? 0);
  return {
    axis,
    x: { min: 0, max: Math.max(...ends, 0) || 1 },
    y: isKnown ? lossLimits(least, greatest, isLog) : { min: 0, max: 1 },
    isLog,
    threshold,
  };
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a value stands on the picture. */
interface Place {
  x(value: number): number;
  y(value: number): number;
}

function placeIn(frame: Frame, { x, y, isLog }: RateScales): Place {
  const { left, right, top, bottom, width, height } = frame;
  const scale = isLog ? (value: number): number => Math.log(value) : (value: number): number => value;
  const [low, high] = [scale(y.min), scale(y.max)];
  return {
    x: (value) => left + ((value - x.min) / (x.max - x.min)) * (width - left - right),
    y: (value) => {
      const share = (scale(value) - low) / (high - low);
      // What is not finite, or beyond the limits, leaves at an edge.
      const inside = Number.isNaN(share) ? 1 : Math.min(1.02, Math.max(-0.02, share));
      return height - bottom - inside * (height - top - bottom);
    },
  };
}

const round = (value: number): string => value.toFixed(1);

/** Axis lines, ticks and their labels. */
export function axesOf(frame: Frame, scales: RateScales, hasLabels: boolean): SVGElement[] {
  const place = placeIn(frame, scales);
  const { left, height, width, right, top, bottom } = frame;
  const base = height - bottom;
  const parts: SVGElement[] = [
    svg('path', {
      class: 'axis',
      d: `M${round(left)} ${round(top)}V${round(base)}H${round(width - right)}`,
    }),
  ];
  const xs = linearTicks(scales.x, scales.axis === 'epochs');
  const ys = scales.isLog ? logTicks(scales.y) : linearTicks(scales.y);
  const shown = hasLabels ? { xs, ys } : { xs: ends(xs), ys: ends(ys) };
  for (const tick of shown.xs) {
    const at = place.x(tick);
    parts.push(
      svg('path', { class: 'axis', d: `M${round(at)} ${round(base)}v3` }),
      svg(
        'text',
        {
          class: 'tick',
          x: round(at),
          y: round(base + 14),
          'text-anchor': at > width - right - 12 ? 'end' : 'middle',
        },
        formatTick(tick),
      ),
    );
  }
  for (const tick of shown.ys) {
    const at = place.y(tick);
    parts.push(
      svg('path', { class: 'axis', d: `M${round(left)} ${round(at)}h-3` }),
      svg(
        'text',
        { class: 'tick', x: round(left - 6), y: round(at), 'text-anchor': 'end', dy: '0.32em' },
        formatTick(tick),
      ),
    );
  }
  return parts;
}

function ends(ticks: readonly number[]): number[] {
  return ticks.length <= 2 ? [...ticks] : [ticks[0]!, ticks.at(-1)!];
}

/** The line of the threshold, and its value where there is room for words. */
export function thresholdLine(frame: Frame, scales: RateScales, hasLabel: boolean): SVGElement[] {
  const { threshold, y } = scales;
  if (!(threshold >= y.min && threshold <= y.max)) return [];
  const at = placeIn(frame, scales).y(threshold);
  const parts: SVGElement[] = [
    svg('path', {
      class: 'threshold',
      d: `M${round(frame.left)} ${round(at)}H${round(frame.width - frame.right)}`,
    }),
  ];
  if (hasLabel) {
    parts.push(
      svg(
        'text',
        { class: 'tick', x: round(frame.left + 4), y: round(at - 4) },
        ratesSentences.thresholdIs(formatNumber(threshold)),
      ),
    );
  }
  return parts;
}

/** A run's curve, with a cross where it diverged, a triangle where it first overshot and a dot at the threshold. */
export function curveOf(
  frame: Frame,
  scales: RateScales,
  run: RateRunView,
  index: number,
  reached: number | null,
): SVGGElement {
  const place = placeIn(frame, scales);
  const xs = across(run, scales.axis);
  const { epochs, losses } = run.drawn;
  const group = svg('g', { class: `curve ${seriesClass(index)}` });
  if (losses.length === 0) return group;
  let path = '';
  let wasBeyond = true;
  losses.forEach((loss, n) => {
    // A curve leaves the chart at its top; it does not run along it.
    const isBeyond = !(loss <= scales.y.max);
    if (!isBeyond || !wasBeyond)
      path += `${path === '' || wasBeyond ? 'M' : 'L'}${round(place.x(xs[n] ?? 0))} ${round(place.y(loss))}`;
    wasBeyond = isBeyond;
  });
  group.append(svg('path', { class: 'line', d: path, 'stroke-dasharray': dashOf(index) || 'none' }));
  const at = (epoch: number): readonly [number, number] => {
    const found = epochs.findIndex((one) => one >= epoch);
    const n = found < 0 ? epochs.length - 1 : found;
    return [place.x(xs[n] ?? 0), place.y(losses[n] ?? Number.NaN)];
  };
  if (reached !== null) {
    const [x, y] = at(reached);
    group.append(svg('circle', { class: 'reached', cx: round(x), cy: round(y), r: 3 }));
  }
  if (run.overshoots) {
    const [x, y] = at(run.overshoots.first);
    group.append(svg('path', { class: 'overshot', d: `M${round(x - 4)} ${round(y - 4)}h8l-4 -7z` }));
  }
  if (run.status === 'diverged') {
    const [x, y] = at(run.epochs);
    group.append(
      svg('path', {
        class: 'cross',
        d: `M${round(x - 4)} ${round(y - 4)}l8 8m0 -8l-8 8`,
      }),
    );
  }
  return group;
}

/** The name of the horizontal axis. */
export function axisName(axis: RateAxis): string {
  return axis === 'epochs' ? ratesStrings.epochs : ratesStrings.time;
}

/** Labels at the ends of curves, moved apart where they would cover each other. */
export function endLabels(frame: Frame, scales: RateScales, runs: readonly RateRunView[]): SVGElement[] {
  const place = placeIn(frame, scales);
  const lineHeight = 15;
  const placed = runs
    .map((run, index) => ({
      index,
      label: ratesSentences.eta(formatNumber(run.rate)),
      x: place.x(across(run, scales.axis).at(-1) ?? 0),
      y: place.y(run.drawn.losses.at(-1) ?? Number.NaN),
      isDrawn: (run.drawn.losses.at(-1) ?? Infinity) <= scales.y.max,
    }))
    .filter(({ isDrawn }) => isDrawn)
    .sort((a, b) => b.y - a.y);
  let below = frame.height - frame.bottom + lineHeight / 2;
  return placed.map(({ index, label, x, y }) => {
    const at = Math.max(frame.top, Math.min(y, below - lineHeight));
    below = at;
    return svg(
      'text',
      { class: `end-label ${seriesClass(index)}`, x: round(x + 8), y: round(at), dy: '0.32em' },
      label,
    );
  });
}
