/** What is measured of the panel in a real browser; milliseconds unless a name says otherwise. */

/** What a person sees while the panel is busy, from the frames of some seconds. */
export interface FrameFigures {
  /** Work of the page's main thread between two frames: 95th and 99th percentile, and the most. */
  readonly work95: number;
  readonly work99: number;
  readonly workMost: number;
  /** From one frame to the next: the middle one, and the 99th percentile. */
  readonly apart: number;
  readonly apart99: number;
  /** Frames a second. */
  readonly rate: number;
  /** Pictures that the chart, or the toolbar, drew a second. */
  readonly redrawn: number;
}

/** From the Enter key on the command to the drawn diagram, and what of it passed before the page's script was asked for. */
export interface PaintFigures {
  readonly drawn: number;
  readonly beforeScript: number;
}

/** Taken in the window of a real VS Code, see window.ts. */
export interface WindowFigures {
  readonly version: string;
  /** Of a window that has shown no panel yet. */
  readonly firstPaint: PaintFigures;
  /** The middle one of those after it. */
  readonly laterPaint: PaintFigures;
  /** The same window doing nothing. */
  readonly idle: FrameFigures;
  readonly streaming: FrameFigures;
  /** A chart of a million epochs, moved with every frame. */
  readonly panning: FrameFigures;
  readonly zooming: FrameFigures;
  readonly chartEpochs: number;
  /** From the tab's click to a picture of 64 × 64 when no thread of the pool is there, and to its first picture. */
  readonly landscapeCold: number;
  readonly landscapeColdFirst: number;
  /** From another choice of axes to a picture of 64 × 64. */
  readonly landscapeWarm: number;
  /** From a move of the slider to the drawn numbers of that epoch: the middle one and the longest. */
  readonly slider: number;
  readonly sliderMost: number;
}

/** Taken in a page of Chromium alone, see page.ts. */
export interface PageFigures {
  /** From the start of the page to the drawn diagram: the middle one. */
  readonly drawn: number;
  /** Kilobytes of script that had come by then, not compressed. */
  readonly scriptKilobytes: number;
  /** What 30 minutes of messages made the heap grow by, after the garbage was gone, in megabytes. */
  readonly grownMegabytes: number;
  readonly heldMegabytes: number;
  readonly grownNodes: number;
  readonly messages: number;
  readonly streamSeconds: number;
}

export interface PanelFigures {
  readonly window: WindowFigures;
  readonly page: PageFigures;
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
