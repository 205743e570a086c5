import type { SlopePicture } from '../../../src/protocol/views/story';
import { h, svg } from '../../element';
import { formatCount, formatNumber, shortened, visibleText } from '../../format';
import { dataTable } from '../dataTable';
import { limitsOf, SvgChart } from '../svgChart';
import { storySentences, storyStrings } from './strings';

const WIDTH = 300;
const HEIGHT = 180;
const DOT = 3.5;
/** Half the length of a tangent, in pixels. */
const TANGENT = 26;
/** Labels of more units would lie on each other. */
const MOST_LABELS = 6;
const LONGEST_NAME = 24;

/** φ with each unit's point and tangent, and φ′ with each unit's slope, side by side. */
export function slopeFigure(picture: SlopePicture): HTMLElement {
  const name = shortened(visibleText(picture.activation), LONGEST_NAME);
  const layer = visibleText(picture.layerName);
  const { xs, units, more } = picture;
  const words = (of: (unit: SlopePicture['units'][number]) => number): string =>
    units.map((unit) => storySentences.point(visibleText(unit.text), formatNumber(of(unit), 3))).join(', ');
  const across = { min: xs[0] ?? -1, max: xs.at(-1) ?? 1 };
  const values = new SvgChart(
    WIDTH,
    HEIGHT,
    across,
    limitsOf(picture.values),
    storySentences.curve(
      name,
      layer,
      words(({ value }) => value),
    ),
  );
  values.curve(xs, picture.values, 'curve series-0').axes(storyStrings.preActivation);
  const slopes = new SvgChart(
    WIDTH,
    HEIGHT,
    across,
    limitsOf([...picture.slopes, 0]),
    storySentences.derivative(
      name,
      layer,
      words(({ slope }) => slope),
    ),
  );
  slopes.curve(xs, picture.slopes, 'curve series-1').axes(storyStrings.preActivation);
  for (const [n, { preActivation: a, value, slope, text }] of units.entries()) {
    const [x, y] = [values.x(a), values.y(value)];
    // The tangent's direction on the screen: y grows downwards, and both axes have scales of their own.
    const dx = values.x(a + 1) - x;
    const dy = values.y(value + slope) - y;
    const share = TANGENT / Math.hypot(dx, dy);
    values.add(
      svg('path', {
        class: 'tangent',
        d: `M${x - dx * share} ${y - dy * share}L${x + dx * share} ${y + dy * share}`,
      }),
      svg('circle', { class: 'dot', cx: x, cy: y, r: DOT }),
    );
    slopes.add(
      svg('path', { class: 'drop', d: `M${x} ${slopes.y(slope)}V${slopes.y(0)}` }),
      svg('circle', { class: 'dot', cx: x, cy: slopes.y(slope), r: DOT }),
    );
    if (units.length > MOST_LABELS) continue;
    // Above and below by turns: neighbours are often close.
    const shift = n % 2 === 0 ? -8 : 16;
    for (const [chart, at] of [
      [values, y],
      [slopes, slopes.y(slope)],
    ] as const) {
      chart.add(svg('text', { class: 'halo label', x: x + 6, y: at + shift }, visibleText(text)));
    }
  }
  const notes = more > 0 ? [h('p', { class: 'note' }, storySentences.more(formatCount(more)))] : [];
  return h(
    'figure',
    { class: 'slope-figure' },
    h('figcaption', {}, storySentences.activation(name, layer)),
    h('div', { class: 'slope-pair' }, part(storyStrings.value, values), part(storyStrings.slope, slopes)),
    ...notes,
  );
}

function part(heading: string, chart: SvgChart): HTMLElement {
  return h('div', {}, h('span', { class: 'note' }, heading), chart.element);
}

/** The same units as a table. */
export function slopeTable({ layerName, units }: SlopePicture): HTMLElement {
  return dataTable(layerName, [
    { heading: storyStrings.unit, words: units.map(({ text }) => text) },
    { heading: storyStrings.preActivation, numbers: units.map(({ preActivation }) => preActivation) },
    { heading: storyStrings.value, numbers: units.map(({ value }) => value) },
    { heading: storyStrings.slope, numbers: units.map(({ slope }) => slope) },
  ]);
}
