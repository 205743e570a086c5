import type { Network, Training } from '../network/network';
import { batchGradient, createBatchScratch } from './batchGradient';
import { createBatches } from './batches';
import type { Dataset } from './dataset';
import {
  firstNonFinite,
  locateNonFinite,
  placeOfParameter,
  type Divergence,
  type NonFinitePlace,
} from './divergence';
import { lossAt, reduceLosses } from './evaluate';
import { createHistory, recordEpochs, rewindHistory, type TrainingHistory } from './history';
import { initialParameters, withoutNegativeZeros } from './initialise';
import { createModel, type Kernels, type Model } from './model';
import { createOptimizer, frozenParameters } from './optimizers';
import { addPenaltyGradient, penaltyAt } from './penalty';
import { learningRateAt } from './schedule';
import { createStopMemory, createStopRule, type StopReason } from './stopRule';
import { copyOptimizer, refuseOtherSizes, restoreOptimizer, type TrainerState } from './trainerState';
import { stateShape } from './updateRules';

/** The part of a dataset that a run needs. */
export type TrainingSamples = Pick<Dataset, 'inputs' | 'targets' | 'trainingIndices' | 'testIndices'>;

/** What a run has come to; the caller owns it. */
export interface TrainingResult {
  /** Finished epochs. */
  readonly epochs: number;
  /** The data loss on all training samples with the final parameters. */
  readonly loss: number;
  /** The regularisation term of the final parameters. */
  readonly penalty: number;
  /** The loss on the test samples with the final parameters; null without test samples. */
  readonly testLoss: number | null;
  /** Null: the run is not over. */
  readonly stopped: StopReason | null;
  /** What was no longer finite where `stopped` is `diverged`, else null. */
  readonly divergence: Divergence | null;
  readonly history: TrainingHistory;
  readonly parameters: Float64Array;
}

/**
 * @param first of the epochs that have been finished; counts from 0.
 * @param losses one for each epoch, measured as those of `TrainingHistory`; `testLosses` as many, or null without test
 *   samples. Both are overwritten later: whoever keeps them copies them.
 */
export type EpochsListener = (first: number, losses: Float64Array, testLosses: Float64Array | null) => void;

/** A training run, advanced by whoever owns it. */
export interface Trainer {
  readonly model: Model;
  /** Finished epochs. */
  readonly epoch: number;
  /** Updates made. */
  readonly step: number;
  /** The current parameters: a live view, not to be written. */
  readonly parameters: Float64Array;
  /** The finished epochs so far: a live view. */
  readonly history: TrainingHistory;
  /** The epoch of the first entry of `history`: 0, but where `restore` took up the state of another trainer. */
  readonly historyFrom: number;
  /** How many updates make an epoch. */
  readonly updatesPerEpoch: number;
  /** The samples as they stand in the engine: with these nobody needs a copy beside it. Not to be changed. */
  readonly samples: TrainingSamples;
  /**
   * Hears of all finished epochs in order, one or many at a time, also of those that `history` leaves out: set by
   * whoever keeps more of them.
   */
  onEpochs: EpochsListener | null;
  /** Makes at most `maxUpdates` updates; says whether and why the run is over. */
  advance(maxUpdates: number): 'running' | StopReason;
  /** Makes one update, even where `advance` has come to an end by epochs or `stopWhen`. */
  stepOnce(): 'running' | 'diverged';
  /** Measures the current parameters. */
  finish(): TrainingResult;
  /** The run as it stands, for `restore`. */
  snapshot(): TrainerState;
  /**
   * Goes on from `state`, bit for bit as the trainer did that it was taken from. Entries of the history from the
   * state's epoch on are dropped; where the state lies beyond all of them, or before, the whole history is
   * (`historyFrom`).
   *
   * @param state of a trainer of the same network, settings and samples; copied.
   * @throws RangeError, and changes nothing, where it has other sizes than this run.
   */
  restore(state: TrainerState): void;
}

/**
 * Starts a run by the network's `training` settings, in double precision whatever `precision` says: single precision
 * is the compiled engine's.
 *
 * A loss, gradient or weight that is not finite ends it as `diverged`, with the last finite parameters and
 * without a history entry for the epoch it happened in. A final loss that is not finite does so too.
 *
 * @param samples in the units of the network; with at least one training sample.
 * @param initial the starting parameters, copied; by default those of the file and its seed.
 * @param kernels see `createModel`.
 * @param largest likewise.
 * @throws RangeError without training samples.
 */
