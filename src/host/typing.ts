import * as vscode from 'vscode';
import { isNetworkUri } from './documents';

/** A hand that has not typed for so long rests. */
const restMs = 300;

/**
 * Whether somebody types in a network file. What is drawn anew in the editor costs its window time, and of that a
 * letter has the first claim: what can wait until the hand rests does.
 */
export class Typing implements vscode.Disposable {
  #last = -Infinity;
  readonly #subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0 && isNetworkUri(document.uri)) this.#last = performance.now();
  });

  /** Milliseconds until the hand has rested, if it does not type again; 0 where it rests. */
  readonly restsIn = (): number => Math.max(0, this.#last + restMs - performance.now());

  /** Resolves when the hand rests, or soon after nobody waits any more. */
  async rests(token: vscode.CancellationToken): Promise<void> {
    for (let wait = this.restsIn(); wait > 0 && !token.isCancellationRequested; wait = this.restsIn())
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)));
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
