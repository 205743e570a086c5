import { formatNumber } from '../format';
import { beside, HALO, haloed, ring, SHADES, shareOf } from './ink';
import { MAP_PADDING, type Picture } from './landscapePainter';
import { landscapeStrings } from './landscapeStrings';
import { drawMark } from './marks';
import { readColour, shadesBetween } from './shades';

/**
 * The loss as a hill above the plane, seen from the side: an orthographic projection of a surface over a grid, whose
 * facets are painted from the far end to the near one, so that what stands in front hides what is behind it. The run's
 * path lies on the surface and is painted with the facets that it crosses.
 */

/** From where the hill is seen, in degrees: turned to the left, and from how far above the plane. */
export interface Turn {
  readonly azimuth: number;
  readonly elevation: number;
}

/** How high the hill is, where its plane has the side 1. */
const HEIGHT = 0.5;
/** Room at the sides, in CSS pixels. */
const MARGIN = 12;
/** How dark a facet becomes that is turned away from the light, and how bright one that faces it; a level one is 1. */
const [DARKEST, BRIGHTEST] = [0.5, 1.12];
/** Lines on the surface, along each side. */
const GRID_LINES = 16;
/** How many pieces a cell's width of the path has: each is hidden or seen as a whole. */
const PIECES = 3;
/** How far from the middle the words of an axis stand; its side is at 0.5. */
const OUTSIDE = 0.58;
/** Pixels below which the heights have no scale. */
const LEAST_SCALE = 24;
const RADIANS = Math.PI / 180;

/** A point in the plane, −0.5 … 0.5 on both axes, and its height, 0 … 1. */
type Place = readonly [x: number, y: number, share: number];

const CORNERS: readonly Place[] = [
  [-0.5, -0.5, 0],
  [0.5, -0.5, 0],
  [0.5, 0.5, 0],
  [-0.5, 0.5, 0],
];

interface Projection {
  readonly at: (place: Place) => [number, number];
  /** Whether a larger x, a larger y, is further away. */
  readonly isFarX: boolean;
  readonly isFarY: boolean;
  /** How much light falls on a facet that rises so along x and along y: it comes from the left and above. */
  readonly light: (alongX: number, alongY: number) => number;
}

function projection({ azimuth, elevation }: Turn, width: number, height: number): Projection {
  const [sine, cosine] = [Math.sin(azimuth * RADIANS), Math.cos(azimuth * RADIANS)];
  const [above, along] = [Math.sin(elevation * RADIANS), Math.cos(elevation * RADIANS)];
  // The diagonal of the plane fits whatever the turn is: turning does not change the size.
  const scale = (width - 2 * MARGIN) / Math.SQRT2;
  const middle = height / 2 + (scale * HEIGHT * along) / 2;
  return {
    at: ([x, y, share]) => [
      width / 2 + scale * (x * cosine - y * sine),
      middle - scale * ((x * sine + y * cosine) * above + share * HEIGHT * along),
    ],
    isFarX: sine > 0,
    isFarY: cosine > 0,
    light: (alongX, alongY) => {
      // The normal of the facet is (−∂z/∂x, −∂z/∂y, 1), the light (−1, 0, 1) in the axes of the screen.
      const lit = 1 + alongX * cosine - alongY * sine;
      return Math.min(BRIGHTEST, Math.max(DARKEST, lit / Math.hypot(1, alongX, alongY)));
    },
  };
}

/** Paints the hill on a canvas of the size that the map has, too. */
export function paintHill(canvas: HTMLCanvasElement, picture: Picture, turn: Turn): void {
  const { side, ratio, theme, heights } = picture;
  const { left, right, top, bottom } = MAP_PADDING;
  const [width, height] = [side + left + right, side + top + bottom];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = theme.font;
  context.lineJoin = 'round';
  const view = projection(turn, width, height);
  const shares = Float64Array.from(heights.values, (value) => shareOf(value, heights.scale));
  paintPlane(context, picture, view);
  paintSurface(context, picture, view, shares, pathPieces(picture, shares, view));
  paintPoints(context, picture, view, shares, width);
  paintScale(context, picture, view);
  paintAxes(context, picture, view, width);
}

