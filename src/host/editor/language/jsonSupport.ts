import * as vscode from 'vscode';

/** What VS Code's own JSON support is called; it may be switched off, and other editors may lack it. */
const jsonExtension = 'vscode.json-language-features';

/**
 * Whether the editor's JSON support reads the schema that the extension contributes: it then completes keys and words
 * and explains them, and nothing of that is said twice.
 */
export class JsonSupport {
  #override: boolean | undefined;

  get isThere(): boolean {
    return this.#override ?? vscode.extensions.getExtension(jsonExtension) !== undefined;
  }

  /** For tests: as if it were there or not; undefined: as it is. */
  override(isThere: boolean | undefined): void {
    this.#override = isThere;
  }
}
