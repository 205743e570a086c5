import * as vscode from 'vscode';

/** One message as a person saw it. */
export interface ShownMessage {
  readonly severity: 'error' | 'warning' | 'information';
  readonly text: string;
}

/** The one place where messages reach a person; tests listen to it. */
export class Messages implements vscode.Disposable {
  readonly #shown = new vscode.EventEmitter<ShownMessage>();
  readonly onDidShow = this.#shown.event;

  /** Shows a message with buttons; resolves to the button chosen, undefined where it was closed. */
  async show<Button extends string>(
    severity: ShownMessage['severity'],
    text: string,
    ...buttons: Button[]
  ): Promise<Button | undefined> {
    this.#shown.fire({ severity, text });
    switch (severity) {
      case 'error':
        return vscode.window.showErrorMessage(text, ...buttons);
      case 'warning':
        return vscode.window.showWarningMessage(text, ...buttons);
      case 'information':
        return vscode.window.showInformationMessage(text, ...buttons);
    }
  }

  dispose(): void {
    this.#shown.dispose();
  }
}
