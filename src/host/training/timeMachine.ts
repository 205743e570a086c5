import * as vscode from 'vscode';
import { RequestError } from '../../protocol/channel';
import type { RunPlace } from '../../protocol/training';
import type { NetworkDocuments } from '../documents';
import type { RunChange, Runs } from './runs';
import {
  earlierMoment,
  isBefore,
  newestMoment,
  newestPlace,
  updatesPerEpochOf,
  type ShownMoment,
} from './shownMoment';
import type { Run } from './trainingRun';
import { describeFailure } from './trainingWorker';

/*
 * Which moment of a file's run is on show: the newest, or one that a person went back to. Everything that shows numbers
 * of a run asks here, so that lenses, hovers, panel and status bar are of one moment, and that is the one they name.
 */

/** A wish that has a newer one waiting behind it is given up after so long; until then it is shown on the way. */
const patienceMs = 150;

/** After so long it is said that the numbers are on their way. */
const slowMs = 400;

export interface MomentChange {
  readonly uri: vscode.Uri;
  /** `moment`: another moment is on show, or wished for; else what became of the run. */
  readonly kind: RunChange['kind'] | 'moment';
}

/** What came of a wish to see a moment. */
export type ShowOutcome =
  | { readonly kind: 'shown' }
  /** A newer wish, a reset, or a cancellation came between. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'failed'; readonly message: string };

interface Wish {
  readonly place: RunPlace;
  readonly settle: (outcome: ShowOutcome) => void;
}

interface Entry {
  /** The run that it is about: another has no earlier moment on show. */
  readonly run: Run;
  /** Null: the newest. */
  moment: ShownMoment | null;
  /** What is being asked for, and what is to be asked for next. */
  asking: Wish | null;
  waiting: Wish | null;
  isSlow: boolean;
  cancel: (() => void) | null;
  failure: string | null;
}

