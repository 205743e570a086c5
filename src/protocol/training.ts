import type { Evaluation } from '../core/engine/evaluate';
import type { LossBuckets } from '../core/engine/stretches';
import type { TrainerState } from '../core/engine/trainerState';
import type { TrainingSamples } from '../core/engine/training';
import type { NetworkDistributions } from '../core/insight/distributions/layers';
import type { NextUpdate } from '../core/insight/nextUpdate/nextUpdate';
import type { StepPrediction } from '../core/insight/prediction';
import type { Words } from '../core/words/say';
import type { Network, Training } from '../core/network/network';

/**
 * The conversation between the host and a worker that owns one training run. The host speaks first, with
 * `start`; progress comes at most 20 times a second and always once more at the end.
 */

/** Where a run met its first number that is not finite; indices from 0, null where the kind has none. */
export interface DivergencePlace {
  readonly epoch: number;
  /** The update (from 1) in which it happened. */
  readonly step: number;
  readonly what: 'activation' | 'loss' | 'gradient' | 'weight';
  readonly layer: number | null;
  readonly unit: number | null;
  readonly sample: number | null;
}

export type StopReason = 'epochs' | 'lossBelow' | 'patience' | 'diverged' | 'stopped';

/** Losses of whole epochs since the last progress event, and the state after the newest update. */
export interface Progress {
  /** Epochs finished. */
  readonly epoch: number;
  /** Updates done. */
  readonly step: number;
  /** Index in the history of `losses[0]`. */
  readonly from: number;
  readonly losses: Float64Array;
  /** As long as `losses`; empty without a test share. */
  readonly testLosses: Float64Array;
  /** Every n-th epoch is in the history. */
  readonly every: number;
  /** The parameters after the newest update, in the layout's order. */
  readonly parameters: Float64Array;
  /**
   * Data loss and penalty at `parameters`, on all training samples. Where `evaluation` is null the loss is the
   * newest of the history.
   */
  readonly loss: number;
  readonly penalty: number;
  /**
   * Loss, gradients and outputs at `parameters`, over all training samples as one batch. Null in progress
   * events of a run whose samples take too long to measure beside the training itself.
   */
  readonly evaluation: Evaluation | null;
}

export interface RunEnd extends Progress {
  readonly stopped: StopReason;
  readonly testLoss: number | null;
  readonly divergence: DivergencePlace | null;
}

export interface StartParams {
  readonly network: Network;
  /** The text of the CSV file that the network's data names; null if it names none. */
  readonly fileText: string | null;
  /** Parameters to start from instead of the file's (to go on after a stop); null: the file's. */
  readonly parameters: Float64Array | null;
  /** Where another run of the same network, samples and batches was, to go on from there in place of `parameters`. */
  readonly from?: {
    /** At the start of an epoch. */
    readonly state: TrainerState;
    /** False where the optimizer is another: its memory starts afresh. */
    readonly keepsMemory: boolean;
  };
}

export interface EvaluateParams {
  /** Without its parameters. */
  readonly network: Network;
  /** Null: those of the last request. */
  readonly samples: TrainingSamples | null;
  /** In the layout's order. */
  readonly parameters: Float64Array;
}

/** A place of a run: after so many finished epochs, and so many updates of the next. */
export interface RunPlace {
  readonly epoch: number;
  /** Fewer than an epoch has. */
  readonly updates: number;
}

/** A run at one of its places. */
export interface EpochState extends RunPlace {
  /** Updates made by then. */
  readonly step: number;
  /** The parameters then, in the layout's order. */
  readonly parameters: Float64Array;
  /** Loss, gradients and outputs at `parameters`, over all training samples as one batch. */
  readonly evaluation: Evaluation;
}

/** The update that follows a place of a run. */
export interface MomentUpdate extends RunPlace {
  /** Rows of the dataset in the update's batch, in its order. */
  readonly rows: Uint32Array;
  /** Loss, gradients and outputs of the batch before the update: what the optimizer goes by. */
  readonly batch: Evaluation;
  /** η of the update. */
  readonly learningRate: number;
  /** Parameters before it, and what it adds to each. */
  readonly parameters: Float64Array;
  readonly change: Float64Array;
  /** What it was foretold to do and does to the loss of all training samples; null where it was not asked for. */
  readonly prediction: StepPrediction | null;
}

/** Losses of a run for drawing: every epoch counts, also those that the history leaves out. */
export interface RunLosses {
  /** How many epochs are finished. */
  readonly epochs: number;
  readonly losses: LossBuckets;
  /** Null without a test share. */
  readonly testLosses: LossBuckets | null;
}

