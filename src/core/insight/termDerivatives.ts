import type { Model } from '../engine/model';
import { softmaxDeltas } from '../math/softmax';
import { quantityValue, type SampleValues } from '../math/evaluate';
import { output } from '../math/formulas';
import type { Network } from '../network/network';
import type { Subject } from '../network/subject';

/**
 * ∂L_k/∂subject of every loss term k of one sample, by carrying the change of the subject forward through the
 * network once: work of the order of the parameters, however many paths and terms there are. Null where the terms
 * are not told apart (softmax with categorical cross-entropy), or are not all finite one by one.
 *
 * @param values of the sample, at `parameters`.
 * @param subject a parameter, pre-activation, δ, input, or activation of a hidden layer.
 */
export function termDerivatives(
  network: Network,
  model: Model,
  parameters: Float64Array,
  values: SampleValues,
  subject: Subject,
): Float64Array | null {
  const last = model.layers.length - 1;
  const isSoftmax = model.layers[last]!.activationFunction === null;
  if (isSoftmax && model.loss.type === 'categoricalCrossEntropy') return null;
  let { layer, changes } = startOf(network, model, parameters, values, subject);
  for (; layer < last; layer++) {
    const phi = model.layers[layer]!.activationFunction;
    const outputs = changes.map(
      (change, j) => change * (phi?.derivative(values.preActivations[layer]![j]!) ?? NaN),
    );
    changes = weighted(model, parameters, layer + 1, outputs);
  }
  const terms = isSoftmax
    ? throughSoftmax(model, values, changes)
    : changes.map((change, k) => values.deltas[last]![k]! * change);
  return terms.every(Number.isFinite) ? terms : null;
}

/** The first layer whose pre-activations the subject moves, and ∂a/∂subject there. */
function startOf(
  network: Network,
  model: Model,
  parameters: Float64Array,
  values: SampleValues,
  subject: Subject,
): { layer: number; changes: Float64Array } {
  const oneAt = (length: number, unit: number, value: number): Float64Array => {
    const changes = new Float64Array(length);
    changes[unit] = value;
    return changes;
  };
  switch (subject.kind) {
    case 'weight':
    case 'bias':
    case 'preActivation':
    case 'delta': {
      const { layer, j } = subject;
      const isWeight = subject.kind === 'weight';
      const value = isWeight ? quantityValue(network, values, output(layer - 1, subject.i)) : 1;
      return { layer, changes: oneAt(model.layers[layer]!.units, j, value) };
    }
    case 'activation':
    case 'input': {
      const [layer, unit] = subject.kind === 'input' ? [0, subject.i] : [subject.layer + 1, subject.j];
      const outputs = oneAt(model.layers[layer]!.inputs, unit, 1);
      return { layer, changes: weighted(model, parameters, layer, outputs) };
    }
    case 'target':
    case 'lossTerm':
    case 'loss':
      throw new RangeError(`a ${subject.kind} is not something training differentiates by`);
  }
}

/** Σ_i outputs_i w_ij of a layer. */
function weighted(
  model: Model,
  parameters: Float64Array,
  layer: number,
  outputs: Float64Array,
): Float64Array {
  const { inputs, units, weightOffset } = model.layers[layer]!;
  const sums = new Float64Array(units);
  for (let i = 0; i < inputs; i++) {
    const change = outputs[i]!;
    for (let j = 0; j < units; j++) sums[j] = sums[j]! + change * parameters[weightOffset + i * units + j]!;
  }
  return sums;
}

/** ∂L_k/∂y_k · ẏ_k */
function throughSoftmax(model: Model, values: SampleValues, changes: Float64Array): Float64Array {
  const outputs = Float64Array.from(values.activations.at(-1)!);
  const moved = new Float64Array(outputs.length);
  softmaxDeltas(outputs, changes, moved);
  return moved.map((change, k) => change * model.lossFunction.derivative(outputs[k]!, values.targets[k]!));
}
