import type { Steps } from '../../network/steps';
import { shownNumber } from '../shownNumber';
import { learningRatePlace, lossRelated } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { learningRateFix, roundedDown } from './textFixes';
import { say } from '../../words/say';

/**
 * A learning rate above 2/λ, λ the largest curvature of the loss at the file's parameters, where that is a limit: for
 * plain sgd on the full batch. Along the direction of λ a step multiplies the distance from the valley's floor by
 * 1 − ηλ, which is below −1 then.
 */
export function* findLargeLearningRate(chart: Chart): Steps<Finding[]> {
  const { network, names } = chart;
  const { learningRate } = network.training;
  const curvature = yield* chart.curvature();
  const limit = curvature?.learningRateLimit;
  if (!curvature || limit === null || limit === undefined || !(learningRate > limit)) return [];
  const loss = names.unicode({ kind: 'loss' });
  const bound = curvature.isExact || curvature.isConverged ? '' : ` ${say('or less')}`;
  return [
    {
      message: say(
        'The learning rate {0} is above 2/λ = {1}{2}, λ = {3} the largest curvature of {4} at these weights: along that direction each step of sgd lands {5} times as far from the valley’s floor as it began, as long as the curvature stays. Use a rate below {6}; 1/λ = {7} goes straight to the floor.',
        shownNumber(learningRate),
        shownNumber(limit),
        bound,
        shownNumber(curvature.value),
        loss,
        shownNumber(Math.abs(1 - learningRate * curvature.value)),
        shownNumber(limit),
        shownNumber(limit / 2),
      ),
      range: learningRatePlace(chart),
      related: lossRelated(chart, say('This is the loss that curves.')),
      fixes: learningRateFix(chart, roundedDown(limit / 2)),
    },
  ];
}
