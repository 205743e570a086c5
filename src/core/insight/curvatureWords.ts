/** What curvature means for training, in plain sentences. */

import type { Names } from '../math/names';
import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import { counted, grouped } from '../network/wording';
import type { LargestCurvature } from './curvature';
import { shownNumber } from './shownNumber';

/**
 * @param curvature as `largestCurvature` gives it.
 * @param learningRate η of the next step, which a schedule may have changed.
 * @param samples how many samples a full batch has.
 */
export function largestCurvatureSentences(
  network: Network,
  names: Names,
  curvature: LargestCurvature | null,
  learningRate: number,
  samples: number,
): readonly string[] {
  if (!curvature) return ['Every parameter is frozen: no step moves anything.'];
  if (!Number.isFinite(curvature.value)) {
    return ['The second derivatives are not finite here, so there is no curvature to tell.'];
  }
  const { learningRateLimit: limit } = curvature;
  if (limit === null) return [noLimit(names, curvature)];
  return [found(names, curvature), ...meaning(network, curvature, limit, learningRate, samples)];
}

function noLimit(names: Names, { value, residual, isConverged }: LargestCurvature): string {
  const loss = names.unicode({ kind: 'loss' });
  if (!isConverged) {
    return `No direction in which ${loss} curves upward was found before the search was cut short, so no limit 2/λ is known.`;
  }
  const shown = Math.abs(value) <= residual ? '0 but for rounding' : shownNumber(value);
  return `${loss} curves upward in no direction here (λ = ${shown}), so there is no limit 2/λ to the learning rate.`;
}

function found(
  names: Names,
  { value, isExact, isConverged, freeParameters, iterations }: LargestCurvature,
): string {
  const where = `the largest curvature of ${names.unicode({ kind: 'loss' })} over ${counted(freeParameters, 'free parameter')}`;
  if (isExact) return `λ = ${shownNumber(value)} is ${where}.`;
  if (isConverged) {
    return `λ = ${shownNumber(value)} is ${where}, found by ${grouped(iterations)} products with the second derivatives.`;
  }
  return `λ, ${where}, is at least ${shownNumber(value)}: the search was cut short after ${grouped(iterations)} products, so the limit may be lower.`;
}

function meaning(
  network: Network,
  { value }: LargestCurvature,
  limit: number,
  learningRate: number,
  samples: number,
): readonly string[] {
  const { optimizer, batchSize } = network.training;
  const side = learningRate > limit ? 'above it' : learningRate < limit ? 'below it' : 'just at it';
  const factor = 1 - learningRate * value;
  const isPlain = optimizer.type === 'sgd';
  const isFull = batchSize === 'full' || batchSize >= samples;
  const sentences = [
    `Plain gradient descent on the full batch overshoots along that direction where η is above 2/λ = ${shownNumber(limit)}: each step lands farther from the valley’s floor than it began.`,
    isPlain
      ? `η = ${shownNumber(learningRate)} is ${side}: a step multiplies the distance by ${shownNumber(factor)}, as long as the curvature stays.`
      : `η = ${shownNumber(learningRate)} is ${side}, but the limit is that of sgd: ${optimizer.type} takes other steps.`,
  ];
  if (!isFull) {
    sentences.push(
      'Batches are smaller than the data here: each has a curvature of its own, and this is that of all samples.',
    );
  }
  return sentences;
}

/** @param curvature ∂²L/∂subject², as `parameterCurvature` gives it. */
export function parameterCurvatureSentence(
  names: Names,
  subject: ParameterSubject,
  curvature: number,
): string {
  const [loss, text] = [names.unicode({ kind: 'loss' }), names.unicode(subject)];
  const symbol = `∂²${loss}/∂${text}²`;
  if (!Number.isFinite(curvature)) return `${symbol} is not finite here.`;
  const shown = `${symbol} = ${shownNumber(curvature)}`;
  if (curvature === 0) return `${shown}: along ${text} alone ${loss} is straight here.`;
  if (curvature < 0)
    return `${shown}: along ${text} alone ${loss} curves downward, so its slope grows downhill.`;
  return `${shown}: along ${text} alone ${loss} curves upward, and a step of sgd overshoots where η is above ${shownNumber(2 / curvature)}.`;
}