/** The outputs' parts of a run's loss and its penalty, each with the parameters at the start of an epoch. */
export interface RunParts {
  /** Ascending. [n] */
  readonly epochs: Float64Array;
  /** E_k over all training samples as one batch, as `Evaluation.lossTerms`. [outputs][n] */
  readonly terms: readonly Float64Array[];
  /** [n] */
  readonly penalties: Float64Array;
  /** False: more epochs are measured if it is asked for again. */
  readonly isComplete: boolean;
}

/** What a run is computed by. In double precision both give the same numbers, the compiled engine many times faster. */
export type EngineUsed =
  | { readonly kind: 'compiled'; readonly reason: null }
  /** Why it is not compiled, as a clause. */
  | { readonly kind: 'interpreted'; readonly reason: string };

/** What multiplies and adds in a run, for people: `float32, WebAssembly SIMD128`. The interpreted engine has doubles only. */
export function kernelName({ kind }: EngineUsed, { precision }: Training): string {
  return kind === 'compiled' ? `${precision}, WebAssembly SIMD128` : 'float64, TypeScript';
}

/** What the worker answers and tells. */
export interface TrainingWorkerSide {
  readonly requests: {
    /** Prepares the run: data, model, initial parameters; `run` and `step` do the work. */
    readonly start: {
      readonly params: StartParams;
      readonly result: { readonly samples: number; readonly engine: EngineUsed };
    };
    /**
     * Runs on to the end; answers when it has ended, by itself or by `stop`. With `untilStep` it makes so many updates
     * in all, past the end of the training too, and answers as `stopped`: a run that was stopped there, once more.
     */
    readonly run: { readonly params: null | { readonly untilStep: number }; readonly result: RunEnd };
    /** Loss, gradients and outputs over the training samples as one batch, of a network that no run is about. */
    readonly evaluate: { readonly params: EvaluateParams; readonly result: Evaluation };
    /** One update, also past the end of a run; answers with the state after it, as `stopped` or `diverged`. */
    readonly step: { readonly params: null; readonly result: RunEnd };
    /**
     * Ends a running `run` after the update that is being made, within 100 ms where updates are shorter; the run
     * answers with `stopped: 'stopped'`. Answered as soon as it is heard.
     */
    readonly stop: { readonly params: null; readonly result: null };
    /**
     * The run as it was at the start of an epoch, or `updates` later in it, bit for bit, also while it goes on, which
     * it does as if nobody had asked. Fails as `unavailable` beyond the newest update and before the epoch that the
     * run started from, and as `invalidParams` where the place has no such form; can be cancelled.
     */
    readonly at: {
      readonly params: { readonly epoch: number; readonly updates?: number };
      readonly result: EpochState;
    };
    /**
     * The update that follows a place of the run, whether the run has made it or not, computed beside it. Fails as `at`
     * does, and as `unavailable` where the update leads to numbers that are not finite; can be cancelled.
     */
    readonly next: {
      readonly params: RunPlace & { readonly withPrediction: boolean };
      readonly result: MomentUpdate;
    };
    /** Everything that another run needs to go on from a place of this one. Fails as `at` does; can be cancelled. */
    readonly stateAt: { readonly params: RunPlace; readonly result: TrainerState };
    /**
     * The losses of the epochs `from` to before `to`, in at most `buckets` parts that miss no extreme. Fails as
     * `invalidParams` where these are no counts, or `buckets` is 0 or more than 65,536.
     */
    readonly losses: {
      readonly params: { readonly from: number; readonly to: number; readonly buckets: number };
      readonly result: RunLosses;
    };
    /**
     * What the update that follows makes one parameter of, from the newest state of the run (`place` null) or from one of
     * its places. Fails as `at` does, and as `invalidParams` where there is no such parameter.
     */
    readonly nextUpdate: {
      readonly params: { readonly place: RunPlace | null; readonly index: number };
      readonly result: NextUpdate;
    };
    /** How the numbers of each layer are spread, at the same places; fails likewise. */
    readonly distributions: {
      readonly params: { readonly place: RunPlace | null };
      readonly result: NetworkDistributions;
    };
    /**
     * The parts of the loss at about `points` epochs between `from` and `to`, as many as 100 ms allow. Fails as
     * `unavailable` where the network takes too long to measure, and as `invalidParams` where these are no counts, or
     * `points` is 0 or more than 4,096; can be cancelled.
     */
    readonly parts: {
      readonly params: { readonly from: number; readonly to: number; readonly points: number };
      readonly result: RunParts;
    };
  };
  readonly events: { readonly progress: Progress };
}

/** What the host answers and tells: before all requests, the language that the worker speaks where it is not English. */
export interface TrainingHostSide {
  readonly requests: object;
  readonly events: { readonly words: Words };
}
