import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';

/** Where one layer's parameters stand in the flat vector. */
export interface LayerLayout {
  /** Units of the previous layer: rows of the weights. */
  readonly inputs: number;
  /** Units of this layer: columns of the weights. */
  readonly units: number;
  /** `weights[i][j]` is at `weightOffset + i · units + j`. */
  readonly weightOffset: number;
  /** `biases[j]` is at `biasOffset + j`; null: the layer has no bias term. */
  readonly biasOffset: number | null;
}

/**
 * The order of all parameters of a network in one flat vector: layer by layer, the weights row by row,
 * then the biases. Parameters, gradients and optimizer state all use it.
 */
export interface ParameterLayout {
  readonly parameterCount: number;
  readonly layers: readonly LayerLayout[];
}

export function createLayout(network: Network): ParameterLayout {
  let inputs = network.inputs.units;
  let offset = 0;
  const layers = network.layers.map(({ units, hasBiases }): LayerLayout => {
    const weightOffset = offset;
    const biasOffset = hasBiases ? weightOffset + inputs * units : null;
    offset = weightOffset + inputs * units + (hasBiases ? units : 0);
    const layer = { inputs, units, weightOffset, biasOffset };
    inputs = units;
    return layer;
  });
  return { parameterCount: offset, layers };
}

/** Where `subject` stands in the flat vector. Throws a RangeError when the network has no such parameter. */
export function parameterIndex(layout: ParameterLayout, subject: ParameterSubject): number {
  const layer = layout.layers[subject.layer];
  if (layer && isIndex(subject.j, layer.units)) {
    if (subject.kind === 'bias') {
      if (layer.biasOffset !== null) return layer.biasOffset + subject.j;
    } else if (isIndex(subject.i, layer.inputs)) {
      return layer.weightOffset + subject.i * layer.units + subject.j;
    }
  }
  throw new RangeError(`No parameter ${JSON.stringify(subject)} in this network.`);
}

/** The parameter at `index` of the flat vector. Throws a RangeError outside [0, parameterCount). */
export function parameterAt(layout: ParameterLayout, index: number): ParameterSubject {
  if (!isIndex(index, layout.parameterCount)) {
    throw new RangeError(`No parameter ${index}: this network has ${layout.parameterCount}.`);
  }
  // The layer is the last one that starts at or before the index.
  const layer = layout.layers.findLastIndex(({ weightOffset }) => weightOffset <= index);
  const { units, weightOffset, biasOffset } = layout.layers[layer]!;
  if (biasOffset !== null && index >= biasOffset) return { kind: 'bias', layer, j: index - biasOffset };
  const place = index - weightOffset;
  return { kind: 'weight', layer, i: Math.floor(place / units), j: place % units };
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length;
}
