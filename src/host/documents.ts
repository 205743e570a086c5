import * as vscode from 'vscode';
import type { Evaluation } from '../core/engine/evaluate';
import type { Kernels } from '../core/engine/model';
import { networkFilePattern } from './ids';
import type { LineShift } from './lineShift';
import type { GoodNetwork, NetworkState } from './networkState';
import { TrackedDocument } from './trackedDocument';
import type { WritingSettings } from './writing';

export type { GoodNetwork, NetworkState } from './networkState';

/** Whether a document of this address is a network file, whatever file system it is in. */
export function isNetworkUri(uri: vscode.Uri): boolean {
  return networkFilePattern.test(uri.path);
}

/** The network files that are open, each with what its newest text says, and which of them is active. */
export class NetworkDocuments implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<NetworkState>();
  readonly #closed = new vscode.EventEmitter<vscode.Uri>();
  readonly #activeChanged = new vscode.EventEmitter<NetworkState | undefined>();
  readonly #tracked = new Map<string, TrackedDocument>();
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #writing: WritingSettings;
  readonly #evaluate: (good: GoodNetwork) => Promise<Evaluation | null>;
  readonly #fault: (error: unknown) => void;
  #activeUri: vscode.Uri | undefined;
  #kernels: Kernels | undefined;

  /** A new state of a document; the same state again when its evaluation has become ready. */
  readonly onDidChange = this.#changed.event;
  readonly onDidClose = this.#closed.event;
  /** Another document is active, or the active one has a new state. */
  readonly onDidChangeActive = this.#activeChanged.event;

  /**
   * @param writing whose names the networks are read with.
   * @param evaluate a long evaluation in a thread: see `Surroundings`.
   * @param fault takes errors that should not have happened, for the log.
   */
  constructor(
    writing: WritingSettings,
    evaluate: (good: GoodNetwork) => Promise<Evaluation | null>,
    fault: (error: unknown) => void,
  ) {
    this.#writing = writing;
    this.#evaluate = evaluate;
    this.#fault = fault;
    let { names } = writing.current;
    // Soon: while the extension is activated, the window waits for it.
    for (const document of vscode.workspace.textDocuments) this.#open(document, 'soon');
    this.#follow(vscode.window.activeTextEditor);
    this.#subscriptions = [
      writing.onDidChange((now) => {
        if (now.names === names) return;
        ({ names } = now);
        for (const tracked of this.#tracked.values()) tracked.refresh();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        // Whoever opens a file and asks for its state right after gets it, if it is short.
        this.#open(document, 'now');
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#close(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#tracked.get(document.uri.toString())?.edited(contentChanges);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#follow(editor);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.#follow(vscode.window.activeTextEditor);
      }),
    ];
  }

  /** The newest state, which may be older than the text; undefined for what is no open network file. */
  get(uri: vscode.Uri): NetworkState | undefined {
    return this.#tracked.get(uri.toString())?.state;
  }

  /** The open document of a network file. */
  document(uri: vscode.Uri): vscode.TextDocument | undefined {
    return this.#tracked.get(uri.toString())?.document;
  }

  /**
   * Resolves when the state of the document's present version is there. Rejects with a CancellationError when
   * the document is closed before, or is no network file.
   */
  async current(document: vscode.TextDocument): Promise<NetworkState> {
    const tracked = this.#tracked.get(document.uri.toString());
    if (!tracked) throw new vscode.CancellationError();
    return tracked.current();
  }

  /** Where the lines of the document's good version stand in its present text. */
  lineShift(uri: vscode.Uri): LineShift | undefined {
    return this.#tracked.get(uri.toString())?.lineShift;
  }

  /** How many network files are followed. */
  get count(): number {
    return this.#tracked.size;
  }

  /** The address of the active network file; its state may not be there yet. */
  get activeUri(): vscode.Uri | undefined {
    return this.#activeUri;
  }

  /** Follows the active editor, and stays where the focus goes to something that is no text editor. */
  get active(): NetworkState | undefined {
    return this.#activeUri && this.get(this.#activeUri);
  }

  /** For tests: the engine computes with other functions from now on; undefined: with its own. */
  setKernels(kernels: Kernels | undefined): void {
    this.#kernels = kernels;
    for (const tracked of this.#tracked.values()) tracked.refresh();
  }

  /** The functions that tests have planted; undefined: the engine computes with its own. */
  get kernels(): Kernels | undefined {
    return this.#kernels;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const tracked of this.#tracked.values()) tracked.dispose();
    this.#tracked.clear();
    for (const emitter of [this.#changed, this.#closed, this.#activeChanged]) emitter.dispose();
  }

  #open(document: vscode.TextDocument, when: 'now' | 'soon'): void {
    const key = document.uri.toString();
    if (!isNetworkUri(document.uri) || this.#tracked.has(key)) return;
    const tracked = new TrackedDocument(document, {
      publish: (state) => {
        this.#changed.fire(state);
        if (this.#activeUri?.toString() === key) this.#activeChanged.fire(state);
      },
      kernels: () => this.#kernels,
      names: () => this.#writing.current.names,
      evaluate: this.#evaluate,
      fault: this.#fault,
    });
    this.#tracked.set(key, tracked);
    if (when === 'now') tracked.readNow();
    else tracked.refresh();
  }

  #close({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    const tracked = this.#tracked.get(key);
    if (!tracked) return;
    tracked.dispose();
    this.#tracked.delete(key);
    this.#closed.fire(uri);
    if (this.#activeUri?.toString() === key) this.#setActive(undefined);
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    if (editor && isNetworkUri(editor.document.uri)) {
      this.#setActive(editor.document.uri);
      return;
    }
    // The focus is in the panel, or in a file beside the network: what can be seen stays what it is about.
    const visible = vscode.window.visibleTextEditors
      .map(({ document }) => document.uri)
      .filter((uri) => isNetworkUri(uri));
    const active = this.#activeUri?.toString();
    if (visible.some((uri) => uri.toString() === active)) return;
    // Without any text editor the panel may fill the window: the file behind it stays active.
    if (visible[0] || editor) this.#setActive(visible[0]);
  }

  #setActive(uri: vscode.Uri | undefined): void {
    if (this.#activeUri?.toString() === uri?.toString()) return;
    this.#activeUri = uri;
    this.#activeChanged.fire(this.active);
  }
}
