import { prepareDataset, type Dataset } from '../core/engine/dataset';
import { penaltyAt } from '../core/engine/penalty';
import { adoptedState, type TrainerState } from '../core/engine/trainerState';
import type { Trainer } from '../core/engine/training';
import { distributionSteps, type NetworkDistributions } from '../core/insight/distributions/layers';
import { nextUpdateSteps, type NextUpdate } from '../core/insight/nextUpdate/nextUpdate';
import type { Network } from '../core/network/network';
import { Channel, RequestError, type Port } from '../protocol/channel';
import type {
  EngineUsed,
  EpochState,
  MomentUpdate,
  Progress,
  RunEnd,
  RunLosses,
  RunParts,
  RunPlace,
  StartParams,
  StopReason,
  TrainingHostSide,
  TrainingWorkerSide,
} from '../protocol/training';
import { createRunEvaluation, createRunTrainer, type RunEvaluation } from './engine';
import { Evaluator } from './evaluator';
import { LossParts } from './lossParts';
import { nextUpdate } from './nextUpdate';
import { inSlices, ProgressTimer, Stride } from './pace';
import { RunHistory } from './runHistory';
import { placeOf } from './runResult';
import type { HelperSource, Team } from './team';
import { nextTurn } from './turn.platform';
import { OutOfMemoryError } from './webAssembly';
import { say, setWords } from '../core/words/say';

/*
 * One training run behind a port. The run is computed in slices of some milliseconds with the port heard
 * between them, so that `stop` acts at once; progress goes out with what is new since the last.
 */

/** Parameters times samples up to which the network is measured for progress: half a second or so. */
const measurableWork = 100_000_000;

/** Parts of an answer to `losses` at most: more than any screen has columns. */
const maxBuckets = 65_536;

/** Epochs of an answer to `parts` at most. */
const maxPoints = 4096;

/**
 * Answers the training conversation on `port` until the channel returned is disposed.
 *
 * @param helpers where threads come from that help with a large network.
 */
export function serveTraining(
  port: Port,
  helpers: HelperSource | null,
): Channel<TrainingWorkerSide, TrainingHostSide> {
  const evaluator = new Evaluator();
  let session: Session | null = null;
  let isStopping = false;
  let last: Promise<unknown> = Promise.resolve();

  const started = (): Session => {
    if (!session) throw unavailable(say('No run was started.'));
    return session;
  };

  /** Runs `task` when those before it have ended: a step never comes in the middle of another. */
  const inTurn = <T>(task: (session: Session) => Promise<T>): Promise<T> => {
    isStopping = false;
    const turn = last.then(() => task(started()));
    last = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  };

  const channel = new Channel<TrainingWorkerSide, TrainingHostSide>(port, {
    handlers: {
      start: async (params) => {
        await last;
        session = new Session(params, helpers);
        return { samples: session.samples, engine: session.engine };
      },
      evaluate: async (params, cancellation) => {
        const evaluation = await evaluator.evaluate(params, () => cancellation.isCancelled);
        if (!evaluation) throw nobodyWaits();
        return evaluation;
      },
      run: (params) =>
        inTurn((run) =>
          run.run(
            params?.untilStep ?? Number.POSITIVE_INFINITY,
            () => isStopping,
            (progress) => {
              channel.send('progress', progress, buffersOf(progress));
            },
          ),
        ),
      step: () => inTurn((run) => run.step()),
      stop: () => {
        isStopping = true;
        return null;
      },
      at: ({ epoch, updates = 0 }, cancellation) =>
        started().at({ epoch, updates }, () => cancellation.isCancelled),
      next: ({ epoch, updates, withPrediction }, cancellation) =>
        started().next({ epoch, updates }, withPrediction, () => cancellation.isCancelled),
      stateAt: ({ epoch, updates }, cancellation) =>
        started().stateAt({ epoch, updates }, () => cancellation.isCancelled),
      nextUpdate: ({ place, index }, cancellation) =>
        started().nextUpdate(place, index, () => cancellation.isCancelled),
      distributions: ({ place }, cancellation) =>
        started().distributions(place, () => cancellation.isCancelled),
      losses: ({ from, to, buckets }) => started().losses(from, to, buckets),
      parts: ({ from, to, points }, cancellation) =>
        started().parts(from, to, points, () => cancellation.isCancelled),
    },
  });
  channel.on('words', setWords);
  return channel;
}

/** The run itself, without a wire. */
class Session {
  readonly #network: Network;
  /** Its matrices are those that the trainer works on. */
  readonly #dataset: Dataset;
  readonly #trainer: Trainer;
  readonly #history: RunHistory;
  readonly #team: Team | null;
  readonly engine: EngineUsed;
  readonly #evaluate: RunEvaluation;
  readonly #parts: LossParts;
  /** History entries that were told already. */
  #told = 0;

