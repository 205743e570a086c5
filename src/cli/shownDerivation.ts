import type { Explanation } from '../core/insight/explanation';
import type { ReadyNetwork } from './load';

/** A derivation with what is needed to print it. */
export interface ShownDerivation {
  readonly ready: ReadyNetwork;
  readonly explanation: Explanation;
  /** Steps of one sample stand in the derivation of a batch of several: their numbers are that sample's. */
  readonly isOfBatch: boolean;
}
