import type { Dataset } from '../../engine/dataset';
import { createTrace, type Model, type Trace } from '../../engine/model';
import { backward, forward, sampleLoss } from '../../engine/propagate';
import type { Steps } from '../../network/steps';

/** What a network says of every sample, test samples included, and how wrong it is there; in file order. */
export interface Predictions {
  /** y, row-major [sample, output] */
  readonly outputs: Float64Array;
  /** The loss of the sample alone. [sample] */
  readonly losses: Float64Array;
  /** y − t where there is one output, else the Euclidean length of y − t. [sample] */
  readonly errors: Float64Array;
  /** The Euclidean length of the gradient of the sample's own loss by all parameters, without the penalty. [sample] */
  readonly gradientNorms: Float64Array;
}

/** Samples times parameters between two pauses. */
const workPerPause = 100_000;

/** @param tell hears between two pauses how many samples are done. */
export function* predictionSteps(
  model: Model,
  parameters: Float64Array,
  dataset: Pick<Dataset, 'inputs' | 'targets' | 'sampleCount'>,
  tell?: (done: number) => void,
): Steps<Predictions> {
  const { inputUnits, outputUnits } = model;
  const { inputs, targets, sampleCount } = dataset;
  const trace = createTrace(model);
  const outputLayer = trace.layers.at(-1)!;
  const outputs = new Float64Array(sampleCount * outputUnits);
  const [losses, errors, gradientNorms] = [0, 1, 2].map(() => new Float64Array(sampleCount)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const samplesPerPause = Math.max(1, Math.floor(workPerPause / model.layout.parameterCount));
  for (let s = 0; s < sampleCount; s++) {
    forward(model, parameters, inputs, s * inputUnits, trace);
    losses[s] = sampleLoss(model, targets, s * outputUnits, trace);
    backward(model, parameters, trace);
    outputs.set(outputLayer.activations, s * outputUnits);
    errors[s] = errorOf(outputLayer.activations, trace.targets);
    gradientNorms[s] = gradientNorm(model, inputs, s * inputUnits, trace);
    if (s % samplesPerPause === samplesPerPause - 1) {
      tell?.(s + 1);
      yield;
    }
  }
  return { outputs, losses, errors, gradientNorms };
}

function errorOf(outputs: Float64Array, targets: Float64Array): number {
  if (outputs.length === 1) return outputs[0]! - targets[0]!;
  let squares = 0;
  for (let k = 0; k < outputs.length; k++) squares += (outputs[k]! - targets[k]!) ** 2;
  return Math.sqrt(squares);
}

/**
 * ‖∂L/∂W‖ over all layers without making any gradient: ∂L/∂W = hᵀ δ has the length ‖h‖ ‖δ‖, and ∂L/∂b = δ.
 *
 * @param trace of the sample whose inputs start at `offset`, after `backward`.
 */
function gradientNorm(model: Model, inputs: Float64Array, offset: number, trace: Trace): number {
  let squares = 0;
  let before = squaresOf(inputs, offset, offset + model.inputUnits);
  model.layers.forEach(({ biasOffset, units }, l) => {
    const { activations, deltas } = trace.layers[l]!;
    squares += squaresOf(deltas, 0, units) * (before + (biasOffset === null ? 0 : 1));
    before = squaresOf(activations, 0, units);
  });
  return Math.sqrt(squares);
}

function squaresOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += values[n]! * values[n]!;
  return sum;
}

/** By what samples are put in order. Errors by their size, whatever their sign. */
export type PredictionKey = 'sample' | 'error' | 'loss' | 'gradient';

/** Numbers between two pauses of a sort. */
const sortedPerPause = 20_000;

/** Samples in the order of `key`; equal ones in file order, NaN last. */
export function* sortedSampleSteps(
  { errors, losses, gradientNorms }: Predictions,
  key: PredictionKey,
  isDescending: boolean,
): Steps<Uint32Array> {
  const order = Uint32Array.from(losses, (_, s) => s);
  if (key === 'sample') return isDescending ? order.reverse() : order;
  const values = key === 'error' ? errors.map(Math.abs) : key === 'loss' ? losses : gradientNorms;
  const rank = (s: number): number => {
    const value = values[s]!;
    if (Number.isNaN(value)) return Infinity;
    return isDescending ? -value : value;
  };
  // Merging from short runs to long ones keeps equal samples in their order, and can pause anywhere.
  let [from, to] = [order, new Uint32Array(order.length)];
  for (let length = 1, done = 0; length < order.length; length *= 2) {
    for (let start = 0; start < order.length; start += 2 * length) {
      const middle = Math.min(start + length, order.length);
      const end = Math.min(middle + length, order.length);
      for (let at = start, left = start, right = middle; at < end; at++) {
        const takesRight = left >= middle || (right < end && rank(from[right]!) < rank(from[left]!));
        to[at] = from[takesRight ? right++ : left++]!;
        if (++done % sortedPerPause === 0) yield;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
