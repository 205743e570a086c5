import * as vscode from 'vscode';
import type { LossSeries } from '../../core/engine/lossSeries';
import type { LossBuckets } from '../../core/engine/stretches';
import { RequestError } from '../../protocol/channel';
import type { RunLosses, RunParts, TrainingWorkerSide } from '../../protocol/training';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import { areSameNumbers, isSameFunction, isSameTraining } from './sameProblem';
import { asClosed, trainable, type TrainingProblem } from './startCheck';
import { TrainingRun, type Run, type RunStatus } from './trainingRun';
import { isTabOf } from './networkTabs';
import { describeFailure, withoutParameters, type TrainingWorker } from './trainingWorker';
import { say } from '../../core/words/say';

/*
 * One run at most for each network file, each in a thread of its own. A run belongs to the text it was started
 * from: when the file says another function, other samples or other parameters, the run is dropped and so is
 * everything its thread still sends. The thread lives as long as its run, so that a step after a stop goes on
 * with the optimizer's state and in the middle of an epoch.
 */

export interface RunChange {
  readonly uri: vscode.Uri;
  /** Undefined where there is no run any more. */
  readonly run: Run | undefined;
  readonly kind: 'started' | 'progress' | 'ended' | 'reset';
}

/** What came of a wish to train. */
export type RunOutcome =
  | { readonly kind: 'ended'; readonly run: Run }
  /** It was not started. */
  | { readonly kind: 'refused'; readonly problem: TrainingProblem }
  /** Its thread failed; the run stands where it was last heard of. */
  | { readonly kind: 'failed'; readonly run: Run; readonly message: string }
  /** The file was edited or closed, or the run reset, before it ended. */
  | { readonly kind: 'dropped' };

type Requests = TrainingWorkerSide['requests'];
/** What the thread of a run can be asked about it at any time. */
export type RunQuery = 'at' | 'losses' | 'nextUpdate' | 'distributions';

/** A thread that does not hear a stop for so long is ended. */
const stopLimitMs = 1000;

interface Entry {
  readonly run: TrainingRun;
  /** The text's network that the run computes with. */
  good: GoodNetwork;
  /** Parameters with which the file still belongs to the run: those it started from, those written to it. */
  readonly ownParameters: Float64Array[];
  worker: TrainingWorker | null;
  /** The thread was ended because it did not stop: no failure. */
  isForced: boolean;
  isStopping: boolean;
  /** Steps come one after the other. */
  last: Promise<unknown>;
}

