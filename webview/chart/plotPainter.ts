import type uPlot from 'uplot';
import { formatCount, formatTick } from '../format';
import type { ChartTheme } from './theme';
import { linearTicks, logTicks, type Limits } from './ticks';

/** What stands on the plot besides the curves. */
export interface PlotMarks {
  readonly theme: ChartTheme;
  readonly isLog: boolean;
  /** The newest epoch, for the hairline and its tag. */
  readonly epoch: number | null;
  readonly epochLabel: string;
  /** The ends of the curves, with their labels. */
  readonly ends: readonly {
    readonly x: number;
    readonly y: number;
    readonly label: string;
    readonly color: string;
  }[];
  readonly isDiverged: boolean;
  /** What happened in which epoch; `y` where it is about a loss. */
  readonly events: readonly {
    readonly kind: 'best' | 'rate' | 'nonFinite';
    readonly x: number;
    readonly y: number | null;
    readonly label: string;
  }[];
  /** The stretch that a person is drawing with the mouse; null: none. */
  readonly band: { readonly from: number; readonly to: number } | null;
}

/** Space around the curves, in CSS pixels: the axes' labels stand inside the axis lines, left and below. */
export const PLOT_PADDING = { top: 28, bottom: 26, left: 64 };
/** Room for the labels at the curves' ends, in a plot wide enough to spare it. */
export const END_ROOM = 132;
const END_ROOM_FROM = 560;
const LEAST_RIGHT = 12;

export function rightPadding(width: number): number {
  return width >= END_ROOM_FROM ? END_ROOM : LEAST_RIGHT;
}

const TICK = 5;
const LABEL_GAP = 8;
const CROSS = 5;
const TAG_HEIGHT = 18;
const RING = 5;
/** How far below the top, or beside a ring, the words of an event stand. */
const EVENT_ROW = 12;
const BAND_ALPHA = 0.2;

/** Draws axes, hairline, tag, end labels and cross; called by uPlot after the curves. */
export function paintMarks(plot: uPlot, marks: PlotMarks, ratio: number): void {
  const painter = new Painter(plot, marks, ratio);
  painter.axes();
  painter.band();
  painter.events();
  painter.current();
  painter.ends();
}

/** The limits of a scale; null before it has any. */
function limitsOf(scale: uPlot.Scale | undefined): Limits | null {
  const { min, max } = scale ?? {};
  return typeof min === 'number' && typeof max === 'number' ? { min, max } : null;
}

class Painter {
  readonly #plot: uPlot;
  readonly #marks: PlotMarks;
  readonly #context: CanvasRenderingContext2D;
  readonly #width: number;
  readonly #height: number;
  readonly #ratio: number;

  constructor(plot: uPlot, marks: PlotMarks, ratio: number) {
    this.#plot = plot;
    this.#marks = marks;
    this.#context = plot.ctx;
    this.#ratio = ratio;
    this.#width = plot.width;
    this.#height = plot.height;
  }

