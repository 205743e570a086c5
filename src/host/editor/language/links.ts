import * as vscode from 'vscode';
import { childOf } from '../../../core/network/jsonTree';
import type { NetworkDocuments } from '../../documents';
import { toRange } from '../../reveal';
import type { NearbyFiles } from './nearbyFiles';

/** Makes the path of the data a link, where it leads to a file that the network may read. */
export class LinkProvider implements vscode.DocumentLinkProvider {
  readonly #documents: NetworkDocuments;
  readonly #nearby: NearbyFiles;

  constructor(documents: NetworkDocuments, nearby: NearbyFiles) {
    this.#documents = documents;
    this.#nearby = nearby;
  }

  async provideDocumentLinks(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentLink[]> {
    const state = await this.#documents.current(document);
    const node = childOf(childOf(state.parsed.root, 'data'), 'file');
    if (node?.kind !== 'string' || document.version !== state.version) return [];
    const file = await this.#nearby.find(document.uri, node.value);
    if (!file || token.isCancellationRequested || document.version !== state.version) return [];
    const inside = { offset: node.offset + 1, length: Math.max(0, node.length - 2) };
    const link = new vscode.DocumentLink(toRange(document, inside), file);
    link.tooltip = vscode.l10n.t('Open the data file');
    return [link];
  }
}
