import * as vscode from 'vscode';
import type { Subject } from '../core/network/subject';
import type { NetworkDocuments } from './documents';
import { isSameSubject } from './pins';

/** VS Code tells nobody that a hover is gone: it is taken for gone after so long. */
const goneAfterMs = 8000;

export interface HoveredSubject {
  readonly uri: vscode.Uri;
  /** Null: on nothing any more. */
  readonly subject: Subject | null;
}

/**
 * The quantity of a network file on which the mouse rests in the editor, as the hover provider hears of it: until it
 * rests on something else, the cursor moves, the text changes, or some seconds have gone by.
 */
export class Hovered implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<HoveredSubject>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly vscode.Disposable[];
  #now: { readonly uri: vscode.Uri; readonly subject: Subject } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(documents: NetworkDocuments) {
    const end = (uri: vscode.Uri): void => {
      if (this.#now?.uri.toString() === uri.toString()) this.set(uri, null);
    };
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        end(textEditor.document.uri);
      }),
      documents.onDidChange(({ uri }) => {
        end(uri);
      }),
      documents.onDidClose(end),
    ];
  }

  /** @param subject null: the mouse rests on no quantity of the file. */
  set(uri: vscode.Uri, subject: Subject | null): void {
    clearTimeout(this.#timer);
    const before = this.#now;
    if (before && before.uri.toString() !== uri.toString())
      this.#changed.fire({ uri: before.uri, subject: null });
    if (!subject && !before) return;
    this.#now = subject && { uri, subject };
    if (subject) {
      this.#timer = setTimeout(() => {
        this.set(uri, null);
      }, goneAfterMs);
    }
    const isSame =
      before?.uri.toString() === uri.toString() && subject !== null && isSameSubject(before.subject, subject);
    if (!isSame) this.#changed.fire({ uri, subject });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
