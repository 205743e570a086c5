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

  /**
   * Has it serve network files, which are of a language that it does not know of by itself: it starts with files of its
   * own languages, and then asks every manifest for others (`jsonLanguageParticipants`).
   *
   * @throws what it throws when it starts.
   */
  async start(): Promise<void> {
    await vscode.extensions.getExtension(jsonExtension)?.activate();
  }

  /** For tests: as if it were there or not; undefined: as it is. */
  override(isThere: boolean | undefined): void {
    this.#override = isThere;
  }
}
