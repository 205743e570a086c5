/** Softmax over one sample's outputs, and the way back through it, as programs over any machine. */

import type { RowArithmetic } from './arithmetic';
import { expOfNegative } from './exponential';
import { numbers } from './numbers';

/**
 * y_j = e^{a_j − m} / Σ_k e^{a_k − m} with m the largest a_k, so that no exponential overflows. A NaN or +∞
 * among the pre-activations makes outputs NaN.
 *
 * @param count how many outputs there are, and numbers in each row.
 * @param outputs receives y; may be the same row as `preActivations`.
 */
export function softmaxProgram<V, M, R, I>(
  m: RowArithmetic<V, M, R, I>,
  count: number,
  preActivations: R,
  outputs: R,
): void {
  const largest = m.variable(m.constant(-Infinity));
  m.forEach(count, (k) => {
    largest.set(m.maximum(largest.get(), m.load(preActivations, k)));
  });
  const sum = m.variable(m.constant(0));
  m.forEach(count, (k) => {
    const power = expOfNegative(m, m.subtract(m.load(preActivations, k), largest.get()));
    m.store(outputs, k, power);
    sum.set(m.add(sum.get(), power));
  });
  m.forEach(count, (k) => {
    m.store(outputs, k, m.divide(m.load(outputs, k), sum.get()));
  });
}

/**
 * δ_j = Σ_k ∂L/∂y_k ∂y_k/∂a_j = y_j Σ_k y_k (g_j − g_k) with g_k = ∂L/∂y_k.
 *
 * Written with the differences from g_m of the largest output, u_k = g_k − g_m, this is
 * y_j (u_j − Σ_k y_k u_k). There the term k = m is exactly 0: an output that has rounded to 1 does not
 * swallow the others, as it would in g_j − Σ_k y_k g_k.
 *
 * @param count how many outputs there are, and numbers in each row.
 * @param outputs y of `softmaxProgram`.
 * @param outputGradients g.
 * @param deltas receives δ; may be the same row as `outputGradients`.
 */
export function softmaxDeltaProgram<V, M, R, I>(
  m: RowArithmetic<V, M, R, I>,
  count: number,
  outputs: R,
  outputGradients: R,
  deltas: R,
): void {
  const largest = m.variable(m.constant(-Infinity));
  const shift = m.variable(m.constant(0));
  m.forEach(count, (k) => {
    const y = m.load(outputs, k);
    const isLarger = m.isLess(largest.get(), y);
    largest.set(m.select(isLarger, y, largest.get()));
    shift.set(m.select(isLarger, m.load(outputGradients, k), shift.get()));
  });
  const mean = m.variable(m.constant(0));
  m.forEach(count, (k) => {
    const difference = m.subtract(m.load(outputGradients, k), shift.get());
    mean.set(m.add(mean.get(), m.multiply(m.load(outputs, k), difference)));
  });
  m.forEach(count, (j) => {
    const difference = m.subtract(m.subtract(m.load(outputGradients, j), shift.get()), mean.get());
    m.store(deltas, j, m.multiply(m.load(outputs, j), difference));
  });
}

/** `softmaxProgram` on numbers. */
export function softmax(preActivations: Float64Array, outputs: Float64Array): void {
  softmaxProgram(numbers, outputs.length, preActivations, outputs);
}

/** `softmaxDeltaProgram` on numbers. */
export function softmaxDeltas(
  outputs: Float64Array,
  outputGradients: Float64Array,
  deltas: Float64Array,
): void {
  softmaxDeltaProgram(numbers, outputs.length, outputs, outputGradients, deltas);
}
