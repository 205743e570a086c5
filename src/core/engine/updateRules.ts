/**
 * The update rules of the optimizers, each as a program for one parameter on any machine, with PyTorch's semantics:
 * state starts at zero and epsilon stands outside the root.
 */

import type { Arithmetic } from '../math/arithmetic';
import type { Optimizer as OptimizerSettings } from '../network/network';

/** What is the same for all parameters in one update. */
export interface UpdateRates<V> {
  /** η */
  readonly learningRate: V;
  /** 1 / (1 − β₁ᵗ) of adam and adamw; 1 for the others. */
  readonly meanScale: V;
  /** 1 / (1 − β₂ᵗ) of adam and adamw; 1 for the others. */
  readonly squareScale: V;
  /** 1 − η · weight decay of adamw; 1 for the others. */
  readonly kept: V;
}

/** One parameter with what the optimizer remembers of it. */
export interface ParameterState<V> {
  readonly parameter: V;
  /** The velocity v of momentum and nesterov, m of adam and adamw; null for the others. */
  readonly mean: V | null;
  /** q of adagrad, rmsprop, adam and adamw; null for the others. */
  readonly square: V | null;
}

/** Which of the two an optimizer remembers. */
export interface StateShape {
  readonly hasMean: boolean;
  readonly hasSquare: boolean;
}

export function stateShape({ type }: OptimizerSettings): StateShape {
  switch (type) {
    case 'sgd':
      return { hasMean: false, hasSquare: false };
    case 'momentum':
    case 'nesterov':
      return { hasMean: true, hasSquare: false };
    case 'adagrad':
    case 'rmsprop':
      return { hasMean: false, hasSquare: true };
    case 'adam':
    case 'adamw':
      return { hasMean: true, hasSquare: true };
  }
}

/** βᵗ of adam and adamw after t updates, as running products; 1 for the others. */
export interface BetaPowers<V> {
  readonly beta1Power: V;
  readonly beta2Power: V;
}

/** The powers of the update that follows. */
export function advancePowers<V, M>(
  m: Arithmetic<V, M>,
  settings: OptimizerSettings,
  { beta1Power, beta2Power }: BetaPowers<V>,
): BetaPowers<V> {
  if (settings.type !== 'adam' && settings.type !== 'adamw') return { beta1Power, beta2Power };
  return {
    beta1Power: m.multiply(beta1Power, m.constant(settings.beta1)),
    beta2Power: m.multiply(beta2Power, m.constant(settings.beta2)),
  };
}

/** The rates of an update, from η and the powers of this update. */
export function updateRates<V, M>(
  m: Arithmetic<V, M>,
  settings: OptimizerSettings,
  learningRate: V,
  { beta1Power, beta2Power }: BetaPowers<V>,
): UpdateRates<V> {
  const one = m.constant(1);
  if (settings.type !== 'adam' && settings.type !== 'adamw') {
    return { learningRate, meanScale: one, squareScale: one, kept: one };
  }
  const scaleOf = (power: V): V => m.divide(one, m.subtract(one, power));
  const isDecaying = settings.type === 'adamw';
  return {
    learningRate,
    meanScale: scaleOf(beta1Power),
    squareScale: scaleOf(beta2Power),
    kept: isDecaying ? m.subtract(one, m.multiply(learningRate, m.constant(settings.weightDecay))) : one,
  };
}

/**
 * One parameter's update from its gradient g, state and the rates:
 *
 *     sgd        w −= η g
 *     momentum   v = μ v + g;  w −= η v
 *     nesterov   v = μ v + g;  w −= η (g + μ v)
 *     adagrad    q += g²;  w −= η g / (√q + ε)
 *     rmsprop    q = α q + (1 − α) g²;  w −= η g / (√q + ε)
 *     adam       m = β₁ m + (1 − β₁) g;  q = β₂ q + (1 − β₂) g²;
 *                w −= η (m / (1 − β₁ᵗ)) / (√(q / (1 − β₂ᵗ)) + ε)
 *     adamw      w ∙= 1 − η · decay first, then as adam; biases decay like weights
 *
 * The state must have what `stateShape` says.
 */
export function updateParameter<V, M>(
  m: Arithmetic<V, M>,
  settings: OptimizerSettings,
  { parameter, mean, square }: ParameterState<V>,
  gradient: V,
  rates: UpdateRates<V>,
): ParameterState<V> {
  switch (settings.type) {
    case 'sgd':
      return { parameter: m.subtract(parameter, m.multiply(rates.learningRate, gradient)), mean, square };
    case 'momentum':
    case 'nesterov': {
      const mu = m.constant(settings.momentum);
      const velocity = m.add(m.multiply(mu, mean!), gradient);
      const ahead = settings.type === 'nesterov' ? m.add(gradient, m.multiply(mu, velocity)) : velocity;
      return {
        parameter: m.subtract(parameter, m.multiply(rates.learningRate, ahead)),
        mean: velocity,
        square,
      };
    }
    case 'adagrad': {
      const sum = m.add(square!, m.multiply(gradient, gradient));
      return {
        parameter: scaledStep(m, parameter, gradient, sum, settings.epsilon, rates),
        mean,
        square: sum,
      };
    }
    case 'rmsprop': {
      const average = decayingSquare(m, settings.alpha, square!, gradient);
      const moved = scaledStep(m, parameter, gradient, average, settings.epsilon, rates);
      return { parameter: moved, mean, square: average };
    }
    case 'adam':
    case 'adamw': {
      const { beta1, beta2, epsilon } = settings;
      const share = m.multiply(m.constant(1 - beta1), gradient);
      const average = m.add(m.multiply(m.constant(beta1), mean!), share);
      const averageSquare = decayingSquare(m, beta2, square!, gradient);
      const kept = settings.type === 'adamw' ? m.multiply(parameter, rates.kept) : parameter;
      const direction = m.multiply(average, rates.meanScale);
      const size = m.add(m.squareRoot(m.multiply(averageSquare, rates.squareScale)), m.constant(epsilon));
      const change = m.multiply(rates.learningRate, m.divide(direction, size));
      const moved = m.subtract(kept, change);
      return { parameter: moved, mean: average, square: averageSquare };
    }
  }
}

/** β q + (1 − β) g² */
function decayingSquare<V, M>(m: Arithmetic<V, M>, beta: number, square: V, gradient: V): V {
  const share = m.multiply(m.multiply(m.constant(1 - beta), gradient), gradient);
  return m.add(m.multiply(m.constant(beta), square), share);
}

/** w − η g / (√square + ε) */
function scaledStep<V, M>(
  m: Arithmetic<V, M>,
  parameter: V,
  gradient: V,
  square: V,
  epsilon: number,
  { learningRate }: UpdateRates<V>,
): V {
  const size = m.add(m.squareRoot(square), m.constant(epsilon));
  return m.subtract(parameter, m.divide(m.multiply(learningRate, gradient), size));
}
