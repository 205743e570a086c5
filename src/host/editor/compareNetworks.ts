import * as vscode from 'vscode';
import { initialParameters } from '../../core/engine/initialise';
import { createLayout, parameterIndex } from '../../core/engine/layout';
import { networkDiffSteps, type ComparedNetwork } from '../../core/insight/networkDiff';
import { networkDiffLines } from '../../core/insight/networkDiffWords';
import { parameterEditSteps } from '../../core/network/edit';
import { parseSteps, type ParsedNetwork } from '../../core/network/parse';
import { editedText } from '../../core/network/text';
import { decodeSteps } from '../decode';
import { isNetworkUri, type NetworkDocuments } from '../documents';
import type { Messages } from '../messages';
import { runInSlices } from '../slices';
import { baseName, sayNoNetwork } from '../training/commandTarget';
import type { Runs } from '../training/runs';
import type { ComparisonDocuments } from './comparisonDocuments';

export interface CompareServices {
  readonly documents: NetworkDocuments;
  /** Where comparisons are shown. */
  readonly shown: ComparisonDocuments;
  readonly runs: Runs;
  readonly messages: Messages;
}

/** With what the active network file is compared. */
type Other = 'trained' | 'trainedText' | 'saved' | 'file';

/** So many numbers that differ are shown. */
const toldNumbers = 500;

/** Network files of the workspace that are offered, at most. */
const offeredFiles = 200;

/** The largest file that is read for a comparison, in bytes. */
const largestFile = 64 * 1024 * 1024;

/** Compares what two arguments of the command name, and says why not where nothing can be compared. */
export async function compareNetworks(
  services: CompareServices,
  first: unknown,
  second: unknown,
): Promise<void> {
  try {
    await compare(services, services.shown, first, second);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    void services.messages.show('warning', error.message);
  }
}

/** Why there is nothing to compare, as a person is told. */
class Refusal extends Error {}

async function compare(
  services: CompareServices,
  shown: ComparisonDocuments,
  first: unknown,
  second: unknown,
): Promise<void> {
  const { documents, messages } = services;
  const given = (Array.isArray(second) ? second : [first, second]).filter(
    (one): one is vscode.Uri => one instanceof vscode.Uri && isNetworkUri(one),
  );
  const [uri = documents.activeUri, after] = given;
  if (!uri) {
    await sayNoNetwork(messages);
    return;
  }
  if (after) {
    await showDiff(shown, await sideOf(documents, uri), await sideOf(documents, after));
    return;
  }
  const other = isOther(second) ? second : await chooseOther(services, uri);
  switch (other) {
    case undefined:
      return;
    case 'trained': {
      const before = await sideOf(documents, uri);
      const parameters = trainedParameters(services, uri);
      const name = vscode.l10n.t('{0} with its trained weights', baseName(uri));
      await showDiff(shown, before, { ...before, parameters, name });
      return;
    }
    case 'trainedText':
      await showTrainedText(services, shown, uri);
      return;
    case 'saved': {
      const saved = await sideOf(null, uri);
      const name = vscode.l10n.t('{0} as it is saved', baseName(uri));
      await showDiff(shown, { ...saved, name }, await sideOf(documents, uri));
      return;
    }
    case 'file': {
      const file = await chooseFile(uri);
      if (file) await showDiff(shown, await sideOf(documents, uri), await sideOf(documents, file));
    }
  }
}

function isOther(argument: unknown): argument is Other {
  return ['trained', 'trainedText', 'saved', 'file'].some((one) => one === argument);
}

async function chooseOther(
  { documents, runs }: CompareServices,
  uri: vscode.Uri,
): Promise<Other | undefined> {
  const isDirty = documents.document(uri)?.isDirty === true && uri.scheme !== 'untitled';
  const choices: (vscode.QuickPickItem & { readonly other: Other })[] = [
    ...(runs.get(uri)
      ? ([
          { other: 'trained', label: vscode.l10n.t('With its trained weights') },
          {
            other: 'trainedText',
            label: vscode.l10n.t('With its trained weights, in the diff editor'),
            description: vscode.l10n.t('the text before and after Write Trained Weights to File'),
          },
        ] as const)
      : []),
    ...(isDirty ? ([{ other: 'saved', label: vscode.l10n.t('With the file as it is saved') }] as const) : []),
    { other: 'file', label: vscode.l10n.t('With another network file…') },
  ];
  if (choices.length === 1) return 'file';
  const title = vscode.l10n.t('Compare {0}', baseName(uri));
  return (await vscode.window.showQuickPick(choices, { title }))?.other;
}

