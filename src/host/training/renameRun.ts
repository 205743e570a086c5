import * as vscode from 'vscode';
import { longestName, type ArchivedRun } from './archivedRun';
import type { RunArchive } from './runArchive';

/** Asks a person for another name of a kept run. */
export async function renameRun(
  archive: RunArchive,
  uri: vscode.Uri,
  { id, name }: ArchivedRun,
): Promise<void> {
  const given = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Run'),
    prompt: vscode.l10n.t('The name of this run in charts and lists'),
    value: name,
    validateInput: (text) => {
      if (text.trim() === '') return vscode.l10n.t('A run needs a name.');
      return Array.from(text.trim()).length > longestName
        ? vscode.l10n.t('A name has {0} characters at most.', longestName)
        : null;
    },
  });
  if (given !== undefined) await archive.rename(uri, id, given);
}
