import type { Quantity } from '../math/expression';
import type { Names } from '../math/names';
import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import { runsWidth, symbolRuns } from './symbolRuns';

/** Where the columns of a diagram stand, and what stands in them: what its lines and its words are made from. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const UNIT_RADIUS = 18;
export const FONT_SIZE = 15;

/** A layer of more units than this is folded: its first ones, a word, its last one. */
const MOST_UNITS = 24;
const FIRST_SHOWN = 6;
const LONGEST_NAME = 24;

/** The units of a column that are drawn, each in its slot; `fold` is the slot of those that are not. */
export interface Column {
  readonly x: number;
  readonly units: readonly { readonly unit: number; readonly y: number }[];
  readonly fold: number | null;
}

/** What is drawn. */
export interface Parts {
  readonly network: Network;
  readonly names: Names;
  readonly parameter: (subject: ParameterSubject) => number;
  /** The inputs first. */
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Between two columns. */
  readonly gap: number;
  /** The width of the longest name under a disc. */
  readonly below: number;
}

/** Units of a column by slot; null is the slot of a fold. */
export function slotsOf(count: number): readonly (number | null)[] {
  if (count <= MOST_UNITS) return Array.from({ length: count }, (_, unit) => unit);
  return [...Array.from({ length: FIRST_SHOWN }, (_, unit) => unit), null, count - 1];
}

/** The symbol of a quantity, cut where it is very long. */
export function symbolOf(names: Names, of: Quantity): { readonly latex: string; readonly unicode: string } {
  const unicode = names.unicode(of);
  const letters = Array.from(unicode);
  if (letters.length <= LONGEST_NAME) return { latex: names.latex(of), unicode };
  const cut = `${letters.slice(0, LONGEST_NAME - 1).join('')}…`;
  // What is cut is a text, whatever it was before.
  return { latex: '', unicode: cut };
}

/** About how wide a symbol is set. */
export function widthOf({ latex, unicode }: { readonly latex: string; readonly unicode: string }): number {
  return FONT_SIZE * runsWidth(symbolRuns(latex, unicode));
}

/** Whether a symbol has room in a disc. */
export function fitsInside(symbol: { readonly latex: string; readonly unicode: string }): boolean {
  return widthOf(symbol) <= 2 * UNIT_RADIUS - 5;
}

/** A weight between two units that are drawn. */
export interface Edge {
  readonly from: Point;
  readonly to: Point;
  readonly subject: ParameterSubject;
}

/** The weights that lead into a layer. */
export function edgesInto({ columns }: Parts, layer: number): Edge[] {
  const [before, after] = [columns[layer]!, columns[layer + 1]!];
  return before.units.flatMap(({ unit: i, y: y0 }) =>
    after.units.map(({ unit: j, y: y1 }) => ({
      from: { x: before.x, y: y0 },
      to: { x: after.x, y: y1 },
      subject: { kind: 'weight', layer, i, j } as const,
    })),
  );
}
