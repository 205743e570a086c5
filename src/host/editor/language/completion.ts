import * as vscode from 'vscode';
import { completionsAt, neededAt, type CompletionEntry } from '../../../core/language/completion';
import type { NetworkDocuments } from '../../documents';
import { toRange } from '../../reveal';
import type { JsonSupport } from './jsonSupport';
import type { NearbyFiles } from './nearbyFiles';

/**
 * A quote begins a word, a slash a file in a folder. Nothing that is typed before a line break does: Enter would take
 * what is offered.
 */
export const completionTriggers = ['"', '/'] as const;

const kinds: Readonly<Record<CompletionEntry['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  word: vscode.CompletionItemKind.Value,
  snippet: vscode.CompletionItemKind.Snippet,
  name: vscode.CompletionItemKind.Variable,
  column: vscode.CompletionItemKind.Field,
  file: vscode.CompletionItemKind.File,
  folder: vscode.CompletionItemKind.Folder,
  function: vscode.CompletionItemKind.Function,
};

/** Completes what a network file may hold; what the editor's JSON support offers already is left to it. */
export class CompletionProvider implements vscode.CompletionItemProvider {
  readonly #documents: NetworkDocuments;
  readonly #json: JsonSupport;
  readonly #nearby: NearbyFiles;

  constructor(documents: NetworkDocuments, json: JsonSupport, nearby: NearbyFiles) {
    this.#documents = documents;
    this.#json = json;
    this.#nearby = nearby;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const state = await this.#documents.current(document);
    if (token.isCancellationRequested || document.version !== state.version) return [];
    const offset = document.offsetAt(position);
    const { columnsOf, filesIn } = neededAt(state.parsed, offset);
    const [columns, files] = await Promise.all([
      columnsOf === null ? [] : this.#nearby.columns(state, columnsOf),
      filesIn === null ? [] : this.#nearby.list(document.uri, filesIn),
    ]);
    if (document.version !== state.version) return [];
    const names = columns.map(({ name }) => name);
    return completionsAt(state.parsed, offset, { columns: names, files })
      .filter(({ source }) => source === 'network' || !this.#json.isThere)
      .map((entry, index) => toItem(document, entry, index));
  }
}

function toItem(document: vscode.TextDocument, entry: CompletionEntry, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(entry.label, kinds[entry.kind]);
  const range = toRange(document, entry.range);
  item.range = range;
  item.insertText = entry.isSnippet ? new vscode.SnippetString(entry.insert) : entry.insert;
  item.filterText = entry.filter;
  // As told, not by the alphabet: what is most likely meant comes first.
  item.sortText = String(index).padStart(5, '0');
  if (entry.detail !== '') item.detail = entry.detail;
  if (entry.explanation !== '') item.documentation = new vscode.MarkdownString(entry.explanation);
  if (entry.kind === 'folder' || entry.insert.endsWith(': $1')) {
    item.command = { command: 'editor.action.triggerSuggest', title: vscode.l10n.t('Suggest') };
  }
  return item;
}
