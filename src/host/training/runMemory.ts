import * as vscode from 'vscode';
import type { RunPlace } from '../../protocol/training';
import type { NetworkDocuments, NetworkState } from '../documents';
import { commands } from '../ids';
import type { Messages } from '../messages';
import { Throttle } from '../throttle';
import { baseName } from './commandTarget';
import { problemFingerprint } from './problemFingerprint';
import type { RunChange, Runs } from './runs';
import type { TimeMachine } from './timeMachine';
import type { RunStatus } from './trainingRun';

/*
 * A reload of the window ends every thread, and with it its run. What is kept is how a run came about, which is little:
 * where the file still says the same, the run is made once more, bit for bit, and the same epoch is shown.
 */

/** A run that had taken longer is not made again unasked. */
const mostMs = 5000;

/** What is on show is written down at most so often. */
const writeMs = 500;

const memoryKey = 'backprop.runs';

interface KeptRun {
  readonly fingerprint: string | null;
  readonly status: RunStatus;
  readonly step: number;
  /** How long it had taken. */
  readonly ms: number;
  /** It came about by training from the file, and by nothing else. */
  readonly isRepeatable: boolean;
  /** The earlier moment that was on show; null: the newest. */
  readonly place: RunPlace | null;
}

export interface MemoryServices {
  readonly documents: NetworkDocuments;
  readonly runs: Runs;
  readonly time: TimeMachine;
  readonly messages: Messages;
  readonly fault: (error: unknown) => void;
}

export class RunMemory implements vscode.Disposable {
  readonly #services: MemoryServices;
  /** By the addresses of their files. */
  readonly #kept = new Map<string, KeptRun>();
  /** Runs from before the reload whose files have not been read yet. */
  readonly #waiting = new Map<string, KeptRun>();
  readonly #started = new Map<number, number>();
  readonly #write: Throttle;
  readonly #subscriptions: readonly vscode.Disposable[];

  /** @param memento keeps what is written over a reload of the window. */
  constructor(memento: vscode.Memento, services: MemoryServices) {
    this.#services = services;
    for (const [uri, run] of readKept(memento.get(memoryKey))) this.#waiting.set(uri, run);
    this.#write = new Throttle(() => {
      const all = Object.fromEntries([...this.#waiting, ...this.#kept]);
      Promise.resolve(memento.update(memoryKey, all)).catch(services.fault);
    }, writeMs);
    const { documents, runs, time } = services;
    this.#subscriptions = [
      runs.onDidChange((change) => {
        this.#runChanged(change);
      }),
      time.onDidChange(({ uri, kind }) => {
        if (kind === 'moment') this.#placeChanged(uri);
      }),
      documents.onDidChange((state) => {
        void this.#restore(state).catch(services.fault);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#write.dispose();
  }

  #runChanged({ uri, run, kind }: RunChange): void {
    const key = uri.toString();
    this.#waiting.delete(key);
    if (!run) this.#kept.delete(key);
    else if (kind === 'started') {
      this.#started.set(run.id, performance.now());
      this.#keep(key, { status: 'running', step: 0, ms: 0, place: null });
    } else if (kind === 'ended' && run.step > 0) {
      const start = this.#started.get(run.id);
      this.#started.delete(run.id);
      const ms = start === undefined ? (this.#kept.get(key)?.ms ?? 0) : performance.now() - start;
      this.#keep(key, { status: run.status, step: run.step, ms, place: this.#kept.get(key)?.place ?? null });
    } else return;
    this.#write.call();
  }

  #keep(key: string, run: Pick<KeptRun, 'status' | 'step' | 'ms' | 'place'>): void {
    const uri = vscode.Uri.parse(key);
    const { documents, runs } = this.#services;
    const good = documents.get(uri)?.good;
    this.#kept.set(key, {
      ...run,
      isRepeatable: runs.isRepeatable(uri),
      fingerprint: good ? problemFingerprint(good) : null,
    });
  }

  #placeChanged(uri: vscode.Uri): void {
    const key = uri.toString();
    const kept = this.#kept.get(key);
    const moment = this.#services.time.get(uri);
    if (!kept || !moment) return;
    this.#kept.set(key, { ...kept, place: moment.isNewest ? null : moment.place });
    this.#write.call();
  }

  /** Makes the run of a file once more, if it had one before the reload, when its text has been read. */
  async #restore({ uri, version, good }: NetworkState): Promise<void> {
    const key = uri.toString();
    const kept = this.#waiting.get(key);
    if (!kept || good?.version !== version || !good.dataset) return;
    this.#waiting.delete(key);
    this.#write.call();
    const reason = reasonAgainst(kept, problemFingerprint(good));
    if (reason !== null) {
      await this.#sayGone(uri, reason);
      return;
    }
    const isWhole = kept.status !== 'stopped';
    const outcome = await this.#services.runs.repeat(uri, isWhole ? null : kept.step);
    if (outcome.kind === 'ended' && kept.place) await this.#services.time.show(uri, kept.place);
  }

  async #sayGone(uri: vscode.Uri, reason: string): Promise<void> {
    const train = vscode.l10n.t('Train Again');
    const text = vscode.l10n.t('{0}: the run from before the reload is gone. {1}', baseName(uri), reason);
    const chosen = await this.#services.messages.show('information', text, train);
    if (chosen) await vscode.commands.executeCommand(commands.train, uri);
  }
}

/** Why a run is not made once more; null where it is. */
function reasonAgainst(kept: KeptRun, fingerprint: string | null): string | null {
  if (kept.status === 'running') return vscode.l10n.t('It had not come to an end.');
  if (!kept.isRepeatable) {
    return vscode.l10n.t(
      'It was forked, or had gone on after a change, so that the file alone does not make it.',
    );
  }
  if (kept.ms > mostMs) {
    return vscode.l10n.t('It had taken {0} s to train.', Math.round(kept.ms / 1000));
  }
  if (kept.fingerprint === null || kept.fingerprint !== fingerprint)
    return vscode.l10n.t('The file or its data has changed since.');
  return null;
}

const statuses: readonly RunStatus[] = ['running', 'epochs', 'lossBelow', 'patience', 'diverged', 'stopped'];

/** What an earlier version may have written: what does not fit is left out. */
function readKept(value: unknown): [string, KeptRun][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([uri, one]) => {
    const run = readRun(one);
    return run ? [[uri, run]] : [];
  });
}

function readRun(value: unknown): KeptRun | null {
  if (typeof value !== 'object' || value === null) return null;
  const { fingerprint, status, step, ms, isRepeatable, place } = value as Readonly<Record<string, unknown>>;
  const known = statuses.find((one) => one === status);
  if (!known || !isCount(step) || typeof ms !== 'number' || typeof isRepeatable !== 'boolean') return null;
  if (fingerprint !== null && typeof fingerprint !== 'string') return null;
  return { fingerprint, status: known, step, ms, isRepeatable, place: readPlace(place) };
}

function readPlace(value: unknown): RunPlace | null {
  if (typeof value !== 'object' || value === null) return null;
  const { epoch, updates } = value as Readonly<Record<string, unknown>>;
  return isCount(epoch) && isCount(updates) ? { epoch, updates } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
