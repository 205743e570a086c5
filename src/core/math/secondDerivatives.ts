/**
 * The second derivatives that products with the Hessian need. φ″ and ∂²L_k/∂y_k² are the operation table's
 * rules applied twice; a cross-entropy in one piece with the last activation has its own form, like its first
 * derivative in fusedLosses.ts.
 *
 * At a kink they are those of the side that the first derivative takes there: 0 for relu, 1/n for huber.
 */

import type { Activation, Loss } from '../network/network';
import { activationDerivative } from './activations';
import { compile, type Compiled } from './compile';
import { differentiate } from './differentiate';
import { expOfNegative } from './exponential';
import { isNumber, type Expression } from './expression';
import { lossTermDerivative } from './losses';
import { numbers } from './numbers';

/**
 * φ″ of an elementwise activation, from the pre-activation; null where it is 0 everywhere. Throws as
 * `activationFormula` does.
 */
export function activationCurvature(activation: Activation): ((a: number) => number) | null {
  return compiledUnlessZero(differentiate(activationDerivative(activation), 'a'), ['a']);
}

/** ∂²L_k/∂y_k² from output and target, for a network of `outputs` outputs; null where it is 0 everywhere. */
export function lossCurvature(loss: Loss, outputs: number): ((y: number, t: number) => number) | null {
  const curvature = compiledUnlessZero(differentiate(lossTermDerivative(loss, outputs), 'y'), ['y', 't']);
  // 0 · ln 0 is 0 here, as in the loss itself.
  if (!curvature || loss.type !== 'categoricalCrossEntropy') return curvature;
  return (y, t) => (t === 0 ? 0 : curvature(y, t));
}

function compiledUnlessZero(formula: Expression, variables: readonly string[]): Compiled | null {
  return isNumber(formula, 0) ? null : compile(formula, variables);
}

/** One sample at the outputs, and the direction in which it changes; one number for each output. */
export interface OutputTangent {
  readonly preActivations: Float64Array;
  readonly targets: Float64Array;
  /** ȧ, the change of the pre-activations. */
  readonly preActivationTangents: Float64Array;
  /** ẏ, the change of the outputs that ȧ makes. */
  readonly outputTangents: Float64Array;
}

/** Fills `out` with δ̇_k = Σ_m ∂²L/∂a_k∂a_m ȧ_m. */
export type FusedCurvature = (tangent: OutputTangent, out: Float64Array) => void;

/**
 * δ̇ of the losses that `fusedLoss` knows; null for every other pair. Where δ is y times something that does
 * not depend on the pre-activations, less a constant, δ̇ is ẏ times the same.
 */
export function fusedCurvature(loss: Loss, last: Activation, outputs: number): FusedCurvature | null {
  const isSigmoid = last.type === 'sigmoid';
  if (!isSigmoid && last.type !== 'softmax') return null;
  if (loss.type === 'binaryCrossEntropy') {
    return isSigmoid ? sigmoidBinaryCrossEntropy : softmaxBinaryCrossEntropy(outputs);
  }
  if (loss.type !== 'categoricalCrossEntropy') return null;
  return isSigmoid ? sigmoidCategoricalCrossEntropy : softmaxCategoricalCrossEntropy;
}

/** δ = (σ(a) − t)/n */
const sigmoidBinaryCrossEntropy: FusedCurvature = ({ outputTangents }, out) => {
  for (let k = 0; k < out.length; k++) out[k] = outputTangents[k]! / out.length;
};

/** δ_k = −t_k (1 − σ(a_k)) */
const sigmoidCategoricalCrossEntropy: FusedCurvature = ({ targets, outputTangents }, out) => {
  for (let k = 0; k < out.length; k++) out[k] = targets[k]! * outputTangents[k]!;
};

/** δ_k = y_k Σ_m t_m − t_k */
const softmaxCategoricalCrossEntropy: FusedCurvature = ({ targets, outputTangents }, out) => {
  let targetSum = 0;
  for (let k = 0; k < out.length; k++) targetSum += targets[k]!;
  for (let k = 0; k < out.length; k++) out[k] = targetSum * outputTangents[k]!;
};