/** The height of the surface above a place of the plane, between the nodes around it; null outside. */
function heightAt(shares: Float64Array, size: number, x: number, y: number): number | null {
  const [column, row] = [(x + 0.5) * (size - 1), (y + 0.5) * (size - 1)];
  if (Math.min(column, row) < 0 || Math.max(column, row) > size - 1) return null;
  const [i, j] = [Math.min(size - 2, Math.floor(column)), Math.min(size - 2, Math.floor(row))];
  const [a, b] = [column - i, row - j];
  const node = (di: number, dj: number): number => shares[(j + dj) * size + i + di] ?? 0;
  return (1 - b) * ((1 - a) * node(0, 0) + a * node(1, 0)) + b * ((1 - a) * node(0, 1) + a * node(1, 1));
}

/** Where a point of the landscape stands in the plane. */
function inPlane({ map: { square } }: Picture, u: number, v: number): [number, number] {
  return [(u - square.u) / (2 * square.half), (v - square.v) / (2 * square.half)];
}

/**
 * The run's path in short pieces on the surface, by the cell after which each is painted: the next one towards the
 * viewer, or the facets around it would cover half of the line. What leaves the square is left out.
 */
function pathPieces(
  picture: Picture,
  shares: Float64Array,
  { isFarX, isFarY }: Projection,
): Map<number, (readonly [Place, Place])[]> {
  const pieces = new Map<number, (readonly [Place, Place])[]>();
  const { path } = picture.map;
  const { size } = picture.heights;
  if (!path) return pieces;
  const points = Array.from(path.u, (u, n) => inPlane(picture, u, path.v[n] ?? 0));
  for (const [n, to] of points.entries()) {
    const from = points[n - 1];
    if (!from) continue;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) * (size - 1);
    // A run that left the square by far is not cut into countless pieces: no more than there are cells to cross.
    const count = Math.max(1, Math.min(4 * PIECES * size, Math.ceil(length * PIECES)));
    const place = (step: number): Place | null => {
      const share = step / count;
      const [x, y] = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
      const height = heightAt(shares, size, x, y);
      return height === null ? null : [x, y, height];
    };
    for (let step = 0; step < count; step++) {
      const [start, end] = [place(step), place(step + 1)];
      if (!start || !end) continue;
      const nearer = (one: number, other: number, isFar: boolean): number => {
        const cell = Math.floor(((one + other) / 2 + 0.5) * (size - 1));
        return Math.min(size - 2, Math.max(0, cell + (isFar ? -1 : 1)));
      };
      const key = nearer(start[1], end[1], isFarY) * size + nearer(start[0], end[0], isFarX);
      const there = pieces.get(key);
      if (there) there.push([start, end]);
      else pieces.set(key, [[start, end]]);
    }
  }
  return pieces;
}

function paintSurface(
  context: CanvasRenderingContext2D,
  { heights: { size }, theme }: Picture,
  { at, isFarX, isFarY, light }: Projection,
  shares: Float64Array,
  pieces: ReadonlyMap<number, readonly (readonly [Place, Place])[]>,
): void {
  const background = readColour(theme.background);
  const table = shadesBetween(background, readColour(theme.high, background), SHADES);
  const shaded = (share: number, lit: number): string => {
    const n = 3 * Math.round(share * (SHADES - 1));
    const part = (k: number): number => Math.min(255, Math.round(lit * (table[n + k] ?? 0)));
    return `rgb(${part(0)} ${part(1)} ${part(2)})`;
  };
  const cells = size - 1;
  const every = Math.max(1, Math.round(cells / GRID_LINES));
  const node = (i: number, j: number): Place => [i / cells - 0.5, j / cells - 0.5, shares[j * size + i] ?? 0];
  for (let far = 0; far < cells; far++) {
    const j = isFarY ? cells - 1 - far : far;
    for (let across = 0; across < cells; across++) {
      const i = isFarX ? cells - 1 - across : across;
      const corners = [node(i, j), node(i + 1, j), node(i + 1, j + 1), node(i, j + 1)] as const;
      const points = corners.map(at);
      const mean = corners.reduce((sum, [, , share]) => sum + share / 4, 0);
      context.beginPath();
      for (const point of points) context.lineTo(...point);
      context.closePath();
      const [a, b, c, d] = [corners[0][2], corners[1][2], corners[2][2], corners[3][2]];
      const rise = (HEIGHT * cells) / 2;
      const shade = shaded(mean, light(rise * (b - a + c - d), rise * (d - a + c - b)));
      context.fillStyle = shade;
      context.fill();
      // Facets that only touch let the ground shine through between them.
      context.strokeStyle = shade;
      context.lineWidth = 0.75;
      context.stroke();
      const edges = [
        ...(j % every === 0 ? [[0, 1] as const] : []),
        ...(j === cells - 1 ? [[3, 2] as const] : []),
        ...(i % every === 0 ? [[0, 3] as const] : []),
        ...(i === cells - 1 ? [[1, 2] as const] : []),
      ];
      line(
        context,
        edges.map(([from, to]) => [points[from] ?? [0, 0], points[to] ?? [0, 0]]),
        theme.foreground,
        0.6,
        0.5,
      );
      const crossing = pieces.get(j * size + i)?.map(([from, to]) => [at(from), at(to)] as const) ?? [];
      // Without round ends: the rim of a piece would cover the piece before.
      line(context, crossing, theme.background, HALO + 1.75, 1, 'butt');
      line(context, crossing, theme.foreground, 1.75);
    }
  }
}

