import { addAt, type CheckContext, inputCount, nodeAt, outputCount, replaceFix } from './checkContext';
import type { NetworkFile } from './schema';
import { counted, quoted } from './wording';

/** Data from files and generators: what can be judged without reading anything. */

type FileData = Extract<NonNullable<NetworkFile['data']>, { file: string }>;

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Why a reference to a data file is refused, or null. Nothing outside the network's folder is ever read. */
export function pathProblem(path: string): string | null {
  if (path.trim() === '') return 'The name of the data file is empty.';
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'The path of the data file holds a control character.';
  if (/^[a-z][a-z\d+.-]*:/i.test(path)) {
    return 'Data are read from files beside the network only, not from a drive or an address.';
  }
  if (path.includes('\\')) return 'Write the path of the data file with forward slashes.';
  if (path.startsWith('/') || path.startsWith('~')) {
    return 'The path of the data file must be relative to the folder of this file.';
  }
  const steps = path.split('/');
  if (steps.includes('..')) {
    return 'The data file must be in the folder of this file or below it: remove "..".';
  }
  const device = steps.find((step) => DEVICE.test(step));
  return device === undefined
    ? null
    : `${quoted(device)} is the name of a device on Windows. Rename the data file.`;
}

function checkFile(context: CheckContext, data: FileData): void {
  const problem = pathProblem(data.file);
  const node = nodeAt(context, ['data', 'file']);
  if (problem) {
    const slashed = data.file.replaceAll('\\', '/');
    const isMended = slashed !== data.file && pathProblem(slashed) === null;
    addAt(context, 'error', 'data.path', ['data', 'file'], problem, {
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
