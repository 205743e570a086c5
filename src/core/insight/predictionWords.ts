/** What a step was foretold to do and what it does, in plain sentences. */

import type { Names } from '../math/names';
import type { StepPrediction } from './prediction';
import { shownNumber, signedNumber } from './shownNumber';

/** The sentences in the order in which they are read. */
export function predictionSentences(names: Names, prediction: StepPrediction): readonly string[] {
  const { before, after, firstOrder, secondOrder, real } = prediction;
  const loss = names.unicode({ kind: 'loss' });
  if (!Number.isFinite(after)) {
    return [`The next step leads to numbers that are not finite: ${loss} is ${shownNumber(after)} after it.`];
  }
  const forecast = `The slope alone foretells ${signedNumber(firstOrder.total)}, slope and curvature ${signedNumber(secondOrder)}.`;
  if (real.total === 0) {
    return [`The next step leaves ${loss} as it is, at ${shownNumber(before)}.`, forecast];
  }
  const verb = real.total < 0 ? 'lowers' : 'raises';
  const sentences = [
    `The next step ${verb} ${loss} from ${shownNumber(before)} to ${shownNumber(after)}, by ${signedNumber(real.total)}.`,
    forecast,
  ];
  if (real.total > 0 && firstOrder.total < 0) {
    sentences.push(
      secondOrder > 0
        ? 'The step goes downhill but too far, as the curvature foretells.'
        : 'The step goes downhill but too far, farther than slope and curvature at its start can tell.',
    );
  }
  if (!real.isShared) {
    sentences.push(
      `The step crosses many kinks: the parameters’ shares leave ${signedNumber(real.remainder)} of the change unexplained.`,
    );
  }
  return sentences;
}
