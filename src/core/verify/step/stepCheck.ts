/** What a recorded step is compared with, and what comes of it. */

import type { Dataset } from '../../engine/dataset';
import type { Model } from '../../engine/model';
import type { Network } from '../../network/network';
import type { ParameterSubject } from '../../network/subject';
import type { Symbols } from '../../network/symbols';
import type { Agreement } from './agreement';
import type { StepCause } from './hypothesis';

/** The network that a recorded step is compared with. */
export interface StepContext {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly model: Model;
  /** Null: the recording has to bring its own samples. */
  readonly dataset: Dataset | null;
  /** The file's weights. */
  readonly parameters: Float64Array;
}

export type StepQuantity = 'weights' | 'biases' | 'loss' | 'gradients' | 'updated';

/** One quantity of one layer, or the loss. */
export interface ComparedQuantity {
  readonly quantity: 'loss' | 'gradients' | 'updated';
  /** Null for the loss. */
  readonly layer: number | null;
  readonly part: 'weights' | 'biases' | null;
  /** How many numbers the recording has of it. */
  readonly count: number;
  readonly level: Agreement['level'];
  readonly maxRelativeDifference: number;
}

export interface StepDifference {
  readonly quantity: StepQuantity;
  readonly layer: number | null;
  /** Null for the loss, and where a whole matrix is meant. */
  readonly subject: ParameterSubject | null;
  readonly expected: number | null;
  readonly found: number | null;
  /** |found − expected| / max(|expected|, |found|). */
  readonly relativeDifference: number | null;
}

export interface StepCheck {
  readonly verdict: 'agrees' | 'differs';
  /** In the order in which they are compared. */
  readonly compared: readonly ComparedQuantity[];
  /** The first quantity that differs. */
  readonly difference: StepDifference | null;
  /** The likeliest first; empty where no known mistake yields these numbers. */
  readonly causes: readonly StepCause[];
  /** What else is to be known of the comparison, a sentence each. */
  readonly notes: readonly string[];
}
