import * as vscode from 'vscode';
import { parameterIndex } from '../../core/engine/layout';
import { formatNumber } from '../../core/network/number';
import type { Optimizer } from '../../core/network/network';
import { resolveOptimizer } from '../../core/network/resolve';
import type { ParameterSubject } from '../../core/network/subject';
import { optimizerTypes } from '../../protocol/views/training';
import type { GoodNetwork } from '../documents';
import { lensSymbol, symbolOf } from '../editor/lensSymbol';
import { labelText } from '../editor/visibleText';
import { commands } from '../ids';
import type { Selection } from '../selection';
import { baseName, networkOf, sayNoNetwork, type TrainingServices } from './commandTarget';
import { showProgress } from './progressNotice';
import type { ForkChange } from './runEntry';
import { tell } from './trainingCommands';
import type { Run } from './trainingRun';

export interface ForkServices extends TrainingServices {
  readonly selection: Selection;
}

/**
 * Registers Fork Run Here…: trains on from the epoch on show in another way, in place of the run. The second argument
 * says in which way, where that is known; anything else is asked for.
 */
export function registerForkCommand(services: ForkServices): vscode.Disposable {
  const { documents, runs, time, messages } = services;
  return vscode.commands.registerCommand(commands.forkRun, async (argument: unknown, detail: unknown) => {
    const uri = networkOf(documents, argument);
    if (!uri) {
      void sayNoNetwork(messages);
      return;
    }
    const run = runs.get(uri);
    const good = documents.get(uri)?.good;
    const epoch = time.get(uri)?.place.epoch;
    const reason = reasonAgainst(run, good, epoch);
    if (!run || !good || epoch === undefined || reason !== null) {
      void messages.show('information', `${baseName(uri)}: ${reason ?? ''}`);
      return;
    }
    const change =
      detail === undefined ? await askChange(services, uri, run, good, epoch) : checkChange(detail, good);
    if (!change || runs.get(uri) !== run) return;
    const outcome = runs.fork(uri, epoch, change);
    showProgress(documents, runs, uri, baseName(uri), outcome);
    tell(messages, uri, await outcome);
  });
}

function reasonAgainst(
  run: Run | undefined,
  good: GoodNetwork | null | undefined,
  epoch: number | undefined,
): string | null {
  if (!run || !good || epoch === undefined)
    return vscode.l10n.t('There is no run to go on from. Train first.');
  if (run.status === 'running') return vscode.l10n.t('Training goes on. Stop it first.');
  if (epoch < run.network.training.epochs) return null;
  return vscode.l10n.t('The training ends here. Show an earlier epoch to go on from.');
}

async function askChange(
  { selection }: ForkServices,
  uri: vscode.Uri,
  run: Run,
  good: GoodNetwork,
  epoch: number,
): Promise<ForkChange | undefined> {
  const { learningRate, optimizer } = run.network.training;
  const subject = selection.get(uri);
  const parameter = subject?.kind === 'weight' || subject?.kind === 'bias' ? subject : null;
  const name = parameter && labelText(lensSymbol(symbolOf(good.symbols, parameter)));
  const title = vscode.l10n.t('Fork Run from Epoch {0}', epoch);
  const chosen = await vscode.window.showQuickPick(
    [
      {
        what: 'rate',
        label: vscode.l10n.t('Another learning rate…'),
        description: formatNumber(learningRate),
      },
      { what: 'optimizer', label: vscode.l10n.t('Another optimizer…'), description: optimizer.type },
      ...(parameter
        ? ([{ what: 'parameter', label: vscode.l10n.t('Another value of {0}…', name ?? '') }] as const)
        : []),
    ] as const,
    {
      title,
      placeHolder: vscode.l10n.t('What shall be another from epoch {0} on? The former run is kept.', epoch),
    },
  );
  switch (chosen?.what) {
    case 'rate': {
      const rate = await askNumber(title, vscode.l10n.t('Learning rate from here on'), learningRate, isRate);
      return rate === undefined ? undefined : { training: { learningRate: rate } };
    }
    case 'optimizer':
      return askOptimizer(title, optimizer);
    case 'parameter':
      return parameter ? askParameter(title, name ?? '', parameter, good, run) : undefined;
    case undefined:
      return undefined;
  }
}

async function askOptimizer(title: string, now: Optimizer): Promise<ForkChange | undefined> {
  const others = optimizerTypes.filter((type) => type !== now.type).map(resolveOptimizer);
  const items = others.map((optimizer) => ({
    label: optimizer.type,
    description: settingsOf(optimizer),
    optimizer,
  }));
  const placeHolder = vscode.l10n.t('The optimizer from here on; its memory starts afresh');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  return chosen && { training: { optimizer: chosen.optimizer } };
}

function settingsOf(optimizer: Optimizer): string {
  return Object.entries(optimizer)
    .filter(([key]) => key !== 'type')
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
}

async function askParameter(
  title: string,
  name: string,
  subject: ParameterSubject,
  good: GoodNetwork,
  run: Run,
): Promise<ForkChange | undefined> {
  const index = parameterIndex(good.model.layout, subject);
  const prompt = vscode.l10n.t('Value of {0} to go on from', name);
  const value = await askNumber(title, prompt, run.parameters[index] ?? 0, Number.isFinite);
  return value === undefined ? undefined : { parameter: { index, value } };
}

async function askNumber(
  title: string,
  prompt: string,
  now: number,
  isGood: (value: number) => boolean,
): Promise<number | undefined> {
  const read = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value: String(now),
    validateInput: (typed) =>
      isGood(read(typed)) ? null : vscode.l10n.t('{0} is no number that can stand here.', typed.trim()),
  });
  return text === undefined ? undefined : read(text);
}

/** As the format has it. */
function isRate(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

/** The change that a caller names; undefined where it names none. */
function checkChange(detail: unknown, good: GoodNetwork): ForkChange | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined;
  const { learningRate, optimizer, parameter } = detail as Readonly<Record<string, unknown>>;
  if (typeof learningRate === 'number' && isRate(learningRate)) return { training: { learningRate } };
  const type = optimizerTypes.find((one) => one === optimizer);
  if (type) return { training: { optimizer: resolveOptimizer(type) } };
  if (typeof parameter !== 'object' || parameter === null) return undefined;
  const { index, value } = parameter as Readonly<Record<string, unknown>>;
  const isOne =
    typeof index === 'number' &&
    Number.isSafeInteger(index) &&
    index >= 0 &&
    index < good.parameters.length &&
    typeof value === 'number' &&
    Number.isFinite(value);
  return isOne ? { parameter: { index, value } } : undefined;
}
