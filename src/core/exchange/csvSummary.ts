import { parseNumberCell } from '../engine/csv';
import type { CsvTable } from '../engine/csvReader';
import { LIMITS } from '../network/limits';
import type { Steps } from '../network/steps';

/** A column of a CSV file that a network can read, as numbers or as categories. */
export interface CsvColumn {
  readonly name: string;
  /** Every cell is a number. */
  readonly isNumeric: boolean;
  /** Every cell is 0 or 1. */
  readonly isBinary: boolean;
  /** How many columns it becomes in `oneHot`; null where it cannot stand there. */
  readonly categories: number | null;
}

export interface CsvSummary {
  /** Records below the header. */
  readonly sampleCount: number;
  /** The columns that a network can read, in file order. */
  readonly columns: readonly CsvColumn[];
  /** How many columns it cannot: see `csvSummarySteps`. */
  readonly leftOut: number;
}

/** A column with more different cells is hardly one of categories. */
const mostCategories = 200;

/** A number beyond it lets no network train. */
const largestMagnitude = 1e100;

/** Cells between two pauses: about a millisecond of work. */
const cellsPerStep = 4096;

/**
 * What the columns of a CSV table can be in a network. Left out is a column whose name another one has too, one with
 * an empty cell, one with words of which there are more than 200, and one with a number beyond 1e100; as are columns
 * past the 4,096 that a network can have as inputs.
 */
export function* csvSummarySteps({ rows }: CsvTable): Steps<CsvSummary> {
  const header = rows[0] ?? [];
  const counts = new Map<string, number>();
  for (const name of header) counts.set(name, (counts.get(name) ?? 0) + 1);
  yield;
  const columns: CsvColumn[] = [];
  for (const [column, name] of header.entries()) {
    if (columns.length === LIMITS.units) break;
    const summary = counts.get(name) === 1 ? yield* columnSteps(rows, column, name) : null;
    if (summary) columns.push(summary);
  }
  const sampleCount = Math.max(0, rows.length - 1);
  return { sampleCount, columns, leftOut: header.length - columns.length };
}

function* columnSteps(
  rows: readonly (readonly string[])[],
  column: number,
  name: string,
): Steps<CsvColumn | null> {
  const cells = new Set<string>();
  const values = new Set<number>();
  let isNumeric = true;
  let isBinary = true;
  for (let row = 1; row < rows.length; row++) {
    if (row % cellsPerStep === 0) yield;
    const cell = rows[row]![column]!;
    if (cell.trim() === '') return null;
    if (cells.size <= mostCategories) cells.add(cell);
    const value = isNumeric ? parseNumberCell(cell) : null;
    if (value === null) isNumeric = false;
    else if (Math.abs(value) > largestMagnitude) return null;
    else if (values.size <= mostCategories) values.add(value);
    if (value !== 0 && value !== 1) isBinary = false;
    if (!isNumeric && cells.size > mostCategories) return null;
  }
  yield;
  // As the reader of samples counts them: equal numbers are one category, however they are written.
  const count = isNumeric ? values.size : cells.size;
  return { name, isNumeric, isBinary, categories: count > mostCategories ? null : count };
}
