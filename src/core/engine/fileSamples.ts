import type { Network } from '../network/network';
import type { Steps } from '../network/steps';
import { counted } from '../network/wording';
import { parseCsvSteps } from './csv';
import { guessSeparator, type CsvTable } from './csvReader';
import {
  categoryColumn,
  numberColumn,
  type FileColumn,
  type FileSource,
  type NamedColumn,
} from './fileColumn';
import type { DataProblem, JsonPath, Samples } from './samples';
import { say } from '../words/say';

/** Numbers between two pauses: about a millisecond of work. */
const numbersPerStep = 16_384;

/** Names between two pauses. */
const namesPerStep = 1024;

interface Problems {
  readonly problems: readonly DataProblem[];
}

/**
 * The samples of a CSV text, one for each record below the header, with the columns that the network file
 * names. A one-hot column becomes one column for each category of the whole file. Pauses every millisecond or two.
 */
export function* fileSampleSteps(
  network: Network,
  source: FileSource,
  text: string,
): Steps<Samples | Problems> {
  const table = yield* parseCsvSteps(text);
  if ('problem' in table) {
    const { message } = table.problem;
    return {
      problems: [{ code: 'data.file', message: `${source.path}: ${message}`, path: ['data', 'file'] }],
    };
  }
  const header = table.rows[0];
  if (!header || table.rows.length === 1) {
    const message = header
      ? say('{0} has a header and no samples. Add a header line and a line for each sample.', source.path)
      : say('{0} is empty. Add a header line and a line for each sample.', source.path);
    return { problems: [{ code: 'data.empty', message, path: ['data', 'file'] }] };
  }
  return yield* samplesOf(network, source, table, header);
}

function* samplesOf(
  network: Network,
  source: FileSource,
  table: CsvTable,
  header: readonly string[],
): Steps<Samples | Problems> {
  const problems: DataProblem[] = [];
  const places = yield* columnPlaces(source, header);
  const inputs = yield* namedColumns(source, header, places, 'inputs', problems);
  const targets = yield* namedColumns(source, header, places, 'targets', problems);
  if (problems.length > 0) return { problems };

  const columns = yield* readColumns(source, table, [...inputs, ...targets], problems);
  if (problems.length > 0) return { problems };
  const inputColumns = inputs.map(({ name }) => columns.get(name)!);
  const targetColumns = targets.map(({ name }) => columns.get(name)!);
  checkWidths(network, source, widthOf(inputColumns), widthOf(targetColumns), problems);
  if (problems.length > 0) return { problems };

  const sampleCount = table.rows.length - 1;
  const inputPart = yield* matrixOf(inputColumns, sampleCount);
  const targetPart = yield* matrixOf(targetColumns, sampleCount);
  const targetPaths = targets.flatMap(({ path }, n) =>
    Array.from({ length: targetColumns[n]!.width }, () => path),
  );
  const samplePlace = (sample: number) => say('in {0} line {1}', source.path, table.lines[sample + 1]!);
  return {
    sampleCount,
    inputUnits: inputPart.names.length,
    targetUnits: targetPart.names.length,
    inputs: inputPart.matrix,
    targets: targetPart.matrix,
    inputColumns: inputPart.names,
    targetColumns: targetPart.names,
    standardizedInputs: source.standardize
      ? inputColumns.flatMap(({ width, isNumeric }) => Array.from({ length: width }, () => isNumeric))
      : null,
    samplePlace,
    targetPlace: (sample, k) => ({
      place: say('{0}, column "{1}"', samplePlace(sample), targetPart.names[k]!),
      path: targetPaths[k]!,
    }),
  };
}

/** Where a name stands in the header. */
interface ColumnPlace {
  readonly column: number;
  readonly isRepeated: boolean;
}

/** The places of the columns that the network file names, as far as the header has them. */
function* columnPlaces(
  source: FileSource,
  header: readonly string[],
): Steps<ReadonlyMap<string, ColumnPlace>> {
  const wanted = new Set([...source.inputs, ...source.targets]);
  const places = new Map<string, ColumnPlace>();
  for (const [index, name] of header.entries()) {
    if (index % numbersPerStep === 0) yield;
    if (!wanted.has(name)) continue;
    const first = places.get(name);
    places.set(name, { column: first?.column ?? index, isRepeated: first !== undefined });
  }
  return places;
}

