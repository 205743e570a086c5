import type { Explanation } from '../core/insight/explanation';
import type { PathLedger } from '../core/insight/pathLedger';
import type { ReadyNetwork } from './load';

/** A derivation with what is needed to print it. */
export interface ShownDerivation {
  readonly ready: ReadyNetwork;
  readonly explanation: Explanation;
  /** Steps of one sample stand in the derivation of a batch of several: their numbers are that sample's. */
  readonly isOfBatch: boolean;
  /** The account by paths; null where nothing shows it. */
  readonly ledger: PathLedger | null;
  /** Sentences on curvature and on the next step; empty where nothing shows them. */
  readonly outlook: readonly string[];
}
