/**
 * The picture of a network for print: layers in columns, units as discs, weights as lines. Here everything has its
 * place and its words; SVG and TikZ (diagramSvg.ts, diagramTikz.ts) draw what stands here. Lengths in CSS pixels.
 */

import { createNames, type Names } from '../math/names';
import { output, unitCount } from '../math/formulas';
import { showHidden } from '../network/hidden';
import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import {
  edgesInto,
  fitsInside,
  slotsOf,
  symbolOf,
  UNIT_RADIUS,
  widthOf,
  type Column,
  type Edge,
  type Parts,
  type Point,
} from './diagramColumns';
import { columnWords, description } from './diagramWords';
import { say } from '../words/say';

/** A symbol where it stands; `at` is its middle, or the end that `anchor` names. */
export interface Label {
  readonly at: Point;
  readonly latex: string;
  readonly unicode: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface Line {
  readonly from: Point;
  readonly to: Point;
  /** 0 for the lines to the loss, which stand for no weight. */
  readonly width: number;
  readonly isNegative: boolean;
}

export interface DrawnUnit {
  readonly at: Point;
  readonly name: string;
  /** In the disc where it has room, else beside it. */
  readonly label: Label;
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  /** What the picture is called, and all that it shows, in words. */
  readonly title: string;
  readonly description: string;
  readonly lines: readonly Line[];
  readonly units: readonly DrawnUnit[];
  readonly weights: readonly Label[];
  readonly biases: readonly Label[];
  /** The loss: a box with its symbol. */
  readonly loss: { readonly label: Label; readonly halfWidth: number };
  /** What a column is, and how many units a fold stands for. */
  readonly words: readonly { readonly at: Point; readonly text: string }[];
}

/** Biases are drawn where rows stand wide apart. */
const MOST_LOOSE_ROWS = 6;
/** Columns stand this far apart, and farther where names stand under discs between them. */
const COLUMN_GAP = 150;
/** Room beside the names under two discs for the names of weights. */
const ROOM_FOR_WEIGHTS = 100;
const MARGIN = 28;
const HEAD = 62;
const LABEL_HEIGHT = 16;
const MOST_LABELS = 24;

/** The picture of a network at these parameters. */
export function drawNetwork(network: Network, parameter: (subject: ParameterSubject) => number): Diagram {
  const names = createNames(network);
  const layers = Array.from({ length: network.layers.length + 1 }, (_, n) => n - 1);
  const counts = layers.map((layer) => unitCount(network, layer));
  const rows = Math.max(...counts.map((count) => slotsOf(count).length));
  const pitch = rows <= MOST_LOOSE_ROWS ? 92 : rows <= 12 ? 60 : 46;
  const height = HEAD + rows * pitch + MARGIN;
  const left = MARGIN + UNIT_RADIUS + longestInput(network, names);
  const below = longestBelow(network, names);
  const gap = Math.max(COLUMN_GAP, below + ROOM_FOR_WEIGHTS);
  const columns = counts.map((count, n): Column => {
    const slots = slotsOf(count);
    const top = HEAD + ((rows - slots.length + 1) * pitch) / 2;
    const placed = slots.map((unit, slot) => ({ unit, y: top + slot * pitch }));
    return {
      x: left + n * gap,
      units: placed.flatMap(({ unit, y }) => (unit === null ? [] : [{ unit, y }])),
      fold: placed.find(({ unit }) => unit === null)?.y ?? null,
    };
  });
  const parts: Parts = { network, names, parameter, columns, rows, gap, below };
  const loss = lossLabel(parts, columns.at(-1)!.x + gap, HEAD + (rows * pitch) / 2);
  const drawn = weightLines(parts);
  return {
    width: loss.label.at.x + loss.halfWidth + MARGIN,
    height,
    title: showHidden(network.name ?? say('Neural network')),
    description: description(parts),
    lines: [...drawn.lines, ...biasLines(parts), ...lossLines(parts, loss)],
    units: columns.flatMap((column, n) =>
      column.units.map(({ unit, y }) => unitAt(parts, n, unit, y, column.x)),
    ),
    weights: drawn.labels,
    biases: biasLabels(parts),
    loss,
    words: columns.flatMap((column, n) => columnWords(parts, column, n)),
  };
}

/** The room that names of inputs need beside their discs. */
function longestInput(network: Network, names: Names): number {
  const symbols = slotsOf(network.inputs.units).flatMap((i) =>
    i === null ? [] : [symbolOf(names, { kind: 'input', i })],
  );
  return Math.max(0, ...symbols.filter((one) => !fitsInside(one)).map((one) => widthOf(one) + 6));
}

/** Rows this close leave no room for a name under its disc. */
const CLOSEST_WITH_NAMES_BELOW = 12;

/** The width of the longest name of a unit that is no input and has no room in its disc. */
function longestBelow(network: Network, names: Names): number {
  const symbols = network.layers.flatMap(({ units }, layer) =>
    slotsOf(units).flatMap((j) => (j === null ? [] : [symbolOf(names, output(layer, j))])),
  );
  return Math.max(0, ...symbols.filter((one) => !fitsInside(one)).map(widthOf));
}

function unitAt({ names, rows }: Parts, n: number, unit: number, y: number, x: number): DrawnUnit {
  const of = output(n - 1, unit);
  const symbol = symbolOf(names, of);
  const place = (dx: number, dy: number, anchor: Label['anchor']): Label => ({
    ...symbol,
    at: { x: x + dx, y: y + dy },
    anchor,
  });
  const label = fitsInside(symbol)
    ? place(0, 0, 'middle')
    : n === 0
      ? place(-UNIT_RADIUS - 6, 0, 'end')
      : rows <= CLOSEST_WITH_NAMES_BELOW
        ? place(0, UNIT_RADIUS + 12, 'middle')
        : place(UNIT_RADIUS + 4, 0, 'start');
  return { at: { x, y }, name: names.unicode(of), label };
}

/** Thin lines for small weights, thick ones for large, by √|w| of the largest that is drawn. */
const THINNEST = 0.5;
const THICKEST = 3.2;

/** More lines than these cross each other: all of them are thinner, so that discs and names stay in front. */
const THINNER_FROM: readonly (readonly [lines: number, share: number])[] = [
  [150, 0.12],
  [MOST_LABELS, 0.4],
];

/** By √|value| of the largest, as one of so many lines between two columns. */
function lineWidth(value: number, largest: number, lines = 1): number {
  const size = largest === 0 ? 0 : Math.sqrt(Math.abs(value) / largest);
  const share = THINNER_FROM.find(([most]) => lines > most)?.[1] ?? 1;
  return Math.round(100 * share * (THINNEST + (THICKEST - THINNEST) * size)) / 100;
}

function weightLines(parts: Parts): { lines: Line[]; labels: Label[] } {
  const { network, names, parameter } = parts;
  const layers = network.layers.map((_, layer) => edgesInto(parts, layer));
  const largest = largestOf(layers.flat().map(({ subject }) => parameter(subject)));
  const lines = layers.flatMap((edges) =>
    edges.map(({ from, to, subject }) => {
      const value = parameter(subject);
      const width = lineWidth(value, largest, edges.length);
      return { from, to, width, isNegative: value < 0 };
    }),
  );
  const labels = layers.flatMap((edges) => {
    const share = labelShare(edges, parts);
    return share === null
      ? []
      : edges.map(({ from, to, subject }): Label => ({
          ...symbolOf(names, subject),
          at: { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) },
          anchor: 'middle',
        }));
  });
  return { lines, labels };
}

