import type { DrawnRun, Overshoots } from '../../core/insight/rates';
import type { StopReason } from '../../core/engine/stopRule';

/** The limit 2/λ of the learning rate, λ the largest curvature of the loss where all runs start. */
export interface RateLimitView {
  /** Null: there is none to draw; `sentence` says why. */
  readonly value: number | null;
  readonly sentence: string;
}

/** What can be compared for the present text. */
export interface RatePlan {
  /** Why nothing can be, as a sentence; null where it can. */
  readonly refusal: string | null;
  /** The rates that are compared unless a person says others: the file's sweep, or six around its own. */
  readonly rates: readonly number[];
  /** The learning rate of the file. */
  readonly own: number;
  readonly epochs: number;
  readonly limit: RateLimitView;
  /** What else is to be said of the comparison: other keys of the sweep. */
  readonly notes: readonly string[];
  /** So little work that nobody needs to be asked first. */
  readonly isShort: boolean;
  /** The study that was made last, and whether the text has changed since in what it is about; null: none was made. */
  readonly study: { readonly id: number; readonly isStale: boolean } | null;
}

/** One run of a study. */
export interface RateRunView {
  readonly rate: number;
  readonly status: StopReason | 'failed';
  /** Where and why it diverged, or why there is no result; null where nothing went wrong. */
  readonly sentence: string | null;
  readonly epochs: number;
  readonly loss: number;
  readonly drawn: DrawnRun;
  /** Null where the loss never rose, or where nobody can tell because of batches. */
  readonly overshoots: Overshoots | null;
  /** Trained on the full batch: a rise of the loss is an overshoot. */
  readonly isFullBatch: boolean;
}

/** Runs of the same network from the same start. */
export interface RateStudyView {
  readonly id: number;
  readonly runs: readonly RateRunView[];
  readonly epochs: number;
  /** The threshold that is usual for these runs. */
  readonly threshold: number;
  /** The least loss that a run ended with; null where none did without divergence. */
  readonly best: number | null;
}

export interface RatesRequests {
  readonly ratePlan: { readonly params: null; readonly result: RatePlan };
  /** Makes the runs; can be cancelled. Progress is told as `rateProgress`. */
  readonly studyRates: {
    readonly params: { readonly rates: readonly number[] };
    readonly result: RateStudyView;
  };
  /** The last study once more, as after a reload; null where there is none. */
  readonly lastStudy: { readonly params: null; readonly result: RateStudyView | null };
  /** The epochs that each run of the last study needed to come below a threshold, in its order; null: it never did. */
  readonly epochsToThreshold: {
    readonly params: { readonly threshold: number };
    readonly result: readonly (number | null)[];
  };
  /** Writes a learning rate into the file, as one edit. */
  readonly adoptRate: { readonly params: { readonly rate: number }; readonly result: null };
}

/** How far a study is. */
export interface RateProgress {
  readonly done: number;
  readonly runs: number;
  /** In [0, 1]. */
  readonly share: number;
}
