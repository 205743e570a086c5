import { numbers } from '../math/numbers';
import type { Network, Optimizer as OptimizerSettings } from '../network/network';
import type { ParameterLayout } from './layout';
import { advancePowers, stateShape, updateParameter, updateRates } from './updateRules';

/** Turns gradients into new parameters. */
export interface Optimizer {
  /** What the optimizer remembers between updates: plain data, changed by `update`. */
  readonly state: OptimizerState;
  /** One update in place. Frozen parameters and their state are not touched. */
  update(parameters: Float64Array, gradient: Float64Array, learningRate: number): void;
}

export interface OptimizerState {
  /** The velocity v of momentum and nesterov, m of adam and adamw; null for the others. */
  readonly mean: Float64Array | null;
  /** q of adagrad, rmsprop, adam and adamw; null for the others. */
  readonly square: Float64Array | null;
  /** β₁ᵗ and β₂ᵗ after t updates of adam and adamw; 1 for the others. */
  beta1Power: number;
  beta2Power: number;
}

/**
 * @param frozen one entry for each parameter; 1: never updated, no state, no decay.
 */
export function createOptimizer(
  settings: OptimizerSettings,
  parameterCount: number,
  frozen: Uint8Array,
): Optimizer {
  const { hasMean, hasSquare } = stateShape(settings);
  const mean = hasMean ? new Float64Array(parameterCount) : null;
  const square = hasSquare ? new Float64Array(parameterCount) : null;
  const state: OptimizerState = { mean, square, beta1Power: 1, beta2Power: 1 };
  return {
    state,
    update(parameters, gradient, learningRate) {
      const { beta1Power, beta2Power } = advancePowers(numbers, settings, state);
      state.beta1Power = beta1Power;
      state.beta2Power = beta2Power;
      const rates = updateRates(numbers, settings, learningRate, state);
      for (let p = 0; p < parameters.length; p++) {
        if (frozen[p]) continue;
        const before = {
          parameter: parameters[p]!,
          mean: mean ? mean[p]! : null,
          square: square ? square[p]! : null,
        };
        const after = updateParameter(numbers, settings, before, gradient[p]!, rates);
        parameters[p] = after.parameter;
        if (mean) mean[p] = after.mean!;
        if (square) square[p] = after.square!;
      }
    },
  };
}

/** One entry for each parameter of the layout: 1 where the network's layers are frozen, else 0. */
export function frozenParameters(network: Network, layout: ParameterLayout): Uint8Array {
  const frozen = new Uint8Array(layout.parameterCount);
  layout.layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
    const { weights, biases } = network.layers[l]!.frozen;
    if (weights) frozen.fill(1, weightOffset, weightOffset + inputs * units);
    if (biases && biasOffset !== null) frozen.fill(1, biasOffset, biasOffset + units);
  });
  return frozen;
}
