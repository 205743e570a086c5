import { batchShare } from '../../engine/batchGradient';
import type { SampleValues } from '../../math/evaluate';
import { softmaxDeltas } from '../../math/softmax';
import { slippedGradient, type StepNumbers } from './stepNumbers';

/**
 * Loss and gradient of a cross-entropy that applies the last activation once more: to the outputs, as if they were
 * pre-activations. Null where the loss is none that does so.
 */
export function slippedTwice(
  numbers: StepNumbers,
  values: readonly SampleValues[],
): { readonly loss: number; readonly gradient: Float64Array } | null {
  const { model } = numbers;
  const { fusedLoss, outputUnits } = model;
  if (!fusedLoss) return null;
  const terms = new Float64Array(outputUnits);
  const slopes = new Float64Array(outputUnits);
  let loss = 0;
  const phi = model.layers.at(-1)!.activationFunction;
  const lastDelta = ({ preActivations, activations, targets }: SampleValues): Float64Array => {
    const outputs = Float64Array.from(activations.at(-1)!);
    fusedLoss.delta(outputs, Float64Array.from(targets), slopes);
    const deltas = new Float64Array(outputUnits);
    if (!phi) softmaxDeltas(outputs, slopes, deltas);
    else slopes.forEach((slope, k) => (deltas[k] = slope * phi.derivative(preActivations.at(-1)![k]!)));
    return deltas;
  };
  for (const { activations, targets } of values) {
    fusedLoss.terms(Float64Array.from(activations.at(-1)!), Float64Array.from(targets), terms);
    loss += terms.reduce((sum, term) => sum + term, 0);
  }
  return {
    loss: loss * batchShare(model, values.length),
    gradient: slippedGradient(numbers, values, { lastDelta }),
  };
}
