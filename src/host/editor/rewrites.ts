import * as vscode from 'vscode';
import {
  parameterRewrites,
  parameterRewriteSteps,
  type ParameterRewrite,
} from '../../core/engine/parameterRewrites';
import {
  bringRefusal,
  broughtDataSteps,
  movedDataSteps,
  moveRefusal,
  type DataRefusal,
} from '../../core/exchange/dataRewrites';
import { isInData } from '../../core/exchange/newData';
import { layerAt } from '../../core/network/places';
import type { Steps } from '../../core/network/steps';
import type { GoodNetwork, NetworkDocuments } from '../documents';
import { networkFilePattern, networkSelector } from '../ids';
import type { Messages } from '../messages';
import { addEdits, workspaceEditOf } from '../networkEdits';
import { runInSlices } from '../slices';
import { baseName } from '../training/commandTarget';

const rewriteKind = vscode.CodeActionKind.RefactorRewrite.append('parameters');
const moveKind = vscode.CodeActionKind.RefactorExtract.append('csv');
const bringKind = vscode.CodeActionKind.RefactorInline.append('csv');

/** An action whose edit is made when it is chosen: a layer may have a million weights. */
class Rewrite extends vscode.CodeAction {
  /** The edit; null where the text is no longer the one it was offered for, or there is nothing to do. */
  readonly make: (token: vscode.CancellationToken) => Promise<vscode.WorkspaceEdit | null>;

  constructor(
    title: string,
    kind: vscode.CodeActionKind,
    make: (token: vscode.CancellationToken) => Promise<vscode.WorkspaceEdit | null>,
  ) {
    super(title, kind);
    this.make = make;
  }
}

/** Offers to write parameters of the layer at the cursor anew, and to move samples out of the file or into it. */
export class RewriteProvider implements vscode.CodeActionProvider<Rewrite> {
  readonly #documents: NetworkDocuments;
  readonly #messages: Messages;

  constructor(documents: NetworkDocuments, messages: Messages) {
    this.#documents = documents;
    this.#messages = messages;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<Rewrite[]> {
    const { good, version } = await this.#documents.current(document);
    if (good?.version !== version || version !== document.version) return [];
    const offset = document.offsetAt(range.start);
    const layer = layerAt(good.parsed, offset);
    if (layer !== null) return this.#ofLayer(document, good, layer);
    return isInData(good.parsed, offset) ? ofData(document, good) : [];
  }

  async resolveCodeAction(action: Rewrite, token: vscode.CancellationToken): Promise<Rewrite> {
    const edit = await action.make(token);
    if (edit) action.edit = edit;
    return action;
  }

  #ofLayer(document: vscode.TextDocument, good: GoodNetwork, layer: number): Rewrite[] {
    const { network, parsed } = good;
    const { name } = network.layers[layer]!;
    return parameterRewrites(network.layers[layer]!).map(
      (rewrite) =>
        new Rewrite(rewriteTitle(rewrite), rewriteKind, async (token) => {
          const steps = parameterRewriteSteps(parsed, network, layer, rewrite);
          const edits = await whileSame(document, good, token, steps);
          if (edits?.length === 0) {
            const text = vscode.l10n.t(
              '{0}: the weights of {1} are those that the seed draws already. Change "seed" in "training" for others.',
              baseName(document.uri),
              name,
            );
            void this.#messages.show('information', text);
          }
          return edits && edits.length > 0 ? workspaceEditOf(document, parsed.text, edits) : null;
        }),
    );
  }
}

export function registerRewrites(documents: NetworkDocuments, messages: Messages): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    networkSelector,
    new RewriteProvider(documents, messages),
    { providedCodeActionKinds: [rewriteKind, moveKind, bringKind] },
  );
}

