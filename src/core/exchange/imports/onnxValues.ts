import type { Activation } from '../../network/network';
import type { StoredTensor } from '../files/storedTensor';
import type { GraphFormula } from './graphFormula';

/** What values of a graph are, as far as a chain of dense layers needs to know. */

/** A matrix or vector that a file holds. */
export interface ConstantValue {
  readonly kind: 'constant';
  readonly tensor: StoredTensor;
  /** Rows and columns change places. */
  readonly isTurned: boolean;
}

/** A number that is the same for every sample. */
export interface ScalarValue {
  readonly kind: 'scalar';
  readonly formula: GraphFormula;
}

/** A row of numbers for each sample, each the same formula of a layer's sum. */
export interface SignalValue {
  readonly kind: 'signal';
  /** Null: the inputs of the graph. */
  readonly layer: FoundLayer | null;
  /** The input of the graph it comes from. */
  readonly input: string;
  readonly formula: GraphFormula;
  /** It is softmax of the formula. */
  readonly isSoftmax: boolean;
  /** Nodes on the way that change nothing, or otherwise: whole sentences. */
  readonly notes: readonly string[];
}

/** Where one formula is above another one. */
export interface ConditionValue {
  readonly kind: 'condition';
  readonly left: SignalValue | ScalarValue;
  readonly right: SignalValue | ScalarValue;
  /** Where both are equal it holds, too. */
  readonly holdsAtEqual: boolean;
}

/** What no chain of dense layers has; told only when the output depends on it. */
export interface UnreadableValue {
  readonly kind: 'unreadable';
  /** The node, in a few words. */
  readonly where: string;
  /** Whole sentences. */
  readonly cause: string;
  readonly remedy: string;
}

export type GraphValue = ConstantValue | ScalarValue | SignalValue | ConditionValue | UnreadableValue;

/** A layer, with the ones before it. */
export interface FoundLayer {
  readonly before: FoundLayer | null;
  /** What follows the layer before: null in front of the first one. */
  readonly activationBefore: Activation | null;
  /** From the first, 0. */
  readonly index: number;
  readonly name: string | null;
  readonly fanIn: number;
  readonly units: number;
  readonly weights: ConstantValue;
  /** Every weight is multiplied by it. */
  readonly weightScale: number;
  readonly biases: ConstantValue | null;
  readonly biasScale: number;
}
