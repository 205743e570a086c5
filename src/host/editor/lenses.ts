import * as vscode from 'vscode';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import type { Subject } from '../../core/network/subject';
import { commands, networkSelector, settings } from '../ids';
import { isSameSubject, type Pins } from '../pins';
import type { Selection } from '../selection';
import { toRange } from '../reveal';
import { Throttle } from '../throttle';
import type { Typing } from '../typing';
import { currentValues, type RunSource } from './currentValues';
import { lensPlaces } from './lensPlaces';
import { planLenses, type LensContent, type LensLimits } from './lensPlan';
import { lensSymbol, symbolOf } from './lensSymbol';
import { lensText, type LensNames } from './lensText';
import type { ShowDerivationArguments } from './showDerivation';
import { labelText } from './visibleText';

/** Lenses are drawn anew at most so often while training goes on: 4 times a second. */
const refreshMs = 250;

/** What a person looks at, what is pinned, and whether they type. */
interface Person {
  readonly selection: Selection;
  readonly pins: Pins;
  readonly typing: Typing;
}

/** A planned lens at its place in the text of `good`. */
interface PlacedLens {
  readonly range: vscode.Range;
  readonly content: LensContent;
  readonly good: GoodNetwork;
}

/** What a lens says is looked up by these when the editor shows it, which may be after the next edit. */
class NetworkLens extends vscode.CodeLens {
  readonly uri: vscode.Uri;
  readonly good: GoodNetwork;
  readonly content: LensContent;

  constructor({ range, content, good }: PlacedLens, uri: vscode.Uri) {
    super(range);
    this.uri = uri;
    this.good = good;
    this.content = content;
  }
}

/** Behind the lens of what is looked at, on its line: it pins that. */
class PinLens extends vscode.CodeLens {
  readonly uri: vscode.Uri;
  readonly subject: Subject;

  constructor(range: vscode.Range, uri: vscode.Uri, subject: Subject) {
    super(range);
    this.uri = uri;
    this.subject = subject;
  }
}

/**
 * The gradients above the lines of a network file. Which lenses there are and where follows from the text
 * alone; what they say is filled in when the editor shows them.
 */
