import * as vscode from 'vscode';
import { definitionSteps, referenceSteps } from '../../../core/language/unitUses';
import { keyPathAt } from '../../../core/network/places';
import type { Steps } from '../../../core/network/steps';
import type { NetworkDocuments, NetworkState } from '../../documents';
import { toRange } from '../../reveal';
import { runInSlices } from '../../slices';
import type { NearbyFiles } from './nearbyFiles';

/** Leads from numbers and symbols to what they belong to, and from units to all that is theirs. */
export class DefinitionProvider implements vscode.DefinitionProvider, vscode.ReferenceProvider {
  readonly #documents: NetworkDocuments;
  readonly #nearby: NearbyFiles;

  constructor(documents: NetworkDocuments, nearby: NearbyFiles) {
    this.#documents = documents;
    this.#nearby = nearby;
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.LocationLink[]> {
    const state = await this.#documents.current(document);
    if (document.version !== state.version) return [];
    const offset = document.offsetAt(position);
    const found = await run(definitionSteps(state.parsed, offset), token);
    const links = (found ?? []).map(({ origin, target }): vscode.LocationLink => ({
      originSelectionRange: toRange(document, origin),
      targetUri: document.uri,
      targetRange: toRange(document, target),
    }));
    const column = await this.#columnInFile(state, offset, token);
    return column ? [...links, column] : links;
  }

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[]> {
    const state = await this.#documents.current(document);
    if (document.version !== state.version) return [];
    const steps = referenceSteps(state.parsed, document.offsetAt(position), includeDeclaration);
    const found = await run(steps, token);
    return (found ?? []).map((range) => new vscode.Location(document.uri, toRange(document, range)));
  }

  /** The header of the CSV file, where a column of it is named. */
  async #columnInFile(
    state: NetworkState,
    offset: number,
    token: vscode.CancellationToken,
  ): Promise<vscode.LocationLink | null> {
    const { parsed, uri } = state;
    const data = parsed.network?.data;
    const place = keyPathAt(parsed, offset);
    if (data?.kind !== 'file' || place?.path[0] !== 'data' || place.path.length !== 3) return null;
    const file = await this.#nearby.find(uri, data.path);
    const list = place.path[1];
    const names = list === 'inputs' || list === 'targets' || list === 'oneHot' ? data[list] : [];
    const name = names[Number(place.path[2])];
    if (!file || name === undefined) return null;
    const columns = await this.#nearby.columns(state, data.path);
    const column = columns.find((one) => one.name === name);
    if (!column || token.isCancellationRequested) return null;
    const csv = await vscode.workspace.openTextDocument(file);
    return { targetUri: file, targetRange: toRange(csv, column.range) };
  }
}

function run<Result>(steps: Steps<Result>, token: vscode.CancellationToken): Promise<Result | undefined> {
  return runInSlices(steps, {
    get isCancelled() {
      return token.isCancellationRequested;
    },
  });
}
