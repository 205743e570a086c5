import { svg } from '../element';
import { formatCount, formatTick } from '../format';
import type { PlotData } from './lossPlot';
import type { NamedCurve } from './namedCurves';
import { END_ROOM, PLOT_PADDING } from './plotPainter';
import type { ChartTheme } from './theme';
import { linearTicks, logTicks } from './ticks';

/** Pictures of the chart as files: PNG as it is seen, SVG in the colours of paper. */

const WIDTH = 900;
const HEIGHT = 320;
const FONT_SIZE = 12;
const LABEL_HEIGHT = 14;

/** The colours of VS Code's light theme: a file is read on paper, whatever the editor looks like. */
const PAPER: ChartTheme = {
  foreground: '#1f1f1f',
  muted: '#595959',
  background: '#ffffff',
  axis: '#595959',
  loss: '#0b62c4',
  testLoss: '#9a5b00',
  others: ['#2e7230', '#652d90', '#c01200', '#595959', '#1f1f1f', '#9a5b00'],
  error: '#c01200',
  font: `${FONT_SIZE}px sans-serif`,
};

/** The canvas on the theme's background, as the bytes of a PNG file. */
export async function pngOf(canvas: HTMLCanvasElement, theme: ChartTheme): Promise<Uint8Array> {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d');
  if (!context) throw new Error('There is no canvas to draw the picture on.');
  context.fillStyle = theme.background;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => {
    copy.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('The picture could not be made.');
  return new Uint8Array(await blob.arrayBuffer());
}

/** The text of an SVG file, UTF-8. */
export function svgOf(
  data: PlotData,
  curves: readonly NamedCurve[],
  { title, description }: { readonly title: string; readonly description: string },
): Uint8Array {
  const { xLimits, yLimits, marks } = data;
  const { top, bottom, left } = PLOT_PADDING;
  const [right, floor] = [WIDTH - END_ROOM, HEIGHT - bottom];
  const scaled = (value: number): number => (marks.isLog ? Math.log10(value) : value);
  const [low, high] = [scaled(yLimits[0]), scaled(yLimits[1])];
  const x = (epoch: number): number =>
    left + ((epoch - xLimits[0]) / (xLimits[1] - xLimits[0])) * (right - left);
  const y = (loss: number): number => floor - ((scaled(loss) - low) / (high - low)) * (floor - top);
  const text = (content: string, at: number, up: number, anchor: string): SVGElement =>
    svg('text', { x: rounded(at), y: rounded(up), 'text-anchor': anchor, fill: PAPER.foreground }, content);
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, dash = ''): SVGElement =>
    svg('line', {
      x1: rounded(x1),
      y1: rounded(y1),
      x2: rounded(x2),
      y2: rounded(y2),
      stroke,
      'stroke-dasharray': dash || undefined,
    });

  const axes = [line(left, floor, right, floor, PAPER.axis), line(left, top, left, floor, PAPER.axis)];
  for (const tick of linearTicks({ min: xLimits[0], max: xLimits[1] }, true)) {
    axes.push(line(x(tick), floor, x(tick), floor + 4, PAPER.axis));
    axes.push(text(formatCount(tick), x(tick), floor + 4 + FONT_SIZE, 'middle'));
  }
  const limits = { min: yLimits[0], max: yLimits[1] };
  for (const tick of marks.isLog ? logTicks(limits) : linearTicks(limits)) {
    axes.push(line(left - 4, y(tick), left, y(tick), PAPER.axis));
    axes.push(text(formatTick(tick), left - 8, y(tick) + FONT_SIZE / 3, 'end'));
  }
  const paths = curves.map(({ style }, n) =>
    svg('path', {
      d: pathOf(data, n, x, y),
      fill: 'none',
      stroke: style.color(PAPER),
      'stroke-width': style.width,
      'stroke-dasharray': style.dash.length > 0 ? style.dash.join(' ') : undefined,
      'stroke-linejoin': 'round',
    }),
  );
  const events = marks.events.flatMap((event) => {
    if (event.x < xLimits[0] || event.x > xLimits[1]) return [];
    const at = x(event.x);
    if (event.kind !== 'best') {
      const stroke = event.kind === 'rate' ? PAPER.muted : PAPER.error;
      return [line(at, top, at, floor, stroke, '2 3'), text(event.label, at + 4, top - 4, 'start')];
    }
    if (event.y === null) return [];
    const ring = { cx: rounded(at), cy: rounded(y(event.y)), r: 4, fill: 'none', stroke: PAPER.foreground };
    return [svg('circle', ring), text(event.label, at, y(event.y) - 8, 'middle')];
  });
  const root = svg(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'font-family': 'sans-serif',
      'font-size': FONT_SIZE,
    },
    svg('title', {}, title),
    svg('desc', {}, description),
    svg('rect', { width: WIDTH, height: HEIGHT, fill: PAPER.background }),
    ...axes,
    ...paths,
    ...events,
    ...endLabels(data, x, y).map(({ label, at, up }) => text(label, at + 6, up, 'start')),
  );
  return new TextEncoder().encode(new XMLSerializer().serializeToString(root));
}

/** The path of a curve, with a gap wherever it is broken. */
function pathOf(
  { x: places, curves, xLimits }: PlotData,
  n: number,
  x: (epoch: number) => number,
  y: (loss: number) => number,
): string {
  const parts: string[] = [];
  let isDown = false;
  places.forEach((place, index) => {
    const value = curves[n]?.values[index];
    if (value === undefined) return;
    const isInside = value !== null && place >= xLimits[0] && place <= xLimits[1];
    if (isInside) parts.push(`${isDown ? 'L' : 'M'}${rounded(x(place))} ${rounded(y(value))}`);
    isDown = isInside;
  });
  return parts.join('');
}

/** The curves' names at their ends, from the lowest up, where each makes room for the next. */
function endLabels(
  { marks }: PlotData,
  x: (epoch: number) => number,
  y: (loss: number) => number,
): { readonly label: string; readonly at: number; readonly up: number }[] {
  const ends = marks.ends.map((end) => ({ label: end.label, at: x(end.x), up: y(end.y) + FONT_SIZE / 3 }));
  let below = Infinity;
  return ends
    .sort((a, b) => b.up - a.up)
    .map((end) => {
      below = Math.min(end.up, below - LABEL_HEIGHT);
      return { ...end, up: below };
    });
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
