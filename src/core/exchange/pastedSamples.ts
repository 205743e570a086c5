import { parseNumberCell } from '../engine/csv';
import { numberText } from '../network/edit';
import type { Network } from '../network/network';
import { chooseColumns, columnsInOrder, type ColumnChoice } from './columnNames';

/** Samples as they were copied from a table: rows of numbers, spelled as a network file spells them. */
export interface PastedSamples {
  readonly inputs: readonly (readonly string[])[];
  readonly targets: readonly (readonly string[])[];
}

/** Longest text that is looked at, in UTF-16 units: pasting has to be quick. */
const longestText = 1_000_000;

const separators = ['\t', ';', ','] as const;

/**
 * The samples that a copied table holds for a network: rows of cells between tabs, semicolons or commas, with or
 * without a header. Columns go by the names in the header, else the first ones are inputs and the others targets.
 * Null for anything else, a single row without a header included: that may be a row of any matrix.
 */
export function readPastedSamples(text: string, network: Network): PastedSamples | null {
  if (text.length > longestText) return null;
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) return null;
  for (const separator of separators.filter((one) => first.includes(one))) {
    const samples = samplesBetween(lines, separator, network);
    if (samples) return samples;
  }
  return null;
}

function samplesBetween(
  lines: readonly string[],
  separator: (typeof separators)[number],
  network: Network,
): PastedSamples | null {
  const table: string[][] = [];
  for (const line of lines) {
    const cells = cellsOf(line, separator);
    if (cells?.length !== (table[0] ?? cells)?.length || !cells) return null;
    table.push(cells);
  }
  const first = table[0]!;
  // Where a comma parts no cells, it may be a decimal one.
  const spell = (cell: string): string | null =>
    numberSpelling(separator === ',' ? cell : cell.replace(',', '.'));
  const hasHeader = first.some((cell) => spell(cell) === null);
  const rows = hasHeader ? table.slice(1) : table;
  const outputs = network.layers.at(-1)!.units;
  const choice = hasHeader
    ? chooseColumns(first, network)
    : columnsInOrder(first.length, network.inputs.units, outputs);
  if (!choice || rows.length < (hasHeader ? 1 : 2)) return null;
  return chosenCells(rows, choice, spell);
}

function chosenCells(
  rows: readonly (readonly string[])[],
  choice: ColumnChoice,
  spell: (cell: string) => string | null,
): PastedSamples | null {
  const part = (columns: readonly number[]): string[][] | null => {
    const spelled: string[][] = [];
    for (const row of rows) {
      const cells: string[] = [];
      for (const column of columns) {
        const cell = spell(row[column]!);
        if (cell === null) return null;
        cells.push(cell);
      }
      spelled.push(cells);
    }
    return spelled;
  };
  const inputs = part(choice.inputs);
  const targets = inputs && part(choice.targets);
  return inputs && targets && { inputs, targets };
}

/** The cells of a line; null where a quote is not closed on it. */
function cellsOf(line: string, separator: string): string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell: string;
    if (line[at] === '"') {
      let end = line.indexOf('"', at + 1);
      while (end >= 0 && line[end + 1] === '"') end = line.indexOf('"', end + 2);
      if (end < 0) return null;
      cell = line.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = line.indexOf(separator, at);
      cell = line.slice(at, end < 0 ? line.length : end);
      at += cell.length;
    }
    cells.push(cell);
    if (at >= line.length) return cells;
    if (!line.startsWith(separator, at)) return null;
    at += separator.length;
  }
}

/** A cell's number as JSON spells it, its own digits where they are JSON's; null for what is no number. */
function numberSpelling(cell: string): string | null {
  const text = cell.trim();
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)))
    return text;
  const value = parseNumberCell(text);
  return value === null ? null : numberText(value);
}