function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * How far along their lines the names of some weights stand: one share for all, so that they form a column, and the
 * one at which they are farthest apart; null where they would lie on each other.
 */
function labelShare(edges: readonly Edge[], { gap, below }: Parts): number | null {
  if (edges.length > MOST_LABELS) return null;
  const least = Math.max(26, Math.ceil((100 * (below / 2 + 24)) / gap));
  let best: { readonly share: number; readonly apart: number } | null = null;
  for (let percent = least; percent <= 100 - least; percent += 2) {
    const share = percent / 100;
    const places = edges.map(({ from, to }) => from.y + share * (to.y - from.y)).sort((a, b) => a - b);
    const apart = Math.min(...places.slice(1).map((y, n) => y - places[n]!), Infinity);
    if (apart >= LABEL_HEIGHT && (!best || apart > best.apart + 1e-9)) best = { share, apart };
  }
  return best?.share ?? null;
}

/** How far above its unit's rim a bias begins. */
const BIAS_LENGTH = 18;

function biasesOf(parts: Parts): { readonly subject: ParameterSubject; readonly unit: Point }[] {
  if (parts.rows > MOST_LOOSE_ROWS) return [];
  return parts.network.layers.flatMap(({ hasBiases }, layer) => {
    const { x, units } = parts.columns[layer + 1]!;
    if (!hasBiases) return [];
    return units.map(({ unit: j, y }) => ({ subject: { kind: 'bias', layer, j } as const, unit: { x, y } }));
  });
}

function biasLines(parts: Parts): Line[] {
  const all = biasesOf(parts);
  const largest = largestOf(all.map(({ subject }) => parts.parameter(subject)));
  return all.map(({ subject, unit: { x, y } }) => {
    const value = parts.parameter(subject);
    const from = { x, y: y - UNIT_RADIUS - BIAS_LENGTH };
    return { from, to: { x, y: y - UNIT_RADIUS }, width: lineWidth(value, largest), isNegative: value < 0 };
  });
}

function biasLabels(parts: Parts): Label[] {
  return biasesOf(parts).map(({ subject, unit: { x, y } }) => ({
    ...symbolOf(parts.names, subject),
    at: { x: x + 6, y: y - UNIT_RADIUS - BIAS_LENGTH + 4 },
    anchor: 'start',
  }));
}

function lossLabel({ names }: Parts, x: number, y: number): Diagram['loss'] {
  const symbol = symbolOf(names, { kind: 'loss' });
  const halfWidth = Math.max(UNIT_RADIUS, widthOf(symbol) / 2 + 8);
  const at = { x: x - COLUMN_GAP / 4 + halfWidth, y };
  return { label: { ...symbol, at, anchor: 'middle' }, halfWidth };
}

function lossLines({ columns }: Parts, { label: { at }, halfWidth }: Diagram['loss']): Line[] {
  const { x, units } = columns.at(-1)!;
  const to = { x: at.x - halfWidth, y: at.y };
  return units.map(({ y }) => ({ from: { x, y }, to, width: 0, isNegative: false }));
}
