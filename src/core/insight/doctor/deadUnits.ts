import type { Steps } from '../../network/steps';
import { grouped } from '../../network/wording';
import { shownNumber } from '../shownNumber';
import { activationPlace, unitPlace } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { activationName, layerName, listed } from './shownUnits';
import { activationFix, centreFix, redrawFix } from './textFixes';

/**
 * Units whose φ′(a) is exactly 0 for every training sample, as that of relu is where a ≤ 0. Each δ of such a unit is
 * a product with that 0, so that the gradient of its bias and of every weight to it is exactly 0.
 */
export function* findDeadUnits(chart: Chart): Steps<Finding[]> {
  const { layers, isFinite } = yield* chart.survey();
  if (!isFinite) return [];
  return layers.flatMap(({ steepest, highest, lowest }, l): Finding[] => {
    const { activation } = chart.network.layers[l]!;
    const dead = deadUnitsOf(steepest);
    // A formula that is flat everywhere is told as such when the file is read.
    if (dead.length === 0 || (activation.type === 'formula' && dead.length === steepest.length)) return [];
    return [finding(chart, l, dead, lowest, highest)];
  });
}

/** The units of a layer that no sample gives a slope. */
export function deadUnitsOf(steepest: Float64Array): number[] {
  return Array.from(steepest.keys()).filter((j) => steepest[j] === 0);
}

function finding(
  chart: Chart,
  l: number,
  dead: readonly number[],
  lowest: Float64Array,
  highest: Float64Array,
): Finding {
  const { names, network, dataset } = chart;
  const first = dead[0]!;
  const nameOf = (j: number): string => names.unicode({ kind: 'activation', layer: l, j });
  const { activation } = network.layers[l]!;
  const isOne = dead.length === 1;
  const wake =
    l === 0
      ? 'Nothing that the loss says can wake it, since the samples do not change.'
      : 'Only a change in the layers before can wake it.';
  return {
    message:
      `${listed(dead.map(nameOf))} of ${layerName(chart, l)} ${isOne ? 'is' : 'are'} dead: for ${samples(dataset.trainingIndices.length)} ` +
      `the pre-activation of ${nameOf(first)} is between ${shownNumber(lowest[first]!)} and ${shownNumber(highest[first]!)}, where the slope of ` +
      `${activationName(activation)} is exactly 0, and so is every gradient of the weights and biases that lead there. ${wake} ` +
      'Use an activation with a slope everywhere, or start from other weights.',
    range: unitPlace(chart, l, first),
    related: [
      { message: `The activation is ${activationName(activation)}.`, range: activationPlace(chart, l) },
    ],
    fixes: [
      ...(activation.type === 'relu' ? activationFix(chart, l, 'leakyRelu') : []),
      // Of one number in all samples the middle is no side.
      ...(dead.every((j) => highest[j]! > lowest[j]!) ? centreFix(chart, l, dead, { lowest, highest }) : []),
      ...redrawFix(chart, l),
    ],
  };
}

/** `the only training sample`, `all 20 training samples` */
function samples(count: number): string {
  return count === 1 ? 'the only training sample' : `all ${grouped(count)} training samples`;
}
