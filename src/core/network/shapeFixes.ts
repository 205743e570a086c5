import { nodeAt, type CheckContext } from './checkContext';
import type { Fix } from './diagnostic';
import { entryCount, entryRange, type JsonNode } from './jsonTree';
import { removedEntry } from './layout';
import type { TextEdit, TextRange } from './text';
import { say } from '../words/say';

/** Fixes of lists and matrices of the wrong shape: pad, trim, transpose, take out. */

type Path = readonly (string | number)[];

/** Larger shapes than this many numbers are not written out. */
const mostNumbers = 10_000;

interface Shape {
  readonly rows: number;
  readonly columns: number;
}

function entriesOf(node: JsonNode): TextRange[] {
  return Array.from({ length: entryCount(node) }, (_, index) => entryRange(node, index)!);
}

function isList(node: JsonNode | undefined): node is JsonNode {
  return node?.kind === 'array' || node?.kind === 'numbers';
}

function endOf({ offset, length }: TextRange): number {
  return offset + length;
}

/** What stands between the entries of a list, as far as that is space; `, ` for a list of one. */
function separatorOf(text: string, entries: readonly TextRange[]): string {
  const [last, before] = [entries.at(-1), entries.at(-2)];
  const between = last && before ? text.slice(endOf(before), last.offset) : '';
  return /^,\s*$/.test(between) ? between : ', ';
}

/** Adds copies of `added` behind the last entry, or cuts the list after entry `wanted` − 1. */
function resized(text: string, list: JsonNode, wanted: number, added: string): TextEdit[] {
  const entries = entriesOf(list);
  const missing = wanted - entries.length;
  if (missing === 0 || wanted === 0) return [];
  const last = entries.at(-1);
  if (missing < 0) {
    const start = endOf(entries[wanted - 1]!);
    return [{ range: { offset: start, length: endOf(last!) - start }, newText: '' }];
  }
  const separator = separatorOf(text, entries);
  const copies = Array.from({ length: missing }, () => added);
  return last
    ? [
        {
          range: { offset: endOf(last), length: 0 },
          newText: copies.map((copy) => separator + copy).join(''),
        },
      ]
    : [{ range: { offset: list.offset + 1, length: 0 }, newText: copies.join(', ') }];
}

function sizeTitle(isPadded: boolean, isTrimmed: boolean, to: string): string {
  if (isPadded && isTrimmed) return say('Pad with 0 and trim to {0}', to);
  return isPadded ? say('Pad with 0 to {0}', to) : say('Trim to {0}', to);
}

/** Pads with zeros, or trims, every row of a matrix, and the matrix. Nothing where padding is not allowed but needed. */
function resizeMatrix(
  text: string,
  matrix: JsonNode,
  { rows, columns }: Shape,
  unit: string,
  canPad: boolean,
): Fix[] {
  if (matrix.kind !== 'array' || rows * columns > mostNumbers) return [];
  const kept = matrix.items.slice(0, rows);
  if (kept.length === 0 || !kept.every(isList)) return [];
  const isPadded = matrix.items.length < rows || kept.some((row) => entryCount(row) < columns);
  const isTrimmed = matrix.items.length > rows || kept.some((row) => entryCount(row) > columns);
  if (isPadded && !canPad) return [];
  const zeros = `[${Array.from({ length: columns }, () => '0').join(', ')}]`;
  const edits = [
    ...kept.flatMap((row) => resized(text, row, columns, '0')),
    ...resized(text, matrix, rows, zeros),
  ];
  return edits.length === 0 ? [] : [{ title: sizeTitle(isPadded, isTrimmed, unit), edits }];
}

/** Takes a key of an object out of the file. */
export function removeKeyFix(context: CheckContext, path: Path, title: string): Fix[] {
  const parent = nodeAt(context, path.slice(0, -1));
  if (parent?.kind !== 'object') return [];
  const index = parent.properties.findIndex(({ key }) => key === path.at(-1));
  const edits = removedEntry(context.text, parent.properties, index);
  return edits.length === 0 ? [] : [{ title, edits }];
}

/** Pad, trim: the fixes of a matrix at `path`; `canPad` false for what 0 cannot stand for. */
export function matrixFixes(context: CheckContext, path: Path, shape: Shape, canPad: boolean): Fix[] {
  const matrix = nodeAt(context, path);
  return matrix ? resizeMatrix(context.text, matrix, shape, `${shape.rows}×${shape.columns}`, canPad) : [];
}

/** Exchanges rows and columns; the numbers keep their spelling. */
export function transposeFix(context: CheckContext, path: Path, title: string): Fix[] {
  const matrix = nodeAt(context, path);
  if (matrix?.kind !== 'array') return [];
  const { text } = context;
  const rows = matrix.items.map((row) =>
    entriesOf(row).map(({ offset, length }) => text.slice(offset, offset + length)),
  );
  const columns = rows[0]?.length ?? 0;
  if (rows.length * columns > mostNumbers) return [];
  const [first] = matrix.items;
  if (!first) return [];
  const between = separatorOf(text, matrix.items);
  const start = text.slice(matrix.offset + 1, first.offset);
  const end = text.slice(endOf(matrix.items.at(-1)!), endOf(matrix) - 1);
  const isPlain = /^\s*$/.test(start) && /^[\s,]*$/.test(end);
  const written = Array.from(
    { length: columns },
    (_, column) => `[${rows.map((row) => row[column]!).join(', ')}]`,
  ).join(between);
  const newText = isPlain ? `[${start}${written}${end}]` : `[${written}]`;
  return [{ title, edits: [{ range: { offset: matrix.offset, length: matrix.length }, newText }] }];
}

/** Pad, trim: the fixes of a list at `path`. */
export function listFixes(context: CheckContext, path: Path, wanted: number, canPad: boolean): Fix[] {
  const list = nodeAt(context, path);
  if (!isList(list) || wanted > mostNumbers) return [];
  const isPadded = entryCount(list) < wanted;
  if (isPadded && !canPad) return [];
  const edits = resized(context.text, list, wanted, '0');
  return edits.length === 0 ? [] : [{ title: sizeTitle(isPadded, !isPadded, `${wanted}`), edits }];
}

/** Puts another count in place of the one at `path`; nothing where names stand there. */
export function countFix(context: CheckContext, path: Path, count: number): Fix[] {
  const node = nodeAt(context, path);
  if (node?.kind !== 'number') return [];
  const { offset, length } = node;
  return [
    {
      title: say('Set "{0}" to {1}', String(path.at(-1)), count),
      edits: [{ range: { offset, length }, newText: `${count}` }],
    },
  ];
}
