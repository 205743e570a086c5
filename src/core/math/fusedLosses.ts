/**
 * Cross-entropies in one piece with the last activation, from the pre-activations: taken from the outputs they
 * overflow, lose every digit at large logits, or end in 0/0 (a sigmoid is 0 from −746 on, and 1 − y of a sure
 * softmax output is 0 from a lead of 37 on, so that a network which has learnt everything would stop). The two
 * pairs that the format allows with a warning are here as well as the two that belong together.
 */

import type { Activation, Loss } from '../network/network';
import { sigmoid, softplus } from './special';

/**
 * A loss in one piece with the last activation. Both functions take one sample's pre-activations and targets,
 * one number for each output, and fill `out` of the same length.
 */
export interface FusedLoss {
  /** L_k. */
  readonly terms: (preActivations: Float64Array, targets: Float64Array, out: Float64Array) => void;
  /** δ_k = ∂L/∂a_k. */
  readonly delta: (preActivations: Float64Array, targets: Float64Array, out: Float64Array) => void;
}

/** The fused form of a cross-entropy with sigmoid or softmax outputs; null for every other pair. */
export function fusedLoss(loss: Loss, last: Activation, outputs: number): FusedLoss | null {
  const isSigmoid = last.type === 'sigmoid';
  if (!isSigmoid && last.type !== 'softmax') return null;
  if (loss.type === 'binaryCrossEntropy') {
    return isSigmoid ? sigmoidBinaryCrossEntropy(outputs) : softmaxBinaryCrossEntropy(outputs);
  }
  if (loss.type !== 'categoricalCrossEntropy') return null;
  return isSigmoid ? sigmoidCategoricalCrossEntropy : softmaxCategoricalCrossEntropy;
}

/**
 * L_k = (1/n) [softplus(a) − a t], as t softplus(−a) + (1 − t) softplus(a) so that neither part cancels;
 * δ_k = (σ(a) − t)/n over one denominator: with e = e^−|a|, ((1 − t) e − t)/(1 + e) for a < 0 and
 * ((1 − t) − t e)/(1 + e) else, which keeps the tail where t is 0 or 1 and rounds once before it cancels.
 */
function sigmoidBinaryCrossEntropy(outputs: number): FusedLoss {
  return {
    terms(preActivations, targets, out) {
      for (let k = 0; k < outputs; k++) {
        const a = preActivations[k]!;
        const target = targets[k]!;
        out[k] = (target * softplus(-a) + (1 - target) * softplus(a)) / outputs;
      }
    },
    delta(preActivations, targets, out) {
      for (let k = 0; k < outputs; k++) {
        const a = preActivations[k]!;
        const target = targets[k]!;
        const e = Math.exp(-Math.abs(a));
        const numerator = a < 0 ? (1 - target) * e - target : 1 - target - target * e;
        out[k] = numerator / (1 + e) / outputs;
      }
    },
  };
}

/**
 * L_k = t_k (ln Σ_m e^{a_m} − a_k), by log-sum-exp; δ_k = y_k Σ_m t_m − t_k, as
 * y_k Σ_{m≠k} t_m − t_k (1 − y_k) with 1 − y_k = Σ_{m≠k} y_m, which keeps the tail of a sure output.
 */
const softmaxCategoricalCrossEntropy: FusedLoss = {
  terms(preActivations, targets, out) {
    const largest = maximum(preActivations);
    // ln Σ e^{a − max} = log1p(Σ over the others), so that a sure output's small loss keeps its digits.
    let others = 0;
    let seen = false;
    for (const a of preActivations) {
      if (a === largest && !seen) seen = true;
      else others += Math.exp(a - largest);
    }
    const logSum = Math.log1p(others);
    for (let k = 0; k < out.length; k++) {
      const target = targets[k]!;
      out[k] = target === 0 ? 0 : target * (logSum + (largest - preActivations[k]!));
    }
  },
  delta(preActivations, targets, out) {
    const largest = maximum(preActivations);
    let sum = 0;
    let targetSum = 0;
    for (let k = 0; k < out.length; k++) {
      out[k] = Math.exp(preActivations[k]! - largest);
      sum += out[k]!;
      targetSum += targets[k]!;
    }
    const others = complements(out);
    for (let k = 0; k < out.length; k++) {
      const target = targets[k]!;
      out[k] = ((targetSum - target) * out[k]! - target * others[k]!) / sum;
    }
  },
};

function maximum(values: Float64Array): number {
  let largest = -Infinity;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}

