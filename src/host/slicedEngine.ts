import { evaluate, type Evaluation } from '../core/engine/evaluate';
import type { SampleMatrices } from '../core/engine/batchGradient';
import type { Model } from '../core/engine/model';
import { leafTerms } from '../core/engine/pairwise';
import { addPenaltyGradient, penaltyAt } from '../core/engine/penalty';
import { numericGradient, type NumericGradient } from '../core/insight/numericGradient';

/**
 * The engine's evaluation and numeric gradient, sample by sample as generators, for networks and data that
 * would hold the extension host too long in one piece. Both read the engine; neither repeats its formulas.
 */

/** Up to so much work, as `workOf` counts it, is done in one piece: about 10 ms. */
export const workInOnePiece = 1_000_000;

/** What a sample costs beside its parameters, in parameters. */
const workOfSample = 1000;

/** The work of one evaluation, in parameters times samples: some 9 ns each. */
export function workOf(parameterCount: number, samples: number): number {
  return samples * (parameterCount + workOfSample);
}

/**
 * `evaluate`, bit for bit: sums over samples follow the engine's pairwise rule, and a sum that starts with 0
 * and takes one sample's numbers after the other is what the engine computes in one go.
 */
export function* evaluationSteps(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
): Generator<undefined, Evaluation> {
  const count = indices.length;
  const { outputUnits } = model;
  const outputs = new Float64Array(count * outputUnits);
  const summing: Model = { ...model, reduction: 'sum', l1: 0, l2: 0 };

  interface Sums {
    loss: number;
    readonly gradient: Float64Array;
    readonly lossTerms: Float64Array;
  }
  const add = (sums: Sums, part: Sums): void => {
    sums.loss += part.loss;
    for (let p = 0; p < sums.gradient.length; p++) sums.gradient[p] = sums.gradient[p]! + part.gradient[p]!;
    for (let k = 0; k < outputUnits; k++) sums.lossTerms[k] = sums.lossTerms[k]! + part.lossTerms[k]!;
  };
  function* sum(from: number, to: number): Generator<undefined, Sums> {
    if (to - from > leafTerms) {
      const middle = from + Math.floor((to - from) / 2);
      const sums = yield* sum(from, middle);
      add(sums, yield* sum(middle, to));
      return sums;
    }
    const sums: Sums = {
      loss: 0,
      gradient: new Float64Array(model.layout.parameterCount),
      lossTerms: new Float64Array(outputUnits),
    };
    for (let position = from; position < to; position++) {
      const one = evaluate(summing, parameters, samples, indices.subarray(position, position + 1));
      add(sums, one);
      outputs.set(one.outputs, position * outputUnits);
      yield;
    }
    return sums;
  }

  const { loss, gradient, lossTerms } = yield* sum(0, count);
  const divisor = model.reduction === 'mean' && count > 1 ? count : 1;
  for (let p = 0; p < gradient.length; p++) gradient[p] = gradient[p]! / divisor;
  addPenaltyGradient(model, parameters, gradient);
  return {
    loss: loss / divisor,
    penalty: penaltyAt(model, parameters),
    gradient,
    lossTerms: lossTerms.map((term) => term / divisor),
    outputs,
  };
}

/**
 * `numericGradient` over `indices`, some samples at a time; equal to it but for the order of rounding, and for
 * the last digits of `loss`, which is a scale and no result.
 */
export function* numericGradientSteps(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
  parameter: number,
): Generator<undefined, NumericGradient> {
  const perTurn = Math.max(1, Math.floor(workInOnePiece / workOf(model.layout.parameterCount, 1)));
  if (indices.length <= perTurn) return numericGradient(model, parameters, samples, indices, parameter);
  // Without samples the difference is that of the penalty alone.
  const none = numericGradient(model, parameters, samples, new Uint32Array(0), parameter);
  const summing: Model = { ...model, reduction: 'sum' };
  let gradient = 0;
  let loss = 0;
  let isAtKink = none.isAtKink;
  for (let from = 0; from < indices.length; from += perTurn) {
    const some = indices.subarray(from, from + perTurn);
    const part = numericGradient(summing, parameters, samples, some, parameter);
    gradient += part.gradient - none.gradient;
    loss += part.loss;
    isAtKink ||= part.isAtKink;
    yield;
  }
  const divisor = model.reduction === 'mean' ? indices.length : 1;
  return { gradient: gradient / divisor + none.gradient, step: none.step, loss: loss / divisor, isAtKink };
}
