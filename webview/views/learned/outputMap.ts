import type { LearnedMap } from '../../../src/protocol/views/learned';
import { h, setAttribute, setText } from '../../element';
import { formatNumber, visibleText } from '../../format';
import {
  classColor,
  colorOn,
  css,
  paintCells,
  readMapTheme,
  scaleOf,
  strokeContour,
  tracePoint,
  type MapTheme,
} from './mapPainter';
import { learnedSentences, learnedStrings } from './strings';

const SIGN = 4.5;

/** What the map shows: an output by its number, or which class is the largest. */
export type MapChoice = number | 'class';

/** The function of a network of two inputs as a map, the samples on it, and a cross that reads it. */
export class OutputMap {
  readonly element = h('div', { class: 'learned-map' });
  readonly #canvas = h('canvas', {
    class: 'map-canvas',
    tabindex: 0,
    role: 'slider',
    'aria-label': learnedStrings.readMap,
  });
  readonly #up = [h('span', {}), h('span', { class: 'axis-name' }), h('span', {})] as const;
  readonly #across = [h('span', {}), h('span', { class: 'axis-name' }), h('span', {})] as const;
  readonly #readout: HTMLElement;
  #map: LearnedMap | null = null;
  #choice: MapChoice = 0;
  /** The cell that is read. */
  #at: number | null = null;

  constructor(readout: HTMLElement) {
    this.#readout = readout;
    this.element.append(
      h('div', { class: 'map-up', 'aria-hidden': 'true' }, this.#up[2], this.#up[1], this.#up[0]),
      this.#canvas,
      h('div', { class: 'map-across', 'aria-hidden': 'true' }, ...this.#across),
    );
    this.#canvas.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    this.#canvas.addEventListener('pointermove', ({ clientX, clientY }) => {
      const size = this.#map?.size ?? 0;
      const box = this.#canvas.getBoundingClientRect();
      const column = Math.floor(((clientX - box.left) / box.width) * size);
      const row = size - 1 - Math.floor(((clientY - box.top) / box.height) * size);
      this.#read(column, row);
    });
    this.#canvas.addEventListener('pointerleave', () => {
      if (document.activeElement !== this.#canvas) this.#read(null, 0);
    });
    this.#canvas.addEventListener('blur', () => {
      this.#read(null, 0);
    });
    new ResizeObserver(() => {
      this.paint();
    }).observe(this.#canvas);
  }

  show(map: LearnedMap, choice: MapChoice): void {
    if (this.#map && this.#at !== null && this.#map.size !== map.size) {
      const scaled = (n: number): number => Math.floor(((n + 0.5) / (this.#map?.size ?? 1)) * map.size);
      const row = Math.floor(this.#at / this.#map.size);
      this.#at = scaled(row) * map.size + scaled(this.#at % this.#map.size);
    }
    this.#map = map;
    this.#choice = choice;
    const [first, second] = map.axes;
    for (const [parts, axis] of [
      [this.#across, first],
      [this.#up, second],
    ] as const) {
      setText(parts[0], formatNumber(axis?.least ?? NaN, 3));
      setText(parts[1], visibleText(axis?.text ?? ''));
      setText(parts[2], formatNumber(axis?.greatest ?? NaN, 3));
    }
    this.paint();
    this.#say();
  }

  /** Draws anew, as when the theme or the size has changed. */
  paint(): void {
    const map = this.#map;
    const width = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    const height = Math.round(this.#canvas.clientHeight * devicePixelRatio);
    const context = this.#canvas.getContext('2d');
    if (!map || !context || width === 0) return;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const theme = readMapTheme(this.#canvas);
    context.lineWidth = 1.5 * devicePixelRatio;
    context.strokeStyle = theme.foreground;
    if (this.#choice === 'class') this.#paintClasses(context, map, theme);
    else this.#paintOutput(context, map, theme, this.#choice);
    this.#paintPoints(context, map, theme);
    this.#paintCross(context, map.size);
    setAttribute(this.#canvas, 'data-painted', map.size);
  }

  #paintOutput(context: CanvasRenderingContext2D, map: LearnedMap, theme: MapTheme, k: number): void {
    const values = map.outputs[k]?.values ?? new Float64Array();
    const scale = scaleOf(values, map.classes !== null);
    paintCells(this.#canvas, map.size, (cell) => colorOn(scale, theme, values[cell] ?? NaN));
    const level = map.classes?.threshold ?? scale.middle;
    strokeContour(context, map.size, (cell) => values[cell] ?? NaN, level);
  }

  #paintClasses(context: CanvasRenderingContext2D, map: LearnedMap, theme: MapTheme): void {
    const valueOf = (k: number, cell: number): number => map.outputs[k]?.values[cell] ?? NaN;
    const others = (k: number, cell: number): number =>
      Math.max(...map.outputs.map((_, other) => (other === k ? -Infinity : valueOf(other, cell))));
    paintCells(this.#canvas, map.size, (cell) => {
      const best = largestAt(map, cell);
      return classColor(theme, best, Math.min(1, Math.max(0, valueOf(best, cell) - others(best, cell))));
    });
    for (const k of map.outputs.keys())
      strokeContour(context, map.size, (cell) => valueOf(k, cell) - others(k, cell), 0);
  }

  #paintPoints(context: CanvasRenderingContext2D, map: LearnedMap, theme: MapTheme): void {
    const { points, axes, classes } = map;
    const [first, second] = axes;
    if (!points || !first || !second) return;
    const { width, height } = context.canvas;
    const targetWidth = points.targets.length / Math.max(1, points.samples.length);
    const shown = this.#choice === 'class' ? 0 : this.#choice;
    const scale = scaleOf(points.targets, classes !== null);
    context.lineWidth = 1.25 * devicePixelRatio;
    for (let n = 0; n < points.samples.length; n++) {
      const x = (((points.inputs[2 * n] ?? NaN) - first.least) / (first.greatest - first.least)) * width;
      const y =
        height -
        (((points.inputs[2 * n + 1] ?? NaN) - second.least) / (second.greatest - second.least)) * height;
      const own = points.classes?.[n] ?? 0;
      tracePoint(context, own, x, y, SIGN * devicePixelRatio);
      const strong =
        classes?.threshold === null
          ? classColor(theme, own, 1)
          : colorOn(scale, theme, points.targets[n * targetWidth + shown] ?? NaN);
      context.fillStyle = css(points.isTest[n] === 1 ? theme.background : strong);
      context.fill();
      context.stroke();
    }
  }

  #paintCross(context: CanvasRenderingContext2D, size: number): void {
    if (this.#at === null) return;
    const { width, height } = context.canvas;
    const x = (((this.#at % size) + 0.5) / size) * width;
    const y = height - ((Math.floor(this.#at / size) + 0.5) / size) * height;
    context.lineWidth = devicePixelRatio;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.moveTo(0, y);
    context.lineTo(width, y);
    context.stroke();
  }

  #press(event: KeyboardEvent): void {
    const size = this.#map?.size ?? 0;
    if (size === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = Math.floor(size / 2);
    const column = this.#at === null ? middle : this.#at % size;
    const row = this.#at === null ? middle : Math.floor(this.#at / size);
    // A step is a cell of the coarse map, however fine the map is.
    const step = Math.max(1, Math.round(size / 24));
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [column - step, row],
      ArrowRight: [column + step, row],
      ArrowUp: [column, row + step],
      ArrowDown: [column, row - step],
      Home: [0, row],
      End: [size - 1, row],
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (!to) return;
    event.preventDefault();
    this.#read(...to);
  }

  #read(column: number | null, row: number): void {
    const size = this.#map?.size ?? 0;
    const inside = (n: number): number => Math.min(size - 1, Math.max(0, n));
    const at = column === null || size === 0 ? null : inside(row) * size + inside(column);
    if (at === this.#at) return;
    this.#at = at;
    this.paint();
    this.#say();
  }

  #say(): void {
    const map = this.#map;
    if (!map) return;
    const middle = Math.floor(map.size / 2);
    const at = this.#at ?? middle * map.size + middle;
    const sentence = sentenceAt(map, at);
    setAttribute(this.#canvas, 'aria-valuemin', 0);
    setAttribute(this.#canvas, 'aria-valuemax', map.size * map.size - 1);
    setAttribute(this.#canvas, 'aria-valuenow', at);
    setAttribute(this.#canvas, 'aria-valuetext', sentence);
    setText(this.#readout, this.#at === null ? '' : sentence);
  }
}

/** The output that is largest in a cell. */
export function largestAt({ outputs }: LearnedMap, cell: number): number {
  let best = 0;
  for (const [k, { values }] of outputs.entries())
    if ((values[cell] ?? NaN) > (outputs[best]?.values[cell] ?? NaN)) best = k;
  return best;
}

/** The inputs in the middle of a cell. */
export function inputsAt({ axes, size }: LearnedMap, cell: number): number[] {
  return axes.map(({ least, greatest }, i) => {
    const n = i === 0 ? cell % size : Math.floor(cell / size);
    return least + ((n + 0.5) / size) * (greatest - least);
  });
}

function sentenceAt(map: LearnedMap, cell: number): string {
  const inputs = inputsAt(map, cell).map((x, i) =>
    learnedSentences.equals(visibleText(map.axes[i]?.text ?? ''), formatNumber(x, 3)),
  );
  const outputs = map.outputs.map(({ text, values }) =>
    learnedSentences.equals(visibleText(text), formatNumber(values[cell] ?? NaN)),
  );
  const { classes } = map;
  if (classes) {
    const own =
      classes.threshold === null
        ? largestAt(map, cell)
        : Number((map.outputs[0]?.values[cell] ?? NaN) >= classes.threshold);
    outputs.push(learnedSentences.isClass(visibleText(classes.names[own] ?? '')));
  }
  return learnedSentences.at(inputs, outputs);
}
