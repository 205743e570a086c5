import type { RateRunView, RateStudyView } from '../../src/protocol/views/rates';
import { h, svg } from '../element';
import { formatCount, formatExact, formatNumber } from '../format';
import {
  axesOf,
  axisName,
  curveOf,
  dashOf,
  endLabels,
  scalesOf,
  seriesClass,
  thresholdLine,
  type Frame,
  type RateAxis,
} from './rateCurves';
import { ratesSentences, ratesStrings } from './ratesStrings';
import { whatHappened } from './rateTable';

/** What is drawn of a study, and how. */
export interface RatePicture {
  readonly study: RateStudyView;
  /** Epochs to the threshold, in the order of the runs. */
  readonly reached: readonly (number | null)[];
  readonly threshold: number;
  readonly axis: RateAxis;
  /** The learning rate of the file. */
  readonly own: number;
  readonly limit: number | null;
  readonly width: number;
  readonly adopt: (rate: number) => void;
}

const GAP = 8;
const LEAST_TILE = 190;
const TILE_HEIGHT = 112;
const OVERLAY_HEIGHT = 260;
/** Direct labels are read up to so many; beyond, the buttons below say which curve is which. */
const MOST_LABELS = 6;

/** One small chart for each run, all with the same axes. Each is a button that adopts its rate. */
export function multiples(picture: RatePicture): HTMLElement {
  const { study, width, reached, axis } = picture;
  const scales = scalesOf(study.runs, axis, picture.threshold);
  const columns = Math.max(1, Math.min(3, Math.floor((width + GAP) / (LEAST_TILE + GAP))));
  const tileWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  const frame: Frame = {
    width: tileWidth - 2,
    height: TILE_HEIGHT,
    left: 52,
    right: 10,
    top: 8,
    bottom: 20,
  };
  const list = h('div', { class: 'rate-tiles', role: 'group', 'aria-label': ratesStrings.runs });
  study.runs.forEach((run, index) => {
    const chart = svg(
      'svg',
      { width: frame.width, height: frame.height, class: 'rate-chart', 'aria-hidden': 'true' },
      ...axesOf(frame, scales, false),
      ...thresholdLine(frame, scales, false),
      curveOf(frame, scales, run, index, reached[index] ?? null),
    );
    const tile = runButton(picture, run, 'rate-tile');
    tile.append(
      h(
        'span',
        { class: 'tile-head' },
        h('strong', {}, ratesSentences.eta(formatNumber(run.rate))),
        h('span', { class: 'note' }, marks(picture, run)),
      ),
      chart,
      h('span', { class: 'tile-words' }, reachedWords(picture, index)),
      h('span', { class: 'tile-words note' }, whatHappened(run)),
    );
    tile.style.width = `${tileWidth}px`;
    list.append(tile);
  });
  return h('div', {}, list, h('p', { class: 'note axis-name', 'aria-hidden': 'true' }, axisName(axis)));
}

/** All runs in one chart, with a button for each below. */
export function overlay(picture: RatePicture): HTMLElement {
  const { study, width, reached, axis } = picture;
  const scales = scalesOf(study.runs, axis, picture.threshold);
  const hasLabels = study.runs.length <= MOST_LABELS && width >= 480;
  const frame: Frame = {
    width,
    height: OVERLAY_HEIGHT,
    left: 64,
    right: hasLabels ? 64 : 12,
    top: 10,
    bottom: 22,
  };
  const curves = study.runs.map((run, index) => curveOf(frame, scales, run, index, reached[index] ?? null));
  const chart = svg(
    'svg',
    { width, height: OVERLAY_HEIGHT, class: 'rate-chart', 'aria-hidden': 'true' },
    ...axesOf(frame, scales, true),
    ...thresholdLine(frame, scales, true),
    ...curves,
    ...(hasLabels ? endLabels(frame, scales, study.runs) : []),
  );
  const buttons = h('div', { class: 'rate-keys', role: 'group', 'aria-label': ratesStrings.runs });
  study.runs.forEach((run, index) => {
    const key = runButton(picture, run, 'rate-key');
    key.append(
      svg(
        'svg',
        { width: 28, height: 10, class: `rate-chart curve ${seriesClass(index)}`, 'aria-hidden': 'true' },
        svg('path', { class: 'line', d: 'M0 5H28', 'stroke-dasharray': dashOf(index) || 'none' }),
      ),
      h('span', {}, ratesSentences.eta(formatNumber(run.rate))),
      h('span', { class: 'note' }, marks(picture, run)),
      h(
        'span',
        { class: 'visually-hidden' },
        ratesSentences.outcome(reachedWords(picture, index), whatHappened(run)),
      ),
    );
    const light = (isLit: boolean): void => {
      chart.classList.toggle('has-lit', isLit);
      curves[index]?.classList.toggle('is-lit', isLit);
    };
    for (const name of ['pointerenter', 'focus']) {
      key.addEventListener(name, () => {
        light(true);
      });
    }
    for (const name of ['pointerleave', 'blur']) {
      key.addEventListener(name, () => {
        light(false);
      });
    }
    curves[index]?.addEventListener('click', () => {
      picture.adopt(run.rate);
    });
    buttons.append(key);
  });
  return h(
    'div',
    {},
    chart,
    h('p', { class: 'note axis-name', 'aria-hidden': 'true' }, axisName(axis)),
    buttons,
  );
}

function runButton(picture: RatePicture, run: RateRunView, className: string): HTMLButtonElement {
  const rate = formatNumber(run.rate);
  const isOwn = run.rate === picture.own;
  const element = h('button', {
    type: 'button',
    class: isOwn ? `${className} is-own` : className,
    'aria-pressed': String(isOwn),
    title: ratesSentences.useTooltip(rate),
    'data-rate': formatExact(run.rate),
  });
  element.addEventListener('click', () => {
    picture.adopt(run.rate);
  });
  return element;
}

function reachedWords({ threshold, reached }: RatePicture, index: number): string {
  const epochs = reached[index] ?? null;
  const loss = formatNumber(threshold);
  return epochs === null
    ? ratesSentences.notReached(loss)
    : ratesSentences.reached(loss, formatCount(epochs));
}

/** What stands beside the rate: that the file has it, that it is beyond the limit. */
function marks({ own, limit }: RatePicture, { rate }: RateRunView): string {
  const words: string[] = [];
  if (rate === own) words.push(ratesStrings.own);
  if (limit !== null && rate > limit) words.push(ratesStrings.beyond);
  return words.join(', ');
}
