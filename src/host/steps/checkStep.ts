import * as vscode from 'vscode';
import {
  stepSnippet,
  stepSnippetKinds,
  type StepSnippetKind,
} from '../../core/exchange/programs/stepSnippets';
import { showHidden } from '../../core/network/hidden';
import { placeOf } from '../../core/network/places';
import { checkStepSteps } from '../../core/verify/step/checkStep';
import type { StepCheck } from '../../core/verify/step/stepCheck';
import { differenceSentence, stepLines } from '../../core/verify/step/stepWords';
import { decodeSteps } from '../decode';
import { activeNetwork, type ActiveNetwork } from '../editor/activeNetwork';
import type { ComparisonDocuments } from '../editor/comparisonDocuments';
import type { EditorServices } from '../editor/editorCommands';
import { reveal } from '../reveal';
import { runInSlices } from '../slices';
import { baseName, sayProblem } from '../training/commandTarget';

export interface StepServices extends EditorServices {
  readonly shown: ComparisonDocuments;
}

/** The largest recording that is read, in bytes. */
const largestRecording = 64 * 1024 * 1024;

/** Compares a recorded training step with the network's own; `given` and `recording` leave the questions out. */
export async function checkStepCommand(
  services: StepServices,
  given: unknown,
  recording: unknown,
): Promise<void> {
  const { messages } = services;
  const active = await activeNetwork(services, 'formulas', given instanceof vscode.Uri ? given : undefined);
  if (!active) return;
  const file = recording instanceof vscode.Uri ? recording : await askForRecording(active.uri);
  if (!file) return;
  const text = await readRecording(file);
  if ('problem' in text) {
    void messages.show('warning', vscode.l10n.t('{0} was not read: {1}.', baseName(file), text.problem));
    return;
  }
  const { network, symbols, model, dataset, parameters } = active.good;
  const result = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Comparing the training step'),
    },
    (_, token) =>
      runInSlices(checkStepSteps({ network, symbols, model, dataset, parameters }, text.text), {
        get isCancelled() {
          return token.isCancellationRequested;
        },
      }),
  );
  if (!result) return;
  if ('problems' in result) {
    const [first] = result.problems;
    await vscode.workspace.openTextDocument(file);
    if (first) sayProblem(messages, file, first);
    return;
  }
  await show(services, active, file, result.check);
}

/** The whole comparison in an editor of its own, and what differs first as a message that leads to its weight. */
async function show(
  { messages, shown }: StepServices,
  { document, state, good }: ActiveNetwork,
  file: vscode.Uri,
  check: StepCheck,
): Promise<void> {
  const { network, symbols } = good;
  const lines = stepLines(network, symbols, check).map(showHidden);
  const page = shown.add(baseName(file), '.txt', `${lines.join('\n')}\n`);
  await vscode.window.showTextDocument(page, { preview: true });
  const { difference, causes } = check;
  const sentences = difference
    ? [differenceSentence(network, symbols, difference), ...causes.slice(0, 1).map(({ message }) => message)]
    : lines.slice(0, 1);
  const place = difference?.subject ? placeOf(state.parsed, difference.subject) : undefined;
  const toFile = vscode.l10n.t('Show in File');
  const chosen = await messages.show(
    difference ? 'warning' : 'information',
    `${baseName(file)}: ${showHidden(sentences.join(' '))}`,
    ...(place ? [toFile] : []),
  );
  if (chosen === toFile && place && document.version === state.version) {
    await reveal(document, place, { takeFocus: true });
  }
}

async function askForRecording(network: vscode.Uri): Promise<vscode.Uri | undefined> {
  const folder = network.scheme === 'untitled' ? undefined : vscode.Uri.joinPath(network, '..');
  const chosen = await vscode.window.showOpenDialog({
    ...(folder ? { defaultUri: folder } : {}),
    filters: { JSON: ['json', 'jsonc'] },
    title: vscode.l10n.t('The recorded training step'),
    openLabel: vscode.l10n.t('Compare'),
  });
  return chosen?.[0];
}

/** The text of the recording, or why there is none, as the end of a sentence. */
async function readRecording(
  file: vscode.Uri,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > largestRecording) {
      return { problem: vscode.l10n.t('it has {0} MB; the limit is 64 MB', Math.ceil(size / 1024 / 1024)) };
    }
    const bytes = await vscode.workspace.fs.readFile(file);
    const text = await runInSlices(decodeSteps(bytes), { isCancelled: false });
    return typeof text === 'string'
      ? { text }
      : { problem: vscode.l10n.t('it is not UTF-8; save it in that encoding') };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Copies what records a step of another library, with the shapes and names of the active network. */
export async function copyStepSnippet(
  services: EditorServices,
  given: unknown,
  kind: unknown,
): Promise<void> {
  const active = await activeNetwork(services, 'formulas', given instanceof vscode.Uri ? given : undefined);
  if (!active) return;
  const chosen = stepSnippetKinds.find((one) => one === kind) ?? (await askForKind());
  if (!chosen) return;
  await vscode.env.clipboard.writeText(stepSnippet(chosen, active.good.network, baseName(active.uri)));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Backprop: copied what records a training step'), 3000);
}

async function askForKind(): Promise<StepSnippetKind | undefined> {
  const details: Readonly<Record<StepSnippetKind, readonly [label: string, detail: string]>> = {
    pytorch: ['PyTorch', vscode.l10n.t('Around one step of an optimizer of torch.optim')],
    jax: ['JAX', vscode.l10n.t('Around a loss and an update of lists of (W, b)')],
    keras: ['Keras', vscode.l10n.t('Around one step on TensorFlow')],
    json: ['JSON', vscode.l10n.t('To be filled in by hand, in the shapes of this network')],
  };
  const items = stepSnippetKinds.map((to) => ({ label: details[to][0], detail: details[to][1], to }));
  const placeHolder = vscode.l10n.t('Record a training step of …');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.to;
}
