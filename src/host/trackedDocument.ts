import * as vscode from 'vscode';
import type { Evaluation } from '../core/engine/evaluate';
import type { Kernels } from '../core/engine/model';
import { withNaming, type Naming } from '../core/network/naming';
import type { ParsedNetwork } from '../core/network/parse';
import { parseSteps } from '../core/network/parse';
import { ReadMemory } from '../core/network/readMemory';
import { trainingRefusals } from '../core/network/trainingRefusals';
import { DataFileWatch } from './dataFileWatch';
import { LineShift } from './lineShift';
import {
  DatasetMemory,
  makeGoodSteps,
  type GoodNetwork,
  type GoodParts,
  type LazyEvaluation,
  type NetworkState,
} from './networkState';
import { runInSlices } from './slices';

/** Texts up to this length are read in the next turn after an edit, longer ones when the hand pauses. */
const shortText = 200_000;
const pauseMs = 120;

/** The reading of one version. */
interface Job {
  isCancelled: boolean;
  hasState: boolean;
}

/** What a tracked document needs of its surroundings. */
export interface Surroundings {
  /** Takes every new state, and the same one again when its evaluation has become ready. */
  publish(state: NetworkState): void;
  /** Whose names the network is read with; asked at every reading. */
  names(): Naming;
  /** Functions for the engine in place of its own; asked at every reading. */
  kernels(): Kernels | undefined;
  /** The evaluation of a network in a thread; null where there is none, or a newer one was asked for. */
  evaluate(good: GoodNetwork): Promise<Evaluation | null>;
  /** Takes an error that should not have happened. */
  fault(error: unknown): void;
}

interface Waiter {
  readonly resolve: (state: NetworkState) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Keeps the state of one open network document up to date. A newer text cancels the reading of an older one, its
 * samples included; nothing holds the extension host for longer than a slice.
 */
export class TrackedDocument implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  readonly lineShift = new LineShift();
  readonly #surroundings: Surroundings;
  readonly #data: DataFileWatch;
  readonly #samples = new DatasetMemory();
  readonly #memory = new ReadMemory();
  readonly #waiters = new Set<Waiter>();
  #state: NetworkState | undefined;
  #good: GoodNetwork | null = null;
  #job: Job = { isCancelled: false, hasState: false };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #textLength = 0;

  constructor(document: vscode.TextDocument, surroundings: Surroundings) {
    this.document = document;
    this.#surroundings = surroundings;
    this.#data = new DataFileWatch(document.uri, () => {
      this.refresh();
    });
  }

  get state(): NetworkState | undefined {
    return this.#state;
  }

  /** Resolves with the state of the present text; rejects when the document is closed before. */
  current(): Promise<NetworkState> {
    if (this.#state && this.#job.hasState) return Promise.resolve(this.#state);
    return new Promise((resolve, reject) => {
      this.#waiters.add({ resolve, reject });
    });
  }

  edited(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { range, text } of changes) {
      const { start, end } = range;
      this.lineShift.add({
        startLine: start.line,
        endLine: end.line,
        addedBreaks: text.split(/\r\n|\r|\n/).length - 1,
        isWholeLines: start.character === 0 && end.character === 0 && end.line > start.line,
      });
    }
    this.refresh();
  }

  /** Reads the text for the first time; either this or `refresh` has to be called. */
  readNow(): void {
    void this.#read(this.#job);
  }

  /** Reads the text anew, soon. */
  refresh(): void {
    this.#job.isCancelled = true;
    this.#job = { isCancelled: false, hasState: false };
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#timer = setTimeout(() => void this.#read(job), this.#textLength > shortText ? pauseMs : 0);
  }

  dispose(): void {
    this.#job.isCancelled = true;
    clearTimeout(this.#timer);
    this.#data.dispose();
    this.#rejectWaiters(new vscode.CancellationError());
  }

  async #read(job: Job): Promise<void> {
    try {
      const { version } = this.document;
      const text = this.document.getText();
      this.#textLength = text.length;
      const parsed = await runInSlices(parseSteps(text, this.#memory), job);
      if (!parsed) return;
      const made = await this.#make(version, parsed, job);
      if (job.isCancelled || made === undefined) return;
      this.#take(version, parsed, made, job);
      if (!made?.lazy?.isLong || !this.#state) return;
      const state = this.#state;
      if (await this.#evaluate(made.good, made.lazy, job)) this.#surroundings.publish(state);
    } catch (error) {
      this.#surroundings.fault(error);
      if (!job.isCancelled) this.#rejectWaiters(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Null for a text with errors; undefined once the job is cancelled. */
  async #make(version: number, parsed: ParsedNetwork, job: Job): Promise<GoodParts | null | undefined> {
    if (!parsed.network) return null;
    const network = withNaming(parsed.network, this.#surroundings.names());
    const file = network.data?.kind === 'file' ? await this.#data.read(network.data.path) : null;
    if (job.isCancelled) return undefined;
    if (!file) this.#data.forget();
    const refusals = trainingRefusals(parsed);
    const kernels = this.#surroundings.kernels();
    const source = { version, parsed, network, refusals, file, kernels, samples: this.#samples };
    return runInSlices(makeGoodSteps(source), job);
  }

  /** The long evaluation: in a thread, or here in slices where there is none. False once the job is cancelled. */
  async #evaluate(good: GoodNetwork, lazy: LazyEvaluation, job: Job): Promise<boolean> {
    const elsewhere = this.#surroundings.kernels() ? null : await this.#surroundings.evaluate(good);
    if (job.isCancelled) return false;
    if (!elsewhere) return (await runInSlices(lazy.steps(), job)) ?? false;
    lazy.complete(elsewhere);
    return true;
  }

  #rejectWaiters(error: Error): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const { reject } of waiters) reject(error);
  }

  #take(version: number, parsed: ParsedNetwork, made: GoodParts | null, job: Job): void {
    if (made) {
      this.#good = made.good;
      this.lineShift.reset();
    }
    const diagnostics = [...parsed.diagnostics, ...(made?.problems ?? [])];
    const state = { uri: this.document.uri, version, parsed, diagnostics, good: this.#good };
    this.#state = state;
    job.hasState = true;
    this.#surroundings.publish(state);
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const { resolve } of waiters) resolve(state);
  }
}
