import {
  addAt,
  type CheckContext,
  inputCount,
  layerUnits,
  outputCount,
  placeAt,
  unitsBefore,
} from './checkContext';
import type { LayerParts } from './fileParts';
import { LIMITS } from './limits';
import { counted, grouped } from './wording';

type Path = readonly (string | number)[];
type Rows = readonly (readonly unknown[])[];

/** `3×2`, or `3×2…4` for rows of different lengths. */
function shapeName(rows: Rows): string {
  const widths = rows.map((row) => row.length);
  const least = widths.reduce((a, b) => Math.min(a, b), Infinity);
  const most = widths.reduce((a, b) => Math.max(a, b), 0);
  return `${rows.length}×${least === most ? most : `${least}…${most}`}`;
}

function isRectangular(rows: Rows): boolean {
  return rows.every((row) => row.length === rows[0]?.length);
}

/** What the rows and columns of a matrix stand for. */
interface Wanted {
  readonly rows: number;
  readonly columns: number;
  readonly code: string;
  /** Such as `the weights`. */
  readonly name: string;
  readonly rowsAre: string;
  readonly columnsAre: string;
  /** The row to name when it is too short or long. */
  row(index: number): string;
}

/** Reports a matrix that has not the wanted shape: a transposed one as a whole, else each wrong row. */
function checkGrid(context: CheckContext, path: Path, rows: Rows, wanted: Wanted): void {
  const { code, name } = wanted;
  const expected = `${wanted.rows}×${wanted.columns}`;
  if (
    wanted.rows !== wanted.columns &&
    isRectangular(rows) &&
    rows.length === wanted.columns &&
    rows[0]?.length === wanted.rows
  ) {
    addAt(
      context,
      'error',
      code,
      path,
      `${name} are ${shapeName(rows)} and must be ${expected}: one row per ${wanted.rowsAre}, one column per ${wanted.columnsAre}. They look transposed; exchange rows and columns.`,
    );
    return;
  }
  if (rows.length !== wanted.rows) {
    addAt(
      context,
      'error',
      code,
      path,
      `${name} are ${shapeName(rows)} and must be ${expected}: they need ${counted(wanted.rows, 'row')}, one per ${wanted.rowsAre}, and have ${grouped(rows.length)}.`,
    );
  }
  rows.forEach((row, index) => {
    if (row.length === wanted.columns || isToldEnough(context, code)) return;
    addAt(
      context,
      'error',
      code,
      [...path, index],
      `${wanted.row(index)} holds ${counted(row.length, 'entry', 'entries')} and must hold ${grouped(wanted.columns)}, one per ${wanted.columnsAre}.`,
    );
  });
}

/** Counts a wrong row without describing it once enough were described. */
function isToldEnough(context: CheckContext, code: string): boolean {
  if (!context.report.isFull(code)) return false;
  context.report.addOmitted(1, 'error');
  return true;
}

function checkList(context: CheckContext, path: Path, length: number, wanted: number, what: string): void {
  if (length === wanted) return;
  const key = String(path.at(-1));
  addAt(
    context,
    'error',
    `${key}.shape`,
    path,
    `"${key}" holds ${counted(length, 'entry', 'entries')} and must hold ${grouped(wanted)}, one per ${what}.`,
  );
}

function checkLayer(context: CheckContext, layer: LayerParts, l: number, before: number | undefined): void {
  const units = layerUnits(layer);
  const path = ['layers', l];
  const previous = l === 0 ? 'input' : `unit of layer ${l}`;
  if (layer.weights !== undefined) {
    if (units !== undefined && before !== undefined) {
      checkGrid(context, [...path, 'weights'], layer.weights, {
        rows: before,
        columns: units,
        code: 'weights.shape',
        name: `The weights of layer ${l + 1}`,
        rowsAre: previous,
        columnsAre: `unit of layer ${l + 1}`,
        row: (index) => `Row ${index + 1} of the weights of layer ${l + 1}`,
      });
    } else {
      checkRagged(
        context,
        [...path, 'weights'],
        layer.weights,
        `the weights of layer ${l + 1}`,
        'weights.shape',
      );
    }
  }
  if (units === undefined) return;
  const unit = `unit of layer ${l + 1}`;
  if (Array.isArray(layer.biases)) checkList(context, [...path, 'biases'], layer.biases.length, units, unit);
  const symbols = layer.symbols ?? {};
  for (const key of ['bias', 'preActivation', 'activation'] as const) {
    const names = symbols[key];
    if (Array.isArray(names)) checkList(context, [...path, 'symbols', key], names.length, units, unit);
  }
  if (typeof symbols.weight === 'object' && before !== undefined) {
    checkGrid(context, [...path, 'symbols', 'weight'], symbols.weight, {
      rows: before,
      columns: units,
      code: 'weight.shape',
      name: `The names of the weights of layer ${l + 1}`,
      rowsAre: previous,
      columnsAre: unit,
      row: (index) => `Row ${index + 1} of the names of the weights of layer ${l + 1}`,
    });
  }
}