function line(
  context: CanvasRenderingContext2D,
  pieces: readonly (readonly [readonly [number, number], readonly [number, number]])[],
  colour: string,
  width: number,
  alpha = 1,
  cap: CanvasLineCap = 'round',
): void {
  if (pieces.length === 0) return;
  context.beginPath();
  for (const [from, to] of pieces) {
    context.moveTo(...from);
    context.lineTo(...to);
  }
  context.lineCap = cap;
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
  context.globalAlpha = 1;
}

/** Start, present place and ends: on top of everything, since what they tell must not be hidden. */
function paintPoints(
  context: CanvasRenderingContext2D,
  picture: Picture,
  { at }: Projection,
  shares: Float64Array,
  width: number,
): void {
  const { map, heights, theme } = picture;
  const point = (u: number, v: number): [number, number] | null => {
    const [x, y] = inPlane(picture, u, v);
    const share = heightAt(shares, heights.size, x, y);
    return share === null ? null : at([x, y, share]);
  };
  for (const { basin, u, v } of map.ends) {
    const place = basin < 0 ? null : point(u, v);
    if (!place) continue;
    const colour = theme.marks[basin % theme.marks.length] ?? theme.foreground;
    drawMark(context, basin, ...place, 5, colour, theme.background);
  }
  const start = map.path && point(map.path.u[0] ?? 0, map.path.v[0] ?? 0);
  if (start) {
    ring(context, theme, start, false);
    beside(context, theme, landscapeStrings.start, start, width);
  }
  const now = point(0, 0);
  if (!now) return;
  ring(context, theme, now, true);
  beside(context, theme, landscapeStrings.end, now, width);
}

/** The square below the hill. */
function paintPlane(context: CanvasRenderingContext2D, { theme }: Picture, { at }: Projection): void {
  context.beginPath();
  for (const corner of CORNERS) context.lineTo(...at(corner));
  context.closePath();
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.stroke();
}

/** At the two near sides of the square what they are, and the numbers at their ends. */
function paintAxes(
  context: CanvasRenderingContext2D,
  { map, theme }: Picture,
  view: Projection,
  width: number,
): void {
  const { square, offsets, names } = map;
  const [nearX, nearY] = [view.isFarX ? -OUTSIDE : OUTSIDE, view.isFarY ? -OUTSIDE : OUTSIDE];
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [axis, middle] of [square.u, square.v].entries()) {
    const at = (along: number): [number, number] =>
      view.at(axis === 0 ? [along, nearY, 0] : [nearX, along, 0]);
    const number = (along: number): string =>
      formatNumber((offsets[axis] ?? 0) + middle + 2 * along * square.half, 3);
    const write = (text: string, [x, y]: [number, number]): void => {
      const half = context.measureText(text).width / 2 + 1;
      context.fillText(text, Math.min(width - half, Math.max(half, x)), y);
    };
    context.fillStyle = theme.muted;
    write(number(-0.5), at(-0.42));
    write(number(0.5), at(0.42));
    context.fillStyle = theme.foreground;
    write(names[axis] ?? '', at(0));
  }
}

/** What the heights are, at the corner that stands furthest to the left, where nothing is in front. */
function paintScale(
  context: CanvasRenderingContext2D,
  { heights: { scale }, theme }: Picture,
  { at }: Projection,
): void {
  const [x, y] = CORNERS.reduce((one, other) => (at(other)[0] < at(one)[0] ? other : one));
  const [low, high] = [at([x, y, 0]), at([x, y, 1])];
  // Seen from above, heights have no length.
  if (low[1] - high[1] < LEAST_SCALE) return;
  line(context, [[low, high]], theme.axis, 1);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const [value, place] of [
    [scale.low, low],
    [scale.high, high],
  ] as const)
    haloed(context, theme, formatNumber(value, 3), place[0] + 4, place[1]);
}