  /** Runs `draw` in CSS pixels of the whole canvas. */
  #draw(draw: (context: CanvasRenderingContext2D) => void): void {
    const context = this.#context;
    context.save();
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.font = this.#marks.theme.font;
    context.lineWidth = 1;
    // uPlot leaves the dash of the last curve behind.
    context.setLineDash([]);
    draw(context);
    context.restore();
  }

  #x(value: number): number {
    return this.#plot.valToPos(value, 'x', true) / this.#ratio;
  }

  #y(value: number): number {
    return this.#plot.valToPos(value, 'y', true) / this.#ratio;
  }

  axes(): void {
    const { theme, isLog } = this.#marks;
    const across = limitsOf(this.#plot.scales['x']);
    const limits = limitsOf(this.#plot.scales['y']);
    if (!across || !limits) return;
    const xs = linearTicks(across, true);
    const ys = isLog ? logTicks(limits) : linearTicks(limits);
    const bottom = Math.round(this.#height) - 0.5;
    this.#draw((context) => {
      context.strokeStyle = theme.axis;
      context.beginPath();
      context.moveTo(0.5, PLOT_PADDING.top - TICK);
      context.lineTo(0.5, bottom);
      context.lineTo(this.#width, bottom);
      for (const tick of xs) {
        const at = Math.round(this.#x(tick)) + 0.5;
        context.moveTo(at, bottom);
        context.lineTo(at, bottom - TICK);
      }
      for (const tick of ys) {
        const at = Math.round(this.#y(tick)) + 0.5;
        context.moveTo(0, at);
        context.lineTo(TICK, at);
      }
      context.stroke();
      context.fillStyle = theme.muted;
      context.textBaseline = 'middle';
      for (const tick of ys) context.fillText(formatTick(tick), TICK + 4, this.#y(tick));
      context.textBaseline = 'alphabetic';
      for (const tick of xs) this.#xLabel(context, tick, bottom);
    });
  }

  #xLabel(context: CanvasRenderingContext2D, tick: number, bottom: number): void {
    const text = formatCount(tick);
    const half = context.measureText(text).width / 2;
    const x = Math.min(this.#width - half - 2, this.#x(tick));
    context.textAlign = 'center';
    context.fillText(text, x, bottom - TICK - 4);
  }

  /** The newest epoch: a hairline through the plot, and its number in a tag above it. */
  current(): void {
    const { theme, epoch, epochLabel } = this.#marks;
    const across = limitsOf(this.#plot.scales['x']);
    if (epoch === null || !across || epoch < across.min || epoch > across.max) return;
    this.#draw((context) => {
      const x = Math.round(this.#x(epoch)) + 0.5;
      context.strokeStyle = theme.axis;
      context.beginPath();
      context.moveTo(x, TAG_HEIGHT);
      context.lineTo(x, this.#height - PLOT_PADDING.bottom);
      context.stroke();
      const width = context.measureText(epochLabel).width + 12;
      const left = Math.max(1, Math.min(this.#width - width - 1, x - width / 2));
      context.fillStyle = theme.background;
      context.fillRect(left, 0, width, TAG_HEIGHT);
      context.strokeRect(Math.round(left) + 0.5, 0.5, Math.round(width), TAG_HEIGHT - 1);
      context.fillStyle = theme.foreground;
      context.textBaseline = 'middle';
      context.textAlign = 'center';
      context.fillText(epochLabel, left + width / 2, TAG_HEIGHT / 2 + 0.5);
    });
  }

  /** The stretch that will be shown when the mouse is let go. */
  band(): void {
    const { theme, band } = this.#marks;
    if (!band) return;
    this.#draw((context) => {
      const [left, right] = [this.#x(Math.min(band.from, band.to)), this.#x(Math.max(band.from, band.to))];
      const height = this.#height - PLOT_PADDING.top - PLOT_PADDING.bottom;
      context.globalAlpha = BAND_ALPHA;
      context.fillStyle = theme.muted;
      context.fillRect(left, PLOT_PADDING.top, right - left, height);
      context.globalAlpha = 1;
      context.strokeStyle = theme.foreground;
      context.strokeRect(left, PLOT_PADDING.top, right - left, height);
    });
  }

  /** A ring where the loss is least, lines where the rate changed or a number was lost; words where there is room. */
  events(): void {
    const across = limitsOf(this.#plot.scales['x']);
    if (!across) return;
    const seen = this.#marks.events.filter(({ x }) => x >= across.min && x <= across.max);
    this.#draw((context) => {
      for (const { kind, x, y, label } of seen)
        if (kind === 'best' && y !== null) this.#ring(context, this.#x(x), this.#y(y), label);
      let free = 0;
      for (const event of seen) if (event.kind !== 'best') free = this.#eventLine(context, event, free);
    });
  }

  #ring(context: CanvasRenderingContext2D, x: number, y: number, label: string): void {
    const { theme } = this.#marks;
    context.strokeStyle = theme.foreground;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, RING, 0, 2 * Math.PI);
    context.stroke();
    // To the left, where the curve has been: at its right the names of the curves may stand.
    const left = x - RING - 4 - context.measureText(label).width;
    const up = y - 2 * EVENT_ROW < PLOT_PADDING.top ? EVENT_ROW : -EVENT_ROW;
    this.#label(context, label, left >= PLOT_PADDING.left ? left : x + RING + 4, y + up, theme);
  }

  /**
   * @param free from where on no words stand yet.
   * @returns the same after this event.
   */
  #eventLine(
    context: CanvasRenderingContext2D,
    { kind, x, label }: PlotMarks['events'][number],
    free: number,
  ): number {
    const { theme } = this.#marks;
    const at = Math.round(this.#x(x)) + 0.5;
    context.strokeStyle = kind === 'rate' ? theme.muted : theme.error;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(at, PLOT_PADDING.top);
    context.lineTo(at, this.#height - PLOT_PADDING.bottom);
    context.stroke();
    context.setLineDash([]);
    const width = context.measureText(label).width;
    const isLast = kind === 'nonFinite' || at + 4 + width > this.#width - 2;
    const left = isLast ? at - 4 - width : at + 4;
    if (left < free) return free;
    // A curve that ends in a number that is lost ends at the top.
    const row =
      kind === 'rate' ? PLOT_PADDING.top + EVENT_ROW : this.#height - PLOT_PADDING.bottom - EVENT_ROW;
    this.#label(context, label, left, row, theme);
    return left + width + LABEL_GAP;
  }

  ends(): void {
    const { ends, theme, isDiverged } = this.#marks;
    const top = PLOT_PADDING.top;
    const bottom = this.#height - PLOT_PADDING.bottom;
    this.#draw((context) => {
      const lineHeight = parseFloat(getComputedStyle(this.#plot.root).fontSize) + 4;
      const placed = ends
        .map((end) => ({ ...end, px: this.#x(end.x), py: Math.min(bottom, Math.max(top, this.#y(end.y))) }))
        .filter(({ px, py }) => Number.isFinite(px) && Number.isFinite(py))
        .sort((a, b) => a.py - b.py);
      // From the lowest up: labels make room for each other upwards, away from the axis.
      let below = bottom + lineHeight / 2;
      for (const end of placed.reverse()) {
        const width = context.measureText(end.label).width;
        // Left of the end where there is no room to its right.
        const isLeft = end.px + LABEL_GAP + width > this.#width;
        const wanted = end.py - (isLeft ? lineHeight * 0.7 : 0);
        const y = Math.max(top + lineHeight / 2, Math.min(wanted, below - lineHeight));
        below = y;
        this.#dot(context, end.px, end.py, end.color, isDiverged);
        this.#label(context, end.label, isLeft ? end.px - LABEL_GAP - width : end.px + LABEL_GAP, y, theme);
      }
    });
  }

  #dot(context: CanvasRenderingContext2D, x: number, y: number, color: string, isCross: boolean): void {
    context.strokeStyle = isCross ? this.#marks.theme.error : color;
    context.fillStyle = color;
    context.lineWidth = 2;
    context.beginPath();
    if (isCross) {
      context.moveTo(x - CROSS, y - CROSS);
      context.lineTo(x + CROSS, y + CROSS);
      context.moveTo(x - CROSS, y + CROSS);
      context.lineTo(x + CROSS, y - CROSS);
      context.stroke();
    } else {
      context.arc(x, y, 2.5, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #label(context: CanvasRenderingContext2D, text: string, x: number, y: number, theme: ChartTheme): void {
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = theme.background;
    context.strokeText(text, x, y);
    context.fillStyle = theme.foreground;
    context.fillText(text, x, y);
  }
}
