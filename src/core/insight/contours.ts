/** Lines of equal height on a grid, by marching squares. */

/** Heights between which lines are drawn, ascending. */
export interface HeightScale {
  readonly low: number;
  readonly high: number;
  /** Heights are better told apart by their logarithms. */
  readonly isLog: boolean;
  readonly levels: readonly number[];
}

/** More decades than this are not told apart: below is the foot of the picture. */
const mostDecades = 8;
const logFrom = 10;

/** About `count` round heights between the least and the greatest finite value of a grid. */
export function heightScale(values: Float64Array, count: number): HeightScale {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high > low)) return { low: Number.isFinite(low) ? low : 0, high: low, isLog: false, levels: [] };
  const isLog = low >= 0 && high > logFrom * low;
  if (!isLog)
    return { low, high, isLog, levels: between(low, high, count, (share) => low + share * (high - low)) };
  const foot = Math.max(low, high / 10 ** mostDecades);
  return {
    low: foot,
    high,
    isLog,
    levels: between(foot, high, count, (share) => foot * (high / foot) ** share),
  };
}

function between(low: number, high: number, count: number, at: (share: number) => number): number[] {
  const levels = Array.from({ length: count }, (_, n) => Number(at((n + 1) / (count + 1)).toPrecision(2)));
  return [...new Set(levels)].filter((level) => level > low && level < high);
}

/**
 * The lines of one height, each as x, y, x, y, … in units of the grid's cells: a node in column c and row r stands at
 * (c, r). A line that closes ends where it began. Cells with a corner that is not finite have none. In a saddle the
 * mean of the corners says which two are joined.
 *
 * @param values [size × size], row by row.
 */
export function contourLines(values: Float64Array, size: number, level: number): Float64Array[] {
  const segments = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = segments.get(from);
      if (known) known.push(to);
      else segments.set(from, [to]);
    }
  };
  for (let r = 0; r + 1 < size; r++) {
    for (let c = 0; c + 1 < size; c++) addCell(values, size, level, c, r, join);
  }
  return linesOf(segments, (edge) => pointOn(values, size, level, edge));
}

/** Edges are named by their lower node and direction: `h c r` to the right, `v c r` upwards. */
function addCell(
  values: Float64Array,
  size: number,
  level: number,
  c: number,
  r: number,
  join: (a: string, b: string) => void,
): void {
  const at = (x: number, y: number): number => values[y * size + x]!;
  const corners = [at(c, r), at(c + 1, r), at(c + 1, r + 1), at(c, r + 1)] as const;
  if (!corners.every(Number.isFinite)) return;
  const isAbove = corners.map((value) => value >= level);
  const edges = [`h ${c} ${r}`, `v ${c + 1} ${r}`, `h ${c} ${r + 1}`, `v ${c} ${r}`] as const;
  const crossed = edges.filter((_, n) => isAbove[n] !== isAbove[(n + 1) % 4]);
  if (crossed.length === 2) join(crossed[0]!, crossed[1]!);
  else if (crossed.length === 4) {
    const isMeanAbove = corners.reduce((sum, value) => sum + value, 0) / 4 >= level;
    // Corners on the other side than the mean are cut off, each by the two edges that meet in it.
    const isFirstCut = isAbove[0] !== isMeanAbove;
    join(edges[3], isFirstCut ? edges[0] : edges[2]);
    join(edges[1], isFirstCut ? edges[2] : edges[0]);
  }
}

function pointOn(values: Float64Array, size: number, level: number, edge: string): readonly [number, number] {
  const [kind, x, y] = edge.split(' ');
  const [c, r] = [Number(x), Number(y)];
  const from = values[r * size + c]!;
  const to = kind === 'h' ? values[r * size + c + 1]! : values[(r + 1) * size + c]!;
  const share = (level - from) / (to - from);
  return kind === 'h' ? [c + share, r] : [c, r + share];
}

/** Walks along segments: open lines first, from an end, then what closes. */
function linesOf(
  segments: Map<string, string[]>,
  point: (edge: string) => readonly [number, number],
): Float64Array[] {
  const lines: Float64Array[] = [];
  const walk = (start: string): void => {
    const line: number[] = [...point(start)];
    let at = start;
    for (;;) {
      const next = segments.get(at)?.pop();
      if (next === undefined) break;
      const back = segments.get(next)!;
      back.splice(back.indexOf(at), 1);
      line.push(...point(next));
      at = next;
    }
    if (line.length > 2) lines.push(Float64Array.from(line));
  };
  for (const [edge, others] of segments) if (others.length === 1) walk(edge);
  for (const [edge, others] of segments) if (others.length > 0) walk(edge);
  return lines;
}
