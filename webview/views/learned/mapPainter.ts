import { colourReader } from '../../chart/theme';

/** What a canvas needs of the theme to paint a map: colours as numbers, since a map mixes them. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface MapTheme {
  readonly background: Rgb;
  readonly low: Rgb;
  readonly high: Rgb;
  readonly classes: readonly Rgb[];
  readonly foreground: string;
}

/** A class has its colour from here; later ones begin anew, and have another shape. */
const CLASS_COLORS = ['charts-blue', 'charts-orange', 'charts-green', 'charts-purple', 'charts-red'];

/** How much of its hue the strongest colour has; the rest is background, on which signs and lines are seen. */
const STRONGEST = 0.8;
const FAINTEST_CLASS = 0.25;

export function readMapTheme(element: Element): MapTheme {
  const colourOf = colourReader(element);
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const rgb = (name: string): Rgb => {
    if (!context) return [0, 0, 0];
    context.fillStyle = colourOf(name);
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
  return {
    background: rgb('--background'),
    low: rgb('--negative'),
    high: rgb('--positive'),
    classes: CLASS_COLORS.map((name) => rgb(`--vscode-${name}`)),
    foreground: colourOf('--foreground'),
  };
}

export function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (n: 0 | 1 | 2): number => from[n] + (to[n] - from[n]) * share;
  return [at(0), at(1), at(2)];
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)})`;
}

/** Numbers on a scale of two hues that meet in the background's colour. */
export interface Scale {
  readonly least: number;
  readonly middle: number;
  readonly greatest: number;
}

/** The scale of some numbers: about ½ for probabilities, about 0 where there are both signs, else about the middle. */
export function scaleOf(values: Float64Array, isProbability: boolean): Scale {
  if (isProbability) return { least: 0, middle: 0.5, greatest: 1 };
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (least > greatest) return { least: 0, middle: 0.5, greatest: 1 };
  const middle = least < 0 && greatest > 0 ? 0 : (least + greatest) / 2;
  return { least, middle, greatest };
}

export function colorOn({ least, middle, greatest }: Scale, theme: MapTheme, value: number): Rgb {
  if (Number.isNaN(value)) return theme.background;
  // Both sides by the longer one: equal colours are equal distances from the middle.
  const reach = Math.max(greatest - middle, middle - least) || 1;
  const share = Math.min(1, Math.abs(value - middle) / reach);
  return mixed(theme.background, value < middle ? theme.low : theme.high, STRONGEST * share);
}

/** The colour of a class, stronger the surer it is: `sureness` from 0 to 1. */
export function classColor(theme: MapTheme, index: number, sureness: number): Rgb {
  const own = theme.classes[index % theme.classes.length] ?? theme.high;
  return mixed(theme.background, own, FAINTEST_CLASS + (STRONGEST - FAINTEST_CLASS) * sureness);
}

/** Paints a square of cells over the whole canvas; the first row of cells is the lowest. */
export function paintCells(canvas: HTMLCanvasElement, size: number, colorAt: (cell: number) => Rgb): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const cells = document.createElement('canvas');
  cells.width = size;
  cells.height = size;
  const small = cells.getContext('2d');
  if (!small) return;
  const image = small.createImageData(size, size);
  for (let cell = 0; cell < size * size; cell++) {
    const row = size - 1 - Math.floor(cell / size);
    const [red, green, blue] = colorAt(cell);
    image.data.set([red, green, blue, 255], 4 * (row * size + (cell % size)));
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(cells, 0, 0, canvas.width, canvas.height);
}

/** Draws where the numbers of a square of cells pass `level`, between the middles of cells. */
export function strokeContour(
  context: CanvasRenderingContext2D,
  size: number,
  valueAt: (cell: number) => number,
  level: number,
): void {
  const { width, height } = context.canvas;
  const x = (column: number): number => ((column + 0.5) / size) * width;
  const y = (row: number): number => height - ((row + 0.5) / size) * height;
  context.beginPath();
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const corners: readonly (readonly [number, number])[] = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ];
      const crossings: (readonly [number, number])[] = [];
      for (const [n, [c, r]] of corners.entries()) {
        const [nextC, nextR] = corners[(n + 1) % 4] ?? [c, r];
        const here = valueAt(r * size + c) - level;
        const there = valueAt(nextR * size + nextC) - level;
        if (here < 0 === there < 0 || Number.isNaN(here - there)) continue;
        const share = here / (here - there);
        crossings.push([x(c + (nextC - c) * share), y(r + (nextR - r) * share)]);
      }
      // Two crossings are one line, four are two.
      for (let n = 0; n + 1 < crossings.length; n += 2) {
        const [from, to] = [crossings[n], crossings[n + 1]];
        if (!from || !to) continue;
        context.moveTo(...from);
        context.lineTo(...to);
      }
    }
  }
  context.stroke();
}

/** Traces the sign of a class about a point; the caller fills and strokes it. */
export function tracePoint(
  context: CanvasRenderingContext2D,
  shape: number,
  x: number,
  y: number,
  r: number,
): void {
  context.beginPath();
  const polygon = (count: number, turn: number, inner = 1): void => {
    for (let n = 0; n < count; n++) {
      const angle = turn + (2 * Math.PI * n) / count;
      const radius = n % 2 === 0 ? r * 1.2 : r * 1.2 * inner;
      context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    context.closePath();
  };
  switch (shape % 6) {
    case 0:
      context.arc(x, y, r, 0, 2 * Math.PI);
      break;
    case 1:
      context.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r);
      break;
    case 2:
      polygon(3, -Math.PI / 2);
      break;
    case 3:
      polygon(4, 0);
      break;
    case 4: {
      const [a, b] = [r * 1.1, r * 0.4];
      for (const [dx, dy] of [
        [-b, -a],
        [b, -a],
        [b, -b],
        [a, -b],
        [a, b],
        [b, b],
        [b, a],
        [-b, a],
        [-b, b],
        [-a, b],
        [-a, -b],
        [-b, -b],
      ] as const)
        context.lineTo(x + dx, y + dy);
      context.closePath();
      break;
    }
    default:
      polygon(10, -Math.PI / 2, 0.45);
  }
}
