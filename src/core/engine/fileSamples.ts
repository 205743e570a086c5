import type { DataSource, Network } from '../network/network';
import { counted, quoted } from '../network/wording';
import { guessSeparator, parseCsv, parseNumberCell, type CsvTable } from './csv';
import type { DataProblem, JsonPath, Samples } from './samples';

type FileSource = Extract<DataSource, { kind: 'file' }>;

/** One numeric column that a named column of the file becomes. */
interface Feature {
  readonly name: string;
  /** Index of the file's column. */
  readonly column: number;
  /** The category it stands for; null: the column's own numbers. */
  readonly category: string | number | null;
}

/** A column that `inputs` or `targets` names, with its place in the network file. */
interface NamedColumn {
  readonly name: string;
  readonly column: number;
  readonly path: JsonPath;
}

/**
 * The samples of a CSV text, one for each record below the header, with the columns that the network file
 * names. A one-hot column becomes one column for each category of the whole file.
 */
export function readFileSamples(
  network: Network,
  source: FileSource,
  text: string,
): Samples | { readonly problems: DataProblem[] } {
  const table = parseCsv(text);
  if ('problem' in table) {
    const { message } = table.problem;
    return {
      problems: [{ code: 'data.file', message: `${source.path}: ${message}`, path: ['data', 'file'] }],
    };
  }
  const header = table.rows[0];
  if (!header || table.rows.length === 1) {
    const what = header ? 'has a header and no samples' : 'is empty';
    const message = `${source.path} ${what}. Add a header line and a line for each sample.`;
    return { problems: [{ code: 'data.empty', message, path: ['data', 'file'] }] };
  }
  return samplesOf(network, source, table, header);
}

function samplesOf(
  network: Network,
  source: FileSource,
  table: CsvTable,
  header: readonly string[],
): Samples | { readonly problems: DataProblem[] } {
  const problems: DataProblem[] = [];
  const named = (names: readonly string[], key: string) =>
    names.flatMap((name, index): NamedColumn[] => {
      const path = ['data', key, index];
      const column = findColumn(source, header, name, path, problems);
      return column === null ? [] : [{ name, column, path }];
    });
  const inputs = named(source.inputs, 'inputs');
  const targets = named(source.targets, 'targets');
  if (problems.length > 0) return { problems };

  const features = new Map<string, readonly Feature[]>();
  for (const column of [...inputs, ...targets]) {
    if (features.has(column.name)) continue;
    features.set(
      column.name,
      source.oneHot.includes(column.name)
        ? categoryFeatures(source, table, column, problems)
        : numberFeature(source, table, column, problems),
    );
  }
  if (problems.length > 0) return { problems };

  const inputFeatures = inputs.flatMap(({ name }) => features.get(name) ?? []);
  const targetFeatures = targets.flatMap(({ name }) => features.get(name) ?? []);
  checkWidths(network, source, inputFeatures.length, targetFeatures.length, problems);
  if (problems.length > 0) return { problems };

  const targetPaths = targets.flatMap(({ name, path }) => (features.get(name) ?? []).map(() => path));
  const samplePlace = (sample: number) => `in ${source.path} line ${table.lines[sample + 1]!}`;
  return {
    sampleCount: table.rows.length - 1,
    inputUnits: inputFeatures.length,
    targetUnits: targetFeatures.length,
    inputs: matrixOf(table, inputFeatures),
    targets: matrixOf(table, targetFeatures),
    inputColumns: inputFeatures.map(({ name }) => name),
    targetColumns: targetFeatures.map(({ name }) => name),
    standardizedInputs: source.standardize ? inputFeatures.map(({ category }) => category === null) : null,
    samplePlace,
    targetPlace: (sample, k) => ({
      place: `${samplePlace(sample)}, column "${targetFeatures[k]!.name}"`,
      path: targetPaths[k]!,
    }),
  };
}

function findColumn(
  source: FileSource,
  header: readonly string[],
  name: string,
  path: JsonPath,
  problems: DataProblem[],
): number | null {
  const column = header.indexOf(name);
  if (column < 0) {
    const separator = header.length === 1 ? guessSeparator(header[0]!) : null;
    const remedy = separator
      ? `The file seems to be separated by ${separator}: save it with commas.`
      : `Its columns are ${listed(header)}.`;
    problems.push({
      code: 'data.column',
      message: `${source.path} has no column "${name}". ${remedy}`,
      path,
    });
    return null;
  }
  if (header.includes(name, column + 1)) {
    const message = `${source.path} has more than one column "${name}". Rename one of them in the file.`;
    problems.push({ code: 'data.column', message, path });
    return null;
  }
  return column;
}

