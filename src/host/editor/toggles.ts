import * as vscode from 'vscode';
import { commands, settings } from '../ids';

/** Commands that turn a way of showing gradients on and off: where its setting is made already, else for the user. */
export function registerToggles(): vscode.Disposable {
  const toggle = (command: string, key: string): vscode.Disposable =>
    vscode.commands.registerCommand(command, async () => {
      const configuration = vscode.workspace.getConfiguration(
        settings.section,
        vscode.window.activeTextEditor?.document,
      );
      const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
      const made = configuration.inspect(key);
      const target =
        made?.workspaceFolderValue !== undefined
          ? WorkspaceFolder
          : made?.workspaceValue !== undefined
            ? Workspace
            : Global;
      await configuration.update(key, !configuration.get<boolean>(key, false), target);
    });
  return vscode.Disposable.from(
    toggle(commands.toggleInlayHints, settings.inlayHintsEnabled),
    toggle(commands.toggleHeat, settings.heatEnabled),
  );
}
