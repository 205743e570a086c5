import * as vscode from 'vscode';
import type { PassPhase, StepBy } from '../../protocol/panel';
import type { MomentUpdate, RunPlace } from '../../protocol/training';
import type { NetworkDocuments } from '../documents';
import { passSentence } from './passWords';
import type { RunOutcome, Runs } from './runs';
import { isBefore, newestPlace } from './shownMoment';
import { moved, nextStop, type Stop } from './stepMoves';
import type { TimeMachine } from './timeMachine';
import type { Run } from './trainingRun';
import { describeFailure } from './trainingWorker';

/** The part of an update that is on show. */
export interface ShownPass {
  readonly phase: PassPhase;
  readonly sentence: string;
  /** Rows of the dataset in its batch. */
  readonly rows: Uint32Array;
}

interface Entry {
  readonly run: Run;
  readonly stop: Stop;
  readonly phase: PassPhase;
  readonly next: MomentUpdate;
}

/**
 * Walks through a file's run by epochs, by batches, and by the parts of a single update: forward, loss, backward,
 * update. At the newest numbers of a run at rest the last part makes the update.
 */
export class Passes implements vscode.Disposable {
  readonly #documents: NetworkDocuments;
  readonly #runs: Runs;
  readonly #time: TimeMachine;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** Another part of an update is on show, or none. */
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(documents: NetworkDocuments, runs: Runs, time: TimeMachine) {
    this.#documents = documents;
    this.#runs = runs;
    this.#time = time;
    this.#subscription = runs.onDidChange(({ uri, run }) => {
      const entry = this.#entries.get(uri.toString());
      if (entry && entry.run !== run) this.#entries.delete(uri.toString());
    });
  }

  /** The part of an update on show; null where the numbers on show are of no such part. */
  get(uri: vscode.Uri): ShownPass | null {
    const entry = this.#entryOf(uri);
    const good = this.#documents.get(uri)?.good;
    if (!entry || !good) return null;
    const { run, next, phase } = entry;
    const sentence = passSentence(good, run, next, this.#time.updatesPerEpoch(uri), phase);
    return { phase, sentence, rows: next.rows };
  }

  /** Goes to the next stop, or back; says why not, or null. */
  async step(uri: vscode.Uri, by: StepBy, direction: 1 | -1): Promise<string | null> {
    if (by === 'pass' && !this.#runs.get(uri)) {
      const outcome = await this.#runs.begin(uri);
      if (outcome.kind !== 'ended') return messageOf(outcome);
    }
    const run = this.#runs.get(uri);
    if (!run) return vscode.l10n.t('There is no run. Train first.');
    const updatesPerEpoch = this.#time.updatesPerEpoch(uri);
    const newest = newestPlace(run, updatesPerEpoch);
    const place = this.#placeOf(uri, run, newest);
    const phase = this.#entryOf(uri)?.phase ?? null;
    const target = nextStop({ place, phase }, by, direction, updatesPerEpoch);
    if (!target) return vscode.l10n.t('This is the start of the run.');
    if (target.phase !== null) return this.#showPart(run, target, target.phase, newest);
    if (isBefore(newest, target.place) && !isBefore(place, newest))
      return vscode.l10n.t('The run has not come farther. Step or train to go on.');
    return this.#show(uri, isBefore(target.place, newest) ? target.place : null);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#entries.clear();
  }

  async #showPart(run: Run, target: Stop, phase: PassPhase, newest: RunPlace): Promise<string | null> {
    const { uri } = run;
    const updatesPerEpoch = this.#time.updatesPerEpoch(uri);
    const of = phase === 'update' ? moved(target.place, -1, updatesPerEpoch)! : target.place;
    let next: MomentUpdate;
    try {
      next = await this.#nextOf(run, of);
    } catch (error) {
      return describeFailure(error, null);
    }
    if (isBefore(newest, target.place)) {
      if (run.status === 'running') return vscode.l10n.t('Training goes on. Stop it to make single updates.');
      const outcome = await this.#runs.step(uri);
      if (outcome.kind !== 'ended') return messageOf(outcome);
    }
    const isEarlier = isBefore(target.place, newest);
    const problem = await this.#show(uri, isEarlier ? target.place : null);
    if (problem !== null || this.#runs.get(uri) !== run) return problem;
    this.#entries.set(uri.toString(), { run, stop: target, phase, next });
    this.#changed.fire(uri);
    return null;
  }

  async #nextOf(run: Run, place: RunPlace): Promise<MomentUpdate> {
    const known = this.#entries.get(run.uri.toString());
    if (known?.run === run && isSame(known.next, place)) return known.next;
    return this.#runs.next(run.uri, place, false);
  }

  async #show(uri: vscode.Uri, place: RunPlace | null): Promise<string | null> {
    const moment = this.#time.get(uri);
    if (place ? moment && !moment.isNewest && isSame(moment.place, place) : moment?.isNewest) {
      this.#entries.delete(uri.toString());
      this.#changed.fire(uri);
      return null;
    }
    const outcome = await this.#time.show(uri, place);
    return outcome.kind === 'failed' ? outcome.message : null;
  }

  #placeOf(uri: vscode.Uri, run: Run, newest: RunPlace): RunPlace {
    const moment = this.#time.get(uri);
    return moment && !moment.isNewest && this.#runs.get(uri) === run ? moment.place : newest;
  }

  /** What is kept of the part on show, as long as its place is on show. */
  #entryOf(uri: vscode.Uri): Entry | null {
    const entry = this.#entries.get(uri.toString());
    const run = this.#runs.get(uri);
    if (!entry || entry.run !== run) return null;
    const newest = newestPlace(run, this.#time.updatesPerEpoch(uri));
    return isSame(entry.stop.place, this.#placeOf(uri, run, newest)) ? entry : null;
  }
}

function isSame(one: RunPlace, other: RunPlace): boolean {
  return one.epoch === other.epoch && one.updates === other.updates;
}

function messageOf(outcome: RunOutcome): string | null {
  if (outcome.kind === 'refused') return outcome.problem.message;
  return outcome.kind === 'failed' ? outcome.message : null;
}
