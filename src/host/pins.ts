import * as vscode from 'vscode';
import type { Subject } from '../core/network/subject';
import { checkSubject } from './panel/messageParts';

/** A quantity that a person keeps in sight. It is known by its place in the network, so that renaming it unpins nothing. */
export interface Pin {
  /** Of the network file. */
  readonly uri: string;
  readonly subject: Subject;
  /** How its gradient was written when it was pinned, for where the file is not open. */
  readonly text: string;
}

/** What the workspace keeps them under. */
const key = 'pins';

/** More are nobody's, and would make the state of the workspace slow. */
const mostPins = 200;
const longestText = 200;
const longestUri = 10_000;

/** The pinned quantities of the workspace's network files, in the order in which they were pinned. */
export class Pins implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #state: vscode.Memento;
  readonly #subscriptions: readonly vscode.Disposable[];
  #pins: readonly Pin[];

  /** @param state of the workspace, which an earlier version may have written. */
  constructor(state: vscode.Memento) {
    this.#state = state;
    this.#pins = readPins(state.get<unknown>(key));
    this.#subscriptions = [
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.#renamed(oldUri.toString(), newUri.toString());
      }),
      // A file without a name is gone when it is closed; one with a name comes back.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === 'untitled') this.#set(this.#pins.filter((pin) => pin.uri !== uri.toString()));
      }),
    ];
  }

  all(): readonly Pin[] {
    return this.#pins;
  }

  of(uri: vscode.Uri): readonly Pin[] {
    const wanted = uri.toString();
    return this.#pins.filter((pin) => pin.uri === wanted);
  }

  has(uri: vscode.Uri, subject: Subject): boolean {
    return this.of(uri).some((pin) => isSameSubject(pin.subject, subject));
  }

  /** False where there are as many as are kept; pinning what is pinned changes nothing. */
  add(uri: vscode.Uri, subject: Subject, text: string): boolean {
    if (this.has(uri, subject)) return true;
    if (this.#pins.length >= mostPins) return false;
    this.#set([...this.#pins, { uri: uri.toString(), subject, text: text.slice(0, longestText) }]);
    return true;
  }

  remove(uri: vscode.Uri, subject: Subject): void {
    const of = uri.toString();
    this.#set(this.#pins.filter((pin) => pin.uri !== of || !isSameSubject(pin.subject, subject)));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #renamed(from: string, to: string): void {
    const moved = this.#pins.map((pin) => {
      const isBelow = pin.uri === from || pin.uri.startsWith(`${from}/`);
      return isBelow ? { ...pin, uri: to + pin.uri.slice(from.length) } : pin;
    });
    if (moved.some((pin, n) => pin !== this.#pins[n])) this.#set(moved);
  }

  #set(pins: readonly Pin[]): void {
    if (pins.length === this.#pins.length && pins.every((pin, n) => pin === this.#pins[n])) return;
    this.#pins = pins;
    void this.#state.update(
      key,
      pins.filter(({ uri }) => !uri.startsWith('untitled:')),
    );
    this.#changed.fire(undefined);
  }
}

/** Whether two subjects are the same quantity. */
export function isSameSubject(a: Subject | null, b: Subject | null): boolean {
  // Built anew they have their keys in one order.
  return JSON.stringify(checkSubject(a)) === JSON.stringify(checkSubject(b));
}

/** Whether there is a derivation to pin: a target and the loss have none. */
export function isPinnable({ kind }: Subject): boolean {
  return kind !== 'target' && kind !== 'lossTerm' && kind !== 'loss';
}

/** Whatever does not have the form of a pin is left out. */
function readPins(kept: unknown): readonly Pin[] {
  if (!Array.isArray(kept)) return [];
  return (kept as readonly unknown[]).slice(0, mostPins).flatMap((one): Pin[] => {
    const { uri, subject, text } = (typeof one === 'object' && one !== null ? one : {}) as Partial<
      Record<'uri' | 'subject' | 'text', unknown>
    >;
    const checked = checkSubject(subject);
    const isText = typeof text === 'string' && text.length <= longestText;
    const isUri = typeof uri === 'string' && uri.length <= longestUri;
    return checked && isText && isUri ? [{ uri, subject: checked, text }] : [];
  });
}
