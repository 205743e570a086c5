import type { FusedLoss } from '../math/losses';
import { sigmoid, softplus } from '../math/special';

/*
 * The two pairs of last activation and loss that the format allows with a warning, in one piece from the
 * pre-activations. Taken from the outputs they would end in 0/0: a sigmoid is 0 from −746 on, and 1 − y of a
 * sure softmax output is 0 from a lead of 37 on, so that a network which has learnt everything would stop.
 */

/** Sigmoid with categorical cross-entropy: L_k = t_k softplus(−a_k), δ_k = −t_k σ(−a_k). */
export const sigmoidCategoricalCrossEntropy: FusedLoss = {
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
export function softmaxBinaryCrossEntropy(outputs: number): FusedLoss {
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
