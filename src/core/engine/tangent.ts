import {
  activationCurvature,
  fusedCurvature,
  lossCurvature,
  type FusedCurvature,
  type OutputTangent,
} from '../math/secondDerivatives';
import { createTrace, type Model, type ModelLayer, type Trace } from './model';
import { softmaxDeltas } from '../math/softmax';

/*
 * How everything that `forward` and `backward` compute for one sample changes when the parameters move along a
 * direction v: Pearlmutter's operator R{f} = ∂f(w + r v)/∂r at r = 0, applied to their equations
 * (B. Pearlmutter, Fast exact multiplication by the Hessian, 1994). A dot stands for R.
 */

/** One layer's changes along the direction; each array has one number for each unit. */
interface LayerTangent {
  /** ȧ */
  readonly preActivations: Float64Array;
  /** ḣ */
  readonly activations: Float64Array;
  /** δ̇ */
  readonly deltas: Float64Array;
  /** φ′(a); unused for softmax. */
  readonly slopes: Float64Array;
  /** φ″; null where it is 0 everywhere, and for softmax. */
  readonly curvature: ((a: number) => number) | null;
}

/** Second derivatives and work arrays of one model, reused from sample to sample. */
export interface Tangent {
  /** What the sample itself gave: set it by `forward`, `sampleLoss` and `backward` first. */
  readonly trace: Trace;
  readonly layers: readonly LayerTangent[];
  /** The last layer's arrays above, as `fused` takes them. */
  readonly output: OutputTangent;
  readonly fused: FusedCurvature | null;
  /** ∂²L_k/∂y_k²; null where it is 0 everywhere. */
  readonly loss: ((y: number, t: number) => number) | null;
  /** ∂L_k/∂y_k, for softmax without a fused loss. */
  readonly outputGradients: Float64Array;
}

export function createTangent(model: Model): Tangent {
  const l = model.layers.length - 1;
  const trace = createTrace(model);
  const layers = model.layers.map(({ units, activation, activationFunction }) => ({
    preActivations: new Float64Array(units),
    activations: new Float64Array(units),
    deltas: new Float64Array(units),
    slopes: new Float64Array(units),
    curvature: activationFunction ? activationCurvature(activation) : null,
  }));
  return {
    trace,
    layers,
    output: {
      preActivations: trace.layers[l]!.preActivations,
      targets: trace.targets,
      preActivationTangents: layers[l]!.preActivations,
      outputTangents: layers[l]!.activations,
    },
    fused: fusedCurvature(model.loss, model.layers[l]!.activation, model.outputUnits),
    loss: lossCurvature(model.loss, model.outputUnits),
    outputGradients: new Float64Array(model.outputUnits),
  };
}

/**
 * ȧ and ḣ of every layer, for the sample in `tangent.trace`:
 *
 *     ȧ_j = Σ_i (ḣ_i w_ij + h_i v_ij) + v_j        ḣ_j = φ′(a_j) ȧ_j
 *
 * The inputs do not change.
 *
 * @param inputs samples row by row; the sample starts at `offset`.
 */
export function forwardTangent(
  model: Model,
  parameters: Float64Array,
  direction: Float64Array,
  inputs: Float64Array,
  offset: number,
  tangent: Tangent,
): void {
  for (let l = 0; l < model.layers.length; l++) {
    const layer = model.layers[l]!;
    const { preActivations } = tangent.layers[l]!;
    preActivations.fill(0);
    if (l === 0) addWeighted(layer, direction, inputs, offset, preActivations);
    else {
      addWeighted(layer, direction, tangent.trace.layers[l - 1]!.activations, 0, preActivations);
      addWeighted(layer, parameters, tangent.layers[l - 1]!.activations, 0, preActivations);
    }
    const { biasOffset } = layer;
    if (biasOffset !== null) {
      for (let j = 0; j < layer.units; j++)
        preActivations[j] = preActivations[j]! + direction[biasOffset + j]!;
    }
    activateTangent(layer, tangent, l);
  }
}

/** sums_j += Σ_i values_i weights_ij */
function addWeighted(
  layer: ModelLayer,
  weights: Float64Array,
  values: Float64Array,
  start: number,
  sums: Float64Array,
): void {
  const { inputs, units } = layer;
  let weight = layer.weightOffset;
  for (let i = 0; i < inputs; i++) {
    const value = values[start + i]!;
    for (let j = 0; j < units; j++) sums[j] = sums[j]! + value * weights[weight++]!;
  }
}

function activateTangent(layer: ModelLayer, tangent: Tangent, l: number): void {
  const { preActivations, activations, slopes } = tangent.layers[l]!;
  const trace = tangent.trace.layers[l]!;
  const phi = layer.activationFunction;
  if (!phi) {
    // The matrix ∂y_k/∂a_j of softmax is symmetric: forward and backward are one product.
    softmaxDeltas(trace.activations, preActivations, activations);
    return;
  }
  for (let j = 0; j < slopes.length; j++) {
    const slope = phi.derivative(trace.preActivations[j]!);
    slopes[j] = slope;
    activations[j] = slope * preActivations[j]!;
  }
}

/**
 * δ̇ of every layer, after `forwardTangent`. With e_j = Σ_k w_jk δ_k the error at the activation,
 *
 *     δ̇_j = φ′(a_j) Σ_k (w_jk δ̇_k + v_jk δ_k) + e_j φ″(a_j) ȧ_j
 */
