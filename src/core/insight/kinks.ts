import type { Activation, Loss } from '../network/network';
import type { Model } from '../engine/model';

/**
 * Where a network's functions have a corner, or a corner in their slope: a central difference across either
 * is no derivative to 1e-8.
 */
export interface Kinks {
  /** For each layer the pre-activations at which φ has a kink. */
  readonly layers: readonly (readonly number[])[];
  /** The residuals y − t at which the loss has a kink. */
  readonly residual: readonly number[];
}

export function kinksOf(model: Model): Kinks {
  return {
    layers: model.layers.map(({ activation }) => activationKinks(activation)),
    residual: lossKinks(model.loss),
  };
}

function activationKinks(activation: Activation): readonly number[] {
  switch (activation.type) {
    case 'relu':
    case 'leakyRelu':
    case 'elu':
      // With α = 1 the slope of elu is continuous at 0, but its second derivative jumps from 1 to 0.
      return [0];
    default:
      return [];
  }
}

function lossKinks(loss: Loss): readonly number[] {
  switch (loss.type) {
    case 'meanAbsoluteError':
      return [0];
    case 'huber':
      return [-loss.delta, loss.delta];
    default:
      return [];
  }
}
