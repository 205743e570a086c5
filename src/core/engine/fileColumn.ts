import type { DataSource } from '../network/network';
import type { Steps } from '../network/steps';
import { counted, quoted } from '../network/wording';
import { parseNumberCell } from './csv';
import type { CsvTable } from './csvReader';
import type { DataProblem, JsonPath } from './samples';
import { say } from '../words/say';

export type FileSource = Extract<DataSource, { kind: 'file' }>;

/** A column that `inputs` or `targets` names, with its place in the network file. */
export interface NamedColumn {
  readonly name: string;
  /** Its index in the file. */
  readonly column: number;
  readonly path: JsonPath;
}

/** A column of the file, read: what it becomes in every sample. */
export interface FileColumn {
  /** How many numbers. */
  readonly width: number;
  /** Whether they are the cells' own numbers, not categories. */
  readonly isNumeric: boolean;
  /** Makes it ready to be written. Its work grows with `width`: only a width that fits is worth it. */
  readonly encode: () => Encoding;
}

interface Encoding {
  /** [width] */
  readonly names: readonly string[];
  /** Writes the numbers of a sample from `offset` on, where zeros stand. */
  readonly write: (sample: number, matrix: Float64Array, offset: number) => void;
}

/** Cells between two pauses: about a millisecond of work. */
const cellsPerStep = 4096;

/** Reads a column of numbers: every cell must be one. */
export function* numberColumn(
  source: FileSource,
  { rows, lines }: CsvTable,
  { name, column, path }: NamedColumn,
  problems: DataProblem[],
): Steps<FileColumn> {
  const values = new Float64Array(rows.length - 1);
  let bad = 0;
  let firstBad = 0;
  for (let row = 1; row < rows.length; row++) {
    const value = parseNumberCell(rows[row]![column]!);
    if (value === null) {
      if (bad === 0) firstBad = row;
      bad++;
    } else values[row - 1] = value;
    if (row % cellsPerStep === 0) yield;
  }
  if (bad > 0) {
    const line = lines[firstBad]!;
    const cell = quoted(rows[firstBad]![column]!);
    const message =
      bad === 1
        ? say(
            '{0} line {1}, column "{2}": {3} is not a finite number. Correct the cell, or name the column in "oneHot" if it holds categories.',
            source.path,
            line,
            name,
            cell,
          )
        : say(
            '{0} line {1}, column "{2}": {3} is not a finite number (and {4} of this column). Correct the cell, or name the column in "oneHot" if it holds categories.',
            source.path,
            line,
            name,
            cell,
            counted(bad - 1, 'other cell'),
          );
    problems.push({ code: 'data.number', message, path });
  }
  return {
    width: 1,
    isNumeric: true,
    encode: () => ({
      names: [name],
      write: (sample, matrix, offset) => {
        matrix[offset] = values[sample]!;
      },
    }),
  };
}

/**
 * Reads a one-hot column: a number for each category in ascending order, by number if every cell is one (1 and
 * 1.0 are then one category, named as first written), else by code unit.
 */
export function* categoryColumn(
  source: FileSource,
  { rows, lines }: CsvTable,
  { name, column, path }: NamedColumn,
  problems: DataProblem[],
): Steps<FileColumn> {
  const cells = new Set<string>();
  const spellings = new Map<number, string>();
  const values = new Float64Array(rows.length - 1);
  let areNumbers = true;
  for (let row = 1; row < rows.length; row++) {
    if (row % cellsPerStep === 0) yield;
    const cell = rows[row]![column]!;
    const text = cell.trim();
    if (text === '') {
      const message = say(
        '{0} line {1}, column "{2}" is empty. Give the cell a category, or remove the line.',
        source.path,
        lines[row]!,
        name,
      );
      problems.push({ code: 'data.category', message, path });
      break;
    }
    cells.add(cell);
    const value = areNumbers ? parseNumberCell(cell) : null;
    if (value === null) {
      areNumbers = false;
      continue;
    }
    values[row - 1] = value;
    if (!spellings.has(value)) spellings.set(value, text);
  }
  const categoryOf = (sample: number): string | number =>
    areNumbers ? values[sample]! : rows[sample + 1]![column]!;
  return {
    width: areNumbers ? spellings.size : cells.size,
    isNumeric: false,
    encode: () => {
      const categories = areNumbers
        ? [...spellings].sort(([a], [b]) => a - b)
        : // Without a comparison function, sort goes by code unit.
          [...cells].sort().map((cell) => [cell, cell] as const);
      const places = new Map<string | number, number>(categories.map(([category], k) => [category, k]));
      return {
        names: categories.map(([, spelling]) => `${name}=${spelling}`),
        write: (sample, matrix, offset) => {
          matrix[offset + places.get(categoryOf(sample))!] = 1;
        },
      };
    },
  };
}
