import * as vscode from 'vscode';
import { exportNetwork } from './bridges';
import type { ExportServices } from './exportNetwork';
import { commands } from './ids';

/**
 * Registers Export… and Export for Scale-out…; a second argument names the kind, the last the file or folder, which leave
 * the questions out.
 */
export function registerExport(services: ExportServices): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.exportNetwork, (given: unknown, kind: unknown, to: unknown) =>
      exportNetwork(services, given, kind, to),
    ),
    vscode.commands.registerCommand(commands.exportScaleOut, (given: unknown, to: unknown) =>
      exportNetwork(services, given, 'scale-out', to),
    ),
  );
}
