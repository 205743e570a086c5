import type * as vscode from 'vscode';
import { formatNumber } from '../../core/network/number';
import {
  archived,
  longestName,
  mostRuns,
  type ArchivedRun,
  type FileRuns,
  type RunRecord,
} from './archivedRun';
import { readRuns, writeRuns } from './archivedRunText';

/*
 * Runs that are over, kept for each network file over reloads, so that a later run can be laid over them. What is
 * kept are the losses, in 64 kB at most for a run: every epoch where that is enough, else buckets that miss no extreme.
 */

/** Where the runs are kept: files with plain names. */
export interface RunStore {
  /** Null where there is no such file. */
  read(name: string): Promise<string | null>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** The names of all files. */
  names(): Promise<readonly string[]>;
}

const nothing: FileRuns = { next: 1, runs: [] };

export class RunArchive implements vscode.Disposable {
  readonly #store: RunStore;
  readonly #isOpen: (uri: vscode.Uri) => boolean;
  readonly #fault: (error: unknown) => void;
  /** Of files that are open, and of those in use just now. */
  readonly #files = new Map<string, Promise<FileRuns>>();
  /** Writes to one file come one after the other. */
  #written: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(uri: vscode.Uri) => void>();

  /**
   * @param isOpen whether a network file is open: the runs of others do not stay in memory.
   * @param fault takes what could not be read or written, for the log.
   */
  constructor(store: RunStore, isOpen: (uri: vscode.Uri) => boolean, fault: (error: unknown) => void) {
    this.#store = store;
    this.#isOpen = isOpen;
    this.#fault = fault;
  }

  /** Tells of which file other runs are kept now, or under other names. */
  readonly onDidChange = (listener: (uri: vscode.Uri) => void): { dispose(): unknown } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  /** Of how many files runs are held in memory. */
  get count(): number {
    return this.#files.size;
  }

  /** The runs of a file, the oldest first. */
  async runs(uri: vscode.Uri): Promise<readonly ArchivedRun[]> {
    return (await this.#load(uri)).runs;
  }

  /** Which of the files have kept runs, by their addresses; without reading any. */
  async filesWithRuns(uris: readonly vscode.Uri[]): Promise<ReadonlySet<string>> {
    try {
      const names = new Set(await this.#store.names());
      if (names.size === 0) return new Set();
      const named = await Promise.all(
        uris.map(async (uri) => [uri.toString(), await fileName(uri)] as const),
      );
      return new Set(named.filter(([, name]) => names.has(name)).map(([uri]) => uri));
    } catch (error) {
      this.#fault(error);
      return new Set();
    }
  }

  /** "run 3 · sgd η 0.5", for the next run of a file. */
  async nextName(uri: vscode.Uri, { optimizer, learningRate }: RunRecord['training']): Promise<string> {
    const { next } = await this.#load(uri);
    return `run ${next} · ${optimizer.type} η ${formatNumber(learningRate)}`;
  }

  /** Keeps a run of one epoch or more as the newest of its file. */
  async add(record: RunRecord): Promise<ArchivedRun> {
    let added: ArchivedRun | null = null;
    await this.#change(record.uri, ({ next, runs }) => {
      added = archived(record, `${next}-${randomDigits()}`);
      return { next: next + 1, runs: [...runs, added].slice(-mostRuns) };
    });
    return added!;
  }

  /** Keeps what a run has come to since it was added; nothing where it was removed. */
  async extend(id: string, record: Omit<RunRecord, 'name'>): Promise<void> {
    await this.#change(record.uri, (file) => ({
      ...file,
      runs: file.runs.map((run) => (run.id === id ? archived({ ...record, name: run.name }, id) : run)),
    }));
  }

  /** Gives a run another name; an empty one leaves it as it is. */
  async rename(uri: vscode.Uri, id: string, name: string): Promise<void> {
    const cut = Array.from(name.trim()).slice(0, longestName).join('');
    if (cut === '') return;
    await this.#change(uri, (file) => ({
      ...file,
      runs: file.runs.map((run) => (run.id === id ? { ...run, name: cut } : run)),
    }));
  }

  async remove(uri: vscode.Uri, id: string): Promise<void> {
    await this.#change(uri, (file) => ({ ...file, runs: file.runs.filter((run) => run.id !== id) }));
  }

  /** Leaves the memory of a file that was closed. */
  forget(uri: vscode.Uri): void {
    this.#files.delete(uri.toString());
  }

  /** Resolves when everything is written that was changed before. */
  written(): Promise<void> {
    return this.#written;
  }

  dispose(): void {
    this.#listeners.clear();
    this.#files.clear();
  }

  #load(uri: vscode.Uri): Promise<FileRuns> {
    const key = uri.toString();
    const known = this.#files.get(key);
    if (known) return known;
    const loaded = this.#read(uri);
    this.#files.set(key, loaded);
    void loaded.then(() => {
      this.#leave(uri, loaded);
    });
    return loaded;
  }

  async #read(uri: vscode.Uri): Promise<FileRuns> {
    try {
      const text = isKept(uri) ? await this.#store.read(await fileName(uri)) : null;
      return text === null ? nothing : readRuns(text);
    } catch (error) {
      this.#fault(error);
      return nothing;
    }
  }

  async #change(uri: vscode.Uri, change: (file: FileRuns) => FileRuns): Promise<void> {
    const before = this.#load(uri);
    const changed = before.then(change);
    this.#files.set(uri.toString(), changed);
    const file = await changed;
    for (const listener of this.#listeners) listener(uri);
    this.#written = this.#written.then(() => this.#write(uri, file));
    await this.#written;
    this.#leave(uri, changed);
  }

  async #write(uri: vscode.Uri, file: FileRuns): Promise<void> {
    if (!isKept(uri)) return;
    try {
      const name = await fileName(uri);
      // Without runs the number of the next one is not worth a file.
      if (file.runs.length === 0) await this.#store.remove(name);
      else await this.#store.write(name, writeRuns(uri.toString(), file));
    } catch (error) {
      this.#fault(error);
    }
  }

  #leave(uri: vscode.Uri, loaded: Promise<FileRuns>): void {
    const key = uri.toString();
    if (!this.#isOpen(uri) && this.#files.get(key) === loaded) this.#files.delete(key);
  }
}

/** Runs of all files have different ids: the panel keeps which of them it shows. */
function randomDigits(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** A file that was never saved has no address that lasts. */
function isKept({ scheme }: vscode.Uri): boolean {
  return scheme !== 'untitled';
}

/** A plain name for the file that holds the runs of the network file at `uri`. */
async function fileName(uri: vscode.Uri): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(uri.toString()));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return `${hex.slice(0, 16).join('')}.json`;
}
