/**
 * y_j = e^{a_j − m} / Σ_k e^{a_k − m} with m the largest a_k, so that no exponential overflows. A NaN or +∞
 * among the pre-activations makes outputs NaN.
 *
 * @param outputs receives y; may be the same array as `preActivations`.
 */
export function softmax(preActivations: Float64Array, outputs: Float64Array): void {
  let largest = -Infinity;
  for (let k = 0; k < preActivations.length; k++) largest = Math.max(largest, preActivations[k]!);
  let sum = 0;
  for (let k = 0; k < preActivations.length; k++) {
    const power = Math.exp(preActivations[k]! - largest);
    outputs[k] = power;
    sum += power;
  }
  for (let k = 0; k < outputs.length; k++) outputs[k] = outputs[k]! / sum;
}

/**
 * δ_j = Σ_k ∂L/∂y_k ∂y_k/∂a_j = y_j Σ_k y_k (g_j − g_k) with g_k = ∂L/∂y_k.
 *
 * Written with the differences from g_m of the largest output, u_k = g_k − g_m, this is
 * y_j (u_j − Σ_k y_k u_k). There the term k = m is exactly 0: an output that has rounded to 1 does not
 * swallow the others, as it would in g_j − Σ_k y_k g_k.
 *
 * @param outputs y of `softmax`.
 * @param outputGradients g.
 * @param deltas receives δ; may be the same array as `outputGradients`.
 */
export function softmaxDeltas(
  outputs: Float64Array,
  outputGradients: Float64Array,
  deltas: Float64Array,
): void {
  let m = 0;
  for (let k = 1; k < outputs.length; k++) if (outputs[k]! > outputs[m]!) m = k;
  const shift = outputGradients[m]!;
  let mean = 0;
  for (let k = 0; k < outputs.length; k++) mean += outputs[k]! * (outputGradients[k]! - shift);
  for (let j = 0; j < outputs.length; j++) deltas[j] = outputs[j]! * (outputGradients[j]! - shift - mean);
}
