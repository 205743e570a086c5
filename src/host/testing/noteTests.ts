import * as vscode from 'vscode';
import { Lines } from '../../core/network/lines';
import { documentKind } from '../../core/verify/readDocument';
import type { CheckedFormula, Span } from '../../core/verify/written';
import { labelText, visibleText } from '../editor/visibleText';
import { rangeIn, readTextFile } from '../networkFile';
import { boundNote, checkedNotes, formulasIn, type ReadableNote } from '../notes/checkedNotes';
import { resolveReference, type NoteNetwork, type NoteNetworks } from '../notes/noteNetworks';
import { longestNote, noteOf, notesOf } from '../notes/noteText';
import type { Cancellation } from '../slices';
import { childrenOf, isWithin, syncChildren, type WantedItem } from './itemTree';
import type { TestReport } from './testReport';

const never: Cancellation = { isCancelled: false };

/** A text with formulas, open or not. */
interface NoteSource extends ReadableNote {
  /** Null for a stretch that no one document holds. */
  locate(span: Span): vscode.Location | null;
}

/** A note and the network that it is about. */
type BoundNote =
  | {
      readonly notes: readonly NoteSource[];
      readonly found: Extract<NoteNetwork, { readonly context: unknown }>;
    }
  | { readonly problem: string; readonly location: vscode.Location | null };

/** The tests of notes: each gradient formula in them against the network that they name. */
export class NoteTests {
  readonly #controller: vscode.TestController;
  readonly #networks: NoteNetworks;
  /** The texts that the items of a note were last made from. */
  readonly #texts = new WeakMap<vscode.TestItem, string>();

  constructor(controller: vscode.TestController, networks: NoteNetworks) {
    this.#controller = controller;
    this.#networks = networks;
  }

  /** Whether the document at `uri` names a network. */
  async isNote(uri: vscode.Uri): Promise<boolean> {
    const notes = await sourcesOf(uri, never);
    return notes !== undefined && boundNote(notes) !== undefined;
  }

  /** Lists the formulas of the note that `root` stands for. */
  async resolve(root: vscode.TestItem): Promise<void> {
    const bound = await this.#bind(root, never);
    if (!bound) return;
    if ('problem' in bound) {
      root.error = bound.problem;
      root.children.replace([]);
      return;
    }
    const found = await formulasIn(bound.found.context, bound.notes, never);
    if (!found) return;
    root.error = undefined;
    this.#list(
      root,
      found.flatMap(({ note, formulas }) => formulas.map((span) => ({ note, span }))),
    );
  }

  /** Runs the tests of one note; see `NetworkTests.run`. */
  async run(
    root: vscode.TestItem,
    chosen: readonly vscode.TestItem[],
    excluded: ReadonlySet<vscode.TestItem>,
    report: TestReport,
    cancellation: Cancellation,
  ): Promise<void> {
    const bound = await this.#bind(root, cancellation);
    if (!bound) return;
    if ('problem' in bound) {
      for (const item of chosen) {
        const message = new vscode.TestMessage(bound.problem);
        if (bound.location) message.location = bound.location;
        report.errored(item, message);
      }
      return;
    }
    await this.resolve(root);
    const wanted = new Set(chosen);
    const items = childrenOf(root);
    const isWanted = (item: vscode.TestItem): boolean =>
      isWithin(item, wanted) && !isWithin(item, excluded) && item.parent === root;
    if (items.length === 0) {
      report.skipped(root, vscode.l10n.t('There is no gradient formula in it.'));
      return;
    }
    report.enqueued(items.filter(isWanted));
    let n = 0;
    const start = (): void => {
      const item = items[n];
      if (item && isWanted(item)) report.started(item);
    };
    start();
    await checkedNotes(bound.found.context, bound.notes, cancellation, (note, formula) => {
      const item = items[n];
      if (item && isWanted(item)) tell(report, item, note, formula);
      n++;
      start();
    });
  }

  /** The texts of a note with its network; undefined when cancelled. */
  async #bind({ uri }: vscode.TestItem, cancellation: Cancellation): Promise<BoundNote | undefined> {
    const notes = uri && (await sourcesOf(uri, cancellation));
    if (!notes) return undefined;
    const bound = boundNote(notes);
    if (!bound) return { problem: vscode.l10n.t('It names no network any more.'), location: null };
    const { path, span } = bound.reference;
    const location = bound.note.locate(span);
    const resolved = resolveReference(uri, path);
    if ('refused' in resolved) return { problem: `${resolved.refused}.`, location };
    const found = await this.#networks.get(resolved.uri, cancellation);
    if (!found) return undefined;
    return 'problem' in found ? { problem: found.problem, location } : { notes, found };
  }

  #list(
    root: vscode.TestItem,
    formulas: readonly { readonly note: NoteSource; readonly span: Span }[],
  ): void {
    const { uri } = root;
    if (!uri) return;
    const texts = formulas.map(({ note, span }) => note.text.slice(span.start, span.end));
    const key = texts.join('\n');
    const before = this.#texts.get(root);
    if (before !== undefined && before !== key) this.#controller.invalidateTestResults(root);
    this.#texts.set(root, key);
    const wanted = formulas.map(({ note, span }, n): WantedItem => {
      const place = note.locate(span);
      return {
        id: `formula ${n}`,
        label: labelText(visibleText(texts[n]!.trim().replace(/\s+/g, ' '))) || `${n + 1}`,
        uri: place?.uri ?? uri,
        range: place?.range ?? null,
        canResolveChildren: false,
      };
    });
    syncChildren(this.#controller, root, wanted);
  }
}

