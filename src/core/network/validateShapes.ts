import {
  addAt,
  type CheckContext,
  inputCount,
  layerUnits,
  outputCount,
  placeAt,
  unitsBefore,
} from './checkContext';
import type { Fix } from './diagnostic';
import type { LayerParts } from './fileParts';
import { LIMITS } from './limits';
import { countFix, listFixes, matrixFixes, removeKeyFix, transposeFix } from './shapeFixes';
import type { TextRange } from './text';
import { counted, grouped } from './wording';
import { say } from '../words/say';

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
  /** What says how many rows and columns there must be. */
  readonly related: readonly Related[];
  /** What mends it besides another shape of the same entries. */
  readonly removal: readonly Fix[];
  /** Whether 0 can stand for an entry that is missing. */
  readonly canPad: boolean;
}

interface Related {
  readonly message: string;
  readonly range: TextRange;
}

/** Where the file says how many units layer `l` has and how many come before it. */
function unitsRelated(context: CheckContext, l: number): Related[] {
  const own = layerUnits(context.file.layers?.[l]);
  const before = unitsBefore(context.file, l);
  return [
    ...(own === undefined
      ? []
      : [
          {
            message: say('Layer {0} has {1}.', l + 1, counted(own, 'unit')),
            range: placeAt(context, ['layers', l, 'units']),
          },
        ]),
    ...(before === undefined
      ? []
      : l === 0
        ? [{ message: say('There are {0}.', counted(before, 'input')), range: placeAt(context, ['inputs']) }]
        : [
            {
              message: say('Layer {0} has {1}.', l, counted(before, 'unit')),
              range: placeAt(context, ['layers', l - 1, 'units']),
            },
          ]),
  ];
}

/** Reports a matrix that has not the wanted shape: a transposed one as a whole, else each wrong row. */
function checkGrid(context: CheckContext, path: Path, rows: Rows, wanted: Wanted): void {
  const { code, name, related, removal } = wanted;
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
      say(
        '{0} are {1} and must be {2}: one row per {3}, one column per {4}. They look transposed; exchange rows and columns.',
        name,
        shapeName(rows),
        expected,
        wanted.rowsAre,
        wanted.columnsAre,
      ),
      { related, fixes: [...transposeFix(context, path, say('Exchange rows and columns')), ...removal] },
    );
    return;
  }
  const isRight = ({ length }: readonly unknown[]): boolean => length === wanted.columns;
  if (rows.length === wanted.rows && rows.every(isRight)) return;
  // One fix mends the whole matrix, at whichever of its problems it is taken.
  const more = { related, fixes: [...matrixFixes(context, path, wanted, wanted.canPad), ...removal] };
  if (rows.length !== wanted.rows) {
    addAt(
      context,
      'error',
      code,
      path,
      say(
        '{0} are {1} and must be {2}: they need {3}, one per {4}, and have {5}.',
        name,
        shapeName(rows),
        expected,
        counted(wanted.rows, 'row'),
        wanted.rowsAre,
        grouped(rows.length),
      ),
      more,
    );
  }
  rows.forEach((row, index) => {
    if (isRight(row) || isToldEnough(context, code)) return;
    addAt(
      context,
      'error',
      code,
      [...path, index],
      say(
        '{0} holds {1} and must hold {2}, one per {3}.',
        wanted.row(index),
        counted(row.length, 'entry', 'entries'),
        grouped(wanted.columns),
        wanted.columnsAre,
      ),
      more,
    );
  });
}

/** Counts a wrong row without describing it once enough were described. */
function isToldEnough(context: CheckContext, code: string): boolean {
  if (!context.report.isFull(code)) return false;
  context.report.addOmitted(1, 'error');
  return true;
}

function checkList(
  context: CheckContext,
  path: Path,
  length: number,
  wanted: number,
  what: string,
  related: readonly Related[],
): void {
  if (length === wanted) return;
  const key = String(path.at(-1));
  const removal = key === 'biases' ? say('Remove the biases: they start at 0') : say('Remove these names');
  addAt(
    context,
    'error',
    `${key}.shape`,
    path,
    say(
      '"{0}" holds {1} and must hold {2}, one per {3}.',
      key,
      counted(length, 'entry', 'entries'),
      grouped(wanted),
      what,
    ),
    {
      related,
      // A missing bias is 0; a missing name is not.
      fixes: [...listFixes(context, path, wanted, key === 'biases'), ...removeKeyFix(context, path, removal)],
    },
  );
}

