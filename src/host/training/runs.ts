import * as vscode from 'vscode';
import type { LossSeries } from '../../core/engine/lossSeries';
import type { LossBuckets } from '../../core/engine/stretches';
import type { TrainerState } from '../../core/engine/trainerState';
import type { Training } from '../../core/network/network';
import { RequestError } from '../../protocol/channel';
import type {
  EpochState,
  MomentUpdate,
  RunLosses,
  RunParts,
  RunPlace,
  TrainingWorkerSide,
} from '../../protocol/training';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import { isSameTraining } from './sameProblem';
import { asClosed, trainable, type TrainingProblem } from './startCheck';
import type { Run, RunStatus } from './trainingRun';
import type { PlaceInThread } from './runPast';
import { entryOf, forkOf, isStillOf, type Entry, type ForkChange } from './runEntry';
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
/** What the threads of a run can be asked about any of its places, at any time. */
export type RunQuery = 'nextUpdate' | 'distributions';

/** What a thread has answered: it counts its epochs from where it has begun, and trains in a way of its own. */
export interface AboutRun<Result> {
  readonly result: Result;
  readonly training: Training;
  readonly epochsBefore: number;
}

/** A thread that does not hear a stop for so long is ended. */
const stopLimitMs = 1000;

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

  /**
   * Makes once more a run of so many updates that was lost with its thread, from the file's parameters, unless the
   * file has a run.
   *
   * @param untilStep null: to its own end.
   */
  async repeat(uri: vscode.Uri, untilStep: number | null): Promise<RunOutcome> {
    const ready = await this.#prepare(uri);
    if ('message' in ready) return { kind: 'refused', problem: ready };
    if (this.get(uri)) return { kind: 'dropped' };
    const entry = this.#create(uri, ready.good, 'running');
    this.#fire(entry, 'started');
    return this.#ask(entry, 'run', untilStep);
  }

  /**
   * Trains on from the start of an epoch of the file's run in another way, in its place. The former run's threads stay
   * as long as the new one, so that the epochs that both have in common can be shown; its losses until then are the
   * new one's, too.
   */
  async fork(uri: vscode.Uri, epoch: number, change: ForkChange): Promise<RunOutcome> {
    const ready = await this.#prepare(uri);
    if ('message' in ready) return { kind: 'refused', problem: ready };
    const former = this.#entries.get(uri.toString());
    if (!former) return refused(vscode.l10n.t('There is no run to go on from. Train first.'));
    const { run } = former;
    if (run.isStale) {
      return refused(
        vscode.l10n.t(
          'The training settings of the file have changed since the run. Train again, then fork it.',
        ),
      );
    }
    let state: TrainerState;
    try {
      const { worker, epoch: own } = this.#placeOf(former, epoch);
      state = await worker.channel.request('stateAt', { epoch: own, updates: 0 });
    } catch (error) {
      return refused(await describeFailure(error, former.worker));
    }
    if (!this.#isCurrent(former)) return { kind: 'dropped' };
    if (change.parameter) {
      const parameters = state.parameters.slice();
      parameters[change.parameter.index] = change.parameter.value;
      state = { ...state, parameters };
    }
    const entry = this.#createFork(former, epoch, state, change);
    this.#fire(entry, 'started');
    return this.#ask(entry, 'run');
  }

  /** A run of the file's present text at its start, with a thread that is ready, unless there is a run. */
  async begin(uri: vscode.Uri): Promise<RunOutcome> {
    const ready = await this.#prepare(uri);
    if ('message' in ready) return { kind: 'refused', problem: ready };
    const entry = this.#entries.get(uri.toString()) ?? this.#create(uri, ready.good, 'stopped');
    try {
      await this.#connect(entry);
    } catch (error) {
      return refused(await describeFailure(error, entry.worker));
    }
    if (!this.#isCurrent(entry)) return { kind: 'dropped' };
    this.#fire(entry, 'ended');
    return { kind: 'ended', run: entry.run };
  }

  /** The first epoch of the file's run that can be shown; null where none can but the newest numbers. */
  firstEpoch(uri: vscode.Uri): number | null {
    return this.#entries.get(uri.toString())?.past.first ?? null;
  }

  /** Whether the file's run can be made once more from the file. */
  isRepeatable(uri: vscode.Uri): boolean {
    return this.#entries.get(uri.toString())?.isRepeatable ?? false;
  }

  /**
   * The file's run at one of its places, from the thread that knows it.
   *
   * @throws RequestError where there is no such place, no such thread any more, or nobody waits.
   */
  async at(
    uri: vscode.Uri,
    { epoch, updates }: RunPlace,
    onCancel?: (cancel: () => void) => void,
  ): Promise<EpochState> {
    const { worker, epoch: own } = this.#placeOf(this.#entryOf(uri), epoch);
    const state = await worker.channel.request('at', { epoch: own, updates }, onCancel);
    return { ...state, epoch };
  }

  /** The update that follows a place of the file's run; throws as `at` does. */
  async next(
    uri: vscode.Uri,
    { epoch, updates }: RunPlace,
    withPrediction: boolean,
    onCancel?: (cancel: () => void) => void,
  ): Promise<MomentUpdate> {
    const { worker, epoch: own } = this.#placeOf(this.#entryOf(uri), epoch);
    const place = { epoch: own, updates, withPrediction };
    return { ...(await worker.channel.request('next', place, onCancel)), epoch };
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
   * Asks the thread of the file's run about the run's newest state (`place` null), or the thread that knows one of its
   * places; it goes on meanwhile. Rejects with a `RequestError`: `unavailable` where no thread knows of it any more, or
   * its settings have changed since, so that an update would begin afresh.
   *
   * @param params all but the place.
   */
  async query<K extends RunQuery>(
    uri: vscode.Uri,
    what: K,
    params: Omit<Requests[K]['params'], 'place'>,
    place: RunPlace | null,
  ): Promise<AboutRun<Requests[K]['result']>> {
    const entry = this.#entries.get(uri.toString());
    if (!entry?.worker || entry.run.isStale)
      throw new RequestError({ code: 'unavailable', message: vscode.l10n.t('There is no run to be asked.') });
    const { run } = entry;
    const asked = place
      ? this.#placeOf(entry, place.epoch)
      : { worker: entry.worker, epoch: 0, training: run.network.training };
    const own = place && { epoch: asked.epoch, updates: place.updates };
    const result = await asked.worker.channel.request(what, { ...params, place: own } as never);
    return {
      result: result as Requests[K]['result'],
      training: asked.training,
      epochsBefore: place ? place.epoch - asked.epoch : run.epochsBefore,
    };
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
    for (const worker of this.#threads) worker.dispose();
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
    const entry = entryOf(++this.#lastId, uri, good, status);
    this.#entries.set(uri.toString(), entry);
    return entry;
  }

  #createFork(former: Entry, epoch: number, state: TrainerState, change: ForkChange): Entry {
    const entry = forkOf(++this.#lastId, former, epoch, state, change);
    for (const worker of former.past.workers) if (!entry.past.workers.includes(worker)) worker.dispose();
    this.#entries.set(former.run.uri.toString(), entry);
    return entry;
  }

  #entryOf(uri: vscode.Uri): Entry {
    const entry = this.#entries.get(uri.toString());
    if (entry) return entry;
    throw unavailable(vscode.l10n.t('There is no run. Train first.'));
  }

  /** @throws RequestError where no thread knows it. */
  #placeOf({ run, past }: Entry, epoch: number): PlaceInThread {
    if (epoch > run.epoch)
      throw unavailable(vscode.l10n.t('The run has come to epoch {0}, not to {1}.', run.epoch, epoch));
    const place = past.at(epoch);
    if (place) return place;
    throw unavailable(
      past.first === null
        ? vscode.l10n.t(
            'The thread of the run is gone, and with it all epochs but the newest. Train again to see them.',
          )
        : vscode.l10n.t('Epochs before {0} are gone with the thread that had trained them.', past.first),
    );
  }

  /** Has the run's thread do what is asked and takes over the result. */
  async #ask(entry: Entry, what: 'run' | 'step', untilStep: number | null = null): Promise<RunOutcome> {
    const { run } = entry;
    if (!this.#isCurrent(entry)) return { kind: 'dropped' };
    try {
      const worker = await this.#connect(entry);
      if (!this.#isCurrent(entry)) return { kind: 'dropped' };
      const end = await (what === 'run'
        ? worker.channel.request('run', untilStep === null ? null : { untilStep })
        : worker.channel.request('step', null));
      if (!this.#isCurrent(entry)) return { kind: 'dropped' };
      run.end(end);
      this.#fire(entry, 'ended');
      return { kind: 'ended', run };
    } catch (error) {
      const message = await describeFailure(error, entry.worker);
      if (!this.#isCurrent(entry)) return { kind: 'dropped' };
      const isForced = entry.isForced;
      this.#releaseThread(entry);
      entry.isRepeatable = false;
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
    const { run, from } = entry;
    const { fileText } = entry.good;
    const start = { network: withoutParameters(run.network), fileText, parameters: run.parameters };
    const { engine } = await worker.channel.request('start', from ? { ...start, from } : start);
    entry.from = null;
    run.engine = engine;
    const first = from ? from.state.epoch : run.epochsBefore;
    entry.past.begin(worker, first, run.epochsBefore, run.network.training);
    return worker;
  }

  /** From here on the run is trained as the text says now; the optimizer starts afresh at the run's parameters. */
  #adoptSettings(entry: Entry, good: GoodNetwork): void {
    this.#releaseThread(entry);
    entry.run.detach();
    entry.isRepeatable = false;
    entry.ownTraining = null;
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
    if (!isStale) {
      const { ownTraining } = entry;
      entry.run.network = ownTraining ? { ...good.network, training: ownTraining } : good.network;
    }
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
    for (const worker of entry.past.workers) worker.dispose();
    return true;
  }

  #fire({ run }: Entry, kind: RunChange['kind']): void {
    this.#changed.fire({ uri: run.uri, run, kind });
  }
}

function refused(message: string): RunOutcome {
  return { kind: 'refused', problem: { message, range: null } };
}

function unavailable(message: string): RequestError {
  return new RequestError({ code: 'unavailable', message });
}
