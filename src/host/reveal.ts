import * as vscode from 'vscode';
import type { TextRange } from '../core/network/text';

/** A stretch of a text as the editor counts it. */
export function toRange(document: vscode.TextDocument, { offset, length }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

/**
 * Puts the cursor of the document's editor on `range` and scrolls there; opens an editor where there is none.
 *
 * @param range of the document's present text.
 */
export async function reveal(
  document: vscode.TextDocument,
  range: TextRange,
  options: { readonly takeFocus: boolean },
): Promise<void> {
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor =
    open && !options.takeFocus
      ? open
      : await vscode.window.showTextDocument(document, {
          viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
          preserveFocus: !options.takeFocus,
          preview: false,
        });
  const place = toRange(document, range);
  editor.selection = new vscode.Selection(place.start, place.end);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
