import * as vscode from 'vscode';
import { createLayout, parameterIndex } from '../../core/engine/layout';
import { parameterEdits } from '../../core/network/edit';
import type { GoodNetwork } from '../documents';
import { workspaceEditOf } from '../networkEdits';
import { baseName, sayProblem, type TrainingServices } from './commandTarget';
import { divergenceSentence } from './runText';
import { asClosed, trainable } from './startCheck';
import type { Run } from './trainingRun';

/** How often the edit is made anew when somebody types between its making and its application. */
const attempts = 3;

/** How long the status bar says what was done, in milliseconds. */
const noticeMs = 5000;

/**
 * Writes the parameters of the file's run into its text: numbers that changed and omitted ones, every other
 * byte left alone, as one step of undo. Says why where that cannot be.
 */
export async function writeTrainedWeights(services: TrainingServices, uri: vscode.Uri): Promise<void> {
  const { documents, runs, messages } = services;
  const refuse = (reason: string): void => {
    void messages.show('warning', `${baseName(uri)}: nothing was written. ${reason}`);
  };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const document = documents.document(uri);
    const state = document && (await documents.current(document).catch(asClosed));
    if (!state) return;
    const ready = trainable(state);
    if ('message' in ready) {
      sayProblem(messages, uri, ready);
      return;
    }
    // A run whose network is no longer the text's was dropped with the edit, so what is here fits.
    const run = runs.get(uri);
    const reason = reasonAgainst(run) ?? (await reasonNotWritable(uri));
    if (!run || reason !== null) {
      refuse(reason ?? '');
      return;
    }
    const outcome = await apply(services, document, ready.good, run);
    if (outcome === 'written') {
      vscode.window.setStatusBarMessage(`Backprop: the trained weights are in ${baseName(uri)}`, noticeMs);
      return;
    }
    if (outcome === 'equal') {
      void messages.show('information', `${baseName(uri)} has the trained weights already.`);
      return;
    }
  }
  refuse('The file kept changing meanwhile, or cannot be edited. Try again.');
}

function reasonAgainst(run: Run | undefined): string | null {
  if (!run) return 'There are no trained weights yet. Train first.';
  switch (run.status) {
    case 'running':
      return 'Training goes on. Stop it first.';
    case 'diverged':
      return divergenceSentence(run) ?? 'Training diverged.';
    default:
      return null;
  }
}

/** Why the file itself cannot be written, if so. */
export async function reasonNotWritable(uri: vscode.Uri): Promise<string | null> {
  if (uri.scheme === 'untitled') return null;
  // Unknown of documents that another extension makes up, such as an older version of a file.
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== true) {
    return 'The file is in a place that can only be read. Save a copy and work with that.';
  }
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    const isReadonly = ((permissions ?? 0) & vscode.FilePermission.Readonly) !== 0;
    return isReadonly ? 'The file is read-only. Make it writable, or save a copy and train that.' : null;
  } catch {
    return null; // deleted on disk: the open text can still be edited and saved
  }
}

/** One edit of the whole, refused by the editor where the text is no longer the one it was made for. */
async function apply(
  { runs }: TrainingServices,
  document: vscode.TextDocument,
  good: GoodNetwork,
  run: Run,
): Promise<'written' | 'equal' | 'refused'> {
  if (document.version !== good.version) return 'refused';
  const layout = createLayout(good.network);
  const edits = parameterEdits(good.parsed, (subject) => run.parameters[parameterIndex(layout, subject)]!);
  if (edits.length === 0) return 'equal';
  const edit = workspaceEditOf(document, good.parsed.text, edits);
  runs.expectWritten(document.uri, run.parameters);
  return (await vscode.workspace.applyEdit(edit)) ? 'written' : 'refused';
}
