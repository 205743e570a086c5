import type { Model, ModelLayer, Trace } from './model';
import { softmax, softmaxDeltas } from '../math/softmax';

/*
 * One sample through the network and back. Sums over units begin with their first term and run left to right
 * in the order of the units; the bias is added last, as in a = h W + b.
 */

/**
 * Computes the pre-activations and activations of every layer into `trace`.
 *
 * @param inputs samples row by row; the sample starts at `offset`.
 */
export function forward(
  model: Model,
  parameters: Float64Array,
  inputs: Float64Array,
  offset: number,
  trace: Trace,
): void {
  const { layers } = model;
  let previous = inputs;
  let start = offset;
  for (let l = 0; l < layers.length; l++) {
    const { preActivations, activations } = trace.layers[l]!;
    preActivate(layers[l]!, parameters, previous, start, preActivations);
    activate(layers[l]!, preActivations, activations);
    previous = activations;
    start = 0;
  }
}

/** a_j = Σ_i h_i w_ij + b_j   [units] = [inputs] [inputs, units] + [units] */
export function preActivate(
  layer: ModelLayer,
  parameters: Float64Array,
  previous: Float64Array,
  start: number,
  preActivations: Float64Array,
): void {
  const { inputs, units, biasOffset } = layer;
  let weight = layer.weightOffset;
  const first = previous[start]!;
  for (let j = 0; j < units; j++) preActivations[j] = first * parameters[weight++]!;
  for (let i = 1; i < inputs; i++) {
    const activation = previous[start + i]!;
    for (let j = 0; j < units; j++) {
      preActivations[j] = preActivations[j]! + activation * parameters[weight++]!;
    }
  }
  if (biasOffset === null) return;
  for (let j = 0; j < units; j++) preActivations[j] = preActivations[j]! + parameters[biasOffset + j]!;
}

/** a_j of one unit alone, added up in the same order: the same number as `preActivate` gives. */
export function unitPreActivation(
  layer: ModelLayer,
  parameters: Float64Array,
  previous: Float64Array,
  start: number,
  j: number,
): number {
  const { inputs, units, weightOffset, biasOffset } = layer;
  let sum = previous[start]! * parameters[weightOffset + j]!;
  for (let i = 1; i < inputs; i++) sum += previous[start + i]! * parameters[weightOffset + i * units + j]!;
  return biasOffset === null ? sum : sum + parameters[biasOffset + j]!;
}

/** h = φ(a), and NaN of NaN, which relu by itself would turn into 0. */
export function activate(layer: ModelLayer, preActivations: Float64Array, activations: Float64Array): void {
  const phi = layer.activationFunction;
  if (!phi) {
    softmax(preActivations, activations);
    return;
  }
  for (let j = 0; j < activations.length; j++) {
    const a = preActivations[j]!;
    activations[j] = Number.isNaN(a) ? NaN : phi.value(a);
  }
}

/**
 * L = Σ_k L_k of the sample that `forward` put into `trace`, the terms added in the order of the outputs.
 *
 * @param targets samples row by row; the sample starts at `offset`.
 */
export function sampleLoss(model: Model, targets: Float64Array, offset: number, trace: Trace): number {
  const { outputUnits, lossFunction, fusedLoss } = model;
  const { preActivations, activations } = trace.layers[model.layers.length - 1]!;
  const { lossTerms } = trace;
  for (let k = 0; k < outputUnits; k++) trace.targets[k] = targets[offset + k]!;
  if (fusedLoss) fusedLoss.terms(preActivations, trace.targets, lossTerms);
  else {
    for (let k = 0; k < outputUnits; k++)
      lossTerms[k] = lossFunction.term(activations[k]!, trace.targets[k]!);
  }
  let loss = 0;
  for (let k = 0; k < outputUnits; k++) loss += lossTerms[k]!;
  return loss;
}

/**
 * δ of every layer, for the sample that `forward` and `sampleLoss` put into `trace`:
 *
 *     δ⁽ᴸ⁾_j = ∂L/∂y_j φ′(a_j)          or the fused form; for softmax through all outputs
 *     δ⁽ˡ⁾_j = (Σ_k w_jk δ⁽ˡ⁺¹⁾_k) φ′(a_j)
 */
export function backward(model: Model, parameters: Float64Array, trace: Trace): void {
  outputDeltas(model, trace);
  for (let l = model.layers.length - 2; l >= 0; l--) {
    const next = model.layers[l + 1]!;
    const { deltas: nextDeltas } = trace.layers[l + 1]!;
    const { deltas } = trace.layers[l]!;
    let weight = next.weightOffset;
    for (let j = 0; j < deltas.length; j++) {
      let sum = parameters[weight++]! * nextDeltas[0]!;
      for (let k = 1; k < nextDeltas.length; k++) sum += parameters[weight++]! * nextDeltas[k]!;
      deltas[j] = sum;
    }
    throughActivation(model, trace, l);
  }
}

function outputDeltas(model: Model, trace: Trace): void {
  const l = model.layers.length - 1;
  const { preActivations, activations, deltas } = trace.layers[l]!;
  if (model.fusedLoss) {
    model.fusedLoss.delta(preActivations, trace.targets, deltas);
    return;
  }
  for (let k = 0; k < deltas.length; k++) {
    deltas[k] = model.lossFunction.derivative(activations[k]!, trace.targets[k]!);
  }
  throughActivation(model, trace, l);
}

/** Turns ∂L/∂h, which stands in the deltas of layer `l`, into ∂L/∂a. */
function throughActivation(model: Model, trace: Trace, l: number): void {
  const { preActivations, activations, deltas } = trace.layers[l]!;
  const phi = model.layers[l]!.activationFunction;
  if (!phi) {
    softmaxDeltas(activations, deltas, deltas);
    return;
  }
  for (let j = 0; j < deltas.length; j++) deltas[j] = deltas[j]! * phi.derivative(preActivations[j]!);
}

/**
 * Adds the sample's own gradient to `gradient`:
 *
 *     ∂L/∂W = hᵀ δ    [inputs, units] = [inputs, 1] [1, units]
 *     ∂L/∂b = δ       [units]
 *
 * @param inputs samples row by row; the sample starts at `offset`.
 */
export function addGradient(
  model: Model,
  inputs: Float64Array,
  offset: number,
  trace: Trace,
  gradient: Float64Array,
): void {
  let previous = inputs;
  let start = offset;
  for (let l = 0; l < model.layers.length; l++) {
    const { inputs: rows, units, weightOffset, biasOffset } = model.layers[l]!;
    const { activations, deltas } = trace.layers[l]!;
    let weight = weightOffset;
    for (let i = 0; i < rows; i++) {
      const activation = previous[start + i]!;
      for (let j = 0; j < units; j++, weight++)
        gradient[weight] = gradient[weight]! + activation * deltas[j]!;
    }
    if (biasOffset !== null) {
      for (let j = 0; j < units; j++) gradient[biasOffset + j] = gradient[biasOffset + j]! + deltas[j]!;
    }
    previous = activations;
    start = 0;
  }
}
