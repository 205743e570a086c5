import type { Subject } from '../../core/network/subject';

/** What one parameter has to do with the change of the loss in the next update. */
export interface WhyRow {
  readonly subject: Subject;
  /** Unicode. */
  readonly text: string;
  /** What the update adds to it. */
  readonly change: number;
  /** Its part of the change of the loss as foretold by slope and curvature. */
  readonly foretold: number;
  /** Its part of the change as measured along the update; NaN where the loss after it is not finite. */
  readonly real: number;
}

/** Why the loss moves in the update that follows the moment on show: foretold against real, by parameter. */
export interface WhyView {
  /** `epoch 40 of 1000`. */
  readonly words: string;
  /** The sum or mean over all training samples, with the penalty: Unicode symbol, and its numbers. */
  readonly loss: string;
  readonly before: number;
  readonly after: number;
  readonly firstOrder: number;
  readonly curvature: number;
  readonly real: number;
  /** Those that have most to do with it first. */
  readonly rows: readonly WhyRow[];
  /** What the parameters without a row come to together; null where all have one. */
  readonly rest: { readonly count: number; readonly foretold: number; readonly real: number } | null;
  readonly sentences: readonly string[];
}

export interface WhyRequests {
  /** Null: there is no run. Can be cancelled; fails as `unavailable` where the run cannot be asked. */
  readonly why: { readonly params: null; readonly result: WhyView | null };
}
