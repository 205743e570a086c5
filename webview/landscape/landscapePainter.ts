import type { LandscapeHeights, LandscapeMap } from '../../src/protocol/views/landscape';
import { formatNumber } from '../format';
import { colourReader } from '../chart/theme';
import { linearTicks } from '../chart/ticks';
import { drawMark } from './marks';
import { landscapeStrings } from './landscapeStrings';
import { readColour, shadesBetween } from './shades';

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

/** Room for the axes, in CSS pixels. */
export const MAP_PADDING = { left: 56, right: 8, top: 8, bottom: 36 };
const SHADES = 64;
/** Every second line has its height written on it, and is stronger. */
const LABEL_EVERY = 2;
const HALO = 3;

/** What is drawn. */
export interface Picture {
  readonly map: LandscapeMap;
  readonly heights: LandscapeHeights;
  readonly theme: MapTheme;
  /** The side of the square, and device pixels per CSS pixel. */
  readonly side: number;
  readonly ratio: number;
  /** The node that is read: column and row; null: none. */
  readonly reading: readonly [number, number] | null;
}

export function paintMap(canvas: HTMLCanvasElement, picture: Picture): void {
  const { side, ratio, theme } = picture;
  const { left, right, top, bottom } = MAP_PADDING;
  canvas.width = Math.round((side + left + right) * ratio);
  canvas.height = Math.round((side + top + bottom) * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = theme.font;
  context.translate(left, top);
  context.save();
  context.beginPath();
  context.rect(0, 0, side, side);
  context.clip();
  paintHeights(context, picture);
  paintLines(context, picture);
  paintPath(context, picture);
  paintEnds(context, picture);
  paintReading(context, picture);
  context.restore();
  paintAxes(context, picture);
}

/** Height as a share of the scale: 0 the lowest, 1 the highest. */
function shareOf(height: number, { low, high, isLog }: LandscapeHeights['scale']): number {
  if (!Number.isFinite(height)) return 1;
  if (high === low) return 0;
  const share = isLog
    ? Math.log(Math.max(height, low) / low) / Math.log(high / low)
    : (height - low) / (high - low);
  return Math.min(1, Math.max(0, share));
}

function paintHeights(context: CanvasRenderingContext2D, { heights, theme, side }: Picture): void {
  const { size, values, scale } = heights;
  const background = readColour(theme.background);
  const shades = shadesBetween(background, readColour(theme.high, background), SHADES);
  const image = new ImageData(size, size);
  values.forEach((height, n) => {
    const shade = 3 * Math.round(shareOf(height, scale) * (SHADES - 1));
    // Rows of the grid rise, rows of a picture fall.
    const at = 4 * ((size - 1 - Math.floor(n / size)) * size + (n % size));
    image.data.set([shades[shade] ?? 0, shades[shade + 1] ?? 0, shades[shade + 2] ?? 0, 255], at);
  });
  const small = document.createElement('canvas');
  small.width = size;
  small.height = size;
  small.getContext('2d')?.putImageData(image, 0, 0);
  // Nodes stand on the sides of the map, in the middle of their pixels.
  const cell = side / (size - 1);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, -cell / 2, -cell / 2, size * cell, size * cell);
}

