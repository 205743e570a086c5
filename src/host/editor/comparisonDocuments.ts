import * as vscode from 'vscode';
import { comparisonScheme } from '../ids';

/** Texts that are shown and not edited, each under an address of its own for as long as it is open. */
export class ComparisonDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscription: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(comparisonScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#texts.delete(uri.toString());
      }),
    );
  }

  /**
   * @param name what its tab is called.
   * @param ending of the tab's name, which says the language.
   */
  add(name: string, ending: '.txt' | '.trained.jsonc', text: string): vscode.Uri {
    const path = `/${name}${ending}`;
    const uri = vscode.Uri.from({ scheme: comparisonScheme, path, query: String(this.#count++) });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t('This comparison was closed. Compare the networks again.')
    );
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#texts.clear();
  }
}
