import * as vscode from 'vscode';
import { placeOf, subjectAt } from '../core/network/places';
import type { Subject } from '../core/network/subject';
import { isNetworkUri, type NetworkDocuments } from './documents';
import { reveal } from './reveal';

export interface SelectedSubject {
  readonly uri: vscode.Uri;
  readonly subject: Subject;
}

/**
 * The quantity that a person looks at, one for each network file: where the cursor last stood on one, or what
 * a lens, a hover or the panel chose since.
 */
export class Selection implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<SelectedSubject>();
  readonly onDidChange = this.#changed.event;
  readonly #documents: NetworkDocuments;
  readonly #subjects = new Map<string, Subject>();
  readonly #subscriptions: readonly vscode.Disposable[];
  /** An editor whose cursor moved before its text was read. */
  #waiting: vscode.TextEditor | null = null;

  constructor(documents: NetworkDocuments) {
    this.#documents = documents;
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // Of no kind is what nobody did: VS Code puts a cursor back when it restores a tab or a window, before or
        // after the panel is back, and the panel knows better what was looked at.
        if (kind !== undefined) this.#follow(textEditor);
      }),
      documents.onDidChange(({ uri }) => {
        const waiting = this.#waiting;
        if (waiting?.document.uri.toString() === uri.toString()) this.#follow(waiting);
      }),
      documents.onDidClose((uri) => {
        this.#subjects.delete(uri.toString());
      }),
    ];
  }

  /** How many files have a quantity that is looked at. */
  get count(): number {
    return this.#subjects.size;
  }

  get(uri: vscode.Uri): Subject | null {
    return this.#subjects.get(uri.toString()) ?? null;
  }

  /**
   * Makes `subject` the one looked at. With `reveal` the cursor of the file's editor goes where the text has it.
   */
  set(uri: vscode.Uri, subject: Subject, options: { readonly reveal: boolean } = { reveal: false }): void {
    const key = uri.toString();
    const isNew = JSON.stringify(this.#subjects.get(key)) !== JSON.stringify(subject);
    this.#subjects.set(key, subject);
    if (isNew) this.#changed.fire({ uri, subject });
    if (options.reveal) this.#reveal(uri, subject);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #reveal(uri: vscode.Uri, subject: Subject): void {
    const document = this.#documents.document(uri);
    const state = this.#documents.get(uri);
    if (!document || state?.version !== document.version) return;
    const place = placeOf(state.parsed, subject);
    if (place) void reveal(document, place, { takeFocus: false });
  }

  #follow(editor: vscode.TextEditor): void {
    const { document, selection } = editor;
    if (!isNetworkUri(document.uri)) return;
    const state = this.#documents.get(document.uri);
    this.#waiting = state?.version === document.version ? null : editor;
    if (state?.version !== document.version) return;
    const subject = subjectAt(state.parsed, document.offsetAt(selection.active));
    if (subject) this.set(document.uri, subject);
  }
}