  constructor({ network, fileText, parameters, from }: StartParams, helpers: HelperSource | null) {
    const prepared = prepareDataset(network, fileText);
    if ('problems' in prepared) {
      throw unavailable(prepared.problems[0]?.message ?? say('There are no samples to train on.'));
    }
    const { dataset } = prepared;
    this.#network = network;
    try {
      const { trainer, engine, team } = createRunTrainer(network, dataset, parameters, helpers);
      this.#trainer = trainer;
      this.#dataset = { ...dataset, ...trainer.samples };
      this.#team = team;
      this.engine = engine;
    } catch (error) {
      throw error instanceof OutOfMemoryError ? unavailable(error.message) : error;
    }
    if (from) {
      const fresh = this.#trainer.snapshot();
      this.#trainer.restore(adoptedState(from.state, fresh, from.keepsMemory));
    }
    this.#evaluate = createRunEvaluation(this.#trainer.model, this.#dataset, this.engine);
    this.#history = new RunHistory(
      this.#trainer,
      () => createRunTrainer(network, this.#dataset, parameters).trainer,
    );
    this.#parts = new LossParts(
      (epoch, isCancelled) =>
        this.#history.at({ epoch, updates: 0 }, isCancelled, ({ parameters: then }) => then.slice()),
      this.#evaluate,
    );
  }

  /** How many samples it trains on. */
  get samples(): number {
    return this.#dataset.trainingIndices.length;
  }

  /** With helpers while it lasts: when it has ended they are gone. */
  async run(
    untilStep: number,
    isStopping: () => boolean,
    tell: (progress: Progress) => void,
  ): Promise<RunEnd> {
    this.#team?.start();
    try {
      return await this.#runOn(untilStep, isStopping, tell);
    } finally {
      await this.#team?.end();
    }
  }

  async #runOn(
    untilStep: number,
    isStopping: () => boolean,
    tell: (progress: Progress) => void,
  ): Promise<RunEnd> {
    const stride = new Stride();
    const timer = new ProgressTimer();
    while (!isStopping()) {
      const status = stride.runSlice((updates) => this.#advance(updates, untilStep));
      if (status !== 'running') return this.#end(status);
      await nextTurn();
      if (!timer.isDue() || isStopping()) continue;
      const start = performance.now();
      const progress = await this.#progress(isStopping);
      if (!progress) continue;
      tell(progress);
      timer.told(performance.now() - start);
    }
    return this.#end('stopped');
  }

  async step(): Promise<RunEnd> {
    const status = this.#history.stepOnce();
    return this.#end(status === 'diverged' ? 'diverged' : 'stopped');
  }

  /** Makes at most so many updates, up to `untilStep` of them in all, past the end of the training if need be. */
  #advance(updates: number, untilStep: number): 'running' | StopReason {
    const left = untilStep - this.#trainer.step;
    if (left <= 0) return 'stopped';
    const status = this.#history.advance(Math.min(updates, left));
    const isPast = status !== 'running' && status !== 'diverged' && this.#trainer.step < untilStep;
    if (Number.isFinite(untilStep) && isPast) return this.#history.stepOnce();
    return Number.isFinite(untilStep) && status !== 'diverged' ? 'running' : status;
  }

  async at(place: RunPlace, isCancelled: () => boolean): Promise<EpochState> {
    this.#refuseUnreached(place);
    const replayed = await this.#history.at(place, isCancelled, ({ step, parameters }) => ({
      step,
      parameters: parameters.slice(),
    }));
    const evaluation = replayed && (await this.#evaluate(replayed.parameters, isCancelled));
    if (!evaluation) throw nobodyWaits();
    return { ...place, ...replayed, evaluation };
  }

  async next(place: RunPlace, withPrediction: boolean, isCancelled: () => boolean): Promise<MomentUpdate> {
    this.#refuseUnreached(place);
    const source = {
      training: this.#network.training,
      model: this.#trainer.model,
      dataset: this.#dataset,
      history: this.#history,
    };
    const update = await nextUpdate(source, place, withPrediction, isCancelled);
    if (!update) throw nobodyWaits();
    if (update === 'notFinite')
      throw unavailable(say('The next update leads to numbers that are not finite.'));
    return update;
  }

  async stateAt(place: RunPlace, isCancelled: () => boolean): Promise<TrainerState> {
    this.#refuseUnreached(place);
    const state = await this.#history.at(place, isCancelled, (trainer) => trainer.snapshot());
    if (!state) throw nobodyWaits();
    return state;
  }

  #refuseUnreached({ epoch, updates }: RunPlace): void {
    const { epoch: reached, step, updatesPerEpoch } = this.#trainer;
    if (!isCount(epoch) || !isCount(updates) || updates >= updatesPerEpoch)
      throw invalid(say('{0} is no epoch, or {1} no update of one.', epoch, updates));
    const { firstEpoch } = this.#history;
    if (epoch < firstEpoch)
      throw unavailable(say('The run starts at epoch {0}: it has no epoch {1}.', firstEpoch, epoch));
    if (epoch > reached) throw unavailable(say('The run has come to epoch {0}, not to {1}.', reached, epoch));
    if (updates > 0 && epoch * updatesPerEpoch + updates > step)
      throw unavailable(say('The run has not come to update {0} of epoch {1}.', updates, epoch));
  }

  async nextUpdate(place: RunPlace | null, index: number, isCancelled: () => boolean): Promise<NextUpdate> {
    const { model } = this.#trainer;
    if (!isCount(index) || index >= model.layout.parameterCount)
      throw invalid(say('{0} is no parameter.', index));
    const state = await this.#state(place, isCancelled);
    const steps = nextUpdateSteps(this.#network, model, this.#dataset, state, index);
    const next = await inSlices(steps, isCancelled);
    if (!next) throw nobodyWaits();
    return next;
  }

  async distributions(place: RunPlace | null, isCancelled: () => boolean): Promise<NetworkDistributions> {
    const state = await this.#state(place, isCancelled);
    const steps = distributionSteps(this.#network, this.#trainer.model, this.#dataset, state);
    const found = await inSlices(steps, isCancelled);
    if (!found) throw nobodyWaits();
    return found;
  }

  /** The run as it stands, or as it was at one of its places. */
  async #state(place: RunPlace | null, isCancelled: () => boolean): Promise<TrainerState> {
    return place ? this.stateAt(place, isCancelled) : this.#trainer.snapshot();
  }

  losses(from: number, to: number, buckets: number): RunLosses {
    if (!isCount(from) || !isCount(to) || !isCount(buckets) || buckets === 0 || buckets > maxBuckets) {
      throw invalid(say('There are no losses from {0} to {1} in {2} parts.', from, to, buckets));
    }
    return this.#history.losses(from, to, buckets);
  }

  async parts(from: number, to: number, points: number, isCancelled: () => boolean): Promise<RunParts> {
    if (!isCount(from) || !isCount(to) || !isCount(points) || points === 0 || points > maxPoints) {
      throw invalid(say('There are no parts of losses from {0} to {1} at {2} epochs.', from, to, points));
    }
    if (!this.#isMeasurable) throw unavailable(say('This network takes too long to measure.'));
    const parts = await this.#parts.measure(from, to, points, this.#trainer.epoch, isCancelled);
    if (!parts) throw nobodyWaits();
    return parts;
  }

  /** Whether a network of this size is measured beside its training. */
  get #isMeasurable(): boolean {
    return this.#trainer.model.layout.parameterCount * this.samples <= measurableWork;
  }

  /** The state now; null where it cannot be told yet, or is not finite: the next update will say so. */
  async #progress(isStopping: () => boolean): Promise<Progress | null> {
    const { model, history } = this.#trainer;
    const parameters = this.#trainer.parameters.slice();
    if (!this.#isMeasurable) {
      const loss = history.loss.at(-1);
      if (loss === undefined) return null;
      const penalty = penaltyAt(model, parameters);
      return { ...this.#news(), parameters, loss, penalty, evaluation: null };
    }
    const evaluation = await this.#evaluate(parameters, isStopping);
    if (!evaluation || !Number.isFinite(evaluation.loss)) return null;
    const { loss, penalty } = evaluation;
    return { ...this.#news(), parameters, loss, penalty, evaluation };
  }

  async #end(stopped: StopReason): Promise<RunEnd> {
    const { loss, penalty, testLoss, divergence, parameters } = this.#trainer.finish();
    const evaluation = (await this.#evaluate(parameters, () => false)) ?? null;
    return {
      ...this.#news(),
      parameters,
      loss,
      penalty,
      evaluation,
      stopped,
      testLoss,
      divergence: divergence && placeOf(divergence),
    };
  }

  /** Where the run is, with the history that was not told before. */
  #news(): Pick<Progress, 'epoch' | 'step' | 'from' | 'losses' | 'testLosses' | 'every'> {
    const { epoch, step, history } = this.#trainer;
    const from = this.#told;
    this.#told = history.loss.length;
    return {
      epoch,
      step,
      from,
      losses: Float64Array.from(history.loss.slice(from)),
      testLosses: Float64Array.from(history.testLoss.slice(from)),
      every: history.every,
    };
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function nobodyWaits(): RequestError {
  return new RequestError({ code: 'cancelled', message: say('Nobody waits for it any more.') });
}

function invalid(message: string): RequestError {
  return new RequestError({ code: 'invalidParams', message });
}

function unavailable(message: string): RequestError {
  return new RequestError({ code: 'unavailable', message });
}

/** Every array of a progress is its own and moves to the host instead of being copied. */
function buffersOf({ parameters, losses, testLosses, evaluation }: Progress): ArrayBuffer[] {
  const arrays = [parameters, losses, testLosses];
  if (evaluation) arrays.push(evaluation.gradient, evaluation.lossTerms, evaluation.outputs);
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
