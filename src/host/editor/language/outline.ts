import * as vscode from 'vscode';
import { outlineOf, type OutlineEntry } from '../../../core/language/outline';
import type { NetworkDocuments } from '../../documents';
import { toRange } from '../../reveal';

const kinds: Readonly<Record<OutlineEntry['kind'], vscode.SymbolKind>> = {
  network: vscode.SymbolKind.Module,
  inputs: vscode.SymbolKind.Interface,
  layer: vscode.SymbolKind.Class,
  unit: vscode.SymbolKind.Variable,
  weights: vscode.SymbolKind.Array,
  row: vscode.SymbolKind.Array,
  biases: vscode.SymbolKind.Array,
  data: vscode.SymbolKind.Struct,
  training: vscode.SymbolKind.Event,
  sweep: vscode.SymbolKind.Enum,
  setting: vscode.SymbolKind.Property,
};

/** Network, layers, units, rows: for the outline, the breadcrumbs and Go to Symbol. */
export class OutlineProvider implements vscode.DocumentSymbolProvider {
  readonly #documents: NetworkDocuments;

  constructor(documents: NetworkDocuments) {
    this.#documents = documents;
  }

  async provideDocumentSymbols(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentSymbol[]> {
    const state = await this.#documents.current(document);
    if (token.isCancellationRequested || document.version !== state.version) return [];
    return outlineOf(state.parsed).map((entry) => toSymbol(document, entry));
  }
}

function toSymbol(document: vscode.TextDocument, entry: OutlineEntry): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(
    entry.name,
    entry.detail,
    kinds[entry.kind],
    toRange(document, entry.range),
    toRange(document, entry.focus),
  );
  symbol.children = entry.children.map((child) => toSymbol(document, child));
  return symbol;
}