export class LensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: NetworkDocuments;
  readonly #runs: RunSource;
  readonly #person: Person;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #refresh: Throttle;
  /** The editor was told and has not come for the lenses yet. */
  #isAsked = false;
  /** Something changed since it was told. */
  #isLate = false;
  /** The lenses of the last good text of each document, to be kept while the text has errors. */
  readonly #placed = new Map<
    string,
    { readonly good: GoodNetwork; readonly lenses: readonly PlacedLens[] }
  >();
  /** Which version of each document the editor has lenses of. */
  readonly #given = new Map<string, number>();
  readonly #subscriptions: readonly vscode.Disposable[];

  readonly onDidChangeCodeLenses = this.#changed.event;

  /** @param person says which lens is followed by one that pins it: that of the quantity looked at. */
  constructor(documents: NetworkDocuments, runs: RunSource, person: Person) {
    this.#documents = documents;
    this.#runs = runs;
    this.#person = person;
    this.#refresh = new Throttle(
      () => {
        this.#ask();
      },
      refreshMs,
      person.typing.restsIn,
    );
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider(networkSelector, this),
      documents.onDidChange(({ uri, version }) => {
        // After an edit the editor asks by itself: telling it too would have it do everything twice.
        if (this.#given.get(uri.toString()) === version) this.#refresh.call();
      }),
      person.selection.onDidChange(() => {
        this.#refresh.call();
      }),
      person.pins.onDidChange(() => {
        this.#tellNow();
      }),
      documents.onDidClose((uri) => {
        this.#placed.delete(uri.toString());
        this.#given.delete(uri.toString());
      }),
      runs.onDidChange(({ kind }) => {
        // Start and end of a run are shown at once; what comes between waits its turn.
        if (kind === 'progress' || kind === 'moment') this.#refresh.call();
        else this.#tellNow();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(settings.section)) return;
        this.#placed.clear();
        this.#tellNow();
      }),
    ];
  }

  /** Of how many files the lenses are kept. */
  get count(): number {
    return this.#placed.size;
  }

  /**
   * Tells the editor that lenses have changed, once until it comes for them: it waits a quarter of a second
   * after each telling, so that telling it again in the meantime would keep it waiting for ever.
   */
  #ask(): void {
    this.#isLate = this.#isAsked;
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#changed.fire();
  }

  #tellNow(): void {
    this.#isAsked = false;
    this.#refresh.flush();
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    this.#isAsked = false;
    if (this.#isLate) {
      this.#isLate = false;
      this.#refresh.call();
    }
    const limits = readLimits(document);
    if (!limits) return [];
    const state = await this.#documents.current(document);
    if (token.isCancellationRequested || document.version !== state.version) return [];
    this.#given.set(document.uri.toString(), state.version);
    const lenses = this.#place(document, state, limits);
    const subject = this.#person.selection.get(document.uri);
    return lenses.flatMap((lens): vscode.CodeLens[] => {
      const isLookedAt = isSameParameter(lens.content, subject);
      const shown = new NetworkLens(lens, document.uri);
      return isLookedAt ? [shown, new PinLens(lens.range, document.uri, subject)] : [shown];
    });
  }

  resolveCodeLens(lens: vscode.CodeLens): vscode.CodeLens {
    if (lens instanceof PinLens) return this.#resolvePin(lens);
    if (!(lens instanceof NetworkLens)) return lens;
    const { uri, content, good } = lens;
    const state = this.#documents.get(uri);
    const isStale = state?.good === good && good.version !== state.version;
    const values = good.dataset ? currentValues(good, this.#runs.get(uri)) : null;
    const numbers = values && {
      parameters: values.parameters,
      moment: values.moment,
      gradient: values.evaluation?.gradient ?? null,
    };
    const text = lensText(content, good.network, good.model.layout, namesOf(good), numbers, reasonOf(good));
    const title = labelText(isStale ? `${text.title} (stale)` : text.title);
    const target: ShowDerivationArguments | null = text.subject && {
      uri: uri.toString(),
      subject: text.subject,
    };
    lens.command = target
      ? {
          title,
          command: commands.showDerivation,
          arguments: [target],
          tooltip: vscode.l10n.t('Show the derivation'),
        }
      : { title, command: '' };
    return lens;
  }

  #resolvePin(lens: PinLens): PinLens {
    const { uri, subject } = lens;
    const isPinned = this.#person.pins.has(uri, subject);
    const target: ShowDerivationArguments = { uri: uri.toString(), subject };
    lens.command = {
      title: isPinned ? vscode.l10n.t('$(pinned) Unpin') : vscode.l10n.t('$(pin) Pin'),
      command: isPinned ? commands.unpin : commands.pin,
      arguments: [target],
      tooltip: vscode.l10n.t('Keep the derivation in the panel and in the list of networks'),
    };
    return lens;
  }

  dispose(): void {
    this.#refresh.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #place(document: vscode.TextDocument, state: NetworkState, limits: LensLimits): readonly PlacedLens[] {
    const key = document.uri.toString();
    const kept = this.#placed.get(key);
    if (state.good?.version === state.version) {
      if (kept?.good === state.good) return kept.lenses;
      const lenses = placeLenses(document, state.good, limits);
      this.#placed.set(key, { good: state.good, lenses });
      return lenses;
    }
    const shift = this.#documents.lineShift(document.uri);
    if (!kept || !shift) return [];
    return kept.lenses.flatMap((lens) => {
      const line = shift.lineNow(lens.range.start.line);
      if (line === null || line >= document.lineCount) return [];
      return [{ ...lens, range: document.lineAt(line).range }];
    });
  }
}

function placeLenses(
  document: vscode.TextDocument,
  good: GoodNetwork,
  limits: LensLimits,
): readonly PlacedLens[] {
  const { network, model, dataset, parsed } = good;
  const places = lensPlaces(parsed.places, (offset) => document.positionAt(offset).line);
  const planned = planLenses(network, model.layout, places, limits, dataset !== null);
  return planned.map(({ range, content }) => ({ range: toRange(document, range), content, good }));
}

function isSameParameter(content: LensContent, subject: Subject | null): subject is Subject {
  return content.kind === 'parameter' && isSameSubject(content.subject, subject);
}

/** Null where lenses are switched off. */
function readLimits(document: vscode.TextDocument): LensLimits | null {
  const configuration = vscode.workspace.getConfiguration(settings.section, document);
  if (!configuration.get<boolean>(settings.codeLensEnabled, true)) return null;
  const detail = configuration.get<unknown>(settings.codeLensDetail);
  return {
    finest: detail === 'rows' || detail === 'layers' ? detail : 'parameters',
    maxPerLine: wholeFrom1(configuration.get(settings.codeLensMaxPerLine), 12),
    maxPerFile: wholeFrom1(configuration.get(settings.codeLensMaxPerFile), 2000),
  };
}

/** Settings are written by hand: what is no number above 0 is the default. */
function wholeFrom1(value: unknown, standard: number): number {
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : standard;
}

function namesOf({ symbols }: GoodNetwork): LensNames {
  return {
    parameter: (subject) => lensSymbol(symbolOf(symbols, subject)),
    loss: lensSymbol(symbols.loss),
  };
}

/** Why a good network has no gradients. */
function reasonOf({ network }: GoodNetwork): string {
  return network.data
    ? vscode.l10n.t('the data could not be read: no gradients')
    : vscode.l10n.t('add data to see gradients');
}
