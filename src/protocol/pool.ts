import type { StopReason } from '../core/engine/stopRule';
import type { TrainingSamples } from '../core/engine/training';
import type { ProgramLayout } from '../core/engine/wasm/program';
import type { Network, Training } from '../core/network/network';
import type { Words } from '../core/words/say';
import type { DivergencePlace, EngineUsed } from './training';

/**
 * The conversation between a pool and one of its workers, which makes whole training runs one after the other. The
 * pool speaks when it has heard `ready`.
 */

/** A program that is compiled already. */
export interface SharedProgram extends ProgramLayout {
  /** Two programs with the same key are the same. */
  readonly key: string;
  /** A WebAssembly.Module. */
  readonly module: object;
}

/** What runs have in common. */
export interface PoolProblem {
  /** As far as training needs it: no parameters, samples or names. */
  readonly network: Network;
  /** Shared memory where there is any. */
  readonly samples: TrainingSamples;
  /** `own`: the worker compiles it. Null: no program can be had, and the engine in TypeScript trains. */
  readonly program: SharedProgram | 'own' | null;
}

export interface PoolRun {
  /** The number that the result carries. */
  readonly id: number;
  /** Which of the problems that come with it. */
  readonly problem: number;
  /** In place of the problem's. */
  readonly training: Training;
  /** Where the run starts, in the layout's order; may be shared memory. */
  readonly parameters: Float64Array;
}

/** What a run has come to. */
export interface RunResult {
  /** Data loss and penalty on all training samples at `parameters`. */
  readonly loss: number;
  readonly penalty: number;
  /** The loss on the test share; null without one. */
  readonly testLoss: number | null;
  /** Epochs finished. */
  readonly epochs: number;
  readonly stopped: StopReason;
  /** See `TrainingHistory`. */
  readonly history: {
    readonly loss: Float64Array;
    readonly testLoss: Float64Array;
    readonly every: number;
  };
  /** The final parameters, in the layout's order; the last finite ones of a run that diverged. */
  readonly parameters: Float64Array;
  readonly divergence: DivergencePlace | null;
}

/** A plane through the space of the parameters, on which losses are wanted: origin + u · first + v · second. */
export interface PoolSurface {
  /** Two surfaces with the same number are the same. */
  readonly id: number;
  /** As far as its loss needs it. */
  readonly network: Network;
  readonly samples: TrainingSamples;
  /** Parameters, and two directions among them, in the layout's order. */
  readonly origin: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** A run whose way is wanted. */
export interface PoolPath {
  /** As far as training needs it. */
  readonly network: Network;
  readonly samples: TrainingSamples;
  /** Where it starts, in the layout's order. */
  readonly parameters: Float64Array;
  readonly epochs: Float64Array;
}

/** A run that is over: with its result, or with why there is none, as a sentence. */
export type FinishedRun =
  { readonly id: number; readonly result: RunResult } | { readonly id: number; readonly failure: string };

/** What the worker answers and tells. */
export interface PoolWorkerSide {
  readonly requests: {
    /**
     * Makes the runs in their order; answers when all are told as `finished`, or when `stop` was heard, with what
     * they were computed by.
     */
    readonly train: {
      readonly params: { readonly problems: readonly PoolProblem[]; readonly runs: readonly PoolRun[] };
      readonly result: EngineUsed;
    };
    /** Loss and penalty over the training samples at points of a surface: u and v of each; can be cancelled. */
    readonly losses: {
      readonly params: { readonly surface: PoolSurface; readonly points: Float64Array };
      readonly result: Float64Array;
    };
    /**
     * Trains a network once more and answers with its parameters at the starts of some epochs, which ascend, one after
     * the other; of fewer where the run ends before. Can be cancelled.
     */
    readonly path: { readonly params: PoolPath; readonly result: Float64Array };
    /** Ends what is being made after the update under way; the run in the middle of which it comes is not told. */
    readonly stop: { readonly params: null; readonly result: null };
  };
  readonly events: {
    /** The worker is there. */
    readonly ready: null;
    /** Runs that are over, those of some milliseconds in one message. Their arrays move. */
    readonly finished: readonly FinishedRun[];
    /** How far a long run is, at most 20 times a second. */
    readonly progress: { readonly id: number; readonly epoch: number };
  };
}

/** What the pool answers and tells: nothing but the language that the worker speaks to people, before all else. */
export interface PoolHostSide {
  readonly requests: object;
  readonly events: { readonly words: Words };
}