/**
 * Softmax with binary cross-entropy. With the odds o_k = y_k/(1 − y_k),
 *
 *     n δ_j = y_j Σ_k t_k − t_j + (1 − t_j) o_j − y_j Σ_k (1 − t_k) o_k
 *     ȯ_k = o_k (ȧ_k − mean of the other ȧ, weighted by their y)
 *
 * The odds of the largest output m overflow, but they appear only in products that do not: o_m − y_m o_m = y_m,
 * and y_j o_m = y_m q_j with q_j the softmax among the outputs other than m.
 */
function softmaxBinaryCrossEntropy(outputs: number): FusedCurvature {
  const shares = createShares(outputs);
  const { y, odds, oddsTangents, amongOthers } = shares;
  return ({ preActivations, targets, preActivationTangents: tangents, outputTangents }, out) => {
    const m = fillShares(shares, preActivations, tangents);
    let targetSum = 0;
    let oddsSum = 0;
    let oddsTangentSum = 0;
    let othersMean = 0;
    for (let k = 0; k < outputs; k++) {
      targetSum += targets[k]!;
      oddsSum += (1 - targets[k]!) * odds[k]!;
      oddsTangentSum += (1 - targets[k]!) * oddsTangents[k]!;
      othersMean += amongOthers[k]! * tangents[k]!;
    }
    const missOfLargest = 1 - targets[m]!;
    for (let j = 0; j < outputs; j++) {
      const miss = 1 - targets[j]!;
      let sum = outputTangents[j]! * (targetSum - oddsSum) - y[j]! * oddsTangentSum;
      if (j === m) sum += miss * outputTangents[j]!;
      else {
        const crossing = outputTangents[m]! + y[m]! * (tangents[j]! - othersMean);
        sum += miss * oddsTangents[j]! - missOfLargest * amongOthers[j]! * crossing;
      }
      out[j] = sum / outputs;
    }
  };
}

/** Work arrays of one softmax layer; one number for each output. */
interface Shares {
  readonly y: Float64Array;
  /** o_k; 0 in place of the largest output's. */
  readonly odds: Float64Array;
  /** ȯ_k; 0 in place of the largest output's. */
  readonly oddsTangents: Float64Array;
  /** q_k; 0 for the largest output. */
  readonly amongOthers: Float64Array;
}

function createShares(outputs: number): Shares {
  const numbers = (): Float64Array => new Float64Array(outputs);
  return { y: numbers(), odds: numbers(), oddsTangents: numbers(), amongOthers: numbers() };
}

/** Fills the work arrays for one sample; returns m, the largest output. */
function fillShares(shares: Shares, preActivations: Float64Array, tangents: Float64Array): number {
  const { y, odds, oddsTangents, amongOthers } = shares;
  const outputs = y.length;
  let m = 0;
  for (let k = 1; k < outputs; k++) if (preActivations[k]! > preActivations[m]!) m = k;
  let second = -Infinity;
  for (let k = 0; k < outputs; k++) if (k !== m) second = Math.max(second, preActivations[k]!);

  let sum = 0;
  let othersSum = 0;
  let moment = 0;
  for (let k = 0; k < outputs; k++) {
    y[k] = expOfNegative(numbers, preActivations[k]! - preActivations[m]!);
    amongOthers[k] = k === m ? 0 : expOfNegative(numbers, preActivations[k]! - second);
    // The sums of what stands before k; what stands after it follows below. No sum is made by subtraction.
    odds[k] = sum;
    oddsTangents[k] = moment;
    sum += y[k]!;
    othersSum += amongOthers[k]!;
    moment += y[k]! * tangents[k]!;
  }
  let after = 0;
  let momentAfter = 0;
  for (let k = outputs - 1; k >= 0; k--) {
    const others = odds[k]! + after;
    const mean = (oddsTangents[k]! + momentAfter) / others;
    after += y[k]!;
    momentAfter += y[k]! * tangents[k]!;
    odds[k] = k === m ? 0 : y[k]! / others;
    oddsTangents[k] = k === m ? 0 : odds[k]! * (tangents[k]! - mean);
  }
  for (let k = 0; k < outputs; k++) {
    y[k] = y[k]! / sum;
    if (k !== m) amongOthers[k] = amongOthers[k]! / othersSum;
  }
  return m;
}
