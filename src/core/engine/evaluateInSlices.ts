import { batchShare, type SampleMatrices } from './batchGradient';
import { reduceLosses, type Evaluation } from './evaluate';
import { createTrace, type Model } from './model';
import { pairwiseSum, VectorSum } from './pairwise';
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

  const gradient = new Float64Array(model.layout.parameterCount);
  const sum = new VectorSum(gradient.length);
  for (let position = 0; position < count; position++) {
    const sample = indices[position]!;
    forward(model, parameters, samples.inputs, sample * inputUnits, trace);
    losses[position] = sampleLoss(model, samples.targets, sample * outputUnits, trace);
    backward(model, parameters, trace);
    addGradient(model, samples.inputs, sample * inputUnits, trace, sum.next());
    terms.set(trace.lossTerms, position * outputUnits);
    outputs.set(outputLayer.activations, position * outputUnits);
    yield;
  }
  const share = batchShare(model, count);
  sum.finish(gradient, share);
  addPenaltyGradient(model, parameters, gradient);
  return {
    loss: reduceLosses(model, losses),
    penalty: penaltyAt(model, parameters),
    gradient,
    lossTerms: Float64Array.from(
      { length: outputUnits },
      (_, k) => pairwiseSum(0, count, (position) => terms[position * outputUnits + k]!) * share,
    ),
    outputs,
  };
}
