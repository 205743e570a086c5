import { addAt, type CheckContext, inputCount, nodeAt, outputCount, replaceFix } from './checkContext';
import { dataFilePath } from './dataPath';
import type { NetworkFile } from './schema';
import { counted, quoted } from './wording';
import { say } from '../words/say';

/** Data from files and generators: what can be judged without reading anything. */

type FileData = Extract<NonNullable<NetworkFile['data']>, { file: string }>;

function checkFile(context: CheckContext, data: FileData): void {
  const path = dataFilePath(data.file);
  if ('refused' in path) {
    const node = nodeAt(context, ['data', 'file']);
    const slashed = data.file.replaceAll('\\', '/');
    const isMended = slashed !== data.file && 'ok' in dataFilePath(slashed);
    const message = say('The data file {0} cannot be read: {1}.', quoted(data.file), path.refused);
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
      say(
        'The column {0} is neither an input nor a target, so naming it here has no effect.',
        quoted(column),
      ),
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
    say(
      'The network has {0} and the data name {1}. Name one column per {2}, or change the units.',
      what,
      counted(columns.length, 'column'),
      key === 'inputs' ? say('input') : say('output'),
    ),
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
      say(
        '{0} makes samples with {1} and the network has {2}. Set "inputs" to {3}, or choose another generator.',
        generator,
        counted(wanted, 'input'),
        inputs,
        wanted,
      ),
    );
  }
  if (outputs !== undefined && outputs !== 1) {
    addAt(
      context,
      'error',
      'data.targets',
      ['data', 'generator'],
      say(
        '{0} makes one target per sample and the network has {1}. Give the last layer one unit.',
        generator,
        counted(outputs, 'output'),
      ),
    );
  }
}

/** Data named by a file or a generator; inline samples are checked with the shapes. */
export function checkData(context: CheckContext): void {
  const { data } = context.file;
  if (data?.file !== undefined) checkFile(context, data);
  else if (data?.generator !== undefined) checkGenerator(context, data.generator);
}
