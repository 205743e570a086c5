import type { RateRunView } from '../../src/protocol/views/rates';
import { h, svg } from '../element';
import { formatNumber } from '../format';
import { ratesSentences, ratesStrings } from './ratesStrings';
import { seriesClass } from './rateCurves';

const HEIGHT = 48;
const EDGE = 24;
const LINE = 26;
/** The width of a character, about, and the room between two numbers, in pixels. */
const CHARACTER = 7;
const APART = 8;

/**
 * The rates on an axis of their own, logarithmic, with the limit 2/λ: which of them lie beyond it. A dot stands
 * within the limit, a triangle beyond it; the sentence below says the same.
 */
export function rateAxis(
  runs: readonly RateRunView[],
  own: number,
  limit: number | null,
  sentence: string,
  width: number,
): HTMLElement {
  const rates = runs.map(({ rate }) => rate).filter((rate) => rate > 0);
  const all = limit === null ? rates : [...rates, limit];
  const figure = h('div', { class: 'rate-axis', role: 'group', 'aria-label': ratesStrings.rateAxis });
  if (rates.length > 0 && width > 0) {
    const [low, high] = [Math.log(Math.min(...all)), Math.log(Math.max(...all))];
    const x = (rate: number): number =>
      high === low ? width / 2 : EDGE + ((Math.log(rate) - low) / (high - low)) * (width - 2 * EDGE);
    const picture = svg('svg', { width, height: HEIGHT, class: 'rate-chart', 'aria-hidden': 'true' });
    if (limit !== null) {
      const at = x(limit);
      picture.append(
        svg('rect', { class: 'beyond', x: at, y: LINE - 10, width: Math.max(0, width - at), height: 20 }),
      );
    }
    picture.append(svg('path', { class: 'axis', d: `M0 ${LINE}H${width}` }));
    const hasRoom = roomFor(rates, own, x);
    runs.forEach(({ rate }, index) => {
      if (!(rate > 0)) return;
      const at = x(rate);
      const isBeyond = limit !== null && rate > limit;
      picture.append(
        isBeyond
          ? svg('path', { class: `dot ${seriesClass(index)}`, d: `M${at - 5} ${LINE + 4}h10l-5 -9z` })
          : svg('circle', { class: `dot ${seriesClass(index)}`, cx: at, cy: LINE, r: rate === own ? 6 : 4 }),
      );
      if (!hasRoom.has(rate)) return;
      const anchor = at > width - EDGE ? 'end' : 'middle';
      picture.append(
        svg('text', { class: 'tick', x: at, y: LINE + 19, 'text-anchor': anchor }, formatNumber(rate)),
      );
    });
    if (limit !== null) {
      const at = x(limit);
      picture.append(
        svg('path', { class: 'limit', d: `M${at} 12V${LINE + 8}` }),
        svg(
          'text',
          { class: 'limit-label', x: at, y: 10, 'text-anchor': at > width / 2 ? 'end' : 'start' },
          ratesSentences.limitIs(formatNumber(limit)),
        ),
      );
    }
    figure.append(picture);
  }
  if (sentence !== '') figure.append(h('p', { class: 'note' }, sentence));
  return figure;
}

/** The rates whose numbers stand beside each other without overlapping: the file's own first, then from either end. */
function roomFor(rates: readonly number[], own: number, x: (rate: number) => number): ReadonlySet<number> {
  const sorted = [...new Set(rates)].sort((a, b) => a - b);
  const ends = sorted.flatMap((rate, n) => (n < sorted.length / 2 ? [rate, sorted.at(-1 - n) ?? rate] : []));
  const shown = new Set<number>();
  const half = (rate: number): number => (CHARACTER * formatNumber(rate).length) / 2;
  for (const rate of [...sorted.filter((one) => one === own), ...ends]) {
    const isFree = [...shown].every(
      (other) => other === rate || Math.abs(x(other) - x(rate)) > half(other) + half(rate) + APART,
    );
    if (isFree) shown.add(rate);
  }
  return shown;
}
