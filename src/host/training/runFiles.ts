import * as vscode from 'vscode';
import { isThere } from '../files';
import type { RunStore } from './runArchive';

/** Kept runs as files of the extension's own, in the folder that the editor gives it for this workspace. */
export function runFilesIn(folder: vscode.Uri): RunStore {
  const { fs } = vscode.workspace;
  const place = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, 'runs', name);
  return {
    async read(name) {
      const uri = place(name);
      return (await isThere(uri)) ? new TextDecoder().decode(await fs.readFile(uri)) : null;
    },
    async write(name, text) {
      await fs.createDirectory(vscode.Uri.joinPath(folder, 'runs'));
      await fs.writeFile(place(name), new TextEncoder().encode(text));
    },
    async names() {
      const runs = vscode.Uri.joinPath(folder, 'runs');
      return (await isThere(runs)) ? (await fs.readDirectory(runs)).map(([name]) => name) : [];
    },
    async remove(name) {
      const uri = place(name);
      if (await isThere(uri)) await fs.delete(uri);
    },
  };
}
