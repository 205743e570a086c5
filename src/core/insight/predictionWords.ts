/** What a step was foretold to do and what it does, in plain sentences. */

import type { Names } from '../math/names';
import { formatNumber } from '../network/number';
import type { StepPrediction } from './prediction';

/** The sentences in the order in which they are read. */
export function predictionSentences(names: Names, prediction: StepPrediction): readonly string[] {
  const { before, after, firstOrder, secondOrder, real } = prediction;
  const loss = names.unicode({ kind: 'loss' });
  if (!Number.isFinite(after)) {
    return [
      `The next step leads to numbers that are not finite: ${loss} is ${formatNumber(after)} after it.`,
    ];
  }
  const forecast = `The slope alone foretells ${signed(firstOrder.total)}, slope and curvature ${signed(secondOrder)}.`;
  if (real.total === 0) {
    return [`The next step leaves ${loss} as it is, at ${formatNumber(before)}.`, forecast];
  }
  const verb = real.total < 0 ? 'lowers' : 'raises';
  const sentences = [
    `The next step ${verb} ${loss} from ${formatNumber(before)} to ${formatNumber(after)}, by ${signed(real.total)}.`,
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
      `The step crosses many kinks: the parameters’ shares leave ${signed(real.remainder)} of the change unexplained.`,
    );
  }
  return sentences;
}

function signed(value: number): string {
  const text = formatNumber(Math.abs(value));
  if (text === '0') return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
