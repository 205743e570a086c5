import uPlot from 'uplot';
import { PLOT_PADDING, paintMarks, rightPadding, type PlotMarks } from './plotPainter';

/**
 * The canvas of the loss chart. A chunk of its own: a panel without a run draws no curve. uPlot scales and
 * strokes; axes, labels and marks are ours.
 */

export interface PlotData {
  readonly x: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly testLoss: readonly (number | null)[];
  readonly xLimits: readonly [number, number];
  readonly yLimits: readonly [number, number];
  readonly marks: PlotMarks;
}

export interface PlotEvents {
  /** Every time the canvas has been drawn. */
  readonly onDraw: () => void;
  /** The x value under the pointer; null when it has left. */
  readonly onPoint: (x: number | null) => void;
}

const LINE_WIDTH = 1.75;
const TEST_DASH = [6, 4];
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
    return new uPlot(this.#options(width, height, this.#events), this.#aligned(), this.#parent);
  }

  show(data: PlotData): void {
    const isOtherScale = data.marks.isLog !== this.#data.marks.isLog;
    this.#data = data;
    if (isOtherScale) {
      // uPlot fixes the kind of a scale at birth.
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

  #aligned(): uPlot.AlignedData {
    return [[...this.#data.x], [...this.#data.loss], [...this.#data.testLoss]];
  }

  #options(width: number, height: number, events: PlotEvents): uPlot.Options {
    const { top, bottom, left } = PLOT_PADDING;
    const { isLog } = this.#data.marks;
    const series = (color: () => string, dash?: number[]): uPlot.Series => ({
      stroke: color,
      width: LINE_WIDTH,
      points: { show: false },
      spanGaps: false,
      ...(dash ? { dash } : {}),
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
      series: [
        {},
        series(() => this.#data.marks.theme.loss),
        series(() => this.#data.marks.theme.testLoss, TEST_DASH),
      ],
      hooks: {
        draw: [
          (plot) => {
            // A plot that another scale has replaced may still have a picture under way.
            if (this.#data.marks.isLog !== isLog) return;
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
