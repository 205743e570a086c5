import { describeDivergence } from '../core/engine/divergence';
import { lossAt } from '../core/engine/evaluate';
import { penaltyAt } from '../core/engine/penalty';
import type { Trainer, TrainingResult } from '../core/engine/training';
import type { Network, TrainingChange } from '../core/network/network';
import { formatNumber } from '../core/network/number';
import { resolveOptimizer } from '../core/network/resolve';
import { counted, grouped } from '../core/network/wording';
import { kernelName, type EngineUsed } from '../protocol/training';
import { createRunTrainer, type StartedRun } from '../worker/engine';
import { Stride } from '../worker/pace';
import type { HelperSource } from '../worker/team';
import { OutOfMemoryError } from '../worker/webAssembly';
import type { CommandOf, Overrides } from './arguments';
import { engineNote } from './engineNote';
import { headLines, layerHeading, lossTable } from './headings';
import { jsonDocument } from './json';
import { readyNetwork, type ReadyNetwork } from './load';
import { layerNumbers, parameterRows } from './parameterRows';
import { fileError, problemLine } from './problem';
import type { ProgressLine } from './progressLine';
import type { Style } from './style';
import { table } from './table';
import { text, type Outcome, type Terminal } from './terminal';
import { showHidden } from '../core/network/hidden';
import { requireWritable, writeParameters } from './writeBack';

/**
 * Trains the network; with `write` its file holds the trained weights afterwards.
 *
 * @param helpers where threads come from that help with a large network.
 */
export async function train(
  command: CommandOf<'train'>,
  { style, errorStyle, progress }: Terminal,
  helpers: HelperSource,
): Promise<Outcome> {
  const { file, overrides, write, json } = command;
  const ready = readyNetwork(file, (network) => changeOf(network, overrides));
  if (write) requireWritable(file);
  const { trainer, engine, team } = startRun(ready, helpers);
  team?.start();
  try {
    runToEnd(trainer, ready, progress);
  } finally {
    await team?.end();
  }
  const result = trainer.finish();
  if (result.stopped === null) throw new Error('The training came to no end.');
  const { divergence, stopped } = result;
  const written = write && !divergence ? writeParameters(ready, result.parameters) : null;
  const { epochs, loss, penalty, testLoss, history } = result;
  const layers = layerNumbers(ready, result.parameters);
  const output = json
    ? jsonDocument({ epochs, loss, penalty, testLoss, stopped, history, layers })
    : text([
        ...reportLines(ready, result, engine, style),
        ...(written === null ? [] : [writtenLine(file, written)]),
      ]);
  const note = engineNote(engine, ready.network.training);
  if (!divergence) return { output, errors: note, exitCode: 0 };
  const message = describeDivergence(ready.network, divergence) + (write ? ' Nothing was written.' : '');
  const problem = { file, place: null, severity: 'error', code: 'training.diverged', message } as const;
  return { output, errors: `${note}${problemLine(problem, errorStyle.bad)}\n`, exitCode: 1 };
}

function startRun({ file, network, dataset, parameters }: ReadyNetwork, helpers: HelperSource): StartedRun {
  try {
    return createRunTrainer(network, dataset, parameters, helpers);
  } catch (error) {
    if (error instanceof OutOfMemoryError) throw fileError(file, 'training.memory', error.message);
    throw error;
  }
}

/** The settings of the command line; an optimizer of the file's own type keeps the file's constants. */
function changeOf({ training }: Network, { optimizer, ...change }: Overrides): TrainingChange {
  if (optimizer === undefined || optimizer === training.optimizer.type) return change;
  return { ...change, optimizer: resolveOptimizer(optimizer) };
}

