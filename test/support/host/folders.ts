import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

/** The address of a file in folder 0 or 1 of the window; scripts/hostTests.mjs makes both. */
export function inFolder(folder: 0 | 1, file: string): vscode.Uri {
  const { workspaceFolders = [] } = vscode.workspace;
  assert.equal(workspaceFolders.length, 2);
  return vscode.Uri.joinPath(workspaceFolders[folder]!.uri, file);
}

/** Writes a file into folder 0 or 1. */
export async function write(folder: 0 | 1, file: string, text: string): Promise<vscode.Uri> {
  const uri = inFolder(folder, file);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}
