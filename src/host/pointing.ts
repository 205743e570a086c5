import * as vscode from 'vscode';
import { placeOf } from '../core/network/places';
import type { Subject } from '../core/network/subject';
import type { NetworkDocuments } from './documents';
import { toRange } from './reveal';

/**
 * Marks the place in the file of what a person points at in the panel. A frame tells it, not colour alone; the
 * cursor stays where it is.
 */
export class Pointing implements vscode.Disposable {
  readonly #documents: NetworkDocuments;
  readonly #type = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    borderColor: new vscode.ThemeColor('focusBorder'),
    borderStyle: 'solid',
    borderWidth: '1px',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  #marked: { readonly uri: string; readonly range: vscode.Range; readonly preview: string | null } | null =
    null;

  constructor(documents: NetworkDocuments) {
    this.#documents = documents;
  }

  /** What is marked, for tests. */
  get marked(): {
    readonly uri: string;
    readonly range: vscode.Range;
    readonly preview: string | null;
  } | null {
    return this.#marked;
  }

  /**
   * @param subject null: nothing is pointed at.
   * @param preview what the number may become, said behind it; null: nothing is.
   */
  point(uri: vscode.Uri, subject: Subject | null, preview: string | null = null): void {
    this.#clear();
    const document = this.#documents.document(uri);
    const state = this.#documents.get(uri);
    // A newer text is being read: a mark would stand in a wrong place.
    if (!subject || !document || state?.version !== document.version) return;
    const place = placeOf(state.parsed, subject);
    if (!place) return;
    const range = toRange(document, place);
    this.#marked = { uri: uri.toString(), range, preview };
    const contentText = preview === null ? undefined : ` → ${preview}`;
    const after = contentText && { contentText, color: new vscode.ThemeColor('editorCodeLens.foreground') };
    for (const editor of editorsOf(uri.toString())) {
      editor.setDecorations(this.#type, [{ range, renderOptions: after ? { after } : {} }]);
    }
  }

  dispose(): void {
    this.#clear();
    this.#type.dispose();
  }

  #clear(): void {
    const marked = this.#marked;
    if (!marked) return;
    this.#marked = null;
    for (const editor of editorsOf(marked.uri)) editor.setDecorations(this.#type, []);
  }
}

function editorsOf(uri: string): vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri);
}