export function backwardTangent(
  model: Model,
  parameters: Float64Array,
  direction: Float64Array,
  tangent: Tangent,
): void {
  outputTangent(model, tangent);
  for (let l = model.layers.length - 2; l >= 0; l--) {
    const { weightOffset } = model.layers[l + 1]!;
    const { deltas: nextDeltas } = tangent.trace.layers[l + 1]!;
    const { deltas: nextTangents } = tangent.layers[l + 1]!;
    const { preActivations, deltas, slopes, curvature } = tangent.layers[l]!;
    const trace = tangent.trace.layers[l]!;
    let weight = weightOffset;
    for (let j = 0; j < deltas.length; j++) {
      let error = 0;
      let errorTangent = 0;
      for (let k = 0; k < nextDeltas.length; k++, weight++) {
        error += parameters[weight]! * nextDeltas[k]!;
        errorTangent += parameters[weight]! * nextTangents[k]! + direction[weight]! * nextDeltas[k]!;
      }
      const bend = curvature ? error * curvature(trace.preActivations[j]!) * preActivations[j]! : 0;
      deltas[j] = errorTangent * slopes[j]! + bend;
    }
  }
}

/** δ̇ of the last layer. */
function outputTangent(model: Model, tangent: Tangent): void {
  const l = model.layers.length - 1;
  const { preActivations, activations, deltas, slopes, curvature } = tangent.layers[l]!;
  const { trace, fused, loss, outputGradients } = tangent;
  const last = trace.layers[l]!;
  const { targets } = trace;
  if (fused) {
    fused(tangent.output, deltas);
    return;
  }
  for (let k = 0; k < deltas.length; k++) {
    const y = last.activations[k]!;
    outputGradients[k] = model.lossFunction.derivative(y, targets[k]!);
    deltas[k] = loss ? loss(y, targets[k]!) * activations[k]! : 0;
  }
  if (!model.layers[l]!.activationFunction) {
    softmaxOutputTangent(last.activations, activations, outputGradients, deltas);
    return;
  }
  for (let j = 0; j < deltas.length; j++) {
    const bend = curvature
      ? outputGradients[j]! * curvature(last.preActivations[j]!) * preActivations[j]!
      : 0;
    deltas[j] = deltas[j]! * slopes[j]! + bend;
  }
}

/**
 * R of δ_j = y_j (g_j − Σ_k y_k g_k), in differences from g_m of the largest output as in `softmaxDeltas`:
 * δ̇_j = ẏ_j (u_j − Σ_k y_k u_k) − y_j Σ_k ẏ_k u_k + y_j (ġ_j − Σ_k y_k ġ_k), u_k = g_k − g_m.
 *
 * @param deltas holds ġ, receives δ̇.
 */
function softmaxOutputTangent(
  outputs: Float64Array,
  outputTangents: Float64Array,
  outputGradients: Float64Array,
  deltas: Float64Array,
): void {
  softmaxDeltas(outputs, deltas, deltas);
  let m = 0;
  for (let k = 1; k < outputs.length; k++) if (outputs[k]! > outputs[m]!) m = k;
  const shift = outputGradients[m]!;
  let mean = 0;
  let meanTangent = 0;
  for (let k = 0; k < outputs.length; k++) {
    mean += outputs[k]! * (outputGradients[k]! - shift);
    meanTangent += outputTangents[k]! * (outputGradients[k]! - shift);
  }
  for (let j = 0; j < outputs.length; j++) {
    const own = outputTangents[j]! * (outputGradients[j]! - shift - mean);
    deltas[j] = deltas[j]! + (own - outputs[j]! * meanTangent);
  }
}

/**
 * Adds R of the sample's own gradient, which is its Hessian times the direction:
 *
 *     R{∂L/∂w_ij} = ḣ_i δ_j + h_i δ̇_j        R{∂L/∂b_j} = δ̇_j
 *
 * @param inputs samples row by row; the sample starts at `offset`.
 */
export function addGradientTangent(
  model: Model,
  inputs: Float64Array,
  offset: number,
  tangent: Tangent,
  product: Float64Array,
): void {
  for (let l = 0; l < model.layers.length; l++) {
    const { inputs: rows, units, weightOffset, biasOffset } = model.layers[l]!;
    const { deltas } = tangent.trace.layers[l]!;
    const { deltas: deltaTangents } = tangent.layers[l]!;
    const previous = l === 0 ? inputs : tangent.trace.layers[l - 1]!.activations;
    const start = l === 0 ? offset : 0;
    const previousTangents = l === 0 ? null : tangent.layers[l - 1]!.activations;
    let weight = weightOffset;
    for (let i = 0; i < rows; i++) {
      const activation = previous[start + i]!;
      const activationTangent = previousTangents ? previousTangents[i]! : 0;
      for (let j = 0; j < units; j++, weight++) {
        product[weight] =
          product[weight]! + (activation * deltaTangents[j]! + activationTangent * deltas[j]!);
      }
    }
    if (biasOffset !== null) {
      for (let j = 0; j < units; j++) product[biasOffset + j] = product[biasOffset + j]! + deltaTangents[j]!;
    }
  }
}
