import * as vscode from 'vscode';
import { parameterAt, parameterIndex, type ParameterLayout } from '../../core/engine/layout';
import { checkedParameters, gradientCheckOf } from '../../core/insight/gradientCheck';
import { disagreementClause, gradientCheckClause } from '../../core/insight/gradientCheckWords';
import { createNames } from '../../core/math/names';
import { placeOf } from '../../core/network/places';
import { counted } from '../../core/network/wording';
import type { ParameterSubject, Subject } from '../../core/network/subject';
import { comparisonSteps } from '../gradientComparisons';
import { commands } from '../ids';
import type { GoodNetwork } from '../networkState';
import { runInSlices } from '../slices';
import { inLayer } from '../testing/testPlan';
import { baseName, sayProblem } from '../training/commandTarget';
import { activeNetwork, subjectUnder } from './activeNetwork';
import type { EditorServices } from './editorCommands';

/** What is compared: everything, a layer, or the one parameter under the cursor. */
type CheckedScope = 'file' | 'layer' | 'cursor';

/** Registers Check Gradients; an argument names the scope and leaves the question out. */
export function registerCheckGradients(services: EditorServices): vscode.Disposable {
  return vscode.commands.registerCommand(commands.checkGradients, (argument: unknown) =>
    checkGradients(services, argument),
  );
}

/** Compares analytic gradients at the file's numbers with central differences, and says what came of it. */
async function checkGradients(services: EditorServices, argument: unknown): Promise<void> {
  const { selection, messages } = services;
  const active = await activeNetwork(services, 'gradients');
  if (!active) return;
  const { uri, good, state } = active;
  const evaluation = good.evaluation();
  if (!good.dataset || !evaluation) {
    void messages.show(
      'information',
      vscode.l10n.t('{0}: the gradients are not there yet. Try again soon.', baseName(uri)),
    );
    return;
  }
  const under = subjectUnder(active, vscode.window.activeTextEditor);
  const scope = await scopeOf(good, under ?? selection.get(uri) ?? null, argument);
  if (!scope) return;
  const comparisons = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Checking gradients'),
    },
    (progress, token) =>
      runInSlices(comparisonSteps(good, evaluation, scope.parameters, reportTo(progress)), {
        get isCancelled() {
          return token.isCancellationRequested;
        },
      }),
  );
  if (!comparisons) return;
  const check = gradientCheckOf(comparisons);
  const file = `${baseName(uri)}${scope.name}`;
  const [first] = check.disagreements;
  if (!first) {
    void messages.show('information', `${file}: ${gradientCheckClause(check)}.`);
    return;
  }
  const subject = parameterAt(good.model.layout, first.parameter);
  const names = createNames(good.network, good.symbols);
  const clause = disagreementClause(`∂${names.unicode({ kind: 'loss' })}/∂${names.unicode(subject)}`, first);
  const more = check.disagreements.length - 1;
  const sentences = [
    clause,
    ...(more === 0 ? [] : [vscode.l10n.t('{0} disagree', counted(more, 'more gradient'))]),
  ];
  const message = sentences.map((sentence) => `${sentence}.`).join(' ');
  sayProblem(messages, uri, { message, range: placeOf(state.parsed, subject) ?? null });
}

interface Scope {
  /** What stands behind the file's name in the answer. */
  readonly name: string;
  readonly parameters: Uint32Array;
}

/** What to compare, asked where there is a choice; undefined where the question was left. */
async function scopeOf(
  { model, network, symbols }: GoodNetwork,
  subject: Subject | null,
  argument: unknown,
): Promise<Scope | undefined> {
  const { layout } = model;
  const file = { name: '', parameters: checkedParameters(layout.parameterCount) };
  const isParameter = subject?.kind === 'weight' || subject?.kind === 'bias';
  if (argument === 'file' || !subject || !isParameter) return file;
  const layerName = network.layers[subject.layer]!.name;
  const symbol = createNames(network, symbols).unicode(subject);
  const choices = [
    { scope: 'cursor' as CheckedScope, label: symbol, parameters: oneOf(layout, subject) },
    { scope: 'layer', label: layerName, parameters: inLayer(layout, subject.layer) },
    { scope: 'file', label: vscode.l10n.t('The whole file'), parameters: file.parameters },
  ].map((choice) => ({ ...choice, description: counted(choice.parameters.length, 'gradient') }));
  const chosen =
    choices.find(({ scope }) => scope === argument) ??
    (await vscode.window.showQuickPick(choices, {
      title: vscode.l10n.t('Compare with central differences'),
    }));
  return (
    chosen && { name: chosen.scope === 'file' ? '' : `, ${chosen.label}`, parameters: chosen.parameters }
  );
}

function oneOf(layout: ParameterLayout, subject: ParameterSubject): Uint32Array {
  return Uint32Array.of(parameterIndex(layout, subject));
}

/** Tells every hundred gradients. */
function reportTo(
  progress: vscode.Progress<{ readonly message: string; readonly increment: number }>,
): (done: number, all: number) => void {
  return (done, all) => {
    if (done % 100 === 0)
      progress.report({ message: vscode.l10n.t('{0} of {1}', done, all), increment: 10_000 / all });
  };
}