/** For each entry the sum of all others, from the left and the right, without a subtraction. */
function complements(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  let left = 0;
  for (let k = 0; k < values.length; k++) {
    sums[k] = left;
    left += values[k]!;
  }
  let right = 0;
  for (let k = values.length - 1; k >= 0; k--) {
    sums[k]! += right;
    right += values[k]!;
  }
  return sums;
}

/** Sigmoid with categorical cross-entropy: L_k = t_k softplus(−a_k), δ_k = −t_k σ(−a_k). */
const sigmoidCategoricalCrossEntropy: FusedLoss = {
  terms(preActivations, targets, out) {
    for (let k = 0; k < out.length; k++) out[k] = targets[k]! * softplus(-preActivations[k]!);
  },
  delta(preActivations, targets, out) {
    for (let k = 0; k < out.length; k++) out[k] = -targets[k]! * sigmoid(-preActivations[k]!);
  },
};

/**
 * Softmax with binary cross-entropy, for `outputs` outputs. With m the largest output, e_k = e^{a_k − a_m},
 * S = Σ e_k and O_k the sum of the other e:
 *
 *     ln y_k = a_k − a_m − ln S        ln(1 − y_k) = ln O_k − ln S = −ln(1 + e_k / O_k)
 *
 * O_k is at least 1 for k ≠ m, and S = 1 + O_m; for ln(1 − y_m), O_m is kept as a logarithm, taken against the
 * second largest output.
 */
function softmaxBinaryCrossEntropy(outputs: number): FusedLoss {
  return {
    terms(preActivations, targets, out) {
      const { largest, powers, others, logOthersOfLargest } = sharesOf(preActivations);
      const logSum = Math.log1p(others[largest]!);
      for (let k = 0; k < outputs; k++) {
        const target = targets[k]!;
        const lead = preActivations[k]! - preActivations[largest]!;
        const missLoss = k === largest ? logSum - logOthersOfLargest : Math.log1p(powers[k]! / others[k]!);
        // 0 · ln 0 is 0.
        const hit = target === 0 ? 0 : target * (logSum - lead);
        const miss = target === 1 ? 0 : (1 - target) * missLoss;
        out[k] = (hit + miss) / outputs;
      }
    },
    /**
     * n δ_j = y_j (Σ_{k≠j} t_k + (1 − t_j) − Σ_{k≠j} (1 − t_k) e_k / O_k) − t_j (1 − y_j)
     *
     * The term k = m of the second sum, times y_j, is (1 − t_m) (e_j / O_m) / S, where e_j / O_m is the
     * softmax among the outputs other than m.
     */
    delta(preActivations, targets, out) {
      const { largest, powers, others, sum, logOthersOfLargest } = sharesOf(preActivations);
      const top = preActivations[largest]!;
      const odds = (k: number) => (k === largest ? 0 : ((1 - targets[k]!) * powers[k]!) / others[k]!);
      let allTargets = 0;
      let allOdds = 0;
      for (let k = 0; k < outputs; k++) {
        allTargets += targets[k]!;
        allOdds += odds(k);
      }
      for (let j = 0; j < outputs; j++) {
        const target = targets[j]!;
        const pull = allTargets - target + (1 - target) - (allOdds - odds(j));
        let delta = (powers[j]! * pull - target * others[j]!) / sum;
        if (j !== largest) {
          const amongOthers = Math.exp(preActivations[j]! - top - logOthersOfLargest);
          delta -= ((1 - targets[largest]!) * amongOthers) / sum;
        }
        out[j] = delta / outputs;
      }
    },
  };
}

/** m, e_k, O_k, S and ln O_m of one sample. */
function sharesOf(preActivations: Float64Array) {
  let largest = 0;
  for (let k = 1; k < preActivations.length; k++) {
    if (preActivations[k]! > preActivations[largest]!) largest = k;
  }
  const top = preActivations[largest]!;
  let second = -Infinity;
  for (let k = 0; k < preActivations.length; k++) {
    if (k !== largest) second = Math.max(second, preActivations[k]!);
  }
  const powers = preActivations.map((a) => Math.exp(a - top));
  // O_k without a subtraction: what stands before k and what stands after it.
  const others = new Float64Array(powers.length);
  let sum = 0;
  let amongOthers = 0;
  for (let k = 0; k < powers.length; k++) {
    others[k] = sum;
    sum += powers[k]!;
    if (k !== largest) amongOthers += Math.exp(preActivations[k]! - second);
  }
  let after = 0;
  for (let k = powers.length - 1; k >= 0; k--) {
    others[k] = others[k]! + after;
    after += powers[k]!;
  }
  return { largest, powers, others, sum, logOthersOfLargest: second - top + Math.log(amongOthers) };
}
