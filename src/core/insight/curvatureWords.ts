/** What curvature means for training, in plain sentences. */

import type { Names } from '../math/names';
import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import { counted, grouped } from '../network/wording';
import type { LargestCurvature } from './curvature';
import { shownNumber } from './shownNumber';
import { say } from '../words/say';

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
  if (!curvature) return [say('Every parameter is frozen: no step moves anything.')];
  if (!Number.isFinite(curvature.value)) {
    return [say('The second derivatives are not finite here, so there is no curvature to tell.')];
  }
  const { learningRateLimit: limit } = curvature;
  if (limit === null) return [noLimit(names, curvature)];
  return [found(names, curvature), ...meaning(network, curvature, limit, learningRate, samples)];
}

function noLimit(names: Names, { value, residual, isConverged }: LargestCurvature): string {
  const loss = names.unicode({ kind: 'loss' });
  if (!isConverged) {
    return say(
      'No direction in which {0} curves upward was found before the search was cut short, so no limit 2/λ is known.',
      loss,
    );
  }
  const shown = Math.abs(value) <= residual ? say('0 but for rounding') : shownNumber(value);
  return say(
    '{0} curves upward in no direction here (λ = {1}), so there is no limit 2/λ to the learning rate.',
    loss,
    shown,
  );
}

function found(
  names: Names,
  { value, isExact, isConverged, freeParameters, iterations }: LargestCurvature,
): string {
  const where = say(
    'the largest curvature of {0} over {1}',
    names.unicode({ kind: 'loss' }),
    counted(freeParameters, 'free parameter'),
  );
  if (isExact) return say('λ = {0} is {1}.', shownNumber(value), where);
  if (isConverged) {
    return say(
      'λ = {0} is {1}, found by {2} products with the second derivatives.',
      shownNumber(value),
      where,
      grouped(iterations),
    );
  }
  return say(
    'λ, {0}, is at least {1}: the search was cut short after {2} products, so the limit may be lower.',
    where,
    shownNumber(value),
    grouped(iterations),
  );
}

function meaning(
  network: Network,
  { value }: LargestCurvature,
  limit: number,
  learningRate: number,
  samples: number,
): readonly string[] {
  const { optimizer, batchSize } = network.training;
  const side =
    learningRate > limit ? say('above it') : learningRate < limit ? say('below it') : say('just at it');
  const factor = 1 - learningRate * value;
  const isPlain = optimizer.type === 'sgd';
  const isFull = batchSize === 'full' || batchSize >= samples;
  const sentences = [
    say(
      'Plain gradient descent on the full batch overshoots along that direction where η is above 2/λ = {0}: each step lands farther from the valley’s floor than it began.',
      shownNumber(limit),
    ),
    isPlain
      ? say(
          'η = {0} is {1}: a step multiplies the distance by {2}, as long as the curvature stays.',
          shownNumber(learningRate),
          side,
          shownNumber(factor),
        )
      : say(
          'η = {0} is {1}, but the limit is that of sgd: {2} takes other steps.',
          shownNumber(learningRate),
          side,
          optimizer.type,
        ),
  ];
  if (!isFull) {
    sentences.push(
      say(
        'Batches are smaller than the data here: each has a curvature of its own, and this is that of all samples.',
      ),
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
  if (!Number.isFinite(curvature)) return say('{0} is not finite here.', symbol);
  const shown = `${symbol} = ${shownNumber(curvature)}`;
  if (curvature === 0) return say('{0}: along {1} alone {2} is straight here.', shown, text, loss);
  if (curvature < 0)
    return say('{0}: along {1} alone {2} curves downward, so its slope grows downhill.', shown, text, loss);
  return say(
    '{0}: along {1} alone {2} curves upward, and a step of sgd overshoots where η is above {3}.',
    shown,
    text,
    loss,
    shownNumber(2 / curvature),
  );
}
