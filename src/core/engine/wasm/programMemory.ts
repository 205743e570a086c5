import type { Network, Training } from '../../network/network';
import { batchShare, type SampleMatrices } from '../batchGradient';
import type { Model } from '../model';
import type { RandomState } from '../random';
import type { StopMemory } from '../stopRule';
import type { TrainingSamples } from '../training';
import type { ProgramInstance } from './instance';
import {
  counters,
  historyEpochs,
  settings,
  type CounterName,
  type MemoryMap,
  type SettingName,
} from './memory';

/** What a run can be set back to. */
export interface SavedMemory {
  /** Made since it was saved, and the epochs that they ended. */
  readonly updates: number;
  readonly epochs: number;
  readonly state: Uint8Array;
  readonly order: Uint32Array;
  readonly losses: Float64Array;
}

/** Updates that are made once more, at most, for one that is suspicious, beside those of its own call. */
const mostRepeated = 64;

/** Makes the memory of an instance that a run has used as good as new, for the next one. */
export function clearMemory(buffer: ArrayBufferLike, { constants }: MemoryMap): void {
  new Uint8Array(buffer, 0, constants).fill(0);
}

/**
 * The memory of a program by names. All arrays are views of it, but those of numbers in single precision: they are
 * doubles, which `pull` and `push` keep alike.
 */
export class ProgramMemory {
  readonly parameters: Float64Array;
  readonly mean: Float64Array;
  readonly square: Float64Array;
  /** Losses of the samples of the epoch under way. */
  readonly losses: Float64Array;
  /** Of the epochs that `train` has finished; then of the one under way. */
  readonly testLosses: Float64Array;
  readonly historyLosses: Float64Array;
  /** The samples where the program has them; in single precision, which rounds them, as they were handed in. */
  readonly matrices: SampleMatrices;
  readonly #map: MemoryMap;
  readonly #settings: Float64Array;
  readonly #counters: Int32Array;
  readonly #rates: Float64Array;
  readonly #order: Uint32Array;
  readonly #state: Uint8Array;
  readonly #lengths: { readonly training: number; readonly test: number };
  /** Doubles beside the numbers in single precision that they stand for. */
  readonly #copies: { readonly doubles: Float64Array; readonly singles: Float32Array }[] = [];
  #saved: (Omit<SavedMemory, 'updates' | 'epochs'> & { updates: number; epochs: number }) | null = null;
  #isSavedValid = false;

  constructor(buffer: ArrayBufferLike, map: MemoryMap, parameterCount: number, samples: TrainingSamples) {
    const { trainingIndices, testIndices, inputs, targets } = samples;
    const doubles = (at: number, count: number) => new Float64Array(buffer, at, count);
    const isSingle = map.precision.bytes === 4;
    const numbers = (at: number, count: number): Float64Array => {
      if (!isSingle) return doubles(at, count);
      const copy = { doubles: new Float64Array(count), singles: new Float32Array(buffer, at, count) };
      this.#copies.push(copy);
      return copy.doubles;
    };
    const fill = (at: number, values: Float64Array): Float64Array => {
      const place = isSingle ? new Float32Array(buffer, at, values.length) : doubles(at, values.length);
      place.set(values);
      return place instanceof Float64Array ? place : values;
    };
    const wholes = (at: number, count: number) => new Uint32Array(buffer, at, count);
    this.#map = map;
    this.parameters = numbers(map.parameters, parameterCount);
    const memorySize = (from: number, to: number) => (to > from ? parameterCount : 0);
    this.mean = numbers(map.mean, memorySize(map.mean, map.square));
    this.square = numbers(map.square, memorySize(map.square, map.gradient));
    this.losses = doubles(map.losses, trainingIndices.length);
    this.testLosses = doubles(map.historyTestLoss, historyEpochs);
    this.historyLosses = doubles(map.historyLoss, historyEpochs);
    this.#settings = doubles(map.settings, settings.count);
    this.#counters = new Int32Array(buffer, map.counters, counters.count);
    this.#rates = doubles(map.rates, historyEpochs);
    this.#order = wholes(map.order, trainingIndices.length);
    // Settings, counters, parameters and what the optimizer remembers stand one after the other.
    this.#state = new Uint8Array(buffer, map.settings, map.gradient - map.settings);
    this.#lengths = { training: trainingIndices.length, test: testIndices.length };
    this.matrices = { inputs: fill(map.inputs, inputs), targets: fill(map.targets, targets) };
    wholes(map.trainingIndices, trainingIndices.length).set(trainingIndices);
    wholes(map.testIndices, testIndices.length).set(testIndices);
    this.#order.set(trainingIndices);
  }

