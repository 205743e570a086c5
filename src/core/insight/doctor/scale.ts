import type { Steps } from '../../network/steps';
import { shownNumber } from '../shownNumber';
import { columnPlace } from './chartPlaces';
import type { ColumnSurvey } from './columns';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { standardizeFix } from './textFixes';
import { say } from '../../words/say';

/** Inputs are not scaled where the widest spreads more than so many times as far as the narrowest … */
export const largestSpreadRatio = 100;
/** … or where one is larger than this, as the root of the mean of its squares. */
export const largestInputSize = 100;

/**
 * Inputs of very different or very large scale. The loss curves along a weight as the square of its input: a rate
 * that suits the largest input leaves the weights of the smallest where they are.
 */
export function* findUnscaledInputs(chart: Chart): Steps<Finding[]> {
  const { dataset, names } = chart;
  if (dataset.trainingIndices.length < 2) return [];
  const columns = yield* chart.inputColumns();
  const varying = columns.flatMap((column, i) =>
    column.highest > column.lowest ? [{ ...column, i, spread: column.highest - column.lowest }] : [],
  );
  const [first] = varying;
  if (!first) return [];
  const widest = varying.reduce((best, one) => (one.spread > best.spread ? one : best), first);
  const narrowest = varying.reduce((best, one) => (one.spread < best.spread ? one : best), first);
  const largest = varying.reduce((best, one) => (one.size > best.size ? one : best), first);
  const nameOf = (i: number): string => names.unicode({ kind: 'input', i });
  const from = ({ lowest, highest }: ColumnSurvey): string =>
    say('from {0} to {1}', shownNumber(lowest), shownNumber(highest));
  const remedy = say('Standardize the inputs, or scale them by hand.');
  const ratio = widest.spread / narrowest.spread;
  if (ratio > largestSpreadRatio) {
    return [
      {
        message: say(
          'The input {0} goes {1} and {2} {3}: it spreads {4} times as far. The loss curves along a weight as the square of its input, so one learning rate cannot suit both. {5}',
          nameOf(widest.i),
          from(widest),
          nameOf(narrowest.i),
          from(narrowest),
          shownNumber(ratio),
          remedy,
        ),
        range: columnPlace(chart, 'inputs', widest.i),
        related: [
          {
            message: say('{0} goes {1}.', nameOf(narrowest.i), from(narrowest)),
            range: columnPlace(chart, 'inputs', narrowest.i),
          },
        ],
        fixes: standardizeFix(chart),
      },
    ];
  }
  if (!(largest.size > largestInputSize)) return [];
  return [
    {
      message: say(
        'The input {0} goes {1}: √ of the mean of its squares is {2}, above {3}. Weights of a usual size make pre-activations as large, and the loss curves along its weights as its square. {4}',
        nameOf(largest.i),
        from(largest),
        shownNumber(largest.size),
        largestInputSize,
        remedy,
      ),
      range: columnPlace(chart, 'inputs', largest.i),
      fixes: standardizeFix(chart),
    },
  ];
}
