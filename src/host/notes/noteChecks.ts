import * as vscode from 'vscode';
import { LIMITS } from '../../core/network/limits';
import { networkReference } from '../../core/verify/readDocument';
import type { CheckedFormula, Span } from '../../core/verify/written';
import type { Cancellation } from '../slices';
import { boundNote, checkedNotes, type WithFormulas } from './checkedNotes';
import { resolveReference, type NoteNetworks } from './noteNetworks';
import { longestNote, noteOf, notesOf, type NoteText } from './noteText';

/** Who says so, in the Problems view. */
const noteSource = 'backprop formulas';

/** How long a hand has to rest before what it typed is checked. */
const pauseMs = 250;

/** A formula with something to say about it, in the document it stands in. */
export interface NoteFinding {
  readonly document: vscode.TextDocument;
  readonly diagnostic: vscode.Diagnostic;
  /** What to put in place of the diagnostic's range; null: nothing is known. */
  readonly replacement: string | null;
}

/** What a check of a whole note found. */
export interface NoteResult {
  readonly right: number;
  readonly wrong: number;
  readonly unknown: number;
  readonly findings: readonly NoteFinding[];
  /** The note names no network and none was chosen: nothing was checked. */
  readonly isUnbound: boolean;
}

const nothing: NoteResult = { right: 0, wrong: 0, unknown: 0, findings: [], isUnbound: true };

interface Job {
  isCancelled: boolean;
}

/**
 * Checks the gradient formulas of open notes that name a network, or for which a person has chosen one, and
 * keeps the Problems view equal to what was found. A newer text cancels the check of an older one.
 */
export class NoteChecks implements vscode.Disposable {
  readonly #networks: NoteNetworks;
  readonly #fault: (error: unknown) => void;
  readonly #collection = vscode.languages.createDiagnosticCollection('backprop.formulas');
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #jobs = new Map<string, Job>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #results = new Map<string, NoteResult>();
  /** The networks that people chose for notes that name none. */
  readonly #chosen = new Map<string, vscode.Uri>();

  /** @param fault takes errors that should not have happened, for the log. */
  constructor(networks: NoteNetworks, fault: (error: unknown) => void) {
    this.#networks = networks;
    this.#fault = fault;
    this.#subscriptions = [
      this.#collection,
      networks.onDidChange(() => {
        for (const key of this.#results.keys()) this.#later(vscode.Uri.parse(key));
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.#later(ownerOf(document));
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#later(ownerOf(document));
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#forget(uri);
      }),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => {
        this.#forget(uri);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) this.#later(ownerOf(document));
  }

  /** The findings that stand in `document`. */
  findingsIn(document: vscode.TextDocument): readonly NoteFinding[] {
    const result = this.#results.get(ownerOf(document).toString());
    return result?.findings.filter((finding) => finding.document === document) ?? [];
  }

  /** From now on the note at `uri` is about `network`, unless it names one itself. */
  choose(uri: vscode.Uri, network: vscode.Uri): void {
    this.#chosen.set(uri.toString(), network);
  }

  /** The network that the note at `uri` is about, if it can be told. */
  networkOf(uri: vscode.Uri): vscode.Uri | undefined {
    const reference = notesAt(uri).flatMap(({ text, kind }) => networkReference(text, kind) ?? [])[0];
    if (!reference) return this.#chosen.get(uri.toString());
    const resolved = resolveReference(uri, reference.path);
    return 'uri' in resolved ? resolved.uri : undefined;
  }

  /** Checks the note at `uri` now. Undefined where a newer check has begun since. */
  async check(uri: vscode.Uri): Promise<NoteResult | undefined> {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const before = this.#jobs.get(key);
    if (before) before.isCancelled = true;
    const job: Job = { isCancelled: false };
    this.#jobs.set(key, job);
    const result = await this.#checked(uri, notesAt(uri), job);
    if (!result || job.isCancelled) return undefined;
    this.#jobs.delete(key);
    this.#publish(key, result);
    return result;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const job of this.#jobs.values()) job.isCancelled = true;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Checks soon, if there is anything that a check could be about. */
  #later(uri: vscode.Uri): void {
    const key = uri.toString();
    const notes = notesAt(uri);
    const isBound =
      this.#chosen.has(key) || notes.some(({ text, kind }) => networkReference(text, kind) !== null);
    const isLong = notes.reduce((sum, { text }) => sum + text.length, 0) > longestNote;
    if (!this.#results.has(key) && (!isBound || isLong)) return;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.check(uri).catch(this.#fault);
      }, pauseMs),
    );
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const job = this.#jobs.get(key);
    if (job) job.isCancelled = true;
    this.#jobs.delete(key);
    const result = this.#results.get(key);
    this.#results.delete(key);
    for (const { document } of result?.findings ?? []) this.#collection.delete(document.uri);
  }

