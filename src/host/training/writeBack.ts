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
 * byte left alone, as one step of undo. Says why where that cannot be. While an earlier epoch is on show it asks whether
 * that one's are meant or the newest.
 *
 * @param named the answer, where it is known.
 */
export async function writeTrainedWeights(
  services: TrainingServices,
  uri: vscode.Uri,
  named: 'shown' | 'newest' | null = null,
): Promise<void> {
  const { documents, runs, messages, time } = services;
  const earlier = time.get(uri)?.isNewest === false;
  const which = earlier ? (named ?? (await askWhich(services, uri))) : 'newest';
  if (!which) return;
  const shown = which === 'shown' ? time.get(uri) : undefined;
  const refuse = (reason: string): void => {
    void messages.show('warning', vscode.l10n.t('{0}: nothing was written. {1}', baseName(uri), reason));
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
    const isGone = which === 'shown' && (!shown || !run || time.get(uri) !== shown);
    const reason = isGone
      ? vscode.l10n.t('The epoch is not on show any more.')
      : (reasonAgainst(run, which) ?? (await reasonNotWritable(uri)));
    if (!run || reason !== null) {
      refuse(reason ?? '');
      return;
    }
    const parameters = (shown ?? run).parameters;
    const outcome = await apply(services, document, ready.good, parameters);
    if (outcome === 'written') {
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('Backprop: the trained weights are in {0}', baseName(uri)),
        noticeMs,
      );
      return;
    }
    if (outcome === 'equal') {
      void messages.show('information', vscode.l10n.t('{0} has the trained weights already.', baseName(uri)));
      return;
    }
  }
  refuse(vscode.l10n.t('The file kept changing meanwhile, or cannot be edited. Try again.'));
}

/** Undefined where the question was closed. */
async function askWhich(
  { runs, time }: TrainingServices,
  uri: vscode.Uri,
): Promise<'shown' | 'newest' | undefined> {
  const choices = [
    {
      which: 'shown',
      label: vscode.l10n.t('The weights on show: {0}', time.get(uri)?.words ?? ''),
    },
    { which: 'newest', label: vscode.l10n.t('The newest weights: epoch {0}', runs.get(uri)?.epoch ?? 0) },
  ] as const;
  const title = vscode.l10n.t('Which weights shall be written to {0}?', baseName(uri));
  return (await vscode.window.showQuickPick(choices, { title }))?.which;
}

function reasonAgainst(run: Run | undefined, which: 'shown' | 'newest'): string | null {
  if (!run) return vscode.l10n.t('There are no trained weights yet. Train first.');
  switch (run.status) {
    case 'running':
      return vscode.l10n.t('Training goes on. Stop it first.');
    case 'diverged':
      if (which === 'shown') return null; // its numbers are from before
      return divergenceSentence(run) ?? vscode.l10n.t('Training diverged.');
    default:
      return null;
  }
}

/** Why the file itself cannot be written, if so. */
export async function reasonNotWritable(uri: vscode.Uri): Promise<string | null> {
  if (uri.scheme === 'untitled') return null;
  // Unknown of documents that another extension makes up, such as an older version of a file.
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== true) {
    return vscode.l10n.t('The file is in a place that can only be read. Save a copy and work with that.');
  }
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    const isReadonly = ((permissions ?? 0) & vscode.FilePermission.Readonly) !== 0;
    return isReadonly
      ? vscode.l10n.t('The file is read-only. Make it writable, or save a copy and train that.')
      : null;
  } catch {
    return null; // deleted on disk: the open text can still be edited and saved
  }
}

/** One edit of the whole, refused by the editor where the text is no longer the one it was made for. */
async function apply(
  { runs }: TrainingServices,
  document: vscode.TextDocument,
  good: GoodNetwork,
  parameters: Float64Array,
): Promise<'written' | 'equal' | 'refused'> {
  if (document.version !== good.version) return 'refused';
  const layout = createLayout(good.network);
  const edits = parameterEdits(good.parsed, (subject) => parameters[parameterIndex(layout, subject)]!);
  if (edits.length === 0) return 'equal';
  const edit = workspaceEditOf(document, good.parsed.text, edits);
  runs.expectWritten(document.uri, parameters);
  return (await vscode.workspace.applyEdit(edit)) ? 'written' : 'refused';
}
