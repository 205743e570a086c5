import * as vscode from 'vscode';
import type { Dataset } from '../../core/engine/dataset';
import type { Evaluation } from '../../core/engine/evaluate';
import { parameterAt, parameterIndex, type ParameterLayout } from '../../core/engine/layout';
import {
  checkedParameters,
  compareGradients,
  gradientCheckOf,
  type GradientCheck,
  type GradientComparison,
} from '../../core/insight/gradientCheck';
import { disagreementClause, gradientCheckClause } from '../../core/insight/gradientCheckWords';
import { createNames } from '../../core/math/names';
import { placeOf, subjectAt } from '../../core/network/places';
import { counted } from '../../core/network/wording';
import type { Steps } from '../../core/network/steps';
import type { ParameterSubject, Subject } from '../../core/network/subject';
import { commands } from '../ids';
import type { GoodNetwork } from '../networkState';
import { numericGradientSteps } from '../slicedEngine';
import { runInSlices } from '../slices';
import { baseName, sayNoNetwork, sayProblem } from '../training/commandTarget';
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
async function checkGradients(
  { documents, selection, messages }: EditorServices,
  argument: unknown,
): Promise<void> {
  const uri = documents.activeUri;
  const document = uri && documents.document(uri);
  if (!document) {
    await sayNoNetwork(messages);
    return;
  }
  const { good, parsed, diagnostics, version } = await documents.current(document);
  const error = diagnostics.find(({ severity }) => severity === 'error') ?? good?.refusals[0];
  const evaluation = good?.evaluation();
  if (error || !good?.dataset || !evaluation) {
    if (error) sayProblem(messages, uri, error);
    else
      void messages.show('information', `${baseName(uri)}: the gradients are not there yet. Try again soon.`);
    return;
  }
  const editor = vscode.window.activeTextEditor;
  const isHere = editor?.document === document && document.version === version;
  const under = isHere ? subjectAt(parsed, document.offsetAt(editor.selection.active)) : null;
  const scope = await scopeOf(good, under ?? selection.get(uri) ?? null, argument);
  if (!scope) return;
  const check = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: 'Checking gradients' },
    (progress, token) =>
      runInSlices(comparisons(good, good.dataset!, evaluation, scope.parameters, progress), {
        get isCancelled() {
          return token.isCancellationRequested;
        },
      }),
  );
  if (!check) return;
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
  const sentences = [clause, ...(more === 0 ? [] : [`${counted(more, 'more gradient')} disagree`])];
  const message = sentences.map((sentence) => `${sentence}.`).join(' ');
  sayProblem(messages, uri, { message, range: placeOf(parsed, subject) ?? null });
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
    { scope: 'layer', label: layerName, parameters: parametersOfLayer(layout, subject.layer) },
    { scope: 'file', label: 'The whole file', parameters: file.parameters },
  ].map((choice) => ({ ...choice, description: counted(choice.parameters.length, 'gradient') }));
  const chosen =
    choices.find(({ scope }) => scope === argument) ??
    (await vscode.window.showQuickPick(choices, { title: 'Compare with central differences' }));
  return (
    chosen && { name: chosen.scope === 'file' ? '' : `, ${chosen.label}`, parameters: chosen.parameters }
  );
}

function oneOf(layout: ParameterLayout, subject: ParameterSubject): Uint32Array {
  return Uint32Array.of(parameterIndex(layout, subject));
}

/** At most as many as of a whole file, evenly spaced. */
function parametersOfLayer({ layers }: ParameterLayout, layer: number): Uint32Array {
  const { weightOffset, inputs, units, biasOffset } = layers[layer]!;
  const count = inputs * units + (biasOffset === null ? 0 : units);
  return checkedParameters(count).map((n) => weightOffset + n);
}

function* comparisons(
  { model, parameters }: GoodNetwork,
  dataset: Dataset,
  { gradient }: Evaluation,
  which: Uint32Array,
  progress: vscode.Progress<{ readonly message: string; readonly increment: number }>,
): Steps<GradientCheck> {
  const found: GradientComparison[] = [];
  for (const [n, parameter] of which.entries()) {
    const numeric = yield* numericGradientSteps(
      model,
      parameters,
      dataset,
      dataset.trainingIndices,
      parameter,
    );
    found.push(compareGradients(parameter, gradient[parameter]!, numeric));
    if (n % 100 === 99)
      progress.report({ message: `${n + 1} of ${which.length}`, increment: 10_000 / which.length });
    yield;
  }
  return gradientCheckOf(found);
}
