import uPlot from 'uplot';
import type { Drawn } from './curves';
import { listenToGestures } from './gestures';
import { PLOT_PADDING, paintMarks, rightPadding, type PlotMarks } from './plotPainter';
import type { Range } from './zoom';

/**
 * The canvas of the loss chart. A chunk of its own: a panel without a run draws no curve. uPlot scales and
 * strokes; axes, labels and marks are ours.
 */

/** One curve as it is stroked. */
export interface PlotCurve {
  readonly values: Drawn;
  readonly color: string;
  /** Empty for a solid line. */
  readonly dash: readonly number[];
  readonly width: number;
}

export interface PlotData {
  readonly x: readonly number[];
  readonly curves: readonly PlotCurve[];
  readonly xLimits: readonly [number, number];
  readonly yLimits: readonly [number, number];
  readonly marks: PlotMarks;
}

export interface PlotEvents {
  /** Every time the canvas has been drawn. */
  readonly onDraw: () => void;
  /** The x value under the pointer; null when it has left. */
  readonly onPoint: (x: number | null) => void;
  /** Whether a person is at the plot, so that the wheel is meant for it. */
  readonly hasFocus: () => boolean;
  /** `at` is the epoch under the mouse. */
  readonly onZoom: (factor: number, at: number | null) => void;
  readonly onPan: (epochs: number) => void;
  readonly onBand: (band: Range | null) => void;
  readonly onSelect: (range: Range) => void;
  readonly onClick: (epoch: number) => void;
  readonly onReset: () => void;
}

/** uPlot's numbers for the two kinds of scale; its types name them by an enum that exists in no file. */
const LINEAR = 1;
const LOGARITHMIC = 3;

export class LossPlot {
  readonly #parent: HTMLElement;
  readonly #events: PlotEvents;
  #plot: uPlot;
  #data: PlotData;

  constructor(parent: HTMLElement, width: number, height: number, data: PlotData, events: PlotEvents) {
    this.#parent = parent;
    this.#events = events;
    this.#data = data;
    this.#plot = this.#create(width, height);
  }

  #create(width: number, height: number): uPlot {
    const plot = new uPlot(this.#options(width, height, this.#events), this.#aligned(), this.#parent);
    const { hasFocus, onZoom, onPan, onBand, onSelect, onClick, onReset } = this.#events;
    const epochAt = (left: number): number => plot.posToVal(left, 'x');
    listenToGestures(plot.over, hasFocus, {
      onZoom: (factor, left) => {
        onZoom(factor, left === null ? null : epochAt(left));
      },
      onPan: (pixels) => {
        onPan(epochAt(pixels) - epochAt(0));
      },
      onBand: (from, to) => {
        onBand(from === null || to === null ? null : { from: epochAt(from), to: epochAt(to) });
      },
      onSelect: (from, to) => {
        onSelect({ from: epochAt(from), to: epochAt(to) });
      },
      onClick: (left) => {
        onClick(epochAt(left));
      },
      onReset,
    });
    return plot;
  }

  show(data: PlotData): void {
    const isOther = shapeOf(data) !== shapeOf(this.#data);
    this.#data = data;
    if (isOther) {
      // uPlot fixes the kind of a scale and the dashes at birth.
      const { width, height } = this.#plot;
      this.#plot.destroy();
      this.#plot = this.#create(width, height);
    } else this.#plot.setData(this.#aligned());
  }

  resize(width: number, height: number): void {
    if (width !== this.#plot.width || height !== this.#plot.height) this.#plot.setSize({ width, height });
  }

  /** Moves the read-out line to an x value; null hides it. */
  point(x: number | null): void {
    this.#plot.setCursor(
      x === null ? { left: -10, top: -10 } : { left: this.#plot.valToPos(x, 'x'), top: 0 },
      false,
    );
  }

  /** What is drawn. */
  get data(): PlotData {
    return this.#data;
  }

  /** What the curves stand on, with axes and marks. */
  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  #aligned(): uPlot.AlignedData {
    return [[...this.#data.x], ...this.#data.curves.map(({ values }) => values)];
  }

  #options(width: number, height: number, events: PlotEvents): uPlot.Options {
    const { top, bottom, left } = PLOT_PADDING;
    const shape = shapeOf(this.#data);
    const { isLog } = this.#data.marks;
    const series = ({ dash, width: line }: PlotCurve, index: number): uPlot.Series => ({
      stroke: () => this.#data.curves[index]?.color ?? 'transparent',
      width: line,
      points: { show: false },
      spanGaps: false,
      ...(dash.length > 0 ? { dash: [...dash] } : {}),
    });
    return {
      width,
      height,
      padding: [top, rightPadding(width), bottom, left],
      pxAlign: false,
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [...this.#data.xLimits] },
        y: Object.assign<uPlot.Scale, { readonly distr: number }>(
          { range: () => [...this.#data.yLimits] },
          { distr: isLog ? LOGARITHMIC : LINEAR },
        ),
      },
      series: [{}, ...this.#data.curves.map(series)],
      hooks: {
        draw: [
          (plot) => {
            // A plot that another has replaced may still have a picture under way.
            if (shapeOf(this.#data) !== shape) return;
            paintMarks(plot, this.#data.marks, uPlot.pxRatio);
            events.onDraw();
          },
        ],
        setCursor: [
          (plot) => {
            const { left: x } = plot.cursor;
            events.onPoint(x === undefined || x < 0 ? null : plot.posToVal(x, 'x'));
          },
        ],
      },
    };
  }
}

/** What cannot be changed of a plot that is there. */
function shapeOf({ curves, marks }: PlotData): string {
  return JSON.stringify([marks.isLog, curves.map(({ dash, width }) => [dash, width])]);
}
