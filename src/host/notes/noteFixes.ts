import * as vscode from 'vscode';
import type { NoteChecks } from './noteChecks';
import { noteLanguages } from './noteText';

/** Longer replacements are cut in a fix's title. */
const longestTitle = 60;

/** Offers to put what belongs there in place of the wrong part of a formula. */
export function registerNoteFixes(checks: NoteChecks): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, range) {
      // What was found is asked for, not the markers: those reach an editor a moment later.
      return checks.findingsIn(document).flatMap(({ diagnostic, replacement }) => {
        const isHere = diagnostic.range.intersection(range) !== undefined;
        return isHere && replacement !== null ? [toAction(document, diagnostic, replacement)] : [];
      });
    },
  };
  return vscode.languages.registerCodeActionsProvider(
    noteLanguages.map((language) => ({ language })),
    provider,
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function toAction(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  replacement: string,
): vscode.CodeAction {
  const shown = replacement.length > longestTitle ? `${replacement.slice(0, longestTitle)}…` : replacement;
  const title = replacement === '' ? vscode.l10n.t('Remove it') : vscode.l10n.t('Replace by {0}', shown);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, diagnostic.range, replacement);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  return action;
}
