import type { SampleMatrices } from '../core/engine/batchGradient';
import type { Model } from '../core/engine/model';
import { numericGradient, type NumericGradient } from '../core/insight/numericGradient';

/** The numeric gradient in pieces, for networks and data that would hold the extension host too long in one. */

/** Up to so much work, as `workOf` counts it, is done in one piece: about 10 ms. */
export const workInOnePiece = 1_000_000;

/** What a sample costs beside its parameters, in parameters. */
const workOfSample = 1000;

/** The work of one evaluation, in parameters times samples: some 9 ns each. */
export function workOf(parameterCount: number, samples: number): number {
  return samples * (parameterCount + workOfSample);
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
