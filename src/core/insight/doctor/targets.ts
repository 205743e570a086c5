import type { Steps } from '../../network/steps';
import { activationRange } from '../../network/validateLoss';
import { grouped } from '../../network/wording';
import { shownNumber } from '../shownNumber';
import { activationPlace, columnPlace, layerPlace } from './chartPlaces';
import { toldColumns } from './inputs';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { activationFix, removeColumnFix } from './textFixes';
import { say } from '../../words/say';

/** Targets that are the same number in all of several training samples: there is nothing to tell apart. */
export function* findConstantTargets(chart: Chart): Steps<Finding[]> {
  const { dataset, names, model } = chart;
  const samples = dataset.trainingIndices.length;
  if (samples < 2) return [];
  const columns = yield* chart.targetColumns();
  const constant = columns.flatMap(({ lowest, highest }, k) => (lowest === highest ? [{ k, lowest }] : []));
  const last = model.layers.length - 1;
  const findings: Finding[] = [];
  for (const [n, { k, lowest }] of constant.slice(0, toldColumns).entries()) {
    const output = names.unicode({ kind: 'activation', layer: last, j: k });
    const more = n === toldColumns - 1 ? constant.length - toldColumns : 0;
    findings.push({
      message: say(
        'The target {0} is {1} in all {2} training samples, so {3} learns one number and nothing about the inputs. Give samples with other targets, or remove this output.{4}',
        names.unicode({ kind: 'target', k }),
        shownNumber(lowest),
        grouped(samples),
        output,
        more > 0 ? ` ${say('There are {0} more such targets.', grouped(more))}` : '',
      ),
      range: columnPlace(chart, 'targets', k),
      related: [{ message: say('{0} is a unit of the last layer.', output), range: layerPlace(chart, last) }],
      fixes: removeColumnFix(chart, 'targets', k),
    });
    yield;
  }
  return findings;
}

/**
 * Targets of a data file that the last activation cannot give. Those that stand in the network file, and those of
 * generators, are told when it is read; so are those of binary cross-entropy, as errors.
 */
export function* findUnreachableTargets(chart: Chart): Steps<Finding[]> {
  const { network, model } = chart;
  const last = model.layers.length - 1;
  const range = activationRange(network.layers[last]!.activation);
  if (network.data?.kind !== 'file' || !range || network.loss.type === 'binaryCrossEntropy') return [];
  const columns = yield* chart.targetColumns();
  const k = columns.findIndex(({ lowest, highest }) => lowest < range.low || highest > range.high);
  const column = columns[k];
  if (!column) return [];
  const target = column.lowest < range.low ? column.lowest : column.highest;
  return [
    {
      message: say(
        'The outputs cannot reach the target {0}: {1}. Scale the targets, or use a linear last layer.',
        shownNumber(target),
        range.name,
      ),
      range: columnPlace(chart, 'targets', k),
      related: [{ message: say('The last activation is here.'), range: activationPlace(chart, last) }],
      fixes: network.loss.type === 'categoricalCrossEntropy' ? [] : activationFix(chart, last, 'linear'),
    },
  ];
}
