import type { Network, Optimizer as OptimizerSettings } from '../network/network';
import type { ParameterLayout } from './layout';

/*
 * The update rules, with PyTorch's semantics: state starts at zero, epsilon stands outside the root, the
 * powers βᵗ are running products (`Math.pow` differs between JavaScript engines).
 */

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
  const zeros = () => new Float64Array(parameterCount);
  const state = (mean: Float64Array | null, square: Float64Array | null): OptimizerState => ({
    mean,
    square,
    beta1Power: 1,
    beta2Power: 1,
  });
  switch (settings.type) {
    case 'sgd':
      return sgd(state(null, null), frozen);
    case 'momentum':
    case 'nesterov':
      return momentum(settings.momentum, settings.type === 'nesterov', state(zeros(), null), frozen);
    case 'adagrad':
      return adagrad(settings.epsilon, state(null, zeros()), frozen);
    case 'rmsprop':
      return rmsprop(settings, state(null, zeros()), frozen);
    case 'adam':
      return adam({ ...settings, weightDecay: 0 }, state(zeros(), zeros()), frozen);
    case 'adamw':
      return adam(settings, state(zeros(), zeros()), frozen);
  }
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

/** w −= η g */
function sgd(state: OptimizerState, frozen: Uint8Array): Optimizer {
  return {
    state,
    update(parameters, gradient, learningRate) {
      for (let p = 0; p < parameters.length; p++) {
        if (frozen[p]) continue;
        parameters[p] = parameters[p]! - learningRate * gradient[p]!;
      }
    },
  };
}

/** v = μ v + g;  w −= η v, or with Nesterov's look-ahead  w −= η (g + μ v) */
function momentum(mu: number, isNesterov: boolean, state: OptimizerState, frozen: Uint8Array): Optimizer {
  const velocity = state.mean!;
  return {
    state,
    update(parameters, gradient, learningRate) {
      for (let p = 0; p < parameters.length; p++) {
        if (frozen[p]) continue;
        const g = gradient[p]!;
        const v = mu * velocity[p]! + g;
        velocity[p] = v;
        parameters[p] = parameters[p]! - learningRate * (isNesterov ? g + mu * v : v);
      }
    },
  };
}

/** q += g²;  w −= η g / (√q + ε) */
function adagrad(epsilon: number, state: OptimizerState, frozen: Uint8Array): Optimizer {
  const square = state.square!;
  return {
    state,
    update(parameters, gradient, learningRate) {
      for (let p = 0; p < parameters.length; p++) {
        if (frozen[p]) continue;
        const g = gradient[p]!;
        const q = square[p]! + g * g;
        square[p] = q;
        parameters[p] = parameters[p]! - (learningRate * g) / (Math.sqrt(q) + epsilon);
      }
    },
  };
}

/** q = α q + (1 − α) g²;  w −= η g / (√q + ε) */
function rmsprop(
  { alpha, epsilon }: { readonly alpha: number; readonly epsilon: number },
  state: OptimizerState,
  frozen: Uint8Array,
): Optimizer {
  const square = state.square!;
  return {
    state,
    update(parameters, gradient, learningRate) {
      for (let p = 0; p < parameters.length; p++) {
        if (frozen[p]) continue;
        const g = gradient[p]!;
        const q = alpha * square[p]! + (1 - alpha) * g * g;
        square[p] = q;
        parameters[p] = parameters[p]! - (learningRate * g) / (Math.sqrt(q) + epsilon);
      }
    },
  };
}

/**
 * m = β₁ m + (1 − β₁) g;  q = β₂ q + (1 − β₂) g²;  w −= η (m / (1 − β₁ᵗ)) / (√(q / (1 − β₂ᵗ)) + ε)
 *
 * Adam's weight decay is 0; AdamW's scales the parameter by 1 − η · decay first, biases like weights.
 */
function adam(
  settings: {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly weightDecay: number;
  },
  state: OptimizerState,
  frozen: Uint8Array,
): Optimizer {
  const { beta1, beta2, epsilon, weightDecay } = settings;
  const mean = state.mean!;
  const square = state.square!;
  return {
    state,
    update(parameters, gradient, learningRate) {
      state.beta1Power *= beta1;
      state.beta2Power *= beta2;
      const meanCorrection = 1 - state.beta1Power;
      const squareCorrection = 1 - state.beta2Power;
      const kept = 1 - learningRate * weightDecay;
      for (let p = 0; p < parameters.length; p++) {
        if (frozen[p]) continue;
        const g = gradient[p]!;
        const m = beta1 * mean[p]! + (1 - beta1) * g;
        const q = beta2 * square[p]! + (1 - beta2) * g * g;
        mean[p] = m;
        square[p] = q;
        const change = m / meanCorrection / (Math.sqrt(q / squareCorrection) + epsilon);
        parameters[p] = parameters[p]! * kept - learningRate * change;
      }
    },
  };
}
