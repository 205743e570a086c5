import { svg } from '../element';
import { formatTick } from '../format';
import { linearTicks, type Limits } from '../chart/ticks';

/** Room for axis labels, in the picture's own units, which are CSS pixels at its full width. */
const PADDING = { top: 10, right: 12, bottom: 24, left: 12 };
const TICK = 4;
const LABEL = 12;

/** A small chart of two axis lines, drawn as SVG; it scales down with the space that it has. */
export class SvgChart {
  readonly element: SVGSVGElement;
  readonly #across: Limits;
  readonly #up: Limits;
  readonly #width: number;
  readonly #height: number;

  /** @param name what a screen reader says of it; the numbers themselves stand in a table beside it. */
  constructor(width: number, height: number, across: Limits, up: Limits, name: string) {
    this.#width = width;
    this.#height = height;
    this.#across = widened(across);
    this.#up = widened(up);
    this.element = svg('svg', {
      class: 'svg-chart',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': name,
    });
  }

  x(value: number): number {
    const { min, max } = this.#across;
    const { left, right } = PADDING;
    return left + ((value - min) / (max - min)) * (this.#width - left - right);
  }

  y(value: number): number {
    const { min, max } = this.#up;
    const { top, bottom } = PADDING;
    return this.#height - bottom - ((value - min) / (max - min)) * (this.#height - top - bottom);
  }

  /** Both axis lines with their ticks; labels of the vertical one stand inside. `unit` names the horizontal one. */
  axes(unit = ''): this {
    const [left, bottom] = [PADDING.left, this.#height - PADDING.bottom];
    const right = this.#width - PADDING.right;
    this.element.append(svg('path', { class: 'axis', d: `M${left} ${PADDING.top}V${bottom}H${right}` }));
    const across = linearTicks(this.#across);
    for (const tick of across) {
      const x = this.x(tick);
      this.element.append(
        svg('path', { class: 'axis', d: `M${x} ${bottom}v${-TICK}` }),
        svg('text', { x, y: bottom + LABEL, 'text-anchor': anchorOf(x, left, right) }, formatTick(tick)),
      );
    }
    for (const tick of linearTicks(this.#up)) {
      const y = this.y(tick);
      this.element.append(
        svg('path', { class: 'axis', d: `M${left} ${y}h${TICK}` }),
        // The lowest label would lie on the axis line.
        svg('text', { class: 'halo', x: left + TICK + 3, y: Math.min(y + 4, bottom - 3) }, formatTick(tick)),
      );
    }
    if (unit !== '') {
      const y = bottom - 5;
      this.element.append(svg('text', { class: 'halo', x: right, y, 'text-anchor': 'end' }, unit));
    }
    return this;
  }

  /** A line through the points whose numbers are finite; others leave a gap. */
  curve(xs: ArrayLike<number>, ys: ArrayLike<number>, className: string): this {
    let d = '';
    let isDown = false;
    for (let n = 0; n < xs.length; n++) {
      const [x, y] = [xs[n] ?? NaN, ys[n] ?? NaN];
      const isDrawn = Number.isFinite(x) && Number.isFinite(y);
      if (isDrawn) d += `${isDown ? 'L' : 'M'}${rounded(this.x(x))} ${rounded(this.y(y))}`;
      isDown = isDrawn;
    }
    if (d !== '') this.element.append(svg('path', { class: className, d }));
    return this;
  }

  /** The area between two lines over the same points. */
  band(xs: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>, className: string): this {
    const at = (n: number, ys: ArrayLike<number>): string =>
      `${rounded(this.x(xs[n] ?? NaN))} ${rounded(this.y(ys[n] ?? NaN))}`;
    const order = Array.from({ length: xs.length }, (_, n) => n).filter(
      (n) => Number.isFinite(low[n]) && Number.isFinite(high[n]),
    );
    if (order.length === 0) return this;
    const there = order.map((n) => at(n, low));
    const back = [...order].reverse().map((n) => at(n, high));
    this.element.append(svg('path', { class: className, d: `M${[...there, ...back].join('L')}Z` }));
    return this;
  }

  add(...nodes: SVGElement[]): this {
    this.element.append(...nodes);
    return this;
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Limits that are apart. */
function widened({ min, max }: Limits): Limits {
  if (min < max) return { min, max };
  const room = Math.abs(min) || 1;
  return { min: min - room, max: max + room };
}

/** Labels at the ends of an axis stay inside the picture. */
function anchorOf(x: number, left: number, right: number): string {
  if (x < left + 2 * LABEL) return 'start';
  return x > right - 2 * LABEL ? 'end' : 'middle';
}

/** The limits of all finite numbers with some air; 0 to 1 of none. */
export function limitsOf(values: Iterable<number>, air = 0.05): Limits {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min > max) return { min: 0, max: 1 };
  const room = air * (max - min);
  return { min: min - room, max: max + room };
}