export class Runs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly onDidChange = this.#changed.event;
  readonly #documents: NetworkDocuments;
  readonly #startWorker: (() => TrainingWorker) | null;
  readonly #entries = new Map<string, Entry>();
  readonly #threads = new Set<TrainingWorker>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #lastId = 0;

  /**
   * @param startWorker null on a host without worker threads.
   */
  constructor(documents: NetworkDocuments, startWorker: (() => TrainingWorker) | null) {
    this.#documents = documents;
    this.#startWorker = startWorker;
    this.#subscriptions = [
      documents.onDidChange((state) => {
        this.#documentChanged(state);
      }),
      documents.onDidClose((uri) => {
        this.reset(uri);
      }),
      // A document can stay open unseen for minutes after its tab; nobody waits for its run any more.
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length === 0) return;
        for (const { run } of this.#entries.values())
          if (closed.some(isTabOf(run.uri))) this.#tabClosed(run.uri);
      }),
    ];
  }

  /** Threads that have not ended yet. */
  get threadCount(): number {
    return this.#threads.size;
  }

  /** How many files have a run. */
  get count(): number {
    return this.#entries.size;
  }

  get(uri: vscode.Uri): Run | undefined {
    return this.#entries.get(uri.toString())?.run;
  }

  /** Trains the file's present text from the file's parameters, in place of its former run; resolves at the end. */
  async train(uri: vscode.Uri): Promise<RunOutcome> {
    const ready = await this.#prepare(uri);
    if ('message' in ready) return { kind: 'refused', problem: ready };
    this.#discard(uri);
    const entry = this.#create(uri, ready.good, 'running');
    this.#fire(entry, 'started');
    return this.#ask(entry, 'run');
  }

  /**
   * One update: of the run there is, or of a new one at the file's parameters. It is made by the training
   * settings that the text has now.
   */
  async step(uri: vscode.Uri): Promise<RunOutcome> {
    const ready = await this.#prepare(uri);
    if ('message' in ready) return { kind: 'refused', problem: ready };
    const existing = this.#entries.get(uri.toString());
    if (existing?.run.status === 'diverged') {
      const message = vscode.l10n.t('The run has diverged and cannot go on. Reset it, or train again.');
      return { kind: 'refused', problem: { message, range: null } };
    }
    const entry = existing ?? this.#create(uri, ready.good, 'stopped');
    const turn = entry.last.then(() => {
      if (entry.run.isStale) this.#adoptSettings(entry, ready.good);
      return this.#ask(entry, 'step');
    });
    entry.last = turn;
    return turn;
  }

  /** Ends a running run with what it has come to. A second stop, or a thread that does not answer, is final. */
  stop(uri: vscode.Uri): void {
    const entry = this.#entries.get(uri.toString());
    if (entry?.run.status !== 'running') return;
    const { worker } = entry;
    if (entry.isStopping || !worker) {
      this.#forceStop(entry);
      return;
    }
    entry.isStopping = true;
    const limit = setTimeout(() => {
      this.#forceStop(entry);
    }, stopLimitMs);
    worker.channel.request('stop', null).then(
      () => {
        clearTimeout(limit);
      },
      () => {
        clearTimeout(limit); // the thread has ended, and whoever waits for the run hears of it
      },
    );
  }

  /**
   * Asks the thread of the file's run about it, which goes on meanwhile. Rejects with a `RequestError`: `unavailable`
   * where no thread knows of the run any more, or its settings have changed since, so that an update would begin afresh.
   */
  async query<K extends RunQuery>(
    uri: vscode.Uri,
    what: K,
    params: Requests[K]['params'],
  ): Promise<Requests[K]['result']> {
    const entry = this.#entries.get(uri.toString());
    if (!entry?.worker || entry.run.isStale)
      throw new RequestError({ code: 'unavailable', message: 'There is no run to be asked.' });
    return entry.worker.channel.request(what, params as never) as Promise<Requests[K]['result']>;
  }

  /** Forgets the file's run: its parameters are the file's again. */
  reset(uri: vscode.Uri): void {
    if (this.#discard(uri)) this.#changed.fire({ uri, run: undefined, kind: 'reset' });
  }

  /**
   * The losses of the run's epochs `from` to before `to`, in at most `buckets` parts, as `LossSeries.query`. Of a run
   * that is longer than its history its thread is asked, which knows every epoch, as long as there is one.
   *
   * @returns starts are epochs.
   */
  async losses(run: Run, from: number, to: number, buckets: number): Promise<Omit<RunLosses, 'epochs'>> {
    const { every, lossSeries, testLossSeries } = run;
    const worker = this.#threadOf(run);
    if (every > 1 && worker && run.epochsBefore === 0) {
      return worker.channel.request('losses', { from, to, buckets });
    }
    const [first, last] = [Math.floor(from / every), Math.ceil(to / every)];
    const query = (series: LossSeries): LossBuckets => {
      const found = series.query(first, last, buckets);
      return { ...found, starts: found.starts.map((start) => start * every) };
    };
    return {
      losses: query(lossSeries),
      testLosses: testLossSeries.length > 0 ? query(testLossSeries) : null,
    };
  }

  /**
   * The parts of the run's loss at some epochs, as its thread measures them; null where there is no thread that knows
   * them, or the network takes too long.
   */
  async parts(run: Run, from: number, to: number, points: number): Promise<RunParts | null> {
    const worker = this.#threadOf(run);
    const before = run.epochsBefore;
    if (!worker || !run.engine || to < before) return null;
    try {
      const asked = { from: Math.max(0, from - before), to: to - before, points };
      const parts = await worker.channel.request('parts', asked);
      return { ...parts, epochs: parts.epochs.map((epoch) => before + epoch) };
    } catch (error) {
      if (error instanceof RequestError && (error.code === 'unavailable' || error.code === 'disposed'))
        return null;
      throw error;
    }
  }

  #threadOf(run: Run): TrainingWorker | null {
    const entry = this.#entries.get(run.uri.toString());
    return entry?.run === run ? entry.worker : null;
  }

  /** Tells that `parameters` of the file's run are about to be written to the file: they are its own then. */
  expectWritten(uri: vscode.Uri, parameters: Float64Array): void {
    this.#entries.get(uri.toString())?.ownParameters.push(parameters);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const entry of this.#entries.values()) entry.worker?.dispose();
    this.#entries.clear();
    this.#changed.dispose();
  }

  async #prepare(uri: vscode.Uri): Promise<{ readonly good: GoodNetwork } | TrainingProblem> {
    if (!this.#startWorker) {
      const cause = vscode.l10n.t('Training needs a worker thread, and none can be started here.');
      return {
        message: vscode.l10n.t('{0} Open the file in a VS Code that runs on a computer.', cause),
        range: null,
      };
    }
    const document = this.#documents.document(uri);
    const state = document && (await this.#documents.current(document).catch(asClosed));
    if (!state) return { message: vscode.l10n.t('The file is not open any more.'), range: null };
    if (this.get(uri)?.status === 'running') {
      return { message: vscode.l10n.t('This network is being trained already. Stop it first.'), range: null };
    }
    return trainable(state);
  }

  #create(uri: vscode.Uri, good: GoodNetwork, status: RunStatus): Entry {
    const { network, version, parameters } = good;
    const evaluation = good.evaluation();
    const start = { id: ++this.#lastId, uri, network, documentVersion: version, parameters, evaluation };
    const entry: Entry = {
      run: new TrainingRun(start, status),
      good,
      ownParameters: [parameters],
      worker: null,
      isForced: false,
      isStopping: false,
      last: Promise.resolve(),
    };
    this.#entries.set(uri.toString(), entry);
    return entry;
  }

  /** Has the run's thread do what is asked and takes over the result. */
  async #ask(entry: Entry, what: 'run' | 'step'): Promise<RunOutcome> {
    const { run } = entry;
    if (!this.#isCurrent(entry)) return { kind: 'dropped' };
    try {
      const worker = await this.#connect(entry);
      if (!this.#isCurrent(entry)) return { kind: 'dropped' };
      const end = await worker.channel.request(what, null);
      if (!this.#isCurrent(entry)) return { kind: 'dropped' };
      run.end(end);
      this.#fire(entry, 'ended');
      return { kind: 'ended', run };
    } catch (error) {
      const message = await describeFailure(error, entry.worker);
      if (!this.#isCurrent(entry)) return { kind: 'dropped' };
      const isForced = entry.isForced;
      this.#releaseThread(entry);
      run.detach();
      this.#fire(entry, 'ended');
      return isForced ? { kind: 'ended', run } : { kind: 'failed', run, message };
    } finally {
      entry.isStopping = false;
      entry.isForced = false;
    }
  }

  /** The run's thread, started and prepared if there is none. */
  async #connect(entry: Entry): Promise<TrainingWorker> {
    if (entry.worker) return entry.worker;
    if (!this.#startWorker) throw new Error(say('there are no worker threads here'));
    const worker = this.#startWorker();
    entry.worker = worker;
    this.#threads.add(worker);
    void worker.ended.then(() => this.#threads.delete(worker));
    worker.channel.on('progress', (progress) => {
      if (!this.#isCurrent(entry) || entry.worker !== worker) return;
      entry.run.apply(progress);
      this.#fire(entry, 'progress');
    });
    const { network, fileText } = entry.good;
    const { parameters } = entry.run;
    const start = { network: withoutParameters(network), fileText, parameters };
    const { engine } = await worker.channel.request('start', start);
    entry.run.engine = engine;
    return worker;
  }

  /** From here on the run is trained as the text says now; the optimizer starts afresh at the run's parameters. */
  #adoptSettings(entry: Entry, good: GoodNetwork): void {
    this.#releaseThread(entry);
    entry.run.detach();
    entry.run.adoptSettings(good.network);
    entry.good = good;
  }

  #forceStop(entry: Entry): void {
    if (entry.run.status !== 'running') return;
    entry.isForced = true;
    entry.worker?.dispose();
  }

  #releaseThread(entry: Entry): void {
    entry.worker?.dispose();
    entry.worker = null;
  }

  #documentChanged(state: NetworkState): void {
    const { uri, good } = state;
    const entry = this.#entries.get(uri.toString());
    // While the text has errors nobody knows what it will be: the run waits for the next good version.
    if (!entry || good?.version !== state.version) return;
    if (!isStillOf(entry, good)) {
      this.reset(uri);
      return;
    }
    const isStale = !isSameTraining(entry.good.network, good.network);
    if (isStale && entry.run.status === 'running') {
      this.reset(uri);
      return;
    }
    // Layers may have other names now.
    if (!isStale) entry.run.network = good.network;
    if (isStale === entry.run.isStale) return;
    entry.run.isStale = isStale;
    this.#fire(entry, 'progress');
  }

  #tabClosed(uri: vscode.Uri): void {
    const isShown = vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isTabOf(uri)));
    if (!isShown) this.reset(uri);
  }

  #isCurrent(entry: Entry): boolean {
    return this.#entries.get(entry.run.uri.toString()) === entry;
  }

  /** Says whether there was a run. */
  #discard(uri: vscode.Uri): boolean {
    const entry = this.#entries.get(uri.toString());
    if (!entry) return false;
    this.#entries.delete(uri.toString());
    this.#releaseThread(entry);
    return true;
  }

  #fire({ run }: Entry, kind: RunChange['kind']): void {
    this.#changed.fire({ uri: run.uri, run, kind });
  }
}

function isStillOf(entry: Entry, good: GoodNetwork): boolean {
  if (!isSameFunction(entry.good, good)) return false;
  return entry.ownParameters.some((parameters) => areSameNumbers(parameters, good.parameters));
}
