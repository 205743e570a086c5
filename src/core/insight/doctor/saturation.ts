import type { Activation } from '../../network/network';
import type { Steps } from '../../network/steps';
import { grouped } from '../../network/wording';
import { shownNumber } from '../shownNumber';
import { activationPlace, unitPlace } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { activationName, unitName, trainingSamples } from './shownUnits';
import { centreFix, redrawFix } from './textFixes';
import { say } from '../../words/say';

/** A unit is saturated where its slope is below this share of the largest slope that its activation has. */
export const saturatedShare = 0.01;

/** The largest |φ′|, of those activations whose slope goes to 0 somewhere without being 0. */
function largestSlope(activation: Activation): number | null {
  switch (activation.type) {
    case 'sigmoid':
      return 0.25;
    case 'tanh':
    case 'softplus':
      return 1;
    case 'elu':
      return Math.max(1, Math.abs(activation.alpha));
    default:
      return null;
  }
}

/** An output is wrong where it misses a target by more than half of what its activation can give. */
function halfRange(activation: Activation): number | null {
  return activation.type === 'sigmoid' ? 0.5 : activation.type === 'tanh' ? 1 : null;
}

/** At most so many units of a layer are told one by one. */
const toldUnits = 5;

/**
 * Units whose slope is below 1 % of the largest that their activation has, for every training sample, so that less
 * than 1 % of any error passes through them. An output whose loss takes the slope out of δ is none of them, nor is
 * one that is right.
 */
export function* findSaturatedUnits(chart: Chart): Steps<Finding[]> {
  const { model, network } = chart;
  const survey = yield* chart.survey();
  if (!survey.isFinite) return [];
  const last = model.layers.length - 1;
  return survey.layers.flatMap((layer, l): Finding[] => {
    const { activation } = network.layers[l]!;
    const largest = largestSlope(activation);
    if (largest === null || (l === last && model.fusedLoss)) return [];
    const wrong = l === last ? halfRange(activation) : 0;
    if (wrong === null) return [];
    const saturated = Array.from(layer.steepest.keys()).filter(
      (j) =>
        layer.steepest[j]! > 0 &&
        layer.steepest[j]! < saturatedShare * largest &&
        (l < last || survey.residuals[j]! > wrong),
    );
    return saturated
      .slice(0, toldUnits)
      .map((j, n) =>
        finding(
          chart,
          l,
          j,
          layer,
          largest,
          n === toldUnits - 1 ? saturated.length - toldUnits : 0,
          l === last ? survey.residuals[j]! : null,
        ),
      );
  });
}

function finding(
  chart: Chart,
  l: number,
  j: number,
  layer: {
    readonly lowest: Float64Array;
    readonly highest: Float64Array;
    readonly steepest: Float64Array;
  },
  largest: number,
  more: number,
  residual: number | null,
): Finding {
  const { network, dataset } = chart;
  const { activation } = network.layers[l]!;
  const [lowest, highest, steepest] = [layer.lowest[j]!, layer.highest[j]!, layer.steepest[j]!];
  const share = (100 * steepest) / largest;
  const isSwitch = lowest < 0 && highest > 0;
  const count = dataset.trainingIndices.length;
  const what = isSwitch
    ? say('It works as a switch, and hardly learns any more.')
    : say('It gives nearly the same number for all of them, and hardly learns any more.');
  const miss = residual === null ? '' : ` ${say('It misses a target by {0}.', shownNumber(residual))}`;
  const others = more > 0 ? ` ${say('So are {0} more units of this layer.', grouped(more))}` : '';
  return {
    severity: isSwitch && residual === null ? 'information' : 'warning',
    message: say(
      '{0} is saturated: over {1} its pre-activation goes from {2} to {3}, where the slope of {4} is at most {5}, {6} % of its largest, {7}. {8}{9}{10} Use smaller weights, or scale the inputs.',
      unitName(chart, l, j),
      trainingSamples(count),
      shownNumber(lowest),
      shownNumber(highest),
      activationName(activation),
      shownNumber(steepest),
      shownNumber(share),
      shownNumber(largest),
      what,
      miss,
      others,
    ),
    range: unitPlace(chart, l, j),
    related: [
      {
        message: say('The activation is {0}.', activationName(activation)),
        range: activationPlace(chart, l),
      },
    ],
    fixes: [...(isSwitch ? [] : centreFix(chart, l, [j], layer)), ...redrawFix(chart, l)],
  };
}