function paintLines(context: CanvasRenderingContext2D, { heights, theme, side }: Picture): void {
  const { lines, scale, size } = heights;
  const cell = side / (size - 1);
  context.lineWidth = 1;
  context.strokeStyle = theme.foreground;
  const labels: [string, number, number][] = [];
  lines.forEach((all, level) => {
    context.globalAlpha = level % LABEL_EVERY === 0 ? 0.75 : 0.35;
    context.beginPath();
    let longest: Float64Array | null = null;
    for (const line of all) {
      for (let n = 0; n < line.length; n += 2) {
        const [x, y] = [(line[n] ?? 0) * cell, side - (line[n + 1] ?? 0) * cell];
        if (n === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      if (!longest || line.length > longest.length) longest = line;
    }
    context.stroke();
    if (level % LABEL_EVERY !== 0 || !longest || longest.length < 16) return;
    const middle = 2 * Math.floor(longest.length / 4);
    const text = formatNumber(scale.levels[level] ?? 0, 2);
    labels.push([text, (longest[middle] ?? 0) * cell, side - (longest[middle + 1] ?? 0) * cell]);
  });
  context.globalAlpha = 1;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const written: [number, number][] = [];
  for (const [text, x, y] of labels) {
    const half = context.measureText(text).width / 2 + 2;
    const at = [Math.min(side - half, Math.max(half, x)), Math.min(side - 8, Math.max(8, y))] as const;
    // Where lines are dense not all heights have room.
    const isFree = written.every(
      ([otherX, otherY]) => Math.abs(otherX - at[0]) > 2 * half || Math.abs(otherY - at[1]) > 14,
    );
    if (!isFree) continue;
    written.push([...at]);
    haloed(context, theme, text, ...at);
  }
}

function haloed(
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

/** Where a point of the plane stands on the map. */
function place({ map: { square }, side }: Picture, u: number, v: number): [number, number] {
  const scale = side / (2 * square.half);
  return [(u - square.u + square.half) * scale, side - (v - square.v + square.half) * scale];
}

function paintPath(context: CanvasRenderingContext2D, picture: Picture): void {
  const { map, theme, side } = picture;
  const now = place(picture, 0, 0);
  if (map.path) {
    const { u, v } = map.path;
    for (const [width, colour] of [
      [HALO + 1.75, theme.background],
      [1.75, theme.foreground],
    ] as const) {
      context.beginPath();
      context.lineJoin = 'round';
      context.lineWidth = width;
      context.strokeStyle = colour;
      u.forEach((one, n) => {
        context.lineTo(...place(picture, one, v[n] ?? 0));
      });
      context.stroke();
    }
    const start = place(picture, u[0] ?? 0, v[0] ?? 0);
    ring(context, theme, start, false);
    beside(context, theme, landscapeStrings.start, start, side);
  }
  ring(context, theme, now, true);
  beside(context, theme, landscapeStrings.end, now, side);
}

/** A ring for a start, a disc for an end. */
function ring(
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

function beside(
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

function paintEnds(context: CanvasRenderingContext2D, picture: Picture): void {
  const { map, theme } = picture;
  for (const { basin, u, v } of map.ends) {
    if (basin < 0) continue;
    const [x, y] = place(picture, u, v);
    drawMark(
      context,
      basin,
      x,
      y,
      5,
      theme.marks[basin % theme.marks.length] ?? theme.foreground,
      theme.background,
    );
  }
}

function paintReading(context: CanvasRenderingContext2D, { reading, heights, theme, side }: Picture): void {
  if (!reading) return;
  const cell = side / (heights.size - 1);
  const [x, y] = [reading[0] * cell, side - reading[1] * cell];
  context.lineWidth = 1;
  context.strokeStyle = theme.foreground;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, side);
  context.moveTo(0, y);
  context.lineTo(side, y);
  context.stroke();
  context.setLineDash([]);
}

function paintAxes(context: CanvasRenderingContext2D, { map, theme, side }: Picture): void {
  const { square, offsets, names } = map;
  context.strokeStyle = theme.axis;
  context.fillStyle = theme.muted;
  context.lineWidth = 1;
  context.strokeRect(-0.5, -0.5, side + 1, side + 1);
  const limits = (middle: number, offset: number): { min: number; max: number } => ({
    min: offset + middle - square.half,
    max: offset + middle + square.half,
  });
  const [across, up] = [limits(square.u, offsets[0]), limits(square.v, offsets[1])];
  const share = (value: number, { min, max }: { min: number; max: number }): number =>
    (value - min) / (max - min);
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const tick of linearTicks(across)) {
    const x = share(tick, across) * side;
    context.fillText(formatNumber(tick, 3), Math.min(side - 10, Math.max(6, x)), side + 4);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of linearTicks(up)) {
    const y = side - share(tick, up) * side;
    context.fillText(formatNumber(tick, 3), -5, Math.min(side - 6, Math.max(6, y)));
  }
  context.fillStyle = theme.foreground;
  context.textBaseline = 'top';
  context.fillText(names[0], side, side + 19);
  context.save();
  context.translate(-MAP_PADDING.left + 2, 0);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'right';
  context.fillText(names[1], 0, 0);
  context.restore();
}