  /** Takes up what the program has written. */
  pull(): void {
    for (const { doubles, singles } of this.#copies) doubles.set(singles);
  }

  /** Hands the program what was written here; numbers are rounded to what they then are here too. */
  push(): void {
    for (const { doubles, singles } of this.#copies) singles.set(doubles);
    this.pull();
  }

  /** Writes the settings that stay the same through the run. */
  setUp({ training }: Network, model: Model, batchSize: number, isShuffled: boolean): void {
    const samples = this.#lengths.training;
    const batches = Math.ceil(samples / batchSize);
    this.setCounter('samples', samples);
    this.setCounter('batchSize', batchSize);
    this.setCounter('batches', batches);
    this.setCounter('testSamples', this.#lengths.test);
    this.setCounter('isShuffled', isShuffled ? 1 : 0);
    const { lossBelow, patience } = training.stopWhen;
    this.setCounter('hasRule', lossBelow !== null || patience !== null ? 1 : 0);
    this.setCounter('patience', Math.min(patience ?? 0, 2 ** 31 - 1));
    this.setSetting('lossBelow', lossBelow ?? -Infinity);
    this.setSetting('learningRate', training.learningRate);
    this.setSetting('wholeBatchShare', batchShare(model, batchSize));
    this.setSetting('lastBatchShare', batchShare(model, samples - batchSize * (batches - 1)));
    this.setSetting('epochShare', batchShare(model, samples));
    this.setSetting('testShare', batchShare(model, this.#lengths.test));
    this.setSetting('beta1Power', 1);
    this.setSetting('beta2Power', 1);
  }

  /** The rates of the epochs that `train` may come to, where they change. */
  setRates({ schedule }: Training, updates: number, rateOf: (epoch: number) => number): void {
    if (!schedule) return;
    this.setCounter('hasRates', 1);
    const epochs = Math.min(this.counter('epochLimit'), Math.ceil(updates / this.counter('batches')) + 1);
    for (let n = 0; n < epochs; n++) this.#rates[n] = rateOf(n);
    // An epoch that is under way does not ask again.
    this.setSetting('learningRate', this.#rates[0]!);
  }

  setStopMemory({ least, epochsWithoutGain }: StopMemory): void {
    this.setSetting('leastLoss', least ?? Infinity);
    this.setCounter('epochsWithoutGain', epochsWithoutGain);
  }

  setting(name: SettingName): number {
    return this.#settings[settings[name]]!;
  }

  setSetting(name: SettingName, value: number): void {
    this.#settings[settings[name]] = value;
  }

  counter(name: CounterName): number {
    return this.#counters[counters[name]]!;
  }

  setCounter(name: CounterName, value: number): void {
    this.#counters[counters[name]] = value;
  }

  /** The stream that draws the order of the next epoch. */
  get random(): RandomState {
    return this.#stream('random');
  }

  set random(state: RandomState) {
    state.forEach((part, n) => {
      this.#counters[counters.random + n] = part;
    });
  }

  /** The same before it drew the order of the epoch under way. */
  get randomBefore(): RandomState {
    return this.#stream('randomBefore');
  }

  /** The sum of the losses of all training samples, or of all test samples. */
  measure(instance: ProgramInstance, part: 'training' | 'test'): number {
    const list = part === 'training' ? this.#map.trainingIndices : this.#map.testIndices;
    return instance.measure(list, this.#lengths[part]);
  }

  /**
   * What the program may change, to be set back to by `load` where one of the next `updates` is suspicious: as it is, or
   * as it was some updates earlier, since to save a large network takes as long as a part of an update. Valid until it is asked for again.
   */
  saveFor(updates: number): SavedMemory {
    const saved = this.#saved;
    const isNear = this.#isSavedValid && saved !== null && saved.updates + updates <= mostRepeated;
    if (saved && (isNear || !this.#map.isWatched)) return saved;
    this.#isSavedValid = true;
    if (!saved) {
      const [state, order, losses] = [this.#state.slice(), this.#order.slice(), this.losses.slice()];
      return (this.#saved = { updates: 0, epochs: 0, state, order, losses });
    }
    saved.updates = 0;
    saved.epochs = 0;
    saved.state.set(this.#state);
    saved.order.set(this.#order);
    saved.losses.set(this.losses);
    return saved;
  }

  /** So many updates have been made, which ended so many epochs. */
  countSince(updates: number, epochs: number): void {
    if (!this.#saved) return;
    this.#saved.updates += updates;
    this.#saved.epochs += epochs;
    // On the way from there once more a rule would end the run again.
    if (epochs > 0 && this.counter('hasRule') === 1) this.forgetSaved();
  }

  /** The memory was written from outside: what was saved is no way to what there is. */
  forgetSaved(): void {
    this.#isSavedValid = false;
  }

  load({ state, order, losses }: SavedMemory): void {
    this.#state.set(state);
    this.#order.set(order);
    this.losses.set(losses);
  }

  #stream(name: 'random' | 'randomBefore'): RandomState {
    const at = counters[name];
    return [0, 1, 2, 3].map((n) => this.#counters[at + n]!) as unknown as RandomState;
  }
}
