import type { Network } from '../../network/network';
import { batchShare } from '../batchGradient';
import type { Divergence } from '../divergence';
import { createHistory, recordEpochs, rewindHistory, type TrainingHistory } from '../history';
import { initialParameters, withoutNegativeZeros } from '../initialise';
import { createModel, type Model } from '../model';
import { penaltyAt } from '../penalty';
import { createRandom, shuffleStream, type RandomState } from '../random';
import { learningRateAt } from '../schedule';
import { createStopMemory, createStopRule, type StopReason } from '../stopRule';
import { refuseOtherSizes, type TrainerState } from '../trainerState';
import {
  createTrainer,
  type EpochsListener,
  type Trainer,
  type TrainingResult,
  type TrainingSamples,
} from '../training';
import { stateShape } from '../updateRules';
import type { Instantiate, ProgramInstance } from './instance';
import { ending, historyEpochs, type MemoryMap, type SampleCounts } from './memory';
import { compileProgram, type ProgramLayout } from './program';
import { ProgramMemory, type SavedMemory } from './programMemory';
import { LARGEST_SINGLE } from './singles';

/**
 * Starts a run on a compiled program, in the network's precision: in double precision the same numbers, bit for bit, as
 * `createTrainer` gives.
 *
 * @param instantiate runs WebAssembly; what it throws is thrown.
 * @param threads that may train together: the instance knows whether any help. The numbers are the same.
 * @param isFused as of `compileProgram`.
 */
export function createCompiledTrainer(
  network: Network,
  samples: TrainingSamples,
  instantiate: Instantiate,
  initial: Float64Array = initialParameters(network),
  threads = 1,
  isFused = false,
): Trainer {
  const model = createModel(network);
  refuseUnfit(model, samples, initial);
  const program = compileProgram(network, model, countsOf(model, samples), threads, isFused);
  return new CompiledRun(network, samples, initial, model, program, instantiate(program));
}

/**
 * The same on a program that is there already.
 *
 * @param program of the same `programKey` as the network and its samples have.
 * @param instance of the program, its memory as it was made or as `clearMemory` left it. The run has it to itself: no
 *   run that was on it before may go on.
 */
export function createTrainerOn(
  program: ProgramLayout,
  instance: ProgramInstance,
  network: Network,
  samples: TrainingSamples,
  initial: Float64Array,
): Trainer {
  const model = createModel(network);
  refuseUnfit(model, samples, initial);
  return new CompiledRun(network, samples, initial, model, program, instance);
}

/** How many samples a program for these must hold. */
export function countsOf(
  { inputUnits }: Pick<Model, 'inputUnits'>,
  { inputs, trainingIndices, testIndices }: TrainingSamples,
): SampleCounts {
  return {
    samples: inputs.length / inputUnits,
    training: trainingIndices.length,
    test: testIndices.length,
  };
}

function refuseUnfit({ layout }: Model, { trainingIndices }: TrainingSamples, initial: Float64Array): void {
  if (trainingIndices.length === 0) throw new RangeError('There is no sample to train on.');
  if (initial.length === layout.parameterCount) return;
  throw new RangeError(`This network has ${layout.parameterCount} parameters, not ${initial.length}.`);
}

class CompiledRun implements Trainer {
  readonly model: Model;
  readonly history: TrainingHistory;
  epoch = 0;
  step = 0;
  historyFrom = 0;
  onEpochs: EpochsListener | null = null;
  readonly samples: TrainingSamples;

  private readonly network: Network;
  private readonly map: MemoryMap;
  private instance: ProgramInstance;
  private memory: ProgramMemory;
  private readonly stopMemory = createStopMemory();
  private readonly stopRule;
  private readonly isShuffled: boolean;
  private due: StopReason | null = null;
  private stopped: StopReason | null = null;
  private divergence: Divergence | null = null;
  /** The engine that knows names and places: made when a number is suspicious. */
  private reference: Trainer | null = null;

  constructor(
    network: Network,
    samples: TrainingSamples,
    initial: Float64Array,
    model: Model,
    program: ProgramLayout,
    instance: ProgramInstance,
  ) {
    const { trainingIndices } = samples;
    this.network = network;
    this.model = model;
    this.instance = instance;
    this.map = program.map;
    this.memory = this.memoryOf(instance, samples);
    this.samples = { ...samples, ...this.memory.matrices };
    this.parameters.set(withoutNegativeZeros(initial));
    this.memory.push();
    this.history = createHistory(network.training.epochs);
    this.stopRule = createStopRule(network.training.stopWhen, this.stopMemory);
    const { batchSize } = network.training;
    const size = batchSize === 'full' ? trainingIndices.length : Math.min(batchSize, trainingIndices.length);
    this.isShuffled = program.isShuffled;
    this.memory.setUp(network, model, size, this.isShuffled);
    if (this.isShuffled) this.memory.random = createRandom(network.training.seed, shuffleStream).state();
  }

