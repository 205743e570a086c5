/** What a step was foretold to do and what it does, in plain sentences. */

import type { Names } from '../math/names';
import type { StepPrediction } from './prediction';
import { shownNumber, signedNumber } from './shownNumber';
import { say } from '../words/say';

/** The sentences in the order in which they are read. */
export function predictionSentences(names: Names, prediction: StepPrediction): readonly string[] {
  const { before, after, firstOrder, secondOrder, real } = prediction;
  const loss = names.unicode({ kind: 'loss' });
  if (!Number.isFinite(after)) {
    return [
      say(
        'The next step leads to numbers that are not finite: {0} is {1} after it.',
        loss,
        shownNumber(after),
      ),
    ];
  }
  const forecast = say(
    'The slope alone foretells {0}, slope and curvature {1}.',
    signedNumber(firstOrder.total),
    signedNumber(secondOrder),
  );
  if (real.total === 0) {
    return [say('The next step leaves {0} as it is, at {1}.', loss, shownNumber(before)), forecast];
  }
  const sentences = [
    real.total < 0
      ? say(
          'The next step lowers {0} from {1} to {2}, by {3}.',
          loss,
          shownNumber(before),
          shownNumber(after),
          signedNumber(real.total),
        )
      : say(
          'The next step raises {0} from {1} to {2}, by {3}.',
          loss,
          shownNumber(before),
          shownNumber(after),
          signedNumber(real.total),
        ),
    forecast,
  ];
  if (real.total > 0 && firstOrder.total < 0) {
    sentences.push(
      secondOrder > 0
        ? say('The step goes downhill but too far, as the curvature foretells.')
        : say('The step goes downhill but too far, farther than slope and curvature at its start can tell.'),
    );
  }
  if (!real.isShared) {
    sentences.push(
      say(
        'The step crosses many kinks: the parameters’ shares leave {0} of the change unexplained.',
        signedNumber(real.remainder),
      ),
    );
  }
  return sentences;
}
