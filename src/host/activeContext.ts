import * as vscode from 'vscode';
import type { NetworkDocuments } from './documents';
import { contextKeys } from './ids';

/** Keeps the context key that menus and key bindings ask whether a network file is active. */
export function registerActiveContext(documents: NetworkDocuments): vscode.Disposable {
  let known: boolean | undefined;
  const update = (): void => {
    const isActive = documents.activeUri !== undefined;
    if (isActive === known) return;
    known = isActive;
    void vscode.commands.executeCommand('setContext', contextKeys.isActive, isActive);
  };
  update();
  return documents.onDidChangeActive(update);
}