async function chooseFile(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*.backprop.json', '**/node_modules/**', offeredFiles);
  const files = found
    .filter((one) => one.toString() !== uri.toString())
    .map((one) => ({ label: vscode.workspace.asRelativePath(one), uri: one }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const browse = { label: vscode.l10n.t('Another file…'), uri: null };
  const title = vscode.l10n.t('Compare {0} with', baseName(uri));
  const chosen =
    files.length === 0 ? browse : await vscode.window.showQuickPick([...files, browse], { title });
  if (!chosen || chosen.uri) return chosen?.uri ?? undefined;
  const picked = await vscode.window.showOpenDialog({ title, canSelectMany: false });
  return picked?.[0];
}

interface Side extends ComparedNetwork {
  readonly name: string;
}

/**
 * A network file at the numbers of its text: the open one's, be it saved or not, if `documents` are given. Throws a
 * Refusal for one that cannot be read.
 */
async function sideOf(documents: NetworkDocuments | null, uri: vscode.Uri): Promise<Side> {
  const document = documents?.document(uri);
  const parsed = document && documents ? (await documents.current(document)).parsed : await readNetwork(uri);
  const { network } = parsed;
  const name = baseName(uri);
  if (!network) {
    const error = parsed.diagnostics.find(({ severity }) => severity === 'error');
    throw new Refusal(vscode.l10n.t('{0} cannot be compared: {1}', name, error?.message ?? ''));
  }
  return { name, network, parameters: initialParameters(network) };
}

async function readNetwork(uri: vscode.Uri): Promise<ParsedNetwork> {
  const never = { isCancelled: false };
  let bytes: Uint8Array;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > largestFile) throw new Refusal(vscode.l10n.t('{0} has more than 64 MB.', baseName(uri)));
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) {
      throw new Refusal(vscode.l10n.t('{0} could not be read: {1}.', baseName(uri), error.code));
    }
    throw error;
  }
  const text = await runInSlices(decodeSteps(bytes), never);
  if (typeof text !== 'string') {
    throw new Refusal(vscode.l10n.t('{0} is not UTF-8. Save it in that encoding.', baseName(uri)));
  }
  return (await runInSlices(parseSteps(text), never))!;
}

async function showDiff(shown: ComparisonDocuments, before: Side, after: Side): Promise<void> {
  const diff = await runInSlices(networkDiffSteps(before, after, toldNumbers), { isCancelled: false });
  const lines = networkDiffLines(diff!, before.name, after.name);
  const name = vscode.l10n.t('{0} ↔ {1}', before.name, after.name);
  const uri = shown.add(name, '.txt', `${lines.join('\n')}\n`);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

/** The parameters of the file's run; throws a Refusal where there is none. */
function trainedParameters({ runs }: CompareServices, uri: vscode.Uri): Float64Array {
  const run = runs.get(uri);
  if (run) return run.parameters;
  throw new Refusal(vscode.l10n.t('{0} has no trained weights yet. Train it first.', baseName(uri)));
}

/** VS Code's own comparison of the file with its text after Write Trained Weights. */
async function showTrainedText(
  services: CompareServices,
  shown: ComparisonDocuments,
  uri: vscode.Uri,
): Promise<void> {
  const { documents } = services;
  const parameters = trainedParameters(services, uri);
  const document = documents.document(uri);
  const parsed = document && (await documents.current(document)).parsed;
  if (!parsed?.network)
    throw new Refusal(vscode.l10n.t('{0} has errors. Correct them first.', baseName(uri)));
  const layout = createLayout(parsed.network);
  const steps = parameterEditSteps(parsed, (subject) => parameters[parameterIndex(layout, subject)]!);
  const edits = await runInSlices(steps, { isCancelled: false });
  const name = baseName(uri).replace(/\.backprop\.json$/, '');
  const trained = shown.add(name, '.trained.jsonc', editedText(parsed.text, edits!));
  const title = vscode.l10n.t('{0} ↔ with its trained weights', baseName(uri));
  await vscode.commands.executeCommand('vscode.diff', uri, trained, title);
}
