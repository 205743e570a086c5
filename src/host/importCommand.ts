import * as vscode from 'vscode';
import { commands } from './ids';
import { importNetwork } from './bridges';
import type { Messages } from './messages';

/**
 * Registers Import…: without arguments it asks what to import. From the menu of a file the file comes first; a program may
 * name the kind and give answers in an object, which leave questions out.
 */
export function registerImport(messages: Messages): vscode.Disposable {
  const run = (given: unknown, kind: unknown, answers: unknown): Promise<void> =>
    importNetwork(messages, given, kind, answers);
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.importNetwork, run),
    vscode.commands.registerCommand(commands.importFile, run),
  );
}
