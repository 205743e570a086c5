import type { Steps } from '../../network/steps';
import { shownNumber } from '../shownNumber';
import { activationPlace, unitPlace } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { activationName, layerName, listed, trainingSamples } from './shownUnits';
import { activationFix, centreFix, redrawFix } from './textFixes';
import { say } from '../../words/say';

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
  const wake =
    l === 0
      ? say('Nothing that the loss says can wake it, since the samples do not change.')
      : say('Only a change in the layers before can wake it.');
  const [name, all] = [nameOf(first), trainingSamples(dataset.trainingIndices.length)];
  const [low, high] = [shownNumber(lowest[first]!), shownNumber(highest[first]!)];
  const what =
    dead.length === 1
      ? say(
          '{0} of {1} is dead: for {2} the pre-activation of {3} is between {4} and {5}, where the slope of {6} is exactly 0, and so is every gradient of the weights and biases that lead there.',
          name,
          layerName(chart, l),
          all,
          name,
          low,
          high,
          activationName(activation),
        )
      : say(
          '{0} of {1} are dead: for {2} the pre-activation of {3} is between {4} and {5}, where the slope of {6} is exactly 0, and so is every gradient of the weights and biases that lead there.',
          listed(dead.map(nameOf)),
          layerName(chart, l),
          all,
          name,
          low,
          high,
          activationName(activation),
        );
  return {
    message: say(
      '{0} {1} Use an activation with a slope everywhere, or start from other weights.',
      what,
      wake,
    ),
    range: unitPlace(chart, l, first),
    related: [
      {
        message: say('The activation is {0}.', activationName(activation)),
        range: activationPlace(chart, l),
      },
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
