import * as vscode from 'vscode';
import { csvColumns, type CsvColumn } from '../../../core/language/csvHeader';
import type { NearbyFile } from '../../../core/language/completion';
import { dataFilePath } from '../../../core/network/dataPath';
import { readDataFile } from '../../dataFile';
import type { NetworkState } from '../../documents';
import { realPathInside } from '../../realPath.platform';
import { savedPlace } from '../../untitledNetwork';

/** Of one folder at most so many entries are offered. */
const mostFiles = 500;

/** The CSV files beside network files, under the rules for data files: in a trusted workspace, inside the folder. */
export class NearbyFiles {
  /** The last header that was read for its own sake, with what the file was like then. */
  #last: { readonly key: string; readonly columns: readonly CsvColumn[] } | null = null;

  /**
   * Where the CSV file is that `reference` names, links followed; null where it may not be read, or is not there.
   */
  async find(network: vscode.Uri, reference: string): Promise<vscode.Uri | null> {
    const path = dataFilePath(reference);
    const place = placeOf(network);
    if ('refused' in path || !place || !vscode.workspace.isTrusted) return null;
    const folder = vscode.Uri.joinPath(place, '..');
    return existing(folder, vscode.Uri.joinPath(folder, path.ok), vscode.FileType.File);
  }

  /** The columns of the CSV file that `reference` names; none where it may not be read. */
  async columns({ uri, good }: NetworkState, reference: string): Promise<readonly CsvColumn[]> {
    const isRead = good?.network.data?.kind === 'file' && good.network.data.path === reference;
    if (isRead && good.fileText !== null) return csvColumns(good.fileText);
    const file = await this.find(uri, reference);
    if (!file) return [];
    const { mtime, size } = await vscode.workspace.fs.stat(file);
    const key = `${file.toString()} ${mtime} ${size}`;
    if (this.#last?.key !== key) {
      const { result } = await readDataFile(uri, reference);
      this.#last = { key, columns: 'text' in result ? csvColumns(result.text) : [] };
    }
    return this.#last.columns;
  }

  /** What is in a folder below a network file's; hidden things are not. */
  async list(network: vscode.Uri, folder: string): Promise<readonly NearbyFile[]> {
    const home = placeOf(network);
    if (!home || !vscode.workspace.isTrusted) return [];
    const own = vscode.Uri.joinPath(home, '..');
    const place =
      folder === '' ? own : await existing(own, vscode.Uri.joinPath(own, folder), vscode.FileType.Directory);
    if (!place) return [];
    const entries = await vscode.workspace.fs.readDirectory(place);
    return entries
      .filter(([name]) => !name.startsWith('.') && name !== 'node_modules')
      .slice(0, mostFiles)
      .map(([name, type]) => ({ name, isFolder: (type & vscode.FileType.Directory) !== 0 }));
  }
}

/** Where a network is, or would be saved; null for one that has no folder yet. */
function placeOf(network: vscode.Uri): vscode.Uri | null {
  return network.scheme === 'untitled' ? savedPlace(network) : network;
}

/** `uri` if it is there, is of this type, and lies inside the folder with every link followed. */
async function existing(
  folder: vscode.Uri,
  uri: vscode.Uri,
  wanted: vscode.FileType,
): Promise<vscode.Uri | null> {
  try {
    if (uri.scheme === 'file') {
      const real = await realPathInside?.(folder.fsPath, uri.fsPath);
      return real && (await typeOf(vscode.Uri.file(real))) === wanted ? uri : null;
    }
    return (await typeOf(uri)) === wanted ? uri : null;
  } catch {
    // Nothing is there, or nothing that may be read: the diagnostics of the file say which.
    return null;
  }
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType> {
  return (await vscode.workspace.fs.stat(uri)).type;
}
