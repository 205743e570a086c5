import * as vscode from 'vscode';
import { dataFilePath } from '../core/network/dataPath';
import { decodeSteps } from './decode';
import { realPathInside } from './realPath.platform';
import { runInSlices } from './slices';
import { savedPlace } from './untitledNetwork';

/** Largest data file that is read, in bytes. */
export const largestDataFile = 64 * 1024 * 1024;

export interface DataFile {
  /** Where the reference leads, links not followed: what to watch. Null: it leads nowhere it may. */
  readonly uri: vscode.Uri | null;
  /** The decoded text, or why there is none: a whole sentence that quotes the reference, never content. */
  readonly result: { readonly text: string } | { readonly problem: string; readonly code: string };
}

/**
 * Reads the CSV file that a network file names: only in a trusted workspace, only inside the network file's
 * folder with every link followed, only a regular file of at most 64 MB in UTF-8.
 *
 * @param network one that is not saved yet has the folder in which it would be saved, inside the workspace.
 * @param reference as written in the network file.
 */
export async function readDataFile(network: vscode.Uri, reference: string): Promise<DataFile> {
  const refuse = (uri: vscode.Uri | null, reason: string, code = 'data.file'): DataFile => ({
    uri,
    result: { problem: vscode.l10n.t('{0} was not read: {1}.', JSON.stringify(reference), reason), code },
  });
  const path = dataFilePath(reference);
  if ('refused' in path) return refuse(null, path.refused);
  const place = network.scheme === 'untitled' ? savedPlace(network) : network;
  if (!place)
    return refuse(null, vscode.l10n.t('this network has no folder yet; save it beside its data first'));
  const folder = vscode.Uri.joinPath(place, '..');
  const uri = vscode.Uri.joinPath(folder, path.ok);
  if (!vscode.workspace.isTrusted) {
    return refuse(
      uri,
      vscode.l10n.t('this workspace is not trusted; trust it to read data files'),
      'data.untrusted',
    );
  }
  try {
    return await readInside(folder, uri, (reason) => refuse(uri, reason));
  } catch (error) {
    return refuse(uri, describeFailure(error));
  }
}

async function readInside(
  folder: vscode.Uri,
  uri: vscode.Uri,
  refuse: (reason: string) => DataFile,
): Promise<DataFile> {
  let real = uri;
  if (uri.scheme === 'file') {
    if (!realPathInside) return refuse(vscode.l10n.t('this editor cannot tell where it really is'));
    const path = await realPathInside(folder.fsPath, uri.fsPath);
    if (path === null) return refuse(vscode.l10n.t('it lies outside the folder of the network file'));
    real = vscode.Uri.file(path);
  }
  const { type, size } = await vscode.workspace.fs.stat(real);
  // A link in a file system of which nothing more is known may lead anywhere.
  if ((type & vscode.FileType.SymbolicLink) !== 0) return refuse(vscode.l10n.t('it is a link'));
  if (type !== vscode.FileType.File) return refuse(vscode.l10n.t('it is not a regular file'));
  if (size > largestDataFile)
    return refuse(vscode.l10n.t('it has {0} MB; the limit is 64 MB', Math.ceil(size / 1024 / 1024)));
  const bytes = await vscode.workspace.fs.readFile(real);
  if (bytes.length > largestDataFile) return refuse(vscode.l10n.t('it has more than 64 MB'));
  // Whatever is typed meanwhile, the next text most likely names the same file.
  const text = await runInSlices(decodeSteps(bytes), { isCancelled: false });
  return typeof text === 'string'
    ? { uri, result: { text } }
    : refuse(vscode.l10n.t('it is not UTF-8; save it in that encoding'));
}

function describeFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'FileNotFound') return vscode.l10n.t('there is no such file');
  if (code === 'EACCES' || code === 'EPERM' || code === 'NoPermissions')
    return vscode.l10n.t('reading it is not permitted');
  if (code === 'ELOOP') return vscode.l10n.t('its links go round in a circle');
  // The text of other errors may hold paths and more; the code says enough.
  return typeof code === 'string'
    ? vscode.l10n.t('the file system answered {0}', code)
    : vscode.l10n.t('the file system could not read it');
}
