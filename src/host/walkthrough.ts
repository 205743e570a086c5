import * as vscode from 'vscode';
import { isNetworkUri } from './documents';
import { commands, contextKeys, walkthroughId } from './ids';

/**
 * Opens the walkthrough, and keeps the context keys that complete those of its steps for which no command is run:
 * looking at the card of a number, and changing a number by typing.
 */
export class Walkthrough implements vscode.Disposable {
  readonly #done = new Set<string>();
  readonly #registration: vscode.Disposable;

  /** @param onDidHover fires when a card is shown. */
  constructor(onDidHover: vscode.Event<undefined>) {
    this.#registration = vscode.Disposable.from(
      vscode.commands.registerCommand(commands.openWalkthrough, () =>
        vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthroughId, false),
      ),
      onDidHover(() => {
        this.#complete(contextKeys.hasHovered);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (isNetworkUri(document.uri) && isNumberChange(document, contentChanges)) {
          this.#complete(contextKeys.hasChangedNumber);
        }
      }),
    );
  }

  /** The context keys that are set. */
  get done(): ReadonlySet<string> {
    return this.#done;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #complete(key: string): void {
    if (this.#done.has(key)) return;
    this.#done.add(key);
    void vscode.commands.executeCommand('setContext', key, true);
  }
}

/** Whether digits were typed or taken away, as far as an edit alone can tell: not the text of a whole file. */
function isNumberChange(
  document: vscode.TextDocument,
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): boolean {
  const [change] = changes;
  if (!change || changes.length > 1 || !/^[-+.\deE]{0,30}$/.test(change.text)) return false;
  const { start } = change.range;
  const end = start.translate(0, change.text.length);
  const around = document.getText(
    new vscode.Range(start.line, Math.max(0, start.character - 1), end.line, end.character + 1),
  );
  return /\d/.test(around);
}
