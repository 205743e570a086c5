import type { LearnedMap } from '../../../src/protocol/views/learned';
import { h, setAttribute, setText, svg } from '../../element';
import { formatNumber, visibleText } from '../../format';
import { limitsOf, SvgChart } from '../svgChart';
import { learnedSentences, learnedStrings } from './strings';

const WIDTH = 640;
const HEIGHT = 280;
const POINT = 3.5;
const SERIES = 6;

/** The function of a network of one input: a curve for each output, the samples on it, and a line that reads it. */
export class OutputCurve {
  readonly element = h('div', {
    class: 'learned-curve',
    tabindex: 0,
    role: 'slider',
    'aria-label': learnedStrings.readCurve,
  });
  readonly #readout: HTMLElement;
  readonly #line = svg('path', { class: 'read-line' });
  #map: LearnedMap | null = null;
  #chart: SvgChart | null = null;
  #at: number | null = null;

  constructor(readout: HTMLElement) {
    this.#readout = readout;
    this.element.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    this.element.addEventListener('pointermove', ({ clientX }) => {
      const box = this.#chart?.element.getBoundingClientRect();
      const map = this.#map;
      if (!box || !map || !this.#chart) return;
      const [left, right] = [
        this.#chart.x(map.axes[0]?.least ?? 0),
        this.#chart.x(map.axes[0]?.greatest ?? 1),
      ];
      const x = ((clientX - box.left) / box.width) * WIDTH;
      this.#read(Math.round(((x - left) / (right - left)) * (map.size - 1)));
    });
    this.element.addEventListener('pointerleave', () => {
      if (document.activeElement !== this.element) this.#read(null);
    });
    this.element.addEventListener('blur', () => {
      this.#read(null);
    });
  }

  show(map: LearnedMap): void {
    this.#map = map;
    const axis = map.axes[0];
    if (!axis) return;
    const xs = xsOf(map);
    const targets = map.points ? [...map.points.targets] : [];
    const up = limitsOf([...map.outputs.flatMap(({ values }) => [...values]), ...targets]);
    const chart = new SvgChart(
      WIDTH,
      HEIGHT,
      { min: axis.least, max: axis.greatest },
      up,
      learnedStrings.functionHeading,
    );
    chart.axes(visibleText(axis.text));
    for (const [k, { values }] of map.outputs.entries())
      chart.curve(xs, values, `curve series-${k % SERIES}`);
    this.#addPoints(chart, map);
    for (const [k, { values, text }] of map.outputs.entries()) {
      const end = values.at(-1) ?? NaN;
      const name = map.outputs.length > 1 ? visibleText(text) : '';
      if (name !== '' && Number.isFinite(end))
        chart.add(
          svg(
            'text',
            {
              class: `halo label series-${k % SERIES}`,
              x: WIDTH - 18,
              y: chart.y(end) - 6,
              'text-anchor': 'end',
            },
            name,
          ),
        );
    }
    chart.add(this.#line);
    // The slider's own words say what it shows.
    setAttribute(chart.element, 'aria-hidden', 'true');
    this.#chart = chart;
    this.element.replaceChildren(chart.element);
    this.#read(this.#at);
  }

  #addPoints(chart: SvgChart, { points, outputs }: LearnedMap): void {
    if (!points) return;
    const width = points.targets.length / Math.max(1, points.samples.length);
    for (let n = 0; n < points.samples.length; n++) {
      for (let k = 0; k < Math.min(width, outputs.length); k++) {
        const [cx, cy] = [chart.x(points.inputs[n] ?? NaN), chart.y(points.targets[n * width + k] ?? NaN)];
        if (!Number.isFinite(cx + cy)) continue;
        const isTest = points.isTest[n] === 1 ? ' is-test' : '';
        chart.add(svg('circle', { class: `point series-${k % SERIES}${isTest}`, cx, cy, r: POINT }));
      }
    }
  }

  #press(event: KeyboardEvent): void {
    const map = this.#map;
    if (!map || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = map.size - 1;
    const at = this.#at ?? Math.floor(last / 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: last,
    };
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    this.#read(moves[event.key] ?? at);
  }

  #read(index: number | null): void {
    const map = this.#map;
    if (!map || !this.#chart) return;
    const last = map.size - 1;
    this.#at = index === null ? null : Math.min(last, Math.max(0, index));
    const at = this.#at ?? Math.floor(last / 2);
    const axis = map.axes[0];
    const x = xsOf(map)[at] ?? NaN;
    const sentence = learnedSentences.at(
      [learnedSentences.equals(visibleText(axis?.text ?? ''), formatNumber(x))],
      map.outputs.map(({ text, values }) =>
        learnedSentences.equals(visibleText(text), formatNumber(values[at] ?? NaN)),
      ),
    );
    setAttribute(this.element, 'aria-valuemin', 0);
    setAttribute(this.element, 'aria-valuemax', last);
    setAttribute(this.element, 'aria-valuenow', at);
    setAttribute(this.element, 'aria-valuetext', sentence);
    setText(this.#readout, this.#at === null ? '' : sentence);
    const px = this.#chart.x(x);
    setAttribute(this.#line, 'd', this.#at === null ? undefined : `M${px} 4V${HEIGHT - 24}`);
  }
}

/** The points along the one input. */
export function xsOf({ axes, size }: LearnedMap): number[] {
  const { least = 0, greatest = 1 } = axes[0] ?? {};
  return Array.from({ length: size }, (_, n) => least + (n / (size - 1)) * (greatest - least));
}
