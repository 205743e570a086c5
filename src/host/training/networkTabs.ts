import * as vscode from 'vscode';

/** Whether a tab shows the text of `uri`, alone or beside another. */
export function isTabOf(uri: vscode.Uri): (tab: vscode.Tab) => boolean {
  const isSame = (other: vscode.Uri): boolean => other.toString() === uri.toString();
  return ({ input }) => {
    if (input instanceof vscode.TabInputText) return isSame(input.uri);
    return input instanceof vscode.TabInputTextDiff && (isSame(input.original) || isSame(input.modified));
  };
}
