import type { NetworkView } from '../../src/protocol/panel';

/**
 * Where everything in the diagram stands. The layers of a feed-forward network are known, so there is
 * nothing to search for: one column for the inputs, one for each layer, one for the loss terms, one for the
 * loss; units are centred in their column on a lattice that all columns share. All lengths in CSS pixels.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Column {
  readonly x: number;
  /** One for each unit that is drawn. */
  readonly ys: readonly number[];
  /** How many units the column stands for that are not drawn, and where that is said. */
  readonly more: { readonly count: number; readonly y: number } | null;
}

export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  readonly inputs: Column;
  readonly layers: readonly Column[];
  /** Null where the network has no data, so no targets. */
  readonly terms: Column | null;
  readonly loss: Point | null;
  /** Whether edges carry their values beside their names. */
  readonly hasEdgeValues: boolean;
  /** Columns stand too close for a symbol and its number on one line: the number stands under it. */
  readonly isStacked: boolean;
  /** Rows stand close: a bias says its number only when it is selected. */
  readonly isDense: boolean;
  readonly biasRise: number;
}

export const UNIT_RADIUS = 10;
/** From a unit's centre to the baseline of the first line under it, and from each line to the next. */
export const FIRST_LINE = 26;
export const LINE_HEIGHT = 16;

/** How far a bias stands above its unit, and how far where rows stand close. */
const BIAS_RISE = 34;
const DENSE_BIAS_RISE = 22;
const IDEAL_GAP = 140;
const SMALLEST_GAP = 78;
const LARGEST_GAP = 200;
/** Room for the half of a label that stands outside the first and the last column. */
const MARGIN_X = 36;
const MARGIN_TOP = 56;
const MARGIN_BOTTOM = 68;
const STACKED_BOTTOM = 118;
/** Closer columns stack, if there are few rows. */
const GAP_FOR_LINES = 130;
/** Below this an edge's label is its name alone. */
const GAP_FOR_VALUES = 160;

/** The most rows that are set wide apart. */
const MOST_LOOSE_ROWS = 4;
/** The most whose numbers may stand under their symbols: more would be a picture too tall to be seen at once. */
const MOST_STACKED_ROWS = 8;

/** Rows stand closer in taller columns; even the closest leave room for two lines of numbers. */
function rowPitch(rows: number, hasBiases: boolean, isStacked: boolean): number {
  if (isStacked) return hasBiases ? 156 : 136;
  if (rows <= MOST_LOOSE_ROWS) return hasBiases ? 132 : 112;
  return rows <= 8 ? 96 : 84;
}

function column(x: number, shown: number, total: number, pitch: number, middle: number): Column {
  const isFolded = total > shown;
  const slots = shown + (isFolded ? 1 : 0);
  const top = middle - ((slots - 1) * pitch) / 2;
  const ys = Array.from({ length: shown }, (_, index) => top + index * pitch);
  return { x, ys, more: isFolded ? { count: total - shown, y: top + shown * pitch } : null };
}

/** Places the diagram of `network` in `available` pixels; wider than that where even close columns do not fit. */
export function layOut(network: NetworkView, available: number): DiagramLayout {
  const hasTerms = network.outputs.length > 0;
  const columnCount = 1 + network.layers.length + (hasTerms ? 2 : 0);
  const fitting = (available - 2 * MARGIN_X) / Math.max(1, columnCount - 1);
  const counts = [
    { shown: network.inputs.length, total: network.inputCount },
    ...network.layers.map((layer) => ({ shown: layer.units.length, total: layer.unitCount })),
  ];
  const slots = counts.map(({ shown, total }) => shown + (total > shown ? 1 : 0));
  const rows = Math.max(1, ...slots, network.outputs.length);
  const hasBiases = network.layers.some((layer) => layer.biases !== null);
  // Two columns of close rows have no room to stack a number under its symbol: they stand apart as far as lines are long.
  const isCrowded =
    rows > MOST_STACKED_ROWS ||
    slots.some((count, n) => Math.min(count, slots[n + 1] ?? 0) > MOST_LOOSE_ROWS);
  const smallest = isCrowded ? GAP_FOR_LINES : SMALLEST_GAP;
  const gap = fitting >= smallest ? Math.floor(Math.min(fitting, LARGEST_GAP)) : IDEAL_GAP;
  const isStacked = gap < GAP_FOR_LINES && !isCrowded;
  const isDense = rows > MOST_LOOSE_ROWS && !isStacked;
  const pitch = rowPitch(rows, hasBiases, isStacked);
  const biasRise = isDense ? DENSE_BIAS_RISE : BIAS_RISE;
  const top = MARGIN_TOP + (hasBiases ? biasRise - 8 : 0);
  const middle = top + ((rows - 1) * pitch) / 2;

  const x = (index: number): number => MARGIN_X + index * gap;
  const [inputs, ...layers] = counts.map(({ shown, total }, index) =>
    column(x(index), shown, total, pitch, middle),
  );
  const lossAt = columnCount - 1;
  return {
    width: 2 * MARGIN_X + lossAt * gap,
    height: top + (rows - 1) * pitch + (isStacked ? STACKED_BOTTOM : MARGIN_BOTTOM),
    gap,
    inputs: inputs ?? { x: x(0), ys: [], more: null },
    layers,
    terms: hasTerms
      ? column(x(lossAt - 1), network.outputs.length, network.outputs.length, pitch, middle)
      : null,
    loss: hasTerms ? { x: x(lossAt), y: middle } : null,
    hasEdgeValues: gap >= GAP_FOR_VALUES,
    isStacked,
    isDense,
    biasRise,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** An edge from one unit's rim to another's: level at both ends, so that fans bundle near the units. */
export function edgePath(from: Point, to: Point, inset = UNIT_RADIUS): string {
  const x0 = from.x + inset;
  const x1 = to.x - inset;
  const half = (x1 - x0) / 2;
  return `M${round(x0)} ${round(from.y)}C${round(x0 + half)} ${round(from.y)} ${round(x1 - half)} ${round(to.y)} ${round(x1)} ${round(to.y)}`;
}

/** The point of such an edge at `t` in [0, 1]. */
export function edgePoint(from: Point, to: Point, t: number, inset = UNIT_RADIUS): Point {
  const x0 = from.x + inset;
  const x1 = to.x - inset;
  const half = (x1 - x0) / 2;
  const s = 1 - t;
  return {
    x: round(s * s * s * x0 + 3 * s * s * t * (x0 + half) + 3 * s * t * t * (x1 - half) + t * t * t * x1),
    y: round(from.y + (to.y - from.y) * (3 * t * t - 2 * t * t * t)),
  };
}

const THINNEST = 0.75;
const THICKEST = 4;

/** The width of an edge by √|value|, relative to the size that the widest edge stands for. */
export function edgeWidth(value: number, widest: number): number {
  if (!Number.isFinite(value)) return THICKEST;
  const share = widest > 0 ? Math.min(1, Math.abs(value) / widest) : 0;
  return Math.round((THINNEST + (THICKEST - THINNEST) * Math.sqrt(share)) * 100) / 100;
}