function runToEnd(trainer: Trainer, { network, names }: ReadyNetwork, progress: ProgressLine): void {
  const stride = new Stride();
  const { epochs } = network.training;
  const symbol = showHidden(names.unicode({ kind: 'loss' }));
  while (stride.runSlice((updates) => trainer.advance(updates)) === 'running') {
    if (!progress.isDue) continue;
    const loss = trainer.history.loss.at(-1);
    const value = loss === undefined ? '' : ` · ${symbol} = ${formatNumber(loss)}`;
    progress.show(trainer.epoch / epochs, `epoch ${grouped(trainer.epoch)}/${grouped(epochs)}${value}`);
  }
  progress.clear();
}

function reportLines(
  ready: ReadyNetwork,
  result: TrainingResult,
  engine: EngineUsed,
  style: Style,
): string[] {
  const { model, parameters, dataset } = ready;
  const { trainingIndices, testIndices } = dataset;
  const start = {
    title: 'start',
    loss: lossAt(model, parameters, dataset, trainingIndices),
    penalty: penaltyAt(model, parameters),
    testLoss: testIndices.length === 0 ? null : lossAt(model, parameters, dataset, testIndices),
  };
  return [
    ...headLines(ready, style),
    endSentence(ready.network, result, engine),
    '',
    ...lossTable(ready, [start, { title: 'end', ...result }], style),
    '',
    ...historyTable(ready, result, style),
    ...ready.network.layers.flatMap((_, l) => ['', ...layerLines(ready, result, l, style)]),
  ];
}

function endSentence({ training }: Network, { epochs, stopped }: TrainingResult, engine: EngineUsed): string {
  const { optimizer, learningRate, stopWhen } = training;
  const kernel = training.precision === 'float32' ? ` (${kernelName(engine, training)})` : '';
  const how = `${optimizer.type}, η = ${formatNumber(learningRate)}${kernel}`;
  const length = counted(epochs, 'epoch');
  switch (stopped) {
    case 'lossBelow':
      return `${length} by ${how}; stopped there: the loss was below ${formatNumber(stopWhen.lossBelow ?? NaN)}`;
    case 'patience':
      return `${length} by ${how}; stopped there: no new least loss for ${counted(stopWhen.patience ?? 0, 'epoch')}`;
    case 'diverged':
      return `${length} by ${how}; then it diverged`;
    case 'epochs':
    case null:
      return `${length} by ${how}`;
  }
}

/** Loss and test loss at epochs 0, 1, 2, 5, 10, 20, 50, …: most happens early. */
function historyTable({ names }: ReadyNetwork, { history }: TrainingResult, style: Style): string[] {
  const hasTest = history.testLoss.length > 0;
  const rows: string[][] = [];
  for (let entry = 0, power = 1, turn = 0; entry < history.loss.length; turn++) {
    const losses = [history.loss[entry]!, ...(hasTest ? [history.testLoss[entry]!] : [])];
    rows.push([grouped(entry * history.every), ...losses.map(formatNumber)]);
    entry = [1, 2, 5][turn % 3]! * power;
    if (turn % 3 === 2) power *= 10;
  }
  if (rows.length === 0) return [];
  const columns = [
    { title: 'epoch', align: 'right', style: style.faint },
    { title: showHidden(names.unicode({ kind: 'loss' })), align: 'number' },
    ...(hasTest ? [{ title: 'test loss', align: 'number' } as const] : []),
  ] as const;
  return table(columns, rows, style.faint);
}

function layerLines(ready: ReadyNetwork, { parameters }: TrainingResult, l: number, style: Style): string[] {
  const heading = layerHeading(ready, l, style);
  const rows = parameterRows(ready, l);
  if (!rows) return [heading, style.faint('  too many weights to list; --json prints all')];
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left', style: style.faint },
    { title: 'start', align: 'number' },
    { title: 'end', align: 'number', style: style.strong },
  ] as const;
  const cells = rows.map(({ symbol, place, index }) => [
    `  ${symbol}`,
    place,
    formatNumber(ready.parameters[index]!),
    formatNumber(parameters[index]!),
  ]);
  return [heading, ...table(columns, cells, style.faint)];
}

function writtenLine(file: string, places: number): string {
  return showHidden(
    places === 0 ? `${file} holds these weights already.` : `The weights were written to ${file}.`,
  );
}
