import type { Divergence } from './divergence';
import type { OptimizerState } from './optimizers';
import type { RandomState } from './random';
import type { StopMemory, StopReason } from './stopRule';
import type { StateShape } from './updateRules';

/**
 * Everything that the rest of a run depends on beside its network, settings and samples. Plain data that the
 * caller owns: it can be cloned and sent. All numbers are finite; a store that writes −0 as 0, as JSON does,
 * must write the arrays as bytes.
 */
export interface TrainerState {
  /** Finished epochs. */
  readonly epoch: number;
  /** Updates made. */
  readonly step: number;
  /**
   * Batches of the epoch under way that are done; 0 at the start of an epoch. All of them where the run diverged in the
   * loss of a whole epoch.
   */
  readonly batch: number;
  /** The loss of each sample in these batches, in their order. */
  readonly losses: Float64Array;
  /** The test loss at the start of the epoch under way; null at the start of one and without test samples. */
  readonly testLoss: number | null;
  /** The stream that draws the order of the epoch under way, or of the next; null without shuffling. */
  readonly shuffles: RandomState | null;
  readonly parameters: Float64Array;
  readonly optimizer: Readonly<OptimizerState>;
  readonly stopMemory: Readonly<StopMemory>;
  /** The rule that asks for the end of the run, which the next `advance` will heed. */
  readonly due: StopReason | null;
  readonly stopped: StopReason | null;
  readonly divergence: Divergence | null;
}

/** A copy of what an optimizer remembers; the caller owns it. */
export function copyOptimizer({ mean, square, beta1Power, beta2Power }: OptimizerState): OptimizerState {
  return { mean: mean?.slice() ?? null, square: square?.slice() ?? null, beta1Power, beta2Power };
}

/** Writes `state` into the arrays of `own`, which an optimizer of the same kind and size holds. */
export function restoreOptimizer(own: OptimizerState, state: Readonly<OptimizerState>): void {
  if (state.mean) own.mean?.set(state.mean);
  if (state.square) own.square?.set(state.square);
  own.beta1Power = state.beta1Power;
  own.beta2Power = state.beta2Power;
}

/**
 * `state` as the start of another run of the same network, samples and batches, which may train at another rate or by
 * another optimizer. What had ended the first run does not end the second.
 *
 * @param fresh the other run before its first update: its optimizer's memory is taken unless `keepsMemory`.
 */
export function adoptedState(state: TrainerState, fresh: TrainerState, keepsMemory: boolean): TrainerState {
  const optimizer = keepsMemory ? state.optimizer : fresh.optimizer;
  return { ...state, optimizer, due: null, stopped: null, divergence: null };
}

/** What a state must fit into. */
export interface RunSizes {
  readonly parameters: number;
  readonly optimizer: StateShape;
  /** Batches of an epoch. */
  readonly batches: number;
  /** Training samples. */
  readonly samples: number;
  readonly isShuffled: boolean;
}

/** @throws RangeError for a state of a run of other sizes. */
export function refuseOtherSizes(state: TrainerState, own: RunSizes): void {
  const { parameters, optimizer, losses, batch, shuffles, stopped } = state;
  const lengthWhere = (isKept: boolean): number | undefined => (isKept ? own.parameters : undefined);
  const fits =
    parameters.length === own.parameters &&
    optimizer.mean?.length === lengthWhere(own.optimizer.hasMean) &&
    optimizer.square?.length === lengthWhere(own.optimizer.hasSquare) &&
    (batch < own.batches || (batch === own.batches && stopped === 'diverged')) &&
    losses.length <= own.samples &&
    (shuffles !== null) === own.isShuffled;
  if (!fits) throw new RangeError('This state is of a run with other parameters, optimizer or batches.');
}
