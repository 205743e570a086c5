import * as vscode from 'vscode';
import type { NetworkDocuments } from '../documents';
import { commands } from '../ids';
import type { WritingSettings } from '../writing';
import { checkShowAtLevel } from './cardArguments';

/** Registers what the levels in a hover lead to: the same card again, at that level. */
export function registerShowAtLevel(
  documents: NetworkDocuments,
  writing: WritingSettings,
): vscode.Disposable {
  return vscode.commands.registerCommand(commands.showAtLevel, async (argument: unknown) => {
    const checked = checkShowAtLevel(argument);
    const editor =
      checked &&
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === checked.uri);
    if (!editor || !documents.get(editor.document.uri)) return;
    await writing.choose({ ...writing.current, level: checked.level });
    // VS Code shows a hover again at the cursor, nowhere else.
    const position = editor.document.validatePosition(new vscode.Position(checked.line, checked.character));
    const shown = await vscode.window.showTextDocument(
      editor.document,
      editor.viewColumn ?? vscode.ViewColumn.Active,
    );
    // A selection that is given with the document is scrolled to the middle, in view or not.
    shown.selection = new vscode.Selection(position, position);
    // A hover that shows there already would stay as it is.
    await vscode.commands.executeCommand('editor.action.hideHover');
    await vscode.commands.executeCommand('editor.action.showHover', { focus: 'autoFocusImmediately' });
  });
}
