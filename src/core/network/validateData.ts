import { addAt, type CheckContext, inputCount, nodeAt, outputCount, replaceFix } from './checkContext';
import { dataFilePath } from './dataPath';
import type { NetworkFile } from './schema';
import { counted, quoted } from './wording';

/** Data from files and generators: what can be judged without reading anything. */

type FileData = Extract<NonNullable<NetworkFile['data']>, { file: string }>;

function checkFile(context: CheckContext, data: FileData): void {
  const path = dataFilePath(data.file);
  if ('refused' in path) {
    const node = nodeAt(context, ['data', 'file']);
    const slashed = data.file.replaceAll('\\', '/');
    const isMended = slashed !== data.file && 'ok' in dataFilePath(slashed);
    const message = `The data file ${quoted(data.file)} cannot be read: ${path.refused}.`;
    addAt(context, 'error', 'data.path', ['data', 'file'], message, {
      ...(isMended && node ? { fixes: [replaceFix(node, JSON.stringify(slashed))] } : {}),
    });
  }
  const oneHot = new Set(data.oneHot);
  const used = new Set([...data.inputs, ...data.targets]);
  (data.oneHot ?? []).forEach((column, index) => {
    if (used.has(column)) return;
    addAt(
      context,
      'warning',
      'data.oneHot',
      ['data', 'oneHot', index],
      `The column ${quoted(column)} is neither an input nor a target, so naming it here has no effect.`,
    );
  });
  checkColumns(context, 'inputs', data.inputs, oneHot, inputCount(context.file));
  checkColumns(context, 'targets', data.targets, oneHot, outputCount(context.file));
}

/** Columns against units. One-hot columns become as many as there are categories, which only the data tell. */
function checkColumns(
  context: CheckContext,
  key: 'inputs' | 'targets',
  columns: readonly string[],
  oneHot: ReadonlySet<string>,
  units: number | undefined,
): void {
  if (units === undefined) return;
  const isOpen = columns.some((column) => oneHot.has(column));
  if (isOpen ? columns.length <= units : columns.length === units) return;
  const what = key === 'inputs' ? counted(units, 'input') : counted(units, 'output');
  addAt(
    context,
    'error',
    `data.${key}`,
    ['data', key],
    `The network has ${what} and the data name ${counted(columns.length, 'column')}. Name one column per ${key === 'inputs' ? 'input' : 'output'}, or change the units.`,
  );
}

function checkGenerator(context: CheckContext, generator: string): void {
  const wanted = generator === 'sine' ? 1 : 2;
  const inputs = inputCount(context.file);
  const outputs = outputCount(context.file);
  if (inputs !== undefined && inputs !== wanted) {
    addAt(
      context,
      'error',
      'data.inputs',
      ['data', 'generator'],
      `${generator} makes samples with ${counted(wanted, 'input')} and the network has ${inputs}. Set "inputs" to ${wanted}, or choose another generator.`,
    );
  }
  if (outputs !== undefined && outputs !== 1) {
    addAt(
      context,
      'error',
      'data.targets',
      ['data', 'generator'],
      `${generator} makes one target per sample and the network has ${counted(outputs, 'output')}. Give the last layer one unit.`,
    );
  }
}

/** Data named by a file or a generator; inline samples are checked with the shapes. */
export function checkData(context: CheckContext): void {
  const { data } = context.file;
  if (data?.file !== undefined) checkFile(context, data);
  else if (data?.generator !== undefined) checkGenerator(context, data.generator);
}
