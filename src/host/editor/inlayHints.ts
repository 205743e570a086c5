import * as vscode from 'vscode';
import { parameterAt } from '../../core/engine/layout';
import { formatNumber } from '../../core/network/number';
import type { NetworkDocuments } from '../documents';
import { networkSelector, settings } from '../ids';
import { Throttle } from '../throttle';
import type { Typing } from '../typing';
import { currentValues, type RunSource } from './currentValues';
import { lensSymbol, symbolOf } from './lensSymbol';
import { numbersBetween } from './numbersInView';
import { labelText } from './visibleText';

/** VS Code shows at most 1,500 hints of a range. */
const mostHints = 1500;

/** Hints are drawn anew at most so often while training goes on. */
const refreshMs = 250;

/** The gradient behind each number, in the line: `0.40 ∂ 0.0721571`. A setting turns them on. */
class HintProvider implements vscode.InlayHintsProvider {
  readonly #documents: NetworkDocuments;
  readonly #runs: RunSource;
  readonly #typing: Typing;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #refresh: Throttle;
  /** Which version of each document the editor has hints of. */
  readonly #given = new Map<string, number>();
  readonly #subscriptions: readonly vscode.Disposable[];

  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(documents: NetworkDocuments, runs: RunSource, typing: Typing) {
    this.#documents = documents;
    this.#runs = runs;
    this.#typing = typing;
    this.#refresh = new Throttle(
      () => {
        this.#changed.fire();
      },
      refreshMs,
      typing.restsIn,
    );
    const tell = (): void => {
      this.#refresh.call();
    };
    this.#subscriptions = [
      documents.onDidChange(({ uri, version }) => {
        // After an edit the editor asks by itself.
        if (this.#given.get(uri.toString()) === version) tell();
      }),
      documents.onDidClose((uri) => {
        this.#given.delete(uri.toString());
      }),
      runs.onDidChange(tell),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.section)) tell();
      }),
    ];
  }

  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlayHint[]> {
    const configuration = vscode.workspace.getConfiguration(settings.section, document);
    if (!configuration.get<boolean>(settings.inlayHintsEnabled, false)) return [];
    // The editor asks after every letter, and draws all hints anew when it is answered; until then those that it has move along.
    await this.#typing.rests(token);
    const state = await this.#documents.current(document);
    const { good } = state;
    if (token.isCancellationRequested || document.version !== state.version) return [];
    this.#given.set(document.uri.toString(), state.version);
    // While the text has errors there is no number for what stands there now.
    if (good?.version !== state.version || !good.dataset) return [];
    const { evaluation, moment } = currentValues(good, this.#runs.get(document.uri));
    if (!evaluation) return [];
    const { layout } = good.model;
    const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    const loss = lensSymbol(good.symbols.loss);
    return numbersBetween(good.parsed.places, layout, from, to, mostHints).map(({ index, range: place }) => {
      const at = document.positionAt(place.offset + place.length);
      const number = formatNumber(evaluation.gradient[index]!);
      const hint = new vscode.InlayHint(at, `∂ ${number}`);
      const name = lensSymbol(symbolOf(good.symbols, parameterAt(layout, index)));
      const text = labelText(`∂${loss}/∂${name} = ${number}`);
      hint.tooltip = moment === null ? text : vscode.l10n.t('{0}, at the weights of {1}', text, moment);
      hint.paddingLeft = true;
      return hint;
    });
  }

  dispose(): void {
    this.#refresh.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

export function registerInlayHints(
  documents: NetworkDocuments,
  runs: RunSource,
  typing: Typing,
): vscode.Disposable {
  const provider = new HintProvider(documents, runs, typing);
  return vscode.Disposable.from(
    provider,
    vscode.languages.registerInlayHintsProvider(networkSelector, provider),
  );
}