function rewriteTitle(rewrite: ParameterRewrite): string {
  switch (rewrite) {
    case 'initialiseWeights':
      return vscode.l10n.t('Initialise these weights');
    case 'writeWeights':
      return vscode.l10n.t("Write this layer's weights in full");
    case 'writeBiases':
      return vscode.l10n.t("Write this layer's biases in full");
    case 'addBiases':
      return vscode.l10n.t('Add biases to this layer');
  }
}

/** The result of `steps`, unless the text changes meanwhile. */
async function whileSame<T>(
  document: vscode.TextDocument,
  { version }: GoodNetwork,
  token: vscode.CancellationToken,
  steps: Steps<T>,
): Promise<T | null> {
  const result = await runInSlices(steps, {
    get isCancelled() {
      return token.isCancellationRequested || document.version !== version;
    },
  });
  return document.version === version ? (result ?? null) : null;
}

function ofData(document: vscode.TextDocument, good: GoodNetwork): Rewrite[] {
  const { network, parsed, dataset } = good;
  if (!dataset) return [];
  if (network.data?.kind === 'inline') {
    const action = new Rewrite(vscode.l10n.t('Move the samples to a CSV file'), moveKind, async (token) =>
      movedEdit(document, good, token),
    );
    const reason = placeRefusal(document) ?? refusalReason(moveRefusal(parsed));
    if (reason !== null) action.disabled = { reason };
    return [action];
  }
  if (network.data?.kind !== 'file') return [];
  const action = new Rewrite(
    vscode.l10n.t("Bring the CSV file's samples into this file"),
    bringKind,
    async (token) => {
      const edits = await whileSame(document, good, token, broughtDataSteps(parsed, dataset));
      return edits && workspaceEditOf(document, parsed.text, edits);
    },
  );
  const reason = refusalReason(bringRefusal(dataset));
  if (reason !== null) action.disabled = { reason };
  return [action];
}

/** Why there can be no file beside the document, if so. */
function placeRefusal({ uri }: vscode.TextDocument): string | null {
  if (uri.scheme === 'untitled') {
    return vscode.l10n.t('Save the network first: the CSV file goes into its folder.');
  }
  if (!vscode.workspace.isTrusted) {
    return vscode.l10n.t('In a workspace that is not trusted, data files are not read. Trust it first.');
  }
  return null;
}

function refusalReason(refusal: DataRefusal | null): string | null {
  switch (refusal) {
    case null:
      return null;
    case 'comments':
      return vscode.l10n.t(
        'Comments stand among the rows, for which a CSV file has no place. Move them first.',
      );
    case 'tooMany':
      return vscode.l10n.t('There are more numbers than a network file may hold.');
    case 'noSamples':
      return vscode.l10n.t('There are no rows of samples in the file.');
  }
}

async function movedEdit(
  document: vscode.TextDocument,
  good: GoodNetwork,
  token: vscode.CancellationToken,
): Promise<vscode.WorkspaceEdit | null> {
  const csv = await freeName(document.uri);
  if (!csv) return null;
  const moved = await whileSame(
    document,
    good,
    token,
    movedDataSteps(good.parsed, good.network, baseName(csv)),
  );
  if (!moved) return null;
  const edit = new vscode.WorkspaceEdit();
  // Not overwritten: where somebody makes such a file meanwhile, nothing of the edit is done.
  edit.createFile(csv, { overwrite: false, contents: new TextEncoder().encode(moved.csv) });
  addEdits(edit, document, good.parsed.text, moved.edits);
  return edit;
}

/** So many names are tried. */
const mostNames = 100;

/** A CSV file that is not there yet, named after the network; null where all names are taken. */
async function freeName(network: vscode.Uri): Promise<vscode.Uri | null> {
  const base = baseName(network).replace(networkFilePattern, '');
  for (let n = 1; n <= mostNames; n++) {
    const uri = vscode.Uri.joinPath(network, '..', `${base}${n === 1 ? '' : `-${n}`}.csv`);
    if (!(await exists(uri))) return uri;
  }
  return null;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    // What cannot be asked about may be there.
    return true;
  }
}
