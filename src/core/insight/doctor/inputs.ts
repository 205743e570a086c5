import type { Steps } from '../../network/steps';
import { counted, grouped } from '../../network/wording';
import { shownNumber } from '../shownNumber';
import { columnPlace, layerPlace } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { removeColumnFix } from './textFixes';

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
  return dead.slice(0, toldColumns).map(({ i, value }, n): Finding => {
    const name = names.unicode({ kind: 'input', i });
    const more = n === toldColumns - 1 ? dead.length - toldColumns : 0;
    const units = model.layers[0]!.units;
    const all = samples === 1 ? 'the only training sample' : `all ${grouped(samples)} training samples`;
    const effect =
      value === 0
        ? `so the gradient of its ${counted(units, 'weight')} is exactly 0 and the samples teach ${units === 1 ? 'it' : 'them'} nothing.`
        : 'so it tells no sample from another and only does what the biases of the first layer do already.';
    return {
      severity: value === 0 ? 'warning' : 'information',
      message:
        `The input ${name} is ${shownNumber(value)} in ${all}, ${effect} Remove it, or give samples in which it differs.` +
        (more > 0 ? ` There are ${grouped(more)} more such inputs.` : ''),
      range: columnPlace(chart, 'inputs', i),
      related: [{ message: 'Its weights belong to the first layer.', range: layerPlace(chart, 0) }],
      fixes: removeColumnFix(chart, 'inputs', i),
    };
  });
}
