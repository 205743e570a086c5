/** Update rules with a mistake in them: what an optimizer makes of gradients when one of its parts is another. */

import type { Network, Optimizer } from '../../network/network';
import type { ParameterLayout } from '../../engine/layout';
import type { RecordedMemory } from './recording';

/** One way to write an update; without any key it is the one of updateRules.ts. */
export interface UpdateForm {
  /** +1: with the gradient in place of against it. */
  readonly direction?: 1;
  /** η is left out. */
  readonly withoutRate?: true;
  /** Only what is to be subtracted. */
  readonly stepOnly?: true;
  /** Where ε stands: under the root, nowhere, or beside the root before q̂ is corrected. */
  readonly epsilon?: 'inside' | 'nowhere' | 'uncorrected';
  /** Which of the two of adam are not corrected for their start at 0. */
  readonly uncorrected?: 'mean' | 'square' | 'both';
  /** The share of the gradient in the velocity: 1 − μ. */
  readonly isDampened?: true;
  /** The other of momentum and nesterov. */
  readonly otherMomentum?: true;
  /** α and 1 − α change places in rmsprop. */
  readonly swappedAlpha?: true;
  /** What adagrad starts from in place of 0. */
  readonly startingSquare?: number;
  /** The decay of adamw: added to the gradient, without η, nowhere, or for weights alone. */
  readonly decay?: 'coupled' | 'withoutRate' | 'nowhere' | 'weightsOnly';
  /** λ₂ of the file: as weights that shrink by 1 − η λ₂ in place of a part of the gradient. */
  readonly decoupledPenalty?: true;
  /** Biases keep their values. */
  readonly biasesKept?: true;
  /** Frozen parameters are updated, too. */
  readonly thawed?: true;
}

/** What an update starts from. */
export interface UpdateContext {
  readonly network: Network;
  readonly layout: ParameterLayout;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly memory: RecordedMemory;
  readonly start: Float64Array;
  /** 1: left alone. */
  readonly frozen: Uint8Array;
  /** 1: a bias. */
  readonly isBias: Uint8Array;
}

/**
 * All parameters after one update.
 *
 * @param gradient with the penalty's part, as the engine has it.
 * @param penalty the penalty's part of it.
 */
export function updatedBy(
  context: UpdateContext,
  gradient: Float64Array,
  penalty: Float64Array,
  form: UpdateForm = {},
): Float64Array {
  const { start, frozen, isBias, memory, learningRate, network } = context;
  const rate = form.withoutRate ? 1 : learningRate;
  const { l2 } = network.training;
  return start.map((w, p) => {
    if (frozen[p] && !form.thawed) return w;
    if (isBias[p] && form.biasesKept) return w;
    const g = form.decoupledPenalty ? gradient[p]! - penalty[p]! : gradient[p]!;
    const decayed = form.decoupledPenalty && !isBias[p] ? w * (1 - rate * l2) : w;
    const before = { mean: memory.mean?.[p] ?? 0, square: memory.square?.[p] ?? 0 };
    const { kept, step } = stepOf(context, form, { w, g, isBias: isBias[p] === 1, rate, ...before });
    if (form.stepOnly) return step;
    return decayed * kept + (form.direction ?? -1) * step;
  });
}

interface One {
  readonly w: number;
  readonly g: number;
  readonly isBias: boolean;
  readonly rate: number;
  readonly mean: number;
  readonly square: number;
}

/** What one parameter is multiplied by, and what is subtracted from it then. */
function stepOf(
  { optimizer, memory, learningRate }: UpdateContext,
  form: UpdateForm,
  { w, g, isBias, rate, mean, square }: One,
): { readonly kept: number; readonly step: number } {
  const kept = 1;
  switch (optimizer.type) {
    case 'sgd':
      return { kept, step: rate * g };
    case 'momentum':
    case 'nesterov': {
      const mu = optimizer.momentum;
      const velocity = mu * mean + (form.isDampened ? 1 - mu : 1) * g;
      const isNesterov = (optimizer.type === 'nesterov') !== (form.otherMomentum === true);
      return { kept, step: rate * (isNesterov ? g + mu * velocity : velocity) };
    }
    case 'adagrad': {
      const sum = square + (form.startingSquare ?? 0) + g * g;
      return { kept, step: (rate * g) / root(sum, optimizer.epsilon, form) };
    }
    case 'rmsprop': {
      const alpha = form.swappedAlpha ? 1 - optimizer.alpha : optimizer.alpha;
      const average = alpha * square + (1 - alpha) * g * g;
      return { kept, step: (rate * g) / root(average, optimizer.epsilon, form) };
    }
    case 'adam':
    case 'adamw': {
      const { beta1, beta2, epsilon } = optimizer;
      const lambda = optimizer.type === 'adamw' ? optimizer.weightDecay : 0;
      const own = form.decay === 'coupled' ? g + lambda * w : g;
      const t = memory.updates + 1;
      const is = (part: 'mean' | 'square'): boolean =>
        form.uncorrected === part || form.uncorrected === 'both';
      const m = beta1 * mean + (1 - beta1) * own;
      const q = beta2 * square + (1 - beta2) * own * own;
      const mHat = is('mean') ? m : m / (1 - beta1 ** t);
      const scale = is('square') ? 1 : 1 / (1 - beta2 ** t);
      const size =
        form.epsilon === 'uncorrected'
          ? (Math.sqrt(q) + epsilon) * Math.sqrt(scale)
          : root(q * scale, epsilon, form);
      const isDecayed = form.decay === undefined || form.decay === 'withoutRate' || !isBias;
      const isGone = form.decay === 'coupled' || form.decay === 'nowhere' || !isDecayed;
      const share = isGone ? 0 : form.decay === 'withoutRate' ? lambda : learningRate * lambda;
      return { kept: 1 - share, step: (rate * mHat) / size };
    }
  }
}

function root(square: number, epsilon: number, { epsilon: place }: UpdateForm): number {
  switch (place) {
    case 'inside':
      return Math.sqrt(square + epsilon);
    case 'nowhere':
      return Math.sqrt(square);
    default:
      return Math.sqrt(square) + epsilon;
  }
}
