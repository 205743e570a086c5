import type {
  Distribution,
  DistributionsView,
  LayerDistributions,
} from '../../../src/protocol/views/distributions';
import { h, svg } from '../../element';
import { formatCount, formatNumber, visibleText } from '../../format';
import { limitsOf, SvgChart } from '../svgChart';
import { distributionsSentences, distributionsStrings } from './strings';

/** What of a layer is looked at. */
export type Kind = keyof typeof distributionsStrings.kinds;

export const kinds: readonly Kind[] = ['weights', 'activations', 'deltas', 'updates'];

const SERIES = 6;
const HISTOGRAM = { width: 150, height: 56 };
const BAND = { width: 420, height: 150 };
const RATIO = { width: 560, height: 190 };
/** log₁₀ of the rule of thumb. */
const RULE = -3;

/** The histogram of one kind of number in one layer, with its least, median and greatest below. */
export function histogram(
  kind: Kind,
  layer: string,
  { histogram: bars, quantiles, notFinite }: Distribution,
): HTMLElement {
  const { counts } = bars;
  const { width, height } = HISTOGRAM;
  const largest = Math.max(1, ...counts);
  const step = width / counts.length;
  const [least, median, greatest] = [0, 3, 6].map((n) => formatNumber(quantiles[n] ?? NaN, 3)) as [
    string,
    string,
    string,
  ];
  const name = distributionsSentences.histogram(
    distributionsStrings.kinds[kind],
    layer,
    least,
    median,
    greatest,
  );
  const zero = (0 - bars.least) / (bars.greatest - bars.least);
  const picture = svg(
    'svg',
    { class: 'svg-chart', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': name },
    ...Array.from(counts, (count, n) => {
      const size = (count / largest) * (height - 2);
      return svg('rect', {
        class: 'count-bar',
        x: n * step,
        y: height - size,
        width: Math.max(1, step - 1),
        height: size,
      });
    }),
    svg('path', { class: 'axis', d: `M0 ${height - 0.5}H${width}` }),
    // Where 0 lies, if it lies inside.
    ...(zero > 0 && zero < 1 ? [svg('path', { class: 'zero', d: `M${zero * width} 0V${height}` })] : []),
  );
  const words = [distributionsSentences.range(least, median, greatest)];
  if (notFinite > 0) words.push(distributionsSentences.notFinite(formatCount(notFinite)));
  const own = h('span', { class: 'kind-name', 'aria-hidden': 'true' }, distributionsStrings.kinds[kind]);
  return h('div', { class: 'histogram' }, own, picture, h('span', { class: 'note' }, words.join(' · ')));
}

/** The quantiles of one kind in one layer, epoch by epoch. */
export function bandChart(kind: Kind, layer: number, read: readonly DistributionsView[]): HTMLElement {
  const name = visibleText(read[0]?.layers[layer]?.name ?? '');
  const epochs = read.map(({ epoch }) => epoch);
  const quantile = (n: number): number[] =>
    read.map(({ layers }) => layers[layer]?.[kind].quantiles[n] ?? NaN);
  const [least, low, lower, median, upper, high, greatest] = [0, 1, 2, 3, 4, 5, 6].map(quantile) as [
    number[],
    number[],
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const words = distributionsSentences.band(distributionsStrings.kinds[kind], name);
  const chart = new SvgChart(
    BAND.width,
    BAND.height,
    { min: epochs[0] ?? 0, max: epochs.at(-1) ?? 1 },
    limitsOf([...least, ...greatest]),
    words,
  );
  chart
    .band(epochs, low, high, 'band wide')
    .band(epochs, lower, upper, 'band narrow')
    .curve(epochs, least, 'extreme')
    .curve(epochs, greatest, 'extreme')
    .curve(epochs, median, 'curve series-0')
    .axes(distributionsStrings.epoch);
  return h('figure', { class: 'band-figure' }, h('figcaption', {}, name), chart.element);
}

/** How large updates are beside their weights, a line for each layer, on a logarithmic scale. */
export function ratioChart(read: readonly DistributionsView[]): SVGSVGElement {
  const epochs = read.map(({ epoch }) => epoch);
  const layers = read[0]?.layers ?? [];
  const logs = layers.map((_, l) => read.map((one) => Math.log10(one.layers[l]?.updateRatio ?? NaN)));
  const up = limitsOf([...logs.flat(), RULE]);
  const across = { min: epochs[0] ?? 0, max: epochs.at(-1) ?? 1 };
  const chart = new SvgChart(RATIO.width, RATIO.height, across, up, distributionsStrings.ratio);
  chart.curve([across.min, across.max], [RULE, RULE], 'rule');
  for (const [l, ys] of logs.entries()) chart.curve(epochs, ys, `curve series-${l % SERIES}`);
  chart.axes(distributionsStrings.epoch);
  for (const [l, ys] of logs.entries()) {
    const y = ys.findLast((value) => Number.isFinite(value));
    if (y === undefined) continue;
    const words = visibleText(layers[l]?.name ?? '');
    chart.add(
      svg(
        'text',
        { class: 'halo label', x: RATIO.width - 16, y: chart.y(y) - 5, 'text-anchor': 'end' },
        words,
      ),
    );
  }
  return chart.element;
}

/** "hidden 0.0012": the ratio of each layer. */
export function ratioWords(layers: DistributionsView['layers']): string {
  return distributionsSentences.ratios(
    layers.map((layer: LayerDistributions & { readonly name: string }) =>
      distributionsSentences.ratioOf(visibleText(layer.name), formatNumber(layer.updateRatio, 3)),
    ),
  );
}
