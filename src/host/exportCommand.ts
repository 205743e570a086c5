import * as vscode from 'vscode';
import type { EditorServices } from './editor/editorCommands';
import { exportNetwork } from './bridges';
import { commands } from './ids';

/** Registers Export…; a second argument names the kind, a third the file, which leave the questions out. */
export function registerExport(services: EditorServices): vscode.Disposable {
  return vscode.commands.registerCommand(
    commands.exportNetwork,
    (given: unknown, kind: unknown, to: unknown) => exportNetwork(services, given, kind, to),
  );
}
