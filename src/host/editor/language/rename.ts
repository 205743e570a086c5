import * as vscode from 'vscode';
import { renameSteps, renamingSteps, type RenameRefusal } from '../../../core/language/rename';
import type { Steps } from '../../../core/network/steps';
import type { NetworkDocuments, NetworkState } from '../../documents';
import { toRange } from '../../reveal';
import { runInSlices } from '../../slices';

/** Renames a unit or a symbol wherever the file writes it; never to what the file could not be read with. */
export class RenameProvider implements vscode.RenameProvider {
  readonly #documents: NetworkDocuments;

  constructor(documents: NetworkDocuments) {
    this.#documents = documents;
  }

  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<{ range: vscode.Range; placeholder: string }> {
    const { parsed } = await this.#state(document);
    const found = await run(renamingSteps(parsed, document.offsetAt(position)), token);
    if ('refusal' in found) throw new Error(refusalWords(document, found.refusal));
    return { range: toRange(document, found.range), placeholder: found.name };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
    token: vscode.CancellationToken,
  ): Promise<vscode.WorkspaceEdit> {
    const { parsed } = await this.#state(document);
    const found = await run(renameSteps(parsed, document.offsetAt(position), newName), token);
    if ('refusal' in found) throw new Error(refusalWords(document, found.refusal));
    const edit = new vscode.WorkspaceEdit();
    for (const { range, newText } of found.edits)
      edit.replace(document.uri, toRange(document, range), newText);
    return edit;
  }

  /** The state of the present text. */
  async #state(document: vscode.TextDocument): Promise<NetworkState> {
    const state = await this.#documents.current(document);
    if (state.version !== document.version) throw new vscode.CancellationError();
    return state;
  }
}

async function run<Result>(steps: Steps<Result>, token: vscode.CancellationToken): Promise<Result> {
  const cancellation = {
    get isCancelled() {
      return token.isCancellationRequested;
    },
  };
  const result = await runInSlices(steps, cancellation);
  if (result === undefined) throw new vscode.CancellationError();
  return result;
}

function refusalWords(document: vscode.TextDocument, refusal: RenameRefusal): string {
  switch (refusal.kind) {
    case 'broken': {
      const line = document.positionAt(refusal.offset).line + 1;
      return vscode.l10n.t(
        'Mend the error in line {0} first: names are changed in a file without errors only.',
        line,
      );
    }
    case 'number':
      return vscode.l10n.t('This is a number. Rename its unit, or its name in "symbols".');
    case 'column':
      return vscode.l10n.t('This is the name of a column: rename it in the CSV file, then here.');
    case 'nothing':
      return vscode.l10n.t('No name stands here. Names of inputs and units, and symbols, can be renamed.');
    case 'blank':
      return vscode.l10n.t('A name must be seen. Write letters or digits.');
    case 'invalid':
      return vscode.l10n.t('With that name the file would have an error: {0}', refusal.message);
  }
}
