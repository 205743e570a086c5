import * as vscode from 'vscode';

/** Whether there is a file or folder of this address. */
export async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false; // the one answer of a file system to a name it does not have
  }
}
