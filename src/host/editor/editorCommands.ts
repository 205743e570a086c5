import * as vscode from 'vscode';
import type { NetworkDocuments } from '../documents';
import { commands } from '../ids';
import type { Messages } from '../messages';
import type { Selection } from '../selection';
import { baseName } from '../training/commandTarget';
import { activeNetwork, subjectUnder } from './activeNetwork';
import { checkShowDerivation, hasSubject } from './showDerivation';

export interface EditorServices {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly messages: Messages;
}

/** Registers Explain Gradient at Cursor and the command behind lenses and links. */
export function registerEditorCommands(services: EditorServices): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.explainAtCursor, () => explainAtCursor(services)),
    vscode.commands.registerCommand(commands.showDerivation, (argument: unknown) =>
      showDerivation(services, argument),
    ),
  );
}

/** Opens the derivation of the quantity under the cursor, or says why there is none. */
async function explainAtCursor(services: EditorServices): Promise<void> {
  const { selection, messages } = services;
  const active = await activeNetwork(services, 'gradients');
  if (!active) return;
  const { uri, document } = active;
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const subject = subjectUnder(active, editor);
  if (!subject) {
    const text = vscode.l10n.t('Put the cursor on a weight, a bias or a name, then explain its gradient.');
    void messages.show('information', `${baseName(uri)}: ${text}`);
    return;
  }
  selection.set(uri, subject);
  await vscode.commands.executeCommand(commands.openPanel, uri);
}

/** What a lens or a link leads to. Its argument may come from anyone. */
async function showDerivation(
  { documents, selection, messages }: EditorServices,
  argument: unknown,
): Promise<void> {
  const checked = checkShowDerivation(argument);
  const uri = checked && parseUri(checked.uri);
  const good = uri && documents.get(uri)?.good;
  if (!good || !hasSubject(good.network, checked.subject)) {
    void messages.show('warning', vscode.l10n.t('There is no such weight in an open network file.'));
    return;
  }
  selection.set(uri, checked.subject);
  await vscode.commands.executeCommand(commands.openPanel, uri);
}

/** The address that `text` is; null for what is none. */
export function parseUri(text: string): vscode.Uri | null {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    return null; // no address at all
  }
}
