import * as vscode from 'vscode';
import type { Subject } from '../core/network/subject';
import type { NetworkDocuments } from './documents';
import type { Selection } from './selection';

/** What a cursor only passes on its way is no place to go back to. */
const passingMs = 500;
const mostKept = 50;

interface Trail {
  subjects: Subject[];
  at: number;
  /** When the newest was come to. */
  since: number;
}

/** The quantities that were looked at in each open network file, to go back and forth between. */
export class SubjectHistory implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #selection: Selection;
  readonly #now: () => number;
  readonly #trails = new Map<string, Trail>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #isGoing = false;

  /** @param now milliseconds, for tests. */
  constructor(documents: NetworkDocuments, selection: Selection, now = (): number => performance.now()) {
    this.#selection = selection;
    this.#now = now;
    this.#subscriptions = [
      selection.onDidChange(({ uri, subject }) => {
        if (!this.#isGoing) this.#add(uri, subject);
      }),
      documents.onDidClose((uri) => {
        this.#trails.delete(uri.toString());
      }),
    ];
  }

  /** Of how many files there is something to go back to. */
  get count(): number {
    return this.#trails.size;
  }

  canGo(uri: vscode.Uri, by: -1 | 1): boolean {
    const trail = this.#trails.get(uri.toString());
    return trail?.subjects[trail.at + by] !== undefined;
  }

  /** Makes the quantity before or after this one the one that is looked at; nothing where there is none. */
  go(uri: vscode.Uri, by: -1 | 1): void {
    const trail = this.#trails.get(uri.toString());
    const subject = trail?.subjects[trail.at + by];
    if (!trail || !subject) return;
    trail.at += by;
    // It has been gone to: a person who goes on from here comes back here.
    trail.since = -Infinity;
    this.#isGoing = true;
    this.#selection.set(uri, subject, { reveal: true });
    this.#isGoing = false;
    this.#changed.fire(uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #add(uri: vscode.Uri, subject: Subject): void {
    const key = uri.toString();
    const now = this.#now();
    const trail = this.#trails.get(key) ?? { subjects: [], at: -1, since: -Infinity };
    this.#trails.set(key, trail);
    const isPassed = now - trail.since < passingMs;
    const kept = trail.subjects.slice(0, trail.at + (isPassed ? 0 : 1));
    trail.subjects = [...kept, subject].slice(-mostKept);
    trail.at = trail.subjects.length - 1;
    trail.since = now;
    this.#changed.fire(uri);
  }
}
