import type { LossBuckets } from '../../core/engine/stretches';
import type { RunParts } from '../training';

/** What a curve of losses is drawn by: as many buckets as there are columns, whatever the length of the run. */
export interface CurveView {
  /** `starts` are epochs. Of a run that is longer than its history each bucket knows every `every`-th epoch. */
  readonly losses: LossBuckets;
  /** Null without a test share. */
  readonly testLosses: LossBuckets | null;
  /** The epochs that it is about: from the first to before the last. */
  readonly startEpoch: number;
  readonly endEpoch: number;
}

/** A run that is kept, or the one that goes on. */
export interface RunNameView {
  /** Null: a run that goes on and is not kept yet. */
  readonly id: string | null;
  /** "run 3 · sgd η 0.5". */
  readonly name: string;
  readonly startEpoch: number;
  readonly endEpoch: number;
  /** Whether it is the run that the panel shows. */
  readonly isCurrent: boolean;
}

/** What happened in an epoch of the run that the panel shows. */
export interface LossEventView {
  readonly epoch: number;
  readonly kind: 'best' | 'rate' | 'nonFinite';
  /** The loss that it is about, where it is about one. */
  readonly value: number | null;
  /** A few words for the curve, and a sentence for the table. */
  readonly label: string;
  readonly sentence: string;
}

export interface LossCurvesView {
  readonly current: CurveView | null;
  /** Those that were asked for and are kept, with their ids. */
  readonly archived: readonly (CurveView & { readonly id: string })[];
  /** Every run of the file, the newest last. */
  readonly runs: readonly RunNameView[];
  readonly events: readonly LossEventView[];
  /** How the learning rate changes where it does so too often for marks; null otherwise. */
  readonly schedule: string | null;
}

/** Which epochs a curve is asked for: `from` to before `to`, in at most `buckets` parts. */
export interface CurveRange {
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

/** What the loss chart asks. */
export interface LossRequests {
  /** The losses of the run that is shown, and of those of the `archived` that are kept. */
  readonly lossCurves: {
    readonly params: CurveRange & { readonly archived: readonly string[] };
    readonly result: LossCurvesView;
  };
  /** Null where they cannot be measured: the run's thread is gone, or the network takes too long. */
  readonly lossParts: {
    readonly params: { readonly from: number; readonly to: number; readonly points: number };
    readonly result: RunParts | null;
  };
  /** Asks the person for another name. */
  readonly renameRun: { readonly params: { readonly id: string }; readonly result: null };
  readonly removeRun: { readonly params: { readonly id: string }; readonly result: null };
  /** Every epoch of the run that is shown and of the `archived`, as CSV, into a file that the person names. */
  readonly exportLosses: {
    readonly params: { readonly archived: readonly string[] };
    readonly result: null;
  };
  /** A picture of the chart, as it is, into a file that the person names. */
  readonly exportPicture: {
    readonly params: { readonly format: 'png' | 'svg'; readonly bytes: Uint8Array };
    readonly result: null;
  };
}
