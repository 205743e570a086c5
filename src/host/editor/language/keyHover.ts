import * as vscode from 'vscode';
import { keyHelpAt } from '../../../core/language/keyHelp';
import { keyPathAt } from '../../../core/network/places';
import { createNames } from '../../../core/math/names';
import { formatNumber } from '../../../core/network/number';
import type { NetworkDocuments, NetworkState } from '../../documents';
import { networkOutlookOf } from '../../outlooks';
import { toRange } from '../../reveal';
import { currentValues, type RunSource } from '../currentValues';
import { appendWords, momentLines, termLines } from '../hover';
import type { JsonSupport } from './jsonSupport';

/**
 * The card of a key: what the format says of it, unless the editor's JSON support says that, and what the numbers
 * say of the loss and of the learning rate.
 */
export class KeyHoverProvider implements vscode.HoverProvider {
  readonly #documents: NetworkDocuments;
  readonly #runs: RunSource;
  readonly #json: JsonSupport;

  constructor(documents: NetworkDocuments, runs: RunSource, json: JsonSupport) {
    this.#documents = documents;
    this.#runs = runs;
    this.#json = json;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const state = await this.#documents.current(document);
    if (token.isCancellationRequested || document.version !== state.version) return null;
    const offset = document.offsetAt(position);
    const cards = [this.#help(state, offset), this.#numbers(state, offset)].filter((card) => card !== null);
    const place = keyPathAt(state.parsed, offset);
    return cards.length === 0 || !place ? null : new vscode.Hover(cards, toRange(document, place.range));
  }

  #help({ parsed }: NetworkState, offset: number): vscode.MarkdownString | null {
    const help = this.#json.isThere ? null : keyHelpAt(parsed, offset);
    if (!help) return null;
    // The format's own Markdown, and nothing of the file.
    const card = new vscode.MarkdownString(help.explanation);
    if (help.expected !== null) {
      card.appendMarkdown('\n\n');
      appendWords(card, vscode.l10n.t('Allowed: {0}.', help.expected));
    }
    for (const { word, explanation } of help.words) card.appendMarkdown(`\n\n\`${word}\`: ${explanation}`);
    return card;
  }

  #numbers({ parsed, good, version, uri }: NetworkState, offset: number): vscode.MarkdownString | null {
    const place = keyPathAt(parsed, offset);
    if (!place || good?.version !== version) return null;
    const values = currentValues(good, this.#runs.get(uri));
    const path = place.path.join(' ');
    const card = new vscode.MarkdownString();
    if (path === 'loss' && place.isOnKey && values.evaluation) {
      const name = createNames(good.network, good.symbols).unicode({ kind: 'loss' });
      const lines = [`${name} = ${formatNumber(values.evaluation.loss)}`, ...termLines(good, values)];
      return card.appendCodeblock(lines.join('\n'), 'plaintext');
    }
    if (path !== 'training learningRate') return null;
    const sentences = momentLines(values, networkOutlookOf(good, values));
    for (const sentence of sentences) appendWords(card, sentence).appendMarkdown('\n\n');
    return sentences.length === 0 ? null : card;
  }
}
