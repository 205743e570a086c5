import type * as vscode from 'vscode';
import { Throttle } from '../throttle';
import type { RunArchive } from './runArchive';
import type { RunRecord } from './archivedRun';
import type { Runs } from './runs';
import type { Run } from './trainingRun';

/** Steps by hand come many a second, and each makes a run longer that is kept already. */
const extendMs = 1000;

/**
 * Keeps every run that was trained when it has ended, and what steps by hand add to it. Runs of steps alone are not
 * kept.
 */
export class RunKeeper implements vscode.Disposable {
  readonly #archive: RunArchive;
  readonly #fault: (error: unknown) => void;
  readonly #subscription: vscode.Disposable;
  /** Under which id each run is kept; null while it goes on for the first time. */
  readonly #kept = new WeakMap<Run, Promise<string> | null>();
  readonly #longer = new Set<Run>();
  readonly #extend = new Throttle(() => {
    for (const run of this.#longer) this.#noteFault(this.#extendKept(run));
    this.#longer.clear();
  }, extendMs);

  constructor(runs: Runs, archive: RunArchive, fault: (error: unknown) => void) {
    this.#archive = archive;
    this.#fault = fault;
    this.#subscription = runs.onDidChange(({ run, kind }) => {
      if (kind === 'reset') this.#extend.flush();
      else if (kind === 'started' && run) this.#kept.set(run, null);
      else if (kind === 'ended' && run) this.#ended(run);
    });
  }

  /** The id under which a run is kept; null where it is not. */
  async idOf(run: Run | undefined): Promise<string | null> {
    return (run && (await this.#kept.get(run))) ?? null;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#extend.flush();
    this.#extend.dispose();
  }

  #ended(run: Run): void {
    const kept = this.#kept.get(run);
    if (kept === undefined || run.losses.length === 0) return;
    if (kept === null) {
      const added = this.#add(run);
      this.#kept.set(run, added);
      this.#noteFault(added);
    } else {
      this.#longer.add(run);
      this.#extend.call();
    }
  }

  async #add(run: Run): Promise<string> {
    const record = recordOf(run);
    const name = await this.#archive.nextName(run.uri, record.training);
    return (await this.#archive.add({ ...record, name })).id;
  }

  async #extendKept(run: Run): Promise<void> {
    const id = await this.#kept.get(run);
    if (id) await this.#archive.extend(id, recordOf(run));
  }

  #noteFault(done: Promise<unknown>): void {
    done.catch(this.#fault);
  }
}

function recordOf({ uri, losses, testLosses, every, network }: Run): Omit<RunRecord, 'name'> {
  return {
    uri,
    losses: losses.slice(),
    testLosses: testLosses.slice(),
    every,
    startEpoch: 0,
    training: network.training,
  };
}