/** Where the right width is unknown, rows must at least agree with the first. */
function checkRagged(context: CheckContext, path: Path, rows: Rows, name: string, code: string): void {
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, index) => {
    if (row.length === width || isToldEnough(context, code)) return;
    addAt(
      context,
      'error',
      code,
      [...path, index],
      `Row ${index + 1} of ${name} holds ${counted(row.length, 'number')} and row 1 holds ${grouped(width)}. Make all rows equally long.`,
    );
  });
}

function checkWeightCount(context: CheckContext): void {
  const { file } = context;
  let total = 0;
  for (const [l, layer] of (file.layers ?? []).entries()) {
    const units = layerUnits(layer);
    const before = unitsBefore(file, l);
    if (units === undefined || before === undefined) return;
    total += units * before;
    if (total > LIMITS.weights) {
      addAt(
        context,
        'error',
        'weights.limit',
        ['layers', l, 'units'],
        `With layer ${l + 1} the network has ${grouped(total)} weights; Backprop takes at most ${grouped(LIMITS.weights)}. Use fewer units.`,
      );
      return;
    }
  }
}

function checkSymbolLists(context: CheckContext): void {
  const { file } = context;
  const { symbols = {} } = file;
  const inputs = inputCount(file);
  const outputs = outputCount(file);
  if (Array.isArray(symbols.input) && inputs !== undefined) {
    checkList(context, ['symbols', 'input'], symbols.input.length, inputs, 'input');
  }
  for (const key of ['lossTerm', 'target'] as const) {
    const names = symbols[key];
    if (Array.isArray(names) && outputs !== undefined) {
      checkList(context, ['symbols', key], names.length, outputs, 'output');
    }
  }
}

function checkInlineData(context: CheckContext): void {
  const { data } = context.file;
  if (!data || data.file !== undefined || data.generator !== undefined) return;
  const numbers = [...data.inputs, ...data.targets].reduce((sum, row) => sum + row.length, 0);
  if (numbers > LIMITS.inlineNumbers) {
    addAt(
      context,
      'error',
      'data.limit',
      ['data'],
      `The data hold ${grouped(numbers)} numbers; at most ${grouped(LIMITS.inlineNumbers)} may stand in the file. Move them to a CSV file and name it with "file".`,
    );
    return;
  }
  if (data.inputs.length === 0) {
    addAt(
      context,
      'error',
      'data.samples',
      ['data', 'inputs'],
      'The data hold no sample. Add at least one row.',
    );
  }
  if (data.targets.length !== data.inputs.length) {
    addAt(
      context,
      'error',
      'data.samples',
      ['data', 'targets'],
      `There are ${counted(data.inputs.length, 'row')} of inputs and ${counted(data.targets.length, 'row')} of targets. Give one row of each per sample.`,
      { related: [{ message: 'The inputs are here.', range: placeAt(context, ['data', 'inputs']) }] },
    );
  }
  checkWidth(context, 'inputs', data.inputs, inputCount(context.file), 'input');
  checkWidth(context, 'targets', data.targets, outputCount(context.file), 'unit of the last layer');
}

function checkWidth(
  context: CheckContext,
  key: string,
  rows: Rows,
  width: number | undefined,
  what: string,
): void {
  if (width === undefined) {
    checkRagged(context, ['data', key], rows, `the ${key}`, `data.${key}`);
    return;
  }
  rows.forEach((row, index) => {
    if (row.length === width || isToldEnough(context, `data.${key}`)) return;
    addAt(
      context,
      'error',
      `data.${key}`,
      ['data', key, index],
      `Row ${index + 1} of the ${key} holds ${counted(row.length, 'number')} and must hold ${grouped(width)}, one per ${what}.`,
    );
  });
}

/** Shapes and sizes: matrices, lists, inline samples, the limit of weights. */
export function checkShapes(context: CheckContext): void {
  (context.file.layers ?? []).forEach((layer, l) => {
    checkLayer(context, layer, l, unitsBefore(context.file, l));
  });
  checkWeightCount(context);
  checkSymbolLists(context);
  checkInlineData(context);
}
