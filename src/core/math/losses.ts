/**
 * The losses, each as one formula for the term of one output in the variables `y` (output) and `t` (target),
 * its 1/n inside. ∂L_k/∂y_k is its derivative. Two pairs of loss and last activation are also known in one
 * piece, from the pre-activations, because the separate forms overflow or lose every digit at large logits.
 */

import type { Activation, Loss } from '../network/network';
import { compile } from './compile';
import { differentiate } from './differentiate';
import {
  add,
  apply,
  half,
  multiply,
  negate,
  number,
  oneMinus,
  power,
  ratio,
  subtract,
  variable,
  where,
  type Expression,
} from './expression';
import { softplus } from './special';

/** How a residual is written: y − t or t − y; the value of every loss is the same. */
export type Residual = 'outputMinusTarget' | 'targetMinusOutput';

const y = variable('y');
const t = variable('t');

/**
 * L_k in `y` and `t`, for a network of `outputs` outputs:
 * halfSquaredError ½(y − t)² · meanSquaredError (1/n)(y − t)² · meanAbsoluteError (1/n)|y − t| ·
 * huber (1/n) of ½r² for |r| ≤ δ, else δ(|r| − ½δ) · binaryCrossEntropy −(1/n)[t ln y + (1 − t) ln(1 − y)] ·
 * categoricalCrossEntropy −t ln y.
 */
export function lossTermFormula(
  loss: Loss,
  outputs: number,
  residual: Residual = 'outputMinusTarget',
): Expression {
  const r = residual === 'outputMinusTarget' ? subtract(y, t) : subtract(t, y);
  const share = ratio(1, outputs);
  switch (loss.type) {
    case 'halfSquaredError':
      return multiply(half, power(r, number(2)));
    case 'meanSquaredError':
      return multiply(share, power(r, number(2)));
    case 'meanAbsoluteError':
      return multiply(share, apply('abs', r));
    case 'huber': {
      const delta = number(loss.delta);
      const magnitude = apply('abs', r);
      const linear = multiply(delta, subtract(magnitude, multiply(half, delta)));
      return multiply(share, where(magnitude, delta, linear, multiply(half, power(r, number(2)))));
    }
    case 'binaryCrossEntropy':
      return negate(
        multiply(share, add(multiply(t, apply('log', y)), multiply(oneMinus(t), apply('log', oneMinus(y))))),
      );
    case 'categoricalCrossEntropy':
      return negate(multiply(t, apply('log', y)));
  }
}

/** ∂L_k/∂y_k in `y` and `t`. At the kink of |r| it is 0. */
export function lossTermDerivative(loss: Loss, outputs: number, residual?: Residual): Expression {
  return differentiate(lossTermFormula(loss, outputs, residual), 'y');
}

/** One output's share of a sample's loss and its derivative, from the output. */
export interface LossFunction {
  readonly term: (y: number, t: number) => number;
  readonly derivative: (y: number, t: number) => number;
}

export function lossFunction(loss: Loss, outputs: number): LossFunction {
  const term = compile(lossTermFormula(loss, outputs), ['y', 't']);
  const derivative = compile(lossTermDerivative(loss, outputs), ['y', 't']);
  // 0 · ln 0 is 0 here: a target of exactly 0 has no term, whatever the output.
  if (loss.type === 'categoricalCrossEntropy') {
    return {
      term: (output, target) => (target === 0 ? 0 : term(output, target)),
      derivative: (output, target) => (target === 0 ? 0 : derivative(output, target)),
    };
  }
  return { term: term, derivative: derivative };
}

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

/** The fused form of sigmoid with binary and softmax with categorical cross-entropy; null for other pairs. */
export function fusedLoss(loss: Loss, last: Activation, outputs: number): FusedLoss | null {
  if (loss.type === 'binaryCrossEntropy' && last.type === 'sigmoid') return sigmoidCrossEntropy(outputs);
  if (loss.type === 'categoricalCrossEntropy' && last.type === 'softmax') return softmaxCrossEntropy;
  return null;
}

/**
 * L_k = (1/n) [softplus(a) − a t], as t softplus(−a) + (1 − t) softplus(a) so that neither part cancels;
 * δ_k = (σ(a) − t)/n over one denominator: with e = e^−|a|, ((1 − t) e − t)/(1 + e) for a < 0 and
 * ((1 − t) − t e)/(1 + e) else, which keeps the tail where t is 0 or 1 and rounds once before it cancels.
 */
function sigmoidCrossEntropy(outputs: number): FusedLoss {
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
const softmaxCrossEntropy: FusedLoss = {
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
