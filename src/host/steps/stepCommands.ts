import * as vscode from 'vscode';
import type { EditorServices } from '../editor/editorCommands';
import type { ComparisonDocuments } from '../editor/comparisonDocuments';
import { commands } from '../ids';
import { checkStepCommand, copyStepSnippet } from './checkStep';

/**
 * Registers Check a Training Step… and Copy Snippet for Recording a Step; a second argument names the recording or the
 * library and leaves the question out.
 */
export function registerStepCommands(
  services: EditorServices & { readonly shown: ComparisonDocuments },
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.checkStep, (given: unknown, recording: unknown) =>
      checkStepCommand(services, given, recording),
    ),
    vscode.commands.registerCommand(commands.copyStepSnippet, (given: unknown, kind: unknown) =>
      copyStepSnippet(services, given, kind),
    ),
  );
}