  async #checked(
    uri: vscode.Uri,
    notes: readonly NoteText[],
    job: Cancellation,
  ): Promise<NoteResult | undefined> {
    const bound = boundNote(notes);
    const resolved = bound ? resolveReference(uri, bound.reference.path) : undefined;
    const noticeOf = (severity: vscode.DiagnosticSeverity, message: string): NoteResult => ({
      ...nothing,
      isUnbound: false,
      findings: bound
        ? finding(bound.note, bound.reference.span, severity, message, 'formula.network', null)
        : [],
    });
    if (resolved && 'refused' in resolved) {
      return noticeOf(
        vscode.DiagnosticSeverity.Warning,
        vscode.l10n.t('No formula was checked: {0}.', resolved.refused),
      );
    }
    const network = resolved?.uri ?? this.#chosen.get(uri.toString());
    if (!network) return nothing;
    const found = await this.#networks.get(network, job);
    if (!found) return undefined;
    if ('problem' in found) {
      const { Warning, Information } = vscode.DiagnosticSeverity;
      return noticeOf(found.severity === 'warning' ? Warning : Information, found.problem);
    }
    const checked = await checkedNotes(found.context, notes, job);
    return checked && resultOf(checked);
  }

  #publish(key: string, result: NoteResult): void {
    const before = new Set(this.#results.get(key)?.findings.map(({ document }) => document) ?? []);
    if (result.isUnbound) this.#results.delete(key);
    else this.#results.set(key, result);
    const shown = result.findings.slice(0, LIMITS.diagnostics);
    for (const document of new Set([...before, ...shown.map((finding) => finding.document)])) {
      const own = shown.filter((finding) => finding.document === document);
      this.#collection.set(
        document.uri,
        own.map(({ diagnostic }) => diagnostic),
      );
    }
  }
}

/** The address of the note that a document is or, for the cell of a notebook, belongs to. */
export function ownerOf(document: vscode.TextDocument): vscode.Uri {
  const notebook = vscode.workspace.notebookDocuments.find((one) =>
    one.getCells().some((cell) => cell.document === document),
  );
  return notebook?.uri ?? document.uri;
}

function notesAt(uri: vscode.Uri): readonly NoteText[] {
  const key = uri.toString();
  const notebook = vscode.workspace.notebookDocuments.find((one) => one.uri.toString() === key);
  if (notebook) return notesOf(notebook);
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === key);
  return document ? [noteOf(document)].flatMap((note) => note ?? []) : [];
}

function resultOf(checked: readonly WithFormulas<NoteText, CheckedFormula>[]): NoteResult {
  const formulas = checked.flatMap((one) => one.formulas);
  const count = (verdict: CheckedFormula['verdict']): number =>
    formulas.filter((formula) => formula.verdict === verdict).length;
  return {
    right: count('right'),
    wrong: count('wrong'),
    unknown: count('unknown'),
    findings: told(checked.flatMap((one) => one.formulas.flatMap((formula) => findingOf(one.note, formula)))),
    isUnbound: false,
  };
}

/** Each finding once: a slip in a δ is one of every gradient that is written with it. */
function told(findings: readonly NoteFinding[]): readonly NoteFinding[] {
  const known = new Set<string>();
  return findings.filter(({ document, diagnostic: { range, message } }) => {
    const { start, end } = range;
    const key = [document.uri.toString(), start.line, start.character, end.line, end.character, message].join(
      ' ',
    );
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

const severities: Readonly<Record<CheckedFormula['verdict'], vscode.DiagnosticSeverity>> = {
  wrong: vscode.DiagnosticSeverity.Error,
  // Right but for the spelling of a name.
  right: vscode.DiagnosticSeverity.Warning,
  unknown: vscode.DiagnosticSeverity.Information,
};

function findingOf(note: NoteText, formula: CheckedFormula): NoteFinding[] {
  const { mistake, wrongPart, span, verdict, suggestion } = formula;
  if (!mistake) return [];
  const place = wrongPart ?? span;
  return finding(note, place, severities[verdict], mistake.message, `formula.${mistake.code}`, suggestion);
}

function finding(
  note: NoteText,
  span: Span,
  severity: vscode.DiagnosticSeverity,
  message: string,
  code: string,
  replacement: string | null,
): NoteFinding[] {
  const place = note.locate(span);
  if (!place) return [];
  const diagnostic = new vscode.Diagnostic(place.range, message, severity);
  diagnostic.source = noteSource;
  diagnostic.code = code;
  return [{ document: place.document, diagnostic, replacement }];
}