export function createTrainer(
  network: Network,
  samples: TrainingSamples,
  initial: Float64Array = initialParameters(network),
  kernels?: Kernels,
  largest?: number,
): Trainer {
  return new Run(network, samples, initial, createModel(network, kernels, largest));
}

class Run implements Trainer {
  readonly model: Model;
  readonly parameters: Float64Array;
  readonly history: TrainingHistory;
  epoch = 0;
  step = 0;
  historyFrom = 0;
  onEpochs: EpochsListener | null = null;

  readonly samples: TrainingSamples;
  private readonly training: Training;
  private readonly batches;
  private readonly optimizer;
  private readonly stopMemory = createStopMemory();
  private readonly stopRule;
  private readonly scratch;
  private readonly gradient: Float64Array;
  private readonly previous: Float64Array;
  /** The loss of each training sample of this epoch, in the order of the batches. */
  private readonly losses: Float64Array;
  /** What listeners are told of an epoch: an epoch may be a single update, dear beside which are new arrays. */
  private readonly epochLoss = new Float64Array(1);
  private readonly epochTestLoss = new Float64Array(1);
  private testLoss: number | null = null;
  private nextBatch = 0;
  /** How many samples the batches of this epoch have had so far. */
  private seen = 0;
  /** The rule that asks for the end of the run, set after an epoch. */
  private due: StopReason | null = null;
  private stopped: StopReason | null = null;
  private divergence: Divergence | null = null;

  constructor(network: Network, samples: TrainingSamples, initial: Float64Array, model: Model) {
    const { parameterCount } = model.layout;
    if (samples.trainingIndices.length === 0) throw new RangeError('There is no sample to train on.');
    if (initial.length !== parameterCount) {
      throw new RangeError(`This network has ${parameterCount} parameters, not ${initial.length}.`);
    }
    this.model = model;
    this.training = network.training;
    this.samples = samples;
    this.parameters = withoutNegativeZeros(initial);
    this.history = createHistory(network.training.epochs);
    this.batches = createBatches(network.training, samples.trainingIndices);
    this.optimizer = createOptimizer(
      network.training.optimizer,
      parameterCount,
      frozenParameters(network, model.layout),
    );
    this.stopRule = createStopRule(network.training.stopWhen, this.stopMemory);
    this.scratch = createBatchScratch(model);
    this.gradient = new Float64Array(parameterCount);
    this.previous = new Float64Array(parameterCount);
    this.losses = new Float64Array(samples.trainingIndices.length);
  }

  get updatesPerEpoch(): number {
    return this.batches.count;
  }

  advance(maxUpdates: number): 'running' | StopReason {
    for (let made = 0; ; made++) {
      if (this.stopped) return this.stopped;
      if (this.due) return this.conclude(this.due);
      if (this.nextBatch === 0 && this.epoch >= this.training.epochs) return this.conclude('epochs');
      if (made >= maxUpdates) return 'running';
      this.update();
    }
  }

  stepOnce(): 'running' | 'diverged' {
    if (this.stopped === 'diverged') return 'diverged';
    this.stopped = null;
    this.due = null;
    this.update();
    return this.divergence ? 'diverged' : 'running';
  }

  finish(): TrainingResult {
    const { model, parameters, history } = this;
    return {
      epochs: this.epoch,
      loss: this.measure(this.samples.trainingIndices),
      penalty: penaltyAt(model, parameters),
      testLoss: this.measureTest(),
      stopped: this.stopped,
      divergence: this.divergence,
      history: { loss: history.loss.slice(), testLoss: history.testLoss.slice(), every: history.every },
      parameters: parameters.slice(),
    };
  }

  snapshot(): TrainerState {
    const isUnderWay = this.nextBatch > 0;
    return {
      epoch: this.epoch,
      step: this.step,
      batch: this.nextBatch,
      losses: this.losses.slice(0, isUnderWay ? this.seen : 0),
      testLoss: isUnderWay ? this.testLoss : null,
      shuffles: this.batches.shuffles(isUnderWay),
      parameters: this.parameters.slice(),
      optimizer: copyOptimizer(this.optimizer.state),
      stopMemory: { ...this.stopMemory },
      due: this.due,
      stopped: this.stopped,
      divergence: this.divergence,
    };
  }

