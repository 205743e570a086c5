import * as vscode from 'vscode';
import type { TextEdit } from '../core/network/text';
import { lightEdits } from './lightEdits';
import { toRange } from './reveal';

/** One step of undo that makes `edits`, in file order, of `text`, which is the document's. */
export function workspaceEditOf(
  document: vscode.TextDocument,
  text: string,
  edits: readonly TextEdit[],
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  addEdits(edit, document, text, edits);
  return edit;
}

/** Adds them to what an edit does already. */
export function addEdits(
  edit: vscode.WorkspaceEdit,
  document: vscode.TextDocument,
  text: string,
  edits: readonly TextEdit[],
): void {
  for (const { range, newText } of lightEdits(text, edits)) {
    edit.replace(document.uri, toRange(document, range), newText);
  }
}