export class TimeMachine implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<MomentChange>();
  /** The numbers on show of a file may be others now. */
  readonly onDidChange = this.#changed.event;
  readonly #documents: NetworkDocuments;
  readonly #runs: Runs;
  readonly #entries = new Map<string, Entry>();
  readonly #subscription: vscode.Disposable;

  constructor(documents: NetworkDocuments, runs: Runs) {
    this.#documents = documents;
    this.#runs = runs;
    this.#subscription = runs.onDidChange((change) => {
      this.#runChanged(change);
    });
  }

  /** The moment on show of a file's run; undefined without a run. */
  get(uri: vscode.Uri): ShownMoment | undefined {
    const run = this.#runs.get(uri);
    return run && (this.#entryOf(run)?.moment ?? newestMoment(run));
  }

  /** What is asked for and not there yet; null where nothing is. */
  wished(uri: vscode.Uri): RunPlace | null {
    const entry = this.#entries.get(uri.toString());
    return (entry?.waiting ?? entry?.asking)?.place ?? null;
  }

  /** Whether what is asked for takes so long that a person should be told. */
  isSlow(uri: vscode.Uri): boolean {
    return this.#entries.get(uri.toString())?.isSlow ?? false;
  }

  /** Why the last wish was not granted; null where it was. */
  failure(uri: vscode.Uri): string | null {
    return this.#entries.get(uri.toString())?.failure ?? null;
  }

  /** How many updates an epoch of the file's run has. */
  updatesPerEpoch(uri: vscode.Uri): number {
    const run = this.#runs.get(uri);
    const good = this.#documents.get(uri)?.good;
    return run && good ? updatesPerEpochOf(run, good) : 1;
  }

  /**
   * Shows the file's run at a place, or with null its newest numbers from now on. The newest wish wins. What is on show
   * stays until the wish is granted.
   */
  show(uri: vscode.Uri, place: RunPlace | null): Promise<ShowOutcome> {
    const run = this.#runs.get(uri);
    if (!run) {
      const message = vscode.l10n.t('There is no run. Train first.');
      return Promise.resolve({ kind: 'failed', message });
    }
    const entry = this.#entryOf(run) ?? this.#create(run);
    entry.failure = null;
    entry.waiting?.settle({ kind: 'superseded' });
    entry.waiting = null;
    const newest = newestPlace(run, this.updatesPerEpoch(uri));
    if (place && isBefore(newest, place)) {
      entry.failure = vscode.l10n.t('The run has come to epoch {0}, not to {1}.', run.epoch, place.epoch);
      this.#fire(uri, 'moment');
      return Promise.resolve({ kind: 'failed', message: entry.failure });
    }
    // The newest numbers follow a run that goes on; those of one at rest are no epoch to go back to.
    const isNewest = place === null || !isBefore(place, newest);
    if (place === null || (isNewest && run.status !== 'running')) {
      entry.cancel?.();
      entry.moment = null;
      this.#fire(uri, 'moment');
      return Promise.resolve({ kind: 'shown' });
    }
    return new Promise((settle) => {
      entry.waiting = { place, settle };
      this.#fire(uri, 'moment');
      if (!entry.asking) void this.#ask(entry);
    });
  }

  /** Gives up what is asked for: what is on show stays. */
  cancel(uri: vscode.Uri): void {
    const entry = this.#entries.get(uri.toString());
    entry?.waiting?.settle({ kind: 'superseded' });
    if (entry) entry.waiting = null;
    entry?.cancel?.();
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const entry of this.#entries.values()) forget(entry);
    this.#entries.clear();
    this.#changed.dispose();
  }

  #entryOf(run: Run): Entry | undefined {
    const entry = this.#entries.get(run.uri.toString());
    return entry?.run === run ? entry : undefined;
  }

  #create(run: Run): Entry {
    const entry: Entry = {
      run,
      moment: null,
      asking: null,
      waiting: null,
      isSlow: false,
      cancel: null,
      failure: null,
    };
    this.#entries.set(run.uri.toString(), entry);
    return entry;
  }

  /** Asks for what is waiting, and then for what has come to wait meanwhile. */
  async #ask(entry: Entry): Promise<void> {
    const { run } = entry;
    const { uri } = run;
    for (let wish = entry.waiting; wish; wish = entry.waiting) {
      entry.waiting = null;
      entry.asking = wish;
      const patience = setInterval(() => {
        if (entry.waiting) entry.cancel?.();
      }, patienceMs);
      const slow = setTimeout(() => {
        entry.isSlow = true;
        this.#fire(uri, 'moment');
      }, slowMs);
      let outcome: ShowOutcome;
      try {
        const state = await this.#runs.at(uri, wish.place, (cancel) => {
          entry.cancel = cancel;
        });
        const isWanted = this.#entryOf(run) === entry && this.#runs.get(uri) === run;
        if (isWanted) entry.moment = earlierMoment(run, this.updatesPerEpoch(uri), state);
        outcome = { kind: isWanted ? 'shown' : 'superseded' };
      } catch (error) {
        const isCancelled = error instanceof RequestError && error.code === 'cancelled';
        const isHere = this.#entryOf(run) === entry && this.#runs.get(uri) === run;
        if (isCancelled || !isHere) outcome = { kind: 'superseded' };
        else {
          outcome = { kind: 'failed', message: await describeFailure(error, null) };
          entry.failure = outcome.message;
        }
      } finally {
        clearInterval(patience);
        clearTimeout(slow);
        entry.isSlow = false;
        entry.cancel = null;
        entry.asking = null;
      }
      this.#fire(uri, 'moment');
      wish.settle(outcome);
    }
  }

  #runChanged({ uri, run, kind }: RunChange): void {
    const key = uri.toString();
    const entry = this.#entries.get(key);
    if (entry && entry.run !== run) {
      forget(entry);
      this.#entries.delete(key);
    }
    // Progress changes no number of an earlier moment.
    if (kind === 'progress' && run && this.#entryOf(run)?.moment) return;
    this.#fire(uri, kind);
  }

  #fire(uri: vscode.Uri, kind: MomentChange['kind']): void {
    this.#changed.fire({ uri, kind });
  }
}

function forget(entry: Entry): void {
  entry.waiting?.settle({ kind: 'superseded' });
  entry.waiting = null;
  entry.cancel?.();
}
