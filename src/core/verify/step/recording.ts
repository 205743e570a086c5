/** A training step as another program has made it. */

import type { ParameterLayout } from '../../engine/layout';
import type { JsonNode } from '../../network/jsonTree';
import type { Network, Optimizer } from '../../network/network';

/** Weights and biases of a recording, or gradients of them. */
export interface RecordedParameters {
  /** In the order of the layout; NaN where the recording has no number. */
  readonly values: Float64Array;
  /** Layers whose matrix is written [units][units before], and was turned. */
  readonly turned: readonly number[];
  /** Layers that have biases in the network and say `null` here. */
  readonly withoutBiases: readonly number[];
  /** Layers that have biases here and none in the network. */
  readonly extraBiases: readonly number[];
}

/** What an optimizer remembers before the step; fresh where the recording says nothing. */
export interface RecordedMemory {
  /** Updates that were made before. */
  readonly updates: number;
  readonly mean: Float64Array | null;
  readonly square: Float64Array | null;
}

export interface RecordedStep {
  /** What the step starts from; null: the weights of the network file. */
  readonly start: RecordedParameters | null;
  /** Rows of one batch; null: the training samples of the file. */
  readonly samples: {
    readonly inputs: Float64Array;
    readonly targets: Float64Array;
    readonly count: number;
  } | null;
  readonly loss: number | null;
  readonly gradients: RecordedParameters | null;
  readonly updated: RecordedParameters | null;
  /** Null: the file's. */
  readonly optimizer: Optimizer | null;
  readonly learningRate: number | null;
  readonly memory: RecordedMemory;
  /** Keys that mean nothing here. */
  readonly unknownKeys: readonly string[];
}

export const stepKeys = [
  'weights',
  'biases',
  'inputs',
  'targets',
  'loss',
  'gradients',
  'updated',
  'optimizer',
] as const;

/** The network that a recording is read for. */
export interface StepReader {
  readonly network: Network;
  readonly layout: ParameterLayout;
  /** Tells what is wrong at a node. */
  readonly refuse: (code: string, node: JsonNode, message: string) => void;
}
