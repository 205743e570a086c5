import * as vscode from 'vscode';
import { isThere } from './files';

const extensionOfNetworks = '.backprop.json';

/**
 * Opens a network file that is not saved, as a person opens a file. Saving it puts it into `folder`.
 *
 * @param base the file's name without `.backprop.json`; a number is added where the name is taken.
 * @throws where the editor does not take the text
 */
export async function openUntitledNetwork(
  folder: vscode.Uri | undefined,
  base: string,
  text: string,
): Promise<vscode.Uri> {
  const uri = await freeUri(folder, base);
  // What an extension opens by itself stays open for minutes after its editor is closed.
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the editor did not take its text');
  return uri;
}

/** An untitled address under a name that neither an open document nor a file has. */
async function freeUri(folder: vscode.Uri | undefined, base: string): Promise<vscode.Uri> {
  for (let copy = 1; ; copy++) {
    const name = `${base}${copy === 1 ? '' : `-${copy}`}${extensionOfNetworks}`;
    const file = folder && vscode.Uri.joinPath(folder, name);
    const uri = vscode.Uri.from({ scheme: 'untitled', path: file?.path ?? name });
    const isOpen = vscode.workspace.textDocuments.some((open) => open.uri.toString() === uri.toString());
    if (!isOpen && !(file && (await isThere(file)))) return uri;
  }
}

/**
 * Where an untitled network would be saved, if that is in a folder of the workspace: then it has neighbours, such as
 * its data file, before it is saved. Null for one without a place of its own.
 */
export function savedPlace({ scheme, path }: vscode.Uri): vscode.Uri | null {
  // With .. in it a path that begins in the workspace may end elsewhere.
  if (scheme !== 'untitled' || /(?:^|\/)\.\.?\//.test(path)) return null;
  const home = vscode.workspace.workspaceFolders?.find(({ uri }) =>
    path.startsWith(uri.path.endsWith('/') ? uri.path : `${uri.path}/`),
  );
  return home ? home.uri.with({ path }) : null;
}