/** At most this many columns of a header are listed in a message. */
const listedColumns = 12;

function listed(header: readonly string[]): string {
  const names = header.slice(0, listedColumns).map((name) => `"${name}"`);
  const more = header.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A column of numbers: every cell must be one. */
function numberFeature(
  source: FileSource,
  { rows, lines }: CsvTable,
  { name, column, path }: NamedColumn,
  problems: DataProblem[],
): readonly Feature[] {
  const isBad = (row: readonly string[]) => parseNumberCell(row[column]!) === null;
  const bad = rows.findIndex((row, index) => index > 0 && isBad(row));
  if (bad > 0) {
    const more = rows.slice(bad + 1).filter(isBad).length;
    const others = more === 0 ? '' : ` (and ${counted(more, 'other cell')} of this column)`;
    const message =
      `${source.path} line ${lines[bad]}, column "${name}": ${quoted(rows[bad]![column]!)} is not a finite number${others}. ` +
      'Correct the cell, or name the column in "oneHot" if it holds categories.';
    problems.push({ code: 'data.number', message, path });
  }
  return [{ name, column, category: null }];
}

/**
 * One column for each category in ascending order: by number if every cell is one (1 and 1.0 are then one
 * category, named as first written), else by code unit.
 */
function categoryFeatures(
  source: FileSource,
  { rows, lines }: CsvTable,
  { name, column, path }: NamedColumn,
  problems: DataProblem[],
): readonly Feature[] {
  const empty = rows.findIndex((row) => row[column]!.trim() === '');
  if (empty > 0) {
    const message = `${source.path} line ${lines[empty]}, column "${name}" is empty. Give the cell a category, or remove the line.`;
    problems.push({ code: 'data.category', message, path });
    return [];
  }
  const cells = new Set(rows.slice(1).map((row) => row[column]!));
  const numbers = new Map<number, string>();
  for (const cell of cells) {
    const value = parseNumberCell(cell);
    if (value === null) {
      // Without a comparison function, sort goes by code unit.
      return [...cells].sort().map((category) => ({ name: `${name}=${category}`, column, category }));
    }
    if (!numbers.has(value)) numbers.set(value, cell.trim());
  }
  return [...numbers]
    .sort(([a], [b]) => a - b)
    .map(([category, spelling]) => ({ name: `${name}=${spelling}`, column, category }));
}

function checkWidths(
  network: Network,
  source: FileSource,
  inputs: number,
  targets: number,
  problems: DataProblem[],
): void {
  const outputs = network.layers.at(-1)?.units ?? 0;
  const spread = source.oneHot.length > 0 ? ' (one for each category of a one-hot column)' : '';
  if (inputs !== network.inputs.units) {
    const message = `${source.path} gives ${counted(inputs, 'input column')}${spread}, but the network has ${counted(network.inputs.units, 'input')}. Make them equal.`;
    problems.push({ code: 'data.inputs', message, path: ['data', 'inputs'] });
  }
  if (targets !== outputs) {
    const message = `${source.path} gives ${counted(targets, 'target column')}${spread}, but the last layer has ${counted(outputs, 'unit')}. Make them equal.`;
    problems.push({ code: 'data.targets', message, path: ['data', 'targets'] });
  }
}

function matrixOf({ rows }: CsvTable, features: readonly Feature[]): Float64Array {
  const matrix = new Float64Array((rows.length - 1) * features.length);
  for (let s = 0; s < rows.length - 1; s++) {
    const row = rows[s + 1]!;
    features.forEach(({ column, category }, k) => {
      matrix[s * features.length + k] = featureValue(row[column]!, category);
    });
  }
  return matrix;
}

function featureValue(cell: string, category: string | number | null): number {
  if (typeof category === 'string') return cell === category ? 1 : 0;
  const value = parseNumberCell(cell);
  if (value === null) throw new Error(`The cell ${quoted(cell)} was accepted as a number and is none.`);
  if (category === null) return value;
  return value === category ? 1 : 0;
}