function* namedColumns(
  source: FileSource,
  header: readonly string[],
  places: ReadonlyMap<string, ColumnPlace>,
  key: 'inputs' | 'targets',
  problems: DataProblem[],
): Steps<readonly NamedColumn[]> {
  const columns: NamedColumn[] = [];
  for (const [index, name] of source[key].entries()) {
    if (index % namesPerStep === 0) yield;
    const place = places.get(name);
    const path: JsonPath = ['data', key, index];
    if (place && !place.isRepeated) columns.push({ name, column: place.column, path });
    else {
      const message = place
        ? say('{0} has more than one column "{1}". Rename one of them in the file.', source.path, name)
        : say('{0} has no column "{1}". {2}', source.path, name, missingColumnRemedy(header));
      problems.push({ code: 'data.column', message, path });
    }
  }
  return columns;
}

/** At most this many columns of a header are listed in a message. */
const listedColumns = 12;

function missingColumnRemedy(header: readonly string[]): string {
  const separator = header.length === 1 ? guessSeparator(header[0]!) : null;
  if (separator === 'semicolons') {
    return say('The file seems to be separated by semicolons: save it with commas.');
  }
  if (separator) return say('The file seems to be separated by tabs: save it with commas.');
  const names = header.slice(0, listedColumns).map((name) => `"${name}"`);
  const more = header.length - names.length;
  return more > 0
    ? say('Its columns are {0} and {1} more.', names.join(', '), more)
    : say('Its columns are {0}.', names.join(', '));
}

/** By name: each column is read once, wherever it is used. */
function* readColumns(
  source: FileSource,
  table: CsvTable,
  named: readonly NamedColumn[],
  problems: DataProblem[],
): Steps<ReadonlyMap<string, FileColumn>> {
  const oneHot = new Set(source.oneHot);
  const columns = new Map<string, FileColumn>();
  for (const column of named) {
    if (columns.has(column.name)) continue;
    const read = oneHot.has(column.name) ? categoryColumn : numberColumn;
    columns.set(column.name, yield* read(source, table, column, problems));
    yield;
  }
  return columns;
}

function widthOf(columns: readonly FileColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}

function checkWidths(
  network: Network,
  source: FileSource,
  inputs: number,
  targets: number,
  problems: DataProblem[],
): void {
  const outputs = network.layers.at(-1)?.units ?? 0;
  const spread = source.oneHot.length > 0 ? ` ${say('(one for each category of a one-hot column)')}` : '';
  if (inputs !== network.inputs.units) {
    const message = say(
      '{0} gives {1}{2}, but the network has {3}. Make them equal.',
      source.path,
      counted(inputs, 'input column'),
      spread,
      counted(network.inputs.units, 'input'),
    );
    problems.push({ code: 'data.inputs', message, path: ['data', 'inputs'] });
  }
  if (targets !== outputs) {
    const message = say(
      '{0} gives {1}{2}, but the last layer has {3}. Make them equal.',
      source.path,
      counted(targets, 'target column'),
      spread,
      counted(outputs, 'unit'),
    );
    problems.push({ code: 'data.targets', message, path: ['data', 'targets'] });
  }
}

/** The columns side by side. matrix [sample][name] */
function* matrixOf(
  columns: readonly FileColumn[],
  sampleCount: number,
): Steps<{ readonly names: readonly string[]; readonly matrix: Float64Array }> {
  const encodings = columns.map((column) => column.encode());
  const names = encodings.flatMap((encoding) => encoding.names);
  const matrix = new Float64Array(sampleCount * names.length);
  const samplesPerStep = Math.ceil(numbersPerStep / names.length);
  for (let s = 0; s < sampleCount; s++) {
    if (s % samplesPerStep === 0) yield;
    let offset = s * names.length;
    for (const { names, write } of encodings) {
      write(s, matrix, offset);
      offset += names.length;
    }
  }
  return { names, matrix };
}
