import type { Steps } from '../network/steps';
import type { TrainerState } from './trainerState';
import type { Trainer } from './training';

/*
 * Any epoch of a run, restored exactly: states are kept now and then, and what lies between is trained once more.
 * How far apart they stand is a question of time, which the core cannot tell, so the rate of training is handed in.
 */

/** How much is kept, and how far apart. */
export interface CheckpointLimits {
  /** The memory of all states together, in bytes. The first and the newest are kept even where they need more. */
  readonly bytes: number;
  /** How long the way from one state to the next may take to be trained again, in milliseconds. */
  readonly replayMs: number;
}

/** Half of the 50 ms in which any epoch shall be there: a replay rarely has the machine for itself. */
const defaultLimits: CheckpointLimits = { bytes: 32 * 2 ** 20, replayMs: 25 };

/** What a state takes beside its numbers: its objects and the headers of its arrays. */
const objectBytes = 1000;

/** The states of one run that are kept, in the order of its updates. */
export class Checkpoints {
  readonly #limits: CheckpointLimits;
  #states: TrainerState[];
  #bytes: number;
  /** Doubles whenever the states were thinned. */
  #spread = 1;

  /** @param first the state that the run starts from. */
  constructor(first: TrainerState, limits = defaultLimits) {
    this.#limits = limits;
    this.#states = [first];
    this.#bytes = bytesOf(first);
  }

  /** How many states are kept. */
  get count(): number {
    return this.#states.length;
  }

  /** The memory of the states, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The updates made at each state that is kept, ascending. */
  get steps(): number[] {
    return this.#states.map(({ step }) => step);
  }

  /**
   * After how many updates the next state should be kept: at the first start of an epoch that lies so far from the
   * newest state that training from there takes `replayMs`, or a multiple of it where states were thinned.
   *
   * @param updatesPerMs how fast the run trains; 0 or less where it is not known, and every epoch should be kept.
   * @param updatesPerEpoch of the trainer.
   */
  nextStep(updatesPerMs: number, updatesPerEpoch: number): number {
    const { step } = this.#states.at(-1)!;
    const distance = Math.max(1, updatesPerMs * this.#limits.replayMs) * this.#spread;
    return Math.ceil((step + distance) / updatesPerEpoch) * updatesPerEpoch;
  }

  /**
   * Keeps a state of the run, which is not copied. Where the limit is passed, every second state goes, and from
   * then on states are kept half as often.
   *
   * @throws RangeError where the state is not newer than those that are kept.
   */
  keep(state: TrainerState): void {
    if (state.step <= this.#states.at(-1)!.step)
      throw new RangeError('States are kept in the order of their updates.');
    this.#states.push(state);
    this.#bytes += bytesOf(state);
    while (this.#bytes > this.#limits.bytes && this.#states.length > 2) this.#thin();
  }

  /** The newest state from which the start of `epoch` (from 0) can be reached. */
  nearest(epoch: number): TrainerState {
    const isAfter = (state: TrainerState) =>
      state.epoch > epoch || (state.epoch === epoch && state.batch > 0);
    let [low, high] = [0, this.#states.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (isAfter(this.#states[middle]!)) high = middle;
      else low = middle;
    }
    const state = this.#states[low]!;
    if (isAfter(state)) throw new RangeError(`Epoch ${epoch} lies before the first state.`);
    return state;
  }

  #thin(): void {
    const last = this.#states.length - 1;
    this.#states = this.#states.filter((_, index) => index % 2 === 0 || index === last);
    this.#bytes = this.#states.reduce((sum, state) => sum + bytesOf(state), 0);
    this.#spread *= 2;
  }
}

function bytesOf({ parameters, optimizer, losses }: TrainerState): number {
  const { mean, square } = optimizer;
  const numbers = parameters.length + (mean?.length ?? 0) + (square?.length ?? 0) + losses.length;
  return numbers * Float64Array.BYTES_PER_ELEMENT + objectBytes;
}

/**
 * Brings `trainer` to the start of `epoch` (from 0), bit for bit as the run was there: restores the nearest state
 * before it and trains from there, past the end of the training too where the run was stepped past it.
 *
 * @param trainer of the same network, settings and samples as the run that the states are of; not that run itself,
 *   which would be set back.
 * @param updatesPerPause how many updates are made between two pauses.
 * @param isOfRun whether the trainer was brought to an epoch of this run before: it goes on from there where that is
 *   nearer than any state that is kept.
 * @returns the trainer.
 * @throws RangeError where the run cannot have come there: the epoch is before the first state, or after the run
 *   diverged.
 */
export function* replayTo(
  trainer: Trainer,
  checkpoints: Checkpoints,
  epoch: number,
  updatesPerPause: number,
  isOfRun = false,
): Steps<Trainer> {
  const nearest = checkpoints.nearest(epoch);
  const target = epoch * trainer.updatesPerEpoch;
  if (!isOfRun || trainer.step < nearest.step || trainer.step > target) trainer.restore(nearest);
  while (trainer.step < target) {
    const status = trainer.advance(Math.min(updatesPerPause, target - trainer.step));
    if (status !== 'running' && trainer.step < target && trainer.stepOnce() === 'diverged') {
      throw new RangeError(`The run diverged before epoch ${epoch}.`);
    }
    yield;
  }
  return trainer;
}
