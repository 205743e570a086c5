/**
 * Cross-entropies in one piece with the last activation, from the pre-activations: taken from the outputs they
 * overflow, lose every digit at large logits, or end in 0/0 (a sigmoid is 0 from −746 on, and 1 − y of a sure
 * softmax output is 0 from a lead of 37 on, so that a network which has learnt everything would stop). The two
 * pairs that the format allows with a warning are here as well as the two that belong together. Each is a program
 * over one sample's outputs for any machine.
 */

import type { Activation, Loss } from '../network/network';
import { expOfNegative, sigmoidComplement } from './exponential';
import { log1p, softplusOfBoth } from './logarithm';
import { numbers } from './numbers';
import { firstEqual, storeSumsAfter, type FusedLossPrograms, type OutputProgram } from './outputProgram';
import { softmax } from './softmax';
import { softmaxBinaryCrossEntropy } from './softmaxBinaryCrossEntropy';

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
export function fusedLossPrograms(loss: Loss, last: Activation): FusedLossPrograms | null {
  const isSigmoid = last.type === 'sigmoid';
  if (!isSigmoid && last.type !== 'softmax') return null;
  if (loss.type === 'binaryCrossEntropy') {
    return isSigmoid ? sigmoidBinaryCrossEntropy : softmaxBinaryCrossEntropy;
  }
  if (loss.type !== 'categoricalCrossEntropy') return null;
  return isSigmoid ? sigmoidCategoricalCrossEntropy : softmaxCategoricalCrossEntropy;
}

/** The same on numbers, for a network of `count` outputs. */
export function fusedLoss(loss: Loss, last: Activation, count: number): FusedLoss | null {
  const programs = fusedLossPrograms(loss, last);
  if (!programs) return null;
  const outputs = new Float64Array(count);
  const onNumbers =
    (program: OutputProgram): FusedLoss['terms'] =>
    (preActivations, targets, out) => {
      if (last.type === 'softmax') softmax(preActivations, outputs);
      program(numbers, count, { preActivations, outputs, targets }, out);
    };
  return { terms: onNumbers(programs.terms), delta: onNumbers(programs.delta) };
}

/**
 * L_k = (1/n) [softplus(a) − a t], as t softplus(−a) + (1 − t) softplus(a) so that neither part cancels;
 * δ_k = (σ(a) − t)/n over one denominator: with e = e^−|a|, ((1 − t) e − t)/(1 + e) for a < 0 and
 * ((1 − t) − t e)/(1 + e) else, which keeps the tail where t is 0 or 1 and rounds once before it cancels.
 */
const sigmoidBinaryCrossEntropy: FusedLossPrograms = {
  terms(m, count, { preActivations, targets }, out) {
    m.forEach(count, (k) => {
      const target = m.load(targets, k);
      const { positive, negative } = softplusOfBoth(m, m.load(preActivations, k));
      const miss = m.multiply(m.subtract(m.constant(1), target), positive);
      const sum = m.add(m.multiply(target, negative), miss);
      m.store(out, k, m.divide(sum, m.constant(count)));
    });
  },
  delta(m, count, { preActivations, targets }, out) {
    m.forEach(count, (k) => {
      const a = m.load(preActivations, k);
      const target = m.load(targets, k);
      const one = m.constant(1);
      const e = expOfNegative(m, m.negate(m.abs(a)));
      const miss = m.subtract(one, target);
      const ofNegative = m.subtract(m.multiply(miss, e), target);
      const ofPositive = m.subtract(miss, m.multiply(target, e));
      const numerator = m.select(m.isLess(a, m.constant(0)), ofNegative, ofPositive);
      m.store(out, k, m.divide(numerator, m.multiply(m.add(one, e), m.constant(count))));
    });
  },
};

/**
 * With m the largest output, L_k = t_k (ln Σ_j e^{a_j − a_m} + a_m − a_k), where the sum is 1 and the others, so
 * that a sure output's small loss keeps its digits; δ_k = y_k Σ_j t_j − t_k, as y_k Σ_{j≠k} t_j − t_k (1 − y_k)
 * with 1 − y_k = Σ_{j≠k} y_j, which keeps the tail of a sure output.
 */
const softmaxCategoricalCrossEntropy: FusedLossPrograms = {
  terms(m, count, { preActivations, targets }, out) {
    const largest = m.variable(m.constant(-Infinity));
    m.forEach(count, (k) => {
      largest.set(m.maximum(largest.get(), m.load(preActivations, k)));
    });
    const zero = m.constant(0);
    const isSeen = m.variable(zero);
    const others = m.variable(zero);
    m.forEach(count, (k) => {
      const a = m.load(preActivations, k);
      const isLargest = firstEqual(m, a, largest.get(), isSeen);
      const power = expOfNegative(m, m.subtract(a, largest.get()));
      others.set(m.add(others.get(), m.select(isLargest, zero, power)));
    });
    const logSum = m.variable(log1p(m, others.get()));
    m.forEach(count, (k) => {
      const target = m.load(targets, k);
      const lead = m.subtract(largest.get(), m.load(preActivations, k));
      const term = m.multiply(target, m.add(logSum.get(), lead));
      m.store(out, k, m.select(m.isEqual(target, zero), zero, term));
    });
  },
  delta(m, count, { outputs, targets }, out) {
    const targetSum = m.variable(m.constant(0));
    m.forEach(count, (k) => {
      targetSum.set(m.add(targetSum.get(), m.load(targets, k)));
    });
    storeSumsAfter(m, count, outputs, out);
    const before = m.variable(m.constant(0));
    m.forEach(count, (k) => {
      const y = m.load(outputs, k);
      const target = m.load(targets, k);
      const others = m.add(before.get(), m.load(out, k));
      const pull = m.multiply(m.subtract(targetSum.get(), target), y);
      m.store(out, k, m.subtract(pull, m.multiply(target, others)));
      before.set(m.add(before.get(), y));
    });
  },
};

/** Sigmoid with categorical cross-entropy: L_k = t_k softplus(−a_k), δ_k = −t_k σ(−a_k). */
const sigmoidCategoricalCrossEntropy: FusedLossPrograms = {
  terms(m, count, { preActivations, targets }, out) {
    m.forEach(count, (k) => {
      const { negative } = softplusOfBoth(m, m.load(preActivations, k));
      m.store(out, k, m.multiply(m.load(targets, k), negative));
    });
  },
  delta(m, count, { preActivations, targets }, out) {
    m.forEach(count, (k) => {
      const missing = sigmoidComplement(m, m.load(preActivations, k));
      m.store(out, k, m.multiply(m.negate(m.load(targets, k)), missing));
    });
  },
};
