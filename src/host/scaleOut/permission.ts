import * as vscode from 'vscode';

/** Programs are started in a trusted workspace on a machine of the person's own, nowhere else. */
export class StartPermission {
  /** Whether the window is one of the desktop, in place of what the editor says: tests run in a browser's. */
  override: boolean | null = null;

  get isGiven(): boolean {
    const isDesktop = this.override ?? vscode.env.uiKind === vscode.UIKind.Desktop;
    return vscode.workspace.isTrusted && isDesktop;
  }
}