function checkLayer(context: CheckContext, layer: LayerParts, l: number, before: number | undefined): void {
  const units = layerUnits(layer);
  const path = ['layers', l];
  const previous = l === 0 ? say('input') : say('unit of layer {0}', l);
  if (layer.weights !== undefined) {
    if (units !== undefined && before !== undefined) {
      checkGrid(context, [...path, 'weights'], layer.weights, {
        rows: before,
        columns: units,
        code: 'weights.shape',
        name: say('The weights of layer {0}', l + 1),
        rowsAre: previous,
        columnsAre: say('unit of layer {0}', l + 1),
        row: (index) => say('Row {0} of the weights of layer {1}', index + 1, l + 1),
        related: unitsRelated(context, l),
        removal: removeKeyFix(
          context,
          [...path, 'weights'],
          say('Remove the weights: they are drawn at random'),
        ),
        canPad: true,
      });
    } else {
      checkRagged(
        context,
        [...path, 'weights'],
        layer.weights,
        say('the weights of layer {0}', l + 1),
        'weights.shape',
      );
    }
  }
  if (units === undefined) return;
  const unit = say('unit of layer {0}', l + 1);
  const related = unitsRelated(context, l).slice(0, 1);
  if (Array.isArray(layer.biases))
    checkList(context, [...path, 'biases'], layer.biases.length, units, unit, related);
  const symbols = layer.symbols ?? {};
  for (const key of ['bias', 'preActivation', 'activation'] as const) {
    const names = symbols[key];
    if (Array.isArray(names))
      checkList(context, [...path, 'symbols', key], names.length, units, unit, related);
  }
  if (typeof symbols.weight === 'object' && before !== undefined) {
    checkGrid(context, [...path, 'symbols', 'weight'], symbols.weight, {
      rows: before,
      columns: units,
      code: 'weight.shape',
      name: say('The names of the weights of layer {0}', l + 1),
      rowsAre: previous,
      columnsAre: unit,
      row: (index) => say('Row {0} of the names of the weights of layer {1}', index + 1, l + 1),
      related: unitsRelated(context, l),
      removal: removeKeyFix(context, [...path, 'symbols', 'weight'], say('Remove these names')),
      canPad: false,
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
      say(
        'Row {0} of {1} holds {2} and row 1 holds {3}. Make all rows equally long.',
        index + 1,
        name,
        counted(row.length, 'number'),
        grouped(width),
      ),
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
        say(
          'With layer {0} the network has {1} weights; Backprop takes at most {2}. Use fewer units.',
          l + 1,
          grouped(total),
          grouped(LIMITS.weights),
        ),
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
    checkList(
      context,
      ['symbols', 'input'],
      symbols.input.length,
      inputs,
      say('input'),
      unitsRelated(context, 0).slice(1),
    );
  }
  for (const key of ['lossTerm', 'target'] as const) {
    const names = symbols[key];
    if (Array.isArray(names) && outputs !== undefined) {
      const last = (file.layers?.length ?? 0) - 1;
      checkList(
        context,
        ['symbols', key],
        names.length,
        outputs,
        say('output'),
        unitsRelated(context, last).slice(0, 1),
      );
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
      say(
        'The data hold {0} numbers; at most {1} may stand in the file. Move them to a CSV file and name it with "file".',
        grouped(numbers),
        grouped(LIMITS.inlineNumbers),
      ),
    );
    return;
  }
  if (data.inputs.length === 0) {
    addAt(
      context,
      'error',
      'data.samples',
      ['data', 'inputs'],
      say('The data hold no sample. Add at least one row.'),
    );
  }
  if (data.targets.length !== data.inputs.length) {
    addAt(
      context,
      'error',
      'data.samples',
      ['data', 'targets'],
      say(
        'There are {0} of inputs and {1} of targets. Give one row of each per sample.',
        counted(data.inputs.length, 'row'),
        counted(data.targets.length, 'row'),
      ),
      { related: [{ message: say('The inputs are here.'), range: placeAt(context, ['data', 'inputs']) }] },
    );
  }
  checkWidth(context, 'inputs', data.inputs, inputCount(context.file), say('input'));
  checkWidth(context, 'targets', data.targets, outputCount(context.file), say('unit of the last layer'));
}

function checkWidth(
  context: CheckContext,
  key: 'inputs' | 'targets',
  rows: Rows,
  width: number | undefined,
  what: string,
): void {
  const name = key === 'inputs' ? say('the inputs') : say('the targets');
  if (width === undefined) {
    checkRagged(context, ['data', key], rows, name, `data.${key}`);
    return;
  }
  if (rows.every((row) => row.length === width)) return;
  const path = ['data', key];
  const last = (context.file.layers?.length ?? 0) - 1;
  const more = {
    related: key === 'inputs' ? unitsRelated(context, 0).slice(-1) : unitsRelated(context, last).slice(0, 1),
    fixes: [
      ...otherWidthFix(context, key, rows, last),
      ...matrixFixes(context, path, { rows: rows.length, columns: width }, true),
    ],
  };
  rows.forEach((row, index) => {
    if (row.length === width || isToldEnough(context, `data.${key}`)) return;
    addAt(
      context,
      'error',
      `data.${key}`,
      [...path, index],
      say(
        'Row {0} of {1} holds {2} and must hold {3}, one per {4}.',
        index + 1,
        name,
        counted(row.length, 'number'),
        grouped(width),
        what,
      ),
      more,
    );
  });
}

/** Where all rows are of one width, and the weights do not speak against it: as many inputs or outputs as they hold. */
function otherWidthFix(context: CheckContext, key: 'inputs' | 'targets', rows: Rows, last: number): Fix[] {
  const width = rows[0]?.length ?? 0;
  if (width === 0 || !isRectangular(rows)) return [];
  const { layers = [] } = context.file;
  if (key === 'inputs') {
    const weights = layers[0]?.weights;
    return weights === undefined || weights.length === width ? countFix(context, ['inputs'], width) : [];
  }
  const { weights, biases } = layers[last] ?? {};
  const isFree =
    (weights === undefined || weights.every((row) => row.length === width)) &&
    (!Array.isArray(biases) || biases.length === width);
  return isFree ? countFix(context, ['layers', last, 'units'], width) : [];
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
