import * as vscode from 'vscode';
import { readDataFile, type DataFile } from './dataFile';

/** Programs write a file in several goes: the first reading waits for the last of them. */
const settleMs = 100;

/** The data file of one network file: read once, and again when it has changed. */
export class DataFileWatch implements vscode.Disposable {
  readonly #network: vscode.Uri;
  readonly #changed: () => void;
  readonly #trust: vscode.Disposable;
  #read: { readonly reference: string; readonly file: Promise<DataFile> } | null = null;
  #watcher: { readonly uri: string; readonly disposable: vscode.Disposable } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param changed called when what `read` gave is no longer what it would give. */
  constructor(network: vscode.Uri, changed: () => void) {
    this.#network = network;
    this.#changed = changed;
    this.#trust = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      this.#invalidate();
    });
  }

  async read(reference: string): Promise<DataFile> {
    if (this.#read?.reference !== reference) {
      this.#read = { reference, file: readDataFile(this.#network, reference) };
    }
    const read = this.#read;
    const file = await read.file;
    if (read === this.#read) this.#watch(file.uri);
    return file;
  }

  /** The network names no data file any more. */
  forget(): void {
    this.#read = null;
    this.#watch(null);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#trust.dispose();
    this.forget();
  }

  #watch(uri: vscode.Uri | null): void {
    if (this.#watcher?.uri === uri?.toString()) return;
    this.#watcher?.disposable.dispose();
    this.#watcher = null;
    if (!uri) return;
    // The folder and not the file: a file's name may hold what a pattern takes for its own.
    const folder = vscode.Uri.joinPath(uri, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
    const heard = (changed: vscode.Uri): void => {
      if (changed.toString() === uri.toString()) this.#invalidate();
    };
    watcher.onDidChange(heard);
    watcher.onDidCreate(heard);
    watcher.onDidDelete(heard);
    this.#watcher = { uri: uri.toString(), disposable: watcher };
  }

  #invalidate(): void {
    if (!this.#read) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#read = null;
      this.#changed();
    }, settleMs);
  }
}
