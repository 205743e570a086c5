import type { SampleMatrices } from './batchGradient';
import { reduceLosses, type Evaluation } from './evaluate';
import { createTrace, type Model } from './model';
import { leafTerms, pairwiseSum } from './pairwise';
import { addPenaltyGradient, penaltyAt } from './penalty';
import { addGradient, backward, forward, sampleLoss } from './propagate';

/**
 * The engine's `evaluate` in pieces of one sample each, equal to it bit for bit: whoever drives the generator
 * can look at the clock, and at its messages, between any two samples.
 *
 * @param parameters are read until the generator ends: hand in a copy of what changes meanwhile.
 */
export function* evaluateInSlices(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
): Generator<undefined, Evaluation> {
  const { inputUnits, outputUnits } = model;
  const count = indices.length;
  const trace = createTrace(model);
  const outputLayer = trace.layers[model.layers.length - 1]!;
  const losses = new Float64Array(count);
  const terms = new Float64Array(count * outputUnits);
  const outputs = new Float64Array(count * outputUnits);

  // The same split in halves as in the engine's gradient of a batch: the order of additions decides the bits.
  function* sum(from: number, to: number): Generator<undefined, Float64Array> {
    if (to - from > leafTerms) {
      const middle = from + Math.floor((to - from) / 2);
      const whole = yield* sum(from, middle);
      const half = yield* sum(middle, to);
      for (let p = 0; p < whole.length; p++) whole[p] = whole[p]! + half[p]!;
      return whole;
    }
    const leaf = new Float64Array(model.layout.parameterCount);
    for (let position = from; position < to; position++) {
      const sample = indices[position]!;
      forward(model, parameters, samples.inputs, sample * inputUnits, trace);
      losses[position] = sampleLoss(model, samples.targets, sample * outputUnits, trace);
      backward(model, parameters, trace);
      addGradient(model, samples.inputs, sample * inputUnits, trace, leaf);
      terms.set(trace.lossTerms, position * outputUnits);
      outputs.set(outputLayer.activations, position * outputUnits);
      yield;
    }
    return leaf;
  }

  const gradient = yield* sum(0, count);
  const isMean = model.reduction === 'mean' && count > 1;
  if (isMean) for (let p = 0; p < gradient.length; p++) gradient[p] = gradient[p]! / count;
  addPenaltyGradient(model, parameters, gradient);
  return {
    loss: reduceLosses(model, losses),
    penalty: penaltyAt(model, parameters),
    gradient,
    lossTerms: Float64Array.from({ length: outputUnits }, (_, k) => {
      const total = pairwiseSum(0, count, (position) => terms[position * outputUnits + k]!);
      return isMean ? total / count : total;
    }),
    outputs,
  };
}
