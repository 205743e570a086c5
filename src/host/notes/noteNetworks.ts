import * as vscode from 'vscode';
import { prepareDatasetSteps } from '../../core/engine/dataset';
import { initialParameters } from '../../core/engine/initialise';
import { createModel } from '../../core/engine/model';
import { parseSteps } from '../../core/network/parse';
import { createSymbols } from '../../core/network/symbols';
import type { CheckContext } from '../../core/verify/check';
import { isNetworkUri, type NetworkDocuments } from '../documents';
import { readTextFile } from '../networkFile';
import { runInSlices, type Cancellation } from '../slices';

/** The network that a note is about, or why there is none: a whole sentence. */
export type NoteNetwork =
  | { readonly context: CheckContext }
  | { readonly problem: string; readonly severity: 'warning' | 'information' };

/**
 * Finds and reads the networks that notes name. A network that is open counts as it stands in the editor; any
 * other is read from the workspace, if that is trusted, and kept until the file changes.
 */
export class NoteNetworks implements vscode.Disposable {
  readonly #documents: NetworkDocuments;
  readonly #read = new Map<string, NoteNetwork>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];

  /** A network may read otherwise than before. */
  readonly onDidChange = this.#changed.event;

  constructor(documents: NetworkDocuments) {
    this.#documents = documents;
    const files = vscode.workspace.createFileSystemWatcher('**/*.backprop.json');
    const forget = (uri: vscode.Uri): void => {
      this.#read.delete(uri.toString());
      this.#changed.fire();
    };
    this.#subscriptions = [
      files,
      files.onDidChange(forget),
      files.onDidCreate(forget),
      files.onDidDelete(forget),
      documents.onDidChange(() => {
        this.#changed.fire();
      }),
      documents.onDidClose(forget),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#read.clear();
        this.#changed.fire();
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** The network at `uri`; undefined when cancelled. */
  async get(uri: vscode.Uri, cancellation: Cancellation): Promise<NoteNetwork | undefined> {
    const open = this.#documents.document(uri);
    if (open) return this.#fromEditor(open);
    const key = uri.toString();
    const known = this.#read.get(key);
    if (known) return known;
    const network = await readNetwork(uri, cancellation);
    if (network) this.#read.set(key, network);
    return network;
  }

  async #fromEditor(document: vscode.TextDocument): Promise<NoteNetwork> {
    const { good, version } = await this.#documents.current(document);
    if (good?.version !== version) return hasErrors(document.uri);
    const { model, dataset, parameters } = good;
    // What people write down are the names of the file, whichever the editor shows.
    const network = good.parsed.network ?? good.network;
    const symbols = createSymbols(network);
    return { context: { network, symbols, model, dataset, parameters } };
  }
}

/**
 * Where a note's reference leads: a path relative to the note that stays in its workspace folder (in its own
 * folder where it belongs to none), or the reason why it leads nowhere.
 */
export function resolveReference(
  note: vscode.Uri,
  reference: string,
): { readonly uri: vscode.Uri } | { readonly refused: string } {
  if (/^[a-z][a-z\d+.-]*:|^[/\\]/i.test(reference))
    return { refused: vscode.l10n.t('give a path relative to this document') };
  if (note.scheme === 'untitled') return { refused: vscode.l10n.t('save this document beside it first') };
  const folder = vscode.Uri.joinPath(note, '..');
  const uri = vscode.Uri.joinPath(folder, reference.replaceAll('\\', '/'));
  const root = vscode.workspace.getWorkspaceFolder(note)?.uri ?? folder;
  if (!uri.path.startsWith(`${root.path.replace(/\/$/, '')}/`))
    return { refused: vscode.l10n.t('it lies outside this workspace') };
  if (!isNetworkUri(uri))
    return { refused: vscode.l10n.t('the name of a network file ends in .backprop.json') };
  return { uri };
}

async function readNetwork(uri: vscode.Uri, cancellation: Cancellation): Promise<NoteNetwork | undefined> {
  if (!vscode.workspace.isTrusted) {
    const problem = vscode.l10n.t(
      'Formulas are checked against {0} once the workspace is trusted or that file is open.',
      nameOf(uri),
    );
    return { problem, severity: 'information' };
  }
  const text = await readTextFile(uri, cancellation);
  if (text === undefined) return undefined;
  if (typeof text !== 'string') return { ...text, severity: 'warning' };
  const parsed = await runInSlices(parseSteps(text), cancellation);
  if (!parsed) return undefined;
  const { network } = parsed;
  if (!network) return hasErrors(uri);
  // A data file is not opened for a note: only plain numbers need data, and they say so.
  const needsNoFile = network.data !== null && network.data.kind !== 'file';
  const prepared = needsNoFile ? await runInSlices(prepareDatasetSteps(network, null), cancellation) : null;
  if (prepared === undefined) return undefined;
  const dataset = prepared && 'dataset' in prepared ? prepared.dataset : null;
  const parameters = initialParameters(network);
  return {
    context: { network, symbols: createSymbols(network), model: createModel(network), dataset, parameters },
  };
}

function hasErrors(uri: vscode.Uri): NoteNetwork {
  return {
    problem: vscode.l10n.t('{0} has errors; formulas are checked when they are mended.', nameOf(uri)),
    severity: 'warning',
  };
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
