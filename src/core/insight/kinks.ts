import { activationBreaks } from '../math/activations';
import type { Loss } from '../network/network';
import type { Model } from '../engine/model';

/**
 * Where a network's functions have a corner, or a corner in their slope: a central difference across either
 * is no derivative to 1e-8.
 */
export interface Kinks {
  /** For each layer the functions of a pre-activation at whose zeros φ has a kink. */
  readonly layers: readonly (readonly ((preActivation: number) => number)[])[];
  /** The residuals y − t at which the loss has a kink. */
  readonly residual: readonly number[];
}

export function kinksOf(model: Model): Kinks {
  return {
    // With α = 1 the slope of elu is continuous at 0, but its second derivative jumps from 1 to 0.
    layers: model.layers.map(({ activation }) => activationBreaks(activation)),
    residual: lossKinks(model.loss),
  };
}

/**
 * Whether a function whose zeros are kinks has one from `low` to `high`, h apart: it changes its sign, or touches
 * 0 in between as a² does (the kink of sqrt(a^2)), so that it is far smaller in the middle than at both ends.
 */
export function crossesZero(kink: (preActivation: number) => number, low: number, high: number): boolean {
  const [left, right] = [kink(low), kink(high)];
  // Not a number on either side: the loss is none either, which is said as such.
  if (low === high || Number.isNaN(left + right)) return false;
  if (Math.sign(left) !== Math.sign(right)) return true;
  // The vertex of the parabola through both ends and the middle.
  const middle = kink((low + high) / 2);
  const bend = left - 2 * middle + right;
  const vertex = middle - (right - left) ** 2 / (8 * bend);
  const isInside = Math.abs(right - left) < 2 * Math.abs(bend);
  return isInside && Math.abs(vertex) <= TOUCHING * (Math.abs(left) + Math.abs(right));
}

/** A function this much smaller at its vertex than at both ends is taken to touch 0. */
const TOUCHING = 1e-3;

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
