import type { Evaluation } from '../core/engine/evaluate';
import type { LossBuckets } from '../core/engine/stretches';
import type { TrainingSamples } from '../core/engine/training';
import type { Words } from '../core/words/say';
import type { NetworkDistributions } from '../core/insight/distributions/layers';
import type { NextUpdate } from '../core/insight/nextUpdate/nextUpdate';
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
}

export interface EvaluateParams {
  /** Without its parameters. */
  readonly network: Network;
  /** Null: those of the last request. */
  readonly samples: TrainingSamples | null;
  /** In the layout's order. */
  readonly parameters: Float64Array;
}

/** A run at the start of one of its epochs. */
export interface EpochState {
  /** From 0: so many were finished then. */
  readonly epoch: number;
  /** Updates made by then. */
  readonly step: number;
  /** The parameters then, in the layout's order. */
  readonly parameters: Float64Array;
  /** Loss, gradients and outputs at `parameters`, over all training samples as one batch. */
  readonly evaluation: Evaluation;
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
    /** Runs on to the end; answers when it has ended, by itself or by `stop`. */
    readonly run: { readonly params: null; readonly result: RunEnd };
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
     * The run as it was at the start of an epoch, bit for bit, also while it goes on, which it does as if nobody
     * had asked. Fails as `unavailable` beyond the epoch that is under way, and as `invalidParams` where `epoch`
     * is no count; can be cancelled.
     */
    readonly at: { readonly params: { readonly epoch: number }; readonly result: EpochState };
    /**
     * The losses of the epochs `from` to before `to`, in at most `buckets` parts that miss no extreme. Fails as
     * `invalidParams` where these are no counts, or `buckets` is 0 or more than 65,536.
     */
    readonly losses: {
      readonly params: { readonly from: number; readonly to: number; readonly buckets: number };
      readonly result: RunLosses;
    };
    /**
     * What the update that follows makes one parameter of, from the newest state of the run (`epoch` null) or from the
     * start of an epoch. Fails as `at` does, and as `invalidParams` where there is no such parameter.
     */
    readonly nextUpdate: {
      readonly params: { readonly epoch: number | null; readonly index: number };
      readonly result: NextUpdate;
    };
    /** How the numbers of each layer are spread, at the same places; fails likewise. */
    readonly distributions: {
      readonly params: { readonly epoch: number | null };
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
