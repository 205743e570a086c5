import type { LandscapeHeights } from '../../src/protocol/views/landscape';
import { colourReader } from '../chart/theme';

/** What the map and the hill are drawn with: the theme, heights as shades, words and points that stand out from what is below them. */

/** Colours and font of the map, from the theme's variables: a canvas knows no style sheet. */
export interface MapTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly axis: string;
  /** The highest places. */
  readonly high: string;
  readonly marks: readonly string[];
  readonly font: string;
}

export function readMapTheme(element: Element): MapTheme {
  const style = getComputedStyle(element);
  const read = colourReader(element);
  const chart = (name: string): string => read(`--vscode-charts-${name}`);
  return {
    foreground: read('--foreground'),
    muted: read('--muted'),
    background: read('--background'),
    axis: read('--axis'),
    high: chart('blue'),
    marks: [
      chart('green'),
      chart('orange'),
      chart('red'),
      chart('purple'),
      read('--foreground'),
      chart('orange'),
    ],
    font: `${style.fontSize} ${style.fontFamily}`,
  };
}

/** How many shades heights have. */
export const SHADES = 64;
/** The rim around words and lines, in CSS pixels. */
export const HALO = 3;

/** Height as a share of the scale: 0 the lowest, 1 the highest. */
export function shareOf(height: number, { low, high, isLog }: LandscapeHeights['scale']): number {
  if (!Number.isFinite(height)) return 1;
  if (high === low) return 0;
  const share = isLog
    ? Math.log(Math.max(height, low) / low) / Math.log(high / low)
    : (height - low) / (high - low);
  return Math.min(1, Math.max(0, share));
}

export function haloed(
  context: CanvasRenderingContext2D,
  theme: MapTheme,
  text: string,
  x: number,
  y: number,
): void {
  context.lineJoin = 'round';
  context.lineWidth = HALO + 1;
  context.strokeStyle = theme.background;
  context.strokeText(text, x, y);
  context.fillStyle = theme.foreground;
  context.fillText(text, x, y);
}

/** A ring for a start, a disc for an end. */
export function ring(
  context: CanvasRenderingContext2D,
  theme: MapTheme,
  [x, y]: [number, number],
  isFull: boolean,
): void {
  context.beginPath();
  context.arc(x, y, 5, 0, 2 * Math.PI);
  context.fillStyle = isFull ? theme.foreground : theme.background;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = isFull ? theme.background : theme.foreground;
  context.stroke();
}

export function beside(
  context: CanvasRenderingContext2D,
  theme: MapTheme,
  text: string,
  [x, y]: [number, number],
  side: number,
): void {
  const isLeft = x > side / 2;
  context.textAlign = isLeft ? 'right' : 'left';
  context.textBaseline = 'middle';
  haloed(context, theme, text, x + (isLeft ? -9 : 9), Math.min(side - 8, Math.max(8, y)));
}
