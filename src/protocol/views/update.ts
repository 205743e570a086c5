import type { UpdateTerm } from '../../core/insight/nextUpdate/account';
import type { Subject } from '../../core/network/subject';

export type { UpdateTerm } from '../../core/insight/nextUpdate/account';

/** The update of one parameter that follows the state that is shown. */
export interface UpdateView {
  /** LaTeX and Unicode. */
  readonly symbol: string;
  readonly text: string;
  readonly optimizer: string;
  readonly terms: readonly UpdateTerm[];
  readonly before: number;
  readonly after: number;
  readonly isFrozen: boolean;
  /** Updates and epochs made so far. */
  readonly step: number;
  readonly epoch: number;
  /** Where the optimizer's memory comes from: the run's thread, or it is empty because training would begin here. */
  readonly memory: 'run' | 'fresh';
  /** The run computes in single precision: its last digits are others. */
  readonly isSingle: boolean;
}

/** What the view "Update" asks. */
export interface UpdateRequests {
  /** Null where the subject is no weight or bias, or there are no samples. */
  readonly updateOf: {
    readonly params: { readonly subject: Subject };
    readonly result: UpdateView | null;
  };
}
