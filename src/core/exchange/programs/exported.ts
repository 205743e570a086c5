import type { Dataset } from '../../engine/dataset';
import type { Evaluation } from '../../engine/evaluate';
import type { ParameterLayout } from '../../engine/layout';
import type { Model } from '../../engine/model';
import type { Network } from '../../network/network';

/** A network with everything that a program in another language is made from. */
export interface Exported {
  /** What people call it. */
  readonly title: string;
  /** The network file's own name, said where the program comes from. */
  readonly source: string;
  readonly network: Network;
  readonly layout: ParameterLayout;
  /** The starting weights, initialised where the file omits them, in the layout's order. */
  readonly parameters: Float64Array;
  /** The samples to train on, in file order, each a row. */
  readonly inputs: readonly Float64Array[];
  readonly targets: readonly Float64Array[];
  /** How many samples are held out for testing: programs train without them. */
  readonly heldOut: number;
  readonly model: Model;
  readonly dataset: Dataset;
  /** Loss, penalty and gradients of all training samples as one batch at `parameters`: what a program checks itself by. */
  readonly check: Pick<Evaluation, 'loss' | 'penalty' | 'gradient'>;
}

/** Where an exported network comes from. */
export interface ExportSource {
  /** The network file's own name. */
  readonly source: string;
  readonly network: Network;
  readonly model: Model;
  readonly parameters: Float64Array;
  readonly dataset: Dataset;
  /** Of all training samples at `parameters`. */
  readonly evaluation: Evaluation;
}

export function exportedOf(from: ExportSource): Exported {
  const { source, network, model, parameters, dataset, evaluation } = from;
  const { inputUnits, targetUnits, trainingIndices, testIndices } = dataset;
  const rows = (values: Float64Array, units: number): Float64Array[] =>
    Array.from(trainingIndices, (sample) => values.subarray(sample * units, (sample + 1) * units));
  return {
    title: network.name ?? source.replace(/\.backprop\.json$/, ''),
    source,
    network,
    layout: model.layout,
    model,
    dataset,
    parameters,
    inputs: rows(dataset.inputs, inputUnits),
    targets: rows(dataset.targets, targetUnits),
    heldOut: testIndices.length,
    check: evaluation,
  };
}

/** One layer's parameters in the shapes that people write. */
export interface LayerNumbers {
  /** [units before][units] */
  readonly weights: readonly Float64Array[];
  /** Null: the layer has no bias term. */
  readonly biases: Float64Array | null;
}

/** Parameters, or their gradients, layer by layer. */
export function layerNumbers(layout: ParameterLayout, values: Float64Array): LayerNumbers[] {
  return layout.layers.map(({ inputs, units, weightOffset, biasOffset }) => ({
    weights: Array.from({ length: inputs }, (_, i) =>
      values.subarray(weightOffset + i * units, weightOffset + (i + 1) * units),
    ),
    biases: biasOffset === null ? null : values.subarray(biasOffset, biasOffset + units),
  }));
}
