import type { Arithmetic } from '../math/arithmetic';
import { numbers } from '../math/numbers';
import { operation } from '../math/operations';
import type { Model } from './model';
import { pairwiseSum } from './pairwise';

/** λ₁ Σ|w| + ½ λ₂ Σ w² over the weights of all layers, frozen ones included; never the biases. */
export function penaltyAt(model: Model, parameters: Float64Array): number {
  const { l1, l2 } = model;
  if (l1 === 0 && l2 === 0) return 0;
  let penalty = 0;
  for (const { inputs, units, weightOffset } of model.layers) {
    penalty += pairwiseSum(weightOffset, weightOffset + inputs * units, (p) =>
      weightPenalty(model, parameters[p]!),
    );
  }
  return penalty;
}

/** What one weight adds to the penalty. */
export function weightPenalty({ l1, l2 }: Model, weight: number): number {
  return l1 * Math.abs(weight) + 0.5 * l2 * weight * weight;
}

/** λ₁ sign(w) + λ₂ w, what the penalty adds to the gradient of one weight, on any machine; sign(0) = 0. */
export function penaltySlope<V, M>(m: Arithmetic<V, M>, { l1, l2 }: Pick<Model, 'l1' | 'l2'>, weight: V): V {
  const sign = operation('sign').kernel(m, weight);
  return m.add(m.multiply(m.constant(l1), sign), m.multiply(m.constant(l2), weight));
}

/** Adds `penaltySlope` to the gradient of every weight. */
export function addPenaltyGradient(model: Model, parameters: Float64Array, gradient: Float64Array): void {
  const { l1, l2 } = model;
  if (l1 === 0 && l2 === 0) return;
  for (const { inputs, units, weightOffset } of model.layers) {
    for (let p = weightOffset; p < weightOffset + inputs * units; p++) {
      gradient[p] = gradient[p]! + penaltySlope(numbers, model, parameters[p]!);
    }
  }
}
