import { batchGradient, batchShare, createBatchScratch, type SampleMatrices } from './batchGradient';
import { createTrace, type Model } from './model';
import { pairwiseSum } from './pairwise';
import { addPenaltyGradient, penaltyAt } from './penalty';
import { forward, sampleLoss } from './propagate';

/** A network's loss and gradients over some samples; the caller owns the arrays. */
export interface Evaluation {
  /** The data loss: the mean of the per-sample losses, or their sum. */
  readonly loss: number;
  /** The regularisation term at these parameters. */
  readonly penalty: number;
  /** ∂(loss + penalty)/∂parameter, in the order of the model's layout; frozen parameters included. */
  readonly gradient: Float64Array;
  /** E_k: the terms L_k of each output, reduced over the samples as the loss is. [outputs] */
  readonly lossTerms: Float64Array;
  /** y, row by row in the order of the indices. [indices, outputs] */
  readonly outputs: Float64Array;
}

/**
 * Evaluates the samples named by `indices` as one batch. Without samples loss, gradient of the data and
 * terms are 0.
 */
export function evaluate(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
): Evaluation {
  const { outputUnits } = model;
  const count = indices.length;
  const scratch = createBatchScratch(model);
  const outputLayer = scratch.trace.layers[model.layers.length - 1]!;
  const gradient = new Float64Array(model.layout.parameterCount);
  const losses = new Float64Array(count);
  const terms = new Float64Array(count * outputUnits);
  const outputs = new Float64Array(count * outputUnits);

  batchGradient(model, parameters, samples, indices, scratch, gradient, (position, loss) => {
    losses[position] = loss;
    terms.set(scratch.trace.lossTerms, position * outputUnits);
    outputs.set(outputLayer.activations, position * outputUnits);
  });
  addPenaltyGradient(model, parameters, gradient);
  return {
    loss: reduceLosses(model, losses),
    penalty: penaltyAt(model, parameters),
    gradient,
    lossTerms: Float64Array.from({ length: outputUnits }, (_, k) =>
      reduce(model, 0, count, (position) => terms[position * outputUnits + k]!),
    ),
    outputs,
  };
}

/** The data loss alone, without gradients: the same number that `evaluate` gives. */
export function lossAt(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
): number {
  const trace = createTrace(model);
  return reduce(model, 0, indices.length, (position) => {
    const sample = indices[position]!;
    forward(model, parameters, samples.inputs, sample * model.inputUnits, trace);
    return sampleLoss(model, samples.targets, sample * model.outputUnits, trace);
  });
}

/**
 * The mean or the sum, as the model's `reduction` says, of the per-sample losses from place `from` to before
 * `to`; 0 for none.
 */
export function reduceLosses(model: Model, losses: Float64Array, from = 0, to = losses.length): number {
  return reduce(model, from, to, (position) => losses[position]!);
}

function reduce(model: Model, from: number, to: number, term: (position: number) => number): number {
  return pairwiseSum(from, to, term) * batchShare(model, to - from);
}
