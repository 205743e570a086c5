import type { Steps } from '../../network/steps';
import { grouped } from '../../network/wording';
import { shownNumber } from '../shownNumber';
import { columnPlace, layerPlace } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { trainingSamples } from './shownUnits';
import { removeColumnFix } from './textFixes';
import { say } from '../../words/say';

/** At most so many columns are told one by one. */
export const toldColumns = 10;

/**
 * Inputs that say nothing. One that is 0 in every training sample multiplies its weights by 0: their gradient is
 * exactly 0. One that is the same number in all of several samples does what a bias does, and is told where the
 * first layer has biases as well.
 */
export function* findDeadInputs(chart: Chart): Steps<Finding[]> {
  const { model, dataset, network, names } = chart;
  const samples = dataset.trainingIndices.length;
  const columns = yield* chart.inputColumns();
  const dead = columns.flatMap(({ lowest, highest }, i) => {
    if (lowest !== highest) return [];
    const isBias = samples > 1 && network.layers[0]!.hasBiases;
    return lowest === 0 || isBias ? [{ i, value: lowest }] : [];
  });
  const findings: Finding[] = [];
  for (const [n, { i, value }] of dead.slice(0, toldColumns).entries()) {
    const name = names.unicode({ kind: 'input', i });
    const more = n === toldColumns - 1 ? dead.length - toldColumns : 0;
    const units = model.layers[0]!.units;
    const all = trainingSamples(samples);
    const effect =
      value === 0
        ? units === 1
          ? say('so the gradient of its 1 weight is exactly 0 and the samples teach it nothing.')
          : say(
              'so the gradient of its {0} weights is exactly 0 and the samples teach them nothing.',
              grouped(units),
            )
        : say(
            'so it tells no sample from another and only does what the biases of the first layer do already.',
          );
    findings.push({
      severity: value === 0 ? 'warning' : 'information',
      message: say(
        'The input {0} is {1} in {2}, {3} Remove it, or give samples in which it differs.{4}',
        name,
        shownNumber(value),
        all,
        effect,
        more > 0 ? ` ${say('There are {0} more such inputs.', grouped(more))}` : '',
      ),
      range: columnPlace(chart, 'inputs', i),
      related: [{ message: say('Its weights belong to the first layer.'), range: layerPlace(chart, 0) }],
      fixes: removeColumnFix(chart, 'inputs', i),
    });
    yield;
  }
  return findings;
}