  get parameters(): Float64Array {
    return this.memory.parameters;
  }

  get updatesPerEpoch(): number {
    return this.memory.counter('batches');
  }

  advance(maxUpdates: number): 'running' | StopReason {
    const { epochs } = this.network.training;
    for (let left = maxUpdates; ;) {
      if (this.stopped) return this.stopped;
      if (this.due) return this.conclude(this.due);
      if (this.isBetweenEpochs && this.epoch >= epochs) return this.conclude('epochs');
      if (left <= 0) return 'running';
      // Past the end an epoch may be under way, which is finished.
      left -= this.train(left, Math.max(1, epochs - this.epoch));
    }
  }

  stepOnce(): 'running' | 'diverged' {
    if (this.stopped === 'diverged') return 'diverged';
    this.stopped = null;
    this.due = null;
    this.train(1, 1);
    return this.divergence ? 'diverged' : 'running';
  }

  finish(): TrainingResult {
    const { model, parameters, history, samples } = this;
    return {
      epochs: this.epoch,
      loss:
        this.memory.measure(this.instance, 'training') * batchShare(model, samples.trainingIndices.length),
      penalty: penaltyAt(model, parameters),
      testLoss: this.measureTest(),
      stopped: this.stopped,
      divergence: this.divergence,
      history: { loss: history.loss.slice(), testLoss: history.testLoss.slice(), every: history.every },
      parameters: parameters.slice(),
    };
  }

  snapshot(): TrainerState {
    const { memory } = this;
    const shape = stateShape(this.network.training.optimizer);
    const batch = memory.counter('nextBatch');
    const isUnderWay = batch > 0;
    return {
      epoch: this.epoch,
      step: this.step,
      batch,
      losses: memory.losses.slice(0, batch * memory.counter('batchSize')),
      testLoss: isUnderWay && this.samples.testIndices.length > 0 ? memory.testLosses[0]! : null,
      shuffles: this.isShuffled ? (isUnderWay ? memory.randomBefore : memory.random) : null,
      parameters: this.parameters.slice(),
      optimizer: {
        mean: shape.hasMean ? memory.mean.slice() : null,
        square: shape.hasSquare ? memory.square.slice() : null,
        beta1Power: memory.setting('beta1Power'),
        beta2Power: memory.setting('beta2Power'),
      },
      stopMemory: { ...this.stopMemory },
      due: this.due,
      stopped: this.stopped,
      divergence: this.divergence,
    };
  }

  restore(state: TrainerState): void {
    const { memory } = this;
    refuseOtherSizes(state, {
      parameters: this.parameters.length,
      optimizer: stateShape(this.network.training.optimizer),
      batches: this.updatesPerEpoch,
      samples: memory.losses.length,
      isShuffled: this.isShuffled,
    });
    memory.forgetSaved();
    this.historyFrom = rewindHistory(this.history, this.historyFrom, state.epoch);
    this.epoch = state.epoch;
    this.step = state.step;
    memory.setCounter('nextBatch', state.batch);
    memory.losses.set(state.losses);
    if (state.testLoss !== null) memory.testLosses[0] = state.testLoss;
    if (state.shuffles) this.restoreOrder(state.shuffles, state.batch > 0);
    this.parameters.set(state.parameters);
    if (state.optimizer.mean) memory.mean.set(state.optimizer.mean);
    if (state.optimizer.square) memory.square.set(state.optimizer.square);
    memory.push();
    memory.setSetting('beta1Power', state.optimizer.beta1Power);
    memory.setSetting('beta2Power', state.optimizer.beta2Power);
    Object.assign(this.stopMemory, state.stopMemory);
    this.due = state.due;
    this.stopped = state.stopped;
    this.divergence = state.divergence;
  }

  private get isBetweenEpochs(): boolean {
    return this.memory.counter('nextBatch') === 0;
  }

  private restoreOrder(shuffles: RandomState, isUnderWay: boolean): void {
    this.memory.random = shuffles;
    if (isUnderWay) this.instance.shuffle();
  }

  /** Makes updates until so many are made, or so many epochs finished; gives how many were made or tried. */
  private train(updates: number, epochs: number): number {
    const { memory } = this;
    this.setOut(updates, epochs, 0);
    memory.setStopMemory(this.stopMemory);
    const before = memory.saveFor(updates);
    const made = this.instance.train(Math.min(updates, MOST_UPDATES));
    if (memory.counter('ending') === ending.suspicion) {
      memory.load(before);
      this.setOut(before.updates + made, epochs, before.epochs);
      this.instance.train(before.updates + made);
      if (memory.counter('ending') !== ending.lostThread) {
        this.take(made, before.epochs);
        this.stepByReference();
        return made + 1;
      }
    }
    if (memory.counter('ending') === ending.lostThread) {
      this.goOnAlone(before);
      return 0;
    }
    this.take(made, 0);
    return made;
  }