  restore(state: TrainerState): void {
    refuseOtherSizes(state, {
      parameters: this.parameters.length,
      optimizer: stateShape(this.training.optimizer),
      batches: this.batches.count,
      samples: this.losses.length,
      isShuffled: this.batches.shuffles(false) !== null,
    });
    this.historyFrom = rewindHistory(this.history, this.historyFrom, state.epoch);
    this.epoch = state.epoch;
    this.step = state.step;
    this.nextBatch = state.batch;
    this.seen = state.losses.length;
    this.losses.set(state.losses);
    this.testLoss = state.testLoss;
    this.batches.restore(state.shuffles, state.batch > 0);
    this.parameters.set(state.parameters);
    restoreOptimizer(this.optimizer.state, state.optimizer);
    Object.assign(this.stopMemory, state.stopMemory);
    this.due = state.due;
    this.stopped = state.stopped;
    this.divergence = state.divergence;
  }

  /** One batch: its gradient at the current parameters, then the update. */
  private update(): void {
    const { model, parameters, samples, gradient, previous } = this;
    if (this.nextBatch === 0 && !this.startEpoch()) return;

    const batch = this.batches.batch(this.nextBatch);
    const { losses, seen } = this;
    batchGradient(model, parameters, samples, batch, this.scratch, gradient, (position, loss) => {
      losses[seen + position] = loss;
    });
    const loss = reduceLosses(model, losses, seen, seen + batch.length);
    addPenaltyGradient(model, parameters, gradient);
    const failed = firstNonFinite(gradient, model.largest);
    if (failed >= 0 || !Number.isFinite(loss)) {
      this.diverge(locateNonFinite(model, parameters, samples, batch, true) ?? this.placeOfSum(failed));
      return;
    }

    previous.set(parameters);
    this.optimizer.update(parameters, gradient, learningRateAt(this.training, this.epoch));
    const lost = firstNonFinite(parameters, model.largest);
    if (lost >= 0) {
      parameters.set(previous);
      this.diverge(placeOfParameter(model, 'weight', lost));
      return;
    }
    this.step++;
    this.seen += batch.length;
    this.nextBatch++;
    if (this.nextBatch === this.batches.count) this.endEpoch();
  }

  /** False: the test loss is not finite, and the run is over. */
  private startEpoch(): boolean {
    this.testLoss = this.measureTest();
    if (this.testLoss !== null && !Number.isFinite(this.testLoss)) {
      this.divergeAtLoss(this.samples.testIndices);
      return false;
    }
    this.batches.startEpoch();
    this.seen = 0;
    return true;
  }

  private endEpoch(): void {
    const loss = reduceLosses(this.model, this.losses);
    if (!Number.isFinite(loss)) {
      this.diverge(this.placeOfSum(-1));
      return;
    }
    const { epochLoss: losses } = this;
    losses[0] = loss;
    const testLosses = this.testLoss === null ? null : this.epochTestLoss;
    if (testLosses) testLosses[0] = this.testLoss!;
    recordEpochs(this.history, this.epoch, losses, testLosses);
    this.onEpochs?.(this.epoch, losses, testLosses);
    this.due = this.stopRule(loss, this.testLoss);
    this.epoch++;
    this.nextBatch = 0;
  }

  /** Ends the run for `reason`, unless the loss of the final parameters is not finite. */
  private conclude(reason: StopReason): StopReason {
    this.stopped = reason;
    for (const indices of [this.samples.trainingIndices, this.samples.testIndices]) {
      if (Number.isFinite(this.measure(indices))) continue;
      this.divergeAtLoss(indices);
      break;
    }
    return this.stopped;
  }

  private measure(indices: Uint32Array): number {
    return lossAt(this.model, this.parameters, this.samples, indices);
  }

  private measureTest(): number | null {
    const { testIndices } = this.samples;
    return testIndices.length === 0 ? null : this.measure(testIndices);
  }

  private divergeAtLoss(indices: Uint32Array): void {
    const place = locateNonFinite(this.model, this.parameters, this.samples, indices, false);
    this.diverge(place ?? this.placeOfSum(-1));
  }

  /** Each sample is finite, but not their sum: of the gradients of `parameter`, or of the losses for −1. */
  private placeOfSum(parameter: number): NonFinitePlace {
    if (parameter >= 0) return placeOfParameter(this.model, 'gradient', parameter);
    return { what: 'loss', layer: null, unit: null, sample: null, parameter: null };
  }

  private diverge(place: NonFinitePlace): void {
    this.stopped = 'diverged';
    this.divergence = { ...place, epoch: this.epoch, step: this.step };
  }
}
