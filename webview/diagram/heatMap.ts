import type { MatrixOverview } from '../../src/core/insight/matrixOverview';
import { h, setAttribute } from '../element';
import { heatColour, heatScale } from './heatColours';

/** The longer side of a picture, in pixels at most; cells are whole pixels. */
const LONGEST_SIDE = 300;
const MOST_PER_CELL = 16;
/** Cells as large as this show a negative number by a stroke, too. */
const STROKED_FROM = 6;

export interface HeatMapActions {
  /** A person reads a cell; null: none any more. */
  readonly onRead: (cell: number | null) => void;
  readonly onSelect: (cell: number) => void;
}

/** A matrix as a picture that is read by pointer and arrow keys. */
export class HeatMap {
  readonly element: HTMLElement;
  readonly #canvas = h('canvas', { 'aria-hidden': 'true' });
  readonly #mark = h('span', { class: 'cell-mark', hidden: true });
  readonly #frame: HTMLElement;
  readonly #actions: HeatMapActions;
  #overview: MatrixOverview | null = null;
  #size = 1;
  #cell: number | null = null;

  constructor(name: string, label: string, actions: HeatMapActions) {
    this.#actions = actions;
    this.#frame = h(
      'div',
      { class: 'heat-frame', tabindex: 0, role: 'application', 'aria-label': label },
      this.#canvas,
      this.#mark,
    );
    this.element = h('div', { class: 'heat-map' }, h('p', { class: 'note' }, name), this.#frame);
    this.#listen();
  }

  show(overview: MatrixOverview | null): void {
    this.#overview = overview;
    this.element.hidden = overview === null;
    if (!overview) return;
    const { rows, columns, values, largest } = overview;
    const fitting = Math.floor(LONGEST_SIDE / Math.max(rows, columns));
    this.#size = Math.max(2, Math.min(MOST_PER_CELL, fitting));
    const size = this.#size;
    this.#canvas.width = columns * size;
    this.#canvas.height = rows * size;
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    const scale = heatScale(this.element);
    const ground = `rgb(${scale.ground.join(' ')})`;
    values.forEach((value, cell) => {
      const [x, y] = [(cell % columns) * size, Math.floor(cell / columns) * size];
      context.fillStyle = `rgb(${heatColour(scale, value, largest).join(' ')})`;
      context.fillRect(x, y, size, size);
      if (value < 0 && size >= STROKED_FROM) {
        context.strokeStyle = ground;
        context.beginPath();
        context.moveTo(x + 1, y + size - 1);
        context.lineTo(x + size - 1, y + 1);
        context.stroke();
      }
    });
    if (this.#cell !== null && this.#cell >= values.length) this.#read(null);
  }

  #listen(): void {
    const cellAt = ({ clientX, clientY }: MouseEvent): number | null => {
      const { left, top } = this.#canvas.getBoundingClientRect();
      const { rows = 0, columns = 0 } = this.#overview ?? {};
      const [column, row] = [
        Math.floor((clientX - left) / this.#size),
        Math.floor((clientY - top) / this.#size),
      ];
      const isInside = column >= 0 && row >= 0 && column < columns && row < rows;
      return isInside ? row * columns + column : null;
    };
    this.#frame.addEventListener('pointermove', (event) => {
      this.#read(cellAt(event));
    });
    this.#frame.addEventListener('pointerleave', () => {
      this.#read(null);
    });
    this.#frame.addEventListener('click', (event) => {
      const cell = cellAt(event);
      if (cell !== null) this.#actions.onSelect(cell);
    });
    this.#frame.addEventListener('focus', () => {
      if (this.#frame.matches(':focus-visible')) this.#read(this.#cell ?? 0);
    });
    this.#frame.addEventListener('keydown', (event) => {
      this.#press(event);
    });
  }

  #press(event: KeyboardEvent): void {
    const { rows = 0, columns = 0 } = this.#overview ?? {};
    if (event.altKey || event.ctrlKey || event.metaKey || columns === 0) return;
    const at = this.#cell ?? 0;
    const [row, column] = [Math.floor(at / columns), at % columns];
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [row, Math.max(0, column - 1)],
      ArrowRight: [row, Math.min(columns - 1, column + 1)],
      ArrowUp: [Math.max(0, row - 1), column],
      ArrowDown: [Math.min(rows - 1, row + 1), column],
      Home: [row, 0],
      End: [row, columns - 1],
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (to) this.#read(to[0] * columns + to[1]);
    else if (event.key === 'Enter' || event.key === ' ') this.#actions.onSelect(at);
    else return;
    event.preventDefault();
  }

  #read(cell: number | null): void {
    if (cell === this.#cell) return;
    this.#cell = cell;
    setAttribute(this.#mark, 'hidden', cell === null);
    const { columns = 1 } = this.#overview ?? {};
    if (cell !== null) {
      this.#mark.style.left = `${(cell % columns) * this.#size}px`;
      this.#mark.style.top = `${Math.floor(cell / columns) * this.#size}px`;
      this.#mark.style.width = this.#mark.style.height = `${this.#size}px`;
    }
    this.#actions.onRead(cell);
  }
}