function tell(
  report: TestReport,
  item: vscode.TestItem,
  note: NoteSource,
  { span, verdict, mistake, wrongPart, suggestion }: CheckedFormula,
): void {
  switch (verdict) {
    case 'right':
      // Right but for the spelling of a name, if there is something to say.
      report.passed(item, mistake?.message ?? vscode.l10n.t('The formula is right.'));
      return;
    case 'unknown':
      report.skipped(item, mistake?.message ?? vscode.l10n.t('The formula could not be judged.'));
      return;
    case 'wrong': {
      const said = mistake?.message ?? vscode.l10n.t('The formula is wrong.');
      const place = wrongPart ?? span;
      const message =
        suggestion === null
          ? new vscode.TestMessage(said)
          : vscode.TestMessage.diff(said, suggestion, note.text.slice(place.start, place.end));
      const location = note.locate(place);
      if (location) message.location = location;
      report.failed(item, [message], said);
    }
  }
}

/** The texts of a document: as its editor has them where it is open, else from disk; undefined where there is none. */
async function sourcesOf(
  uri: vscode.Uri,
  cancellation: Cancellation,
): Promise<readonly NoteSource[] | undefined> {
  const key = uri.toString();
  const notebook = vscode.workspace.notebookDocuments.find((one) => one.uri.toString() === key);
  if (notebook) return notesOf(notebook).map((note) => located(note));
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === key);
  const open = document && noteOf(document);
  if (open) return [located(open)];
  const kind = documentKind(uri.path);
  // Of a workspace that is not trusted nothing but network files is read.
  if (!kind || !(document || vscode.workspace.isTrusted)) return undefined;
  const text = document?.getText() ?? (await readTextFile(uri, cancellation));
  if (typeof text !== 'string' || text.length > longestNote) return undefined;
  let lines: Lines | undefined;
  const locate = ({ start, end }: Span): vscode.Location =>
    new vscode.Location(uri, rangeIn((lines ??= new Lines(text)), { offset: start, length: end - start }));
  return [{ text, kind, locate }];
}

function located(note: NonNullable<ReturnType<typeof noteOf>>): NoteSource {
  const { text, kind } = note;
  return {
    text,
    kind,
    locate: (span) => {
      const place = note.locate(span);
      return place && new vscode.Location(place.document.uri, place.range);
    },
  };
}