  /** Tells the program what the next call of so many updates needs to know, which begins so many epochs back. */
  private setOut(updates: number, epochs: number, back: number): void {
    const { training } = this.network;
    this.memory.setCounter('epochLimit', Math.min(epochs + back, historyEpochs));
    this.memory.setRates(training, updates, (n) => learningRateAt(training, this.epoch - back + n));
  }

  /**
   * Goes back to where the call began, in memory that the threads that helped do not have: one that was given up may yet
   * write into the other.
   */
  private goOnAlone(before: SavedMemory): void {
    const { instance } = this;
    if (!instance.startAfresh) throw new Error('a thread was lost where none helped');
    const [testLoss] = this.memory.testLosses;
    this.instance = instance.startAfresh();
    this.memory = this.memoryOf(this.instance, this.samples);
    this.memory.load(before);
    this.memory.testLosses[0] = testLoss!;
    this.setOut(before.updates, 1, before.epochs);
    this.instance.train(before.updates);
    this.memory.setCounter('epochs', 0);
    this.memory.testLosses[0] = this.memory.testLosses[before.epochs]!;
    this.memory.pull();
  }

  private memoryOf({ memory }: ProgramInstance, samples: TrainingSamples): ProgramMemory {
    return new ProgramMemory(memory, this.map, this.model.layout.parameterCount, samples);
  }

  /** Writes down what `made` updates have brought; of the epochs that the program has finished, the first `told` are. */
  private take(made: number, told: number): void {
    const { memory } = this;
    memory.pull();
    this.step += made;
    const finished = memory.counter('epochs');
    memory.countSince(made, finished - told);
    this.endEpochs(
      memory.historyLosses.subarray(told, finished),
      this.samples.testIndices.length > 0 ? memory.testLosses.subarray(told, finished) : null,
    );
    // The epoch under way keeps its test loss at the front, where the next call begins.
    memory.testLosses[0] = memory.testLosses[finished] ?? 0;
    memory.setCounter('epochs', 0);
  }

  /** The program ends where a rule is met: only the last epoch can meet it. */
  private endEpochs(losses: Float64Array, testLosses: Float64Array | null): void {
    this.tellEpochs(this.epoch, losses, testLosses);
    const { lossBelow, patience } = this.network.training.stopWhen;
    if (lossBelow !== null || patience !== null) {
      for (let n = 0; n < losses.length; n++) this.due = this.stopRule(losses[n]!, testLosses?.[n] ?? null);
    }
    this.epoch += losses.length;
  }

  private tellEpochs(first: number, losses: Float64Array, testLosses: Float64Array | null): void {
    recordEpochs(this.history, first, losses, testLosses);
    this.onEpochs?.(first, losses, testLosses);
  }

  /** One update by the engine that can say what went wrong, and go on where nothing did. */
  private stepByReference(): void {
    const reference = this.makeReference();
    reference.onEpochs = (first, losses, testLosses) => {
      this.tellEpochs(first, losses, testLosses);
    };
    reference.restore(this.snapshot());
    const status = reference.stepOnce();
    reference.onEpochs = null;
    if (status === 'running' && this.isSingle) this.divergeSomewhere();
    else this.restore(reference.snapshot());
  }

  private get isSingle(): boolean {
    return this.network.training.precision === 'float32';
  }

  /** Ends the run where single precision overflowed on a way that double precision does not take. */
  private divergeSomewhere(): void {
    const nowhere = { layer: null, unit: null, sample: null, parameter: null };
    this.stopped = 'diverged';
    this.divergence = { what: 'activation', ...nowhere, epoch: this.epoch, step: this.step };
  }

  private makeReference(): Trainer {
    this.reference ??= createTrainer(
      this.network,
      this.samples,
      this.parameters,
      undefined,
      largestOf(this.network),
    );
    return this.reference;
  }

  /** Ends the run for `reason`, unless the loss of the final parameters is not finite. */
  private conclude(reason: StopReason): StopReason {
    const { memory, instance } = this;
    const measured = [memory.measure(instance, 'training'), this.measureTest() ?? 0];
    if (measured.every((loss) => Number.isFinite(loss))) {
      this.stopped = reason;
      return reason;
    }
    const reference = this.makeReference();
    reference.restore({ ...this.snapshot(), due: reason });
    reference.advance(0);
    const { stopped, divergence } = reference.snapshot();
    if (stopped === 'diverged' || !this.isSingle) {
      this.stopped = stopped ?? reason;
      this.divergence = divergence;
    } else this.divergeSomewhere();
    return this.stopped!;
  }

  private measureTest(): number | null {
    const { testIndices } = this.samples;
    if (testIndices.length === 0) return null;
    return this.memory.measure(this.instance, 'test') * batchShare(this.model, testIndices.length);
  }
}

/** The largest number of the precision that a network is trained in. */
function largestOf({ training }: Network): number {
  return training.precision === 'float32' ? LARGEST_SINGLE : Number.MAX_VALUE;
}

/** What a program counts in 32 bits. */
const MOST_UPDATES = 2 ** 31 - 1;
