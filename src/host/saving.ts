import * as vscode from 'vscode';
import { baseName } from './training/commandTarget';

/** Asks a person where a file shall go; undefined: nowhere. */
export type AskWhere = (proposed: vscode.Uri, ending: string) => Thenable<vscode.Uri | undefined>;

/** Writes what a person exports, where they want it; tests answer in their place. */
export class Saving {
  ask: AskWhere = (defaultUri, ending) =>
    vscode.window.showSaveDialog({ defaultUri, filters: { [ending.toUpperCase()]: [ending] } });

  /**
   * @param network the network file that it is about; the file is proposed beside it.
   * @param what "losses", which the file is named after.
   * @param ending without its point.
   * @throws where the file cannot be written, as the editor says it.
   */
  async save(network: vscode.Uri, what: string, ending: string, bytes: Uint8Array): Promise<void> {
    const base = baseName(network).replace(/(\.backprop)?\.json$/, '');
    const folder =
      network.scheme === 'untitled'
        ? vscode.workspace.workspaceFolders?.[0]?.uri
        : vscode.Uri.joinPath(network, '..');
    const name = `${base}-${what}.${ending}`;
    const proposed = folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name);
    const chosen = await this.ask(proposed, ending);
    if (chosen) await vscode.workspace.fs.writeFile(chosen, bytes);
  }
}
