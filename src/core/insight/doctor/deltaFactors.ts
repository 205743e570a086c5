import { numbers } from '../../math/numbers';
import { power } from '../../math/power';
import type { Steps } from '../../network/steps';
import { shownNumber } from '../shownNumber';
import { activationPlace, layerPlace } from './chartPlaces';
import type { Chart } from './chart';
import type { Finding } from './patient';
import { layerName } from './shownUnits';
import type { Survey } from './survey';
import { redrawFix } from './textFixes';
import { say } from '../../words/say';

/** The errors δ vanish where a layer hands on less than this share of their size, and explode above its inverse … */
export const layerFactor = 0.01;
/** … or where all layers together do less than this, or more than its inverse. */
export const wholeFactor = 1e-4;

/** The size of δ in each layer; it is the root of the mean of squares over units and training samples. */
function sizes({ layers }: Survey): number[] {
  return layers.map(({ deltaSize }) => deltaSize);
}

function isVanishing(factor: number, limit: number): boolean {
  // Exactly 0 is no small factor: dead units or weights of 0 stop it, and are told as such.
  return factor > 0 && factor < limit;
}

/** The factors by which the errors δ shrink on their way back from the last layer. */
export function* findVanishingDeltas(chart: Chart): Steps<Finding[]> {
  return found(chart, yield* chart.survey(), 'vanish', isVanishing);
}

/** The factors by which the errors δ grow on their way back from the last layer. */
export function* findExplodingDeltas(chart: Chart): Steps<Finding[]> {
  return found(
    chart,
    yield* chart.survey(),
    'explode',
    (factor, limit) => factor > 1 / limit && factor < Infinity,
  );
}

function found(
  chart: Chart,
  survey: Survey,
  verb: 'vanish' | 'explode',
  isBeyond: (factor: number, limit: number) => boolean,
): Finding[] {
  if (!survey.isFinite) return [];
  const all = sizes(survey);
  const findings: Finding[] = [];
  const limitOf = (limit: number): string =>
    verb === 'vanish' ? say('below {0}', limit) : say('above {0}', shownNumber(1 / limit));
  for (let l = 0; l < all.length - 1; l++) {
    const factor = all[l]! / all[l + 1]!;
    if (!isBeyond(factor, layerFactor)) continue;
    findings.push(finding(chart, l, l + 1, factor, all, limitOf(layerFactor), verb));
  }
  const last = all.length - 1;
  const whole = all[0]! / all[last]!;
  if (findings.length === 0 && isBeyond(whole, wholeFactor)) {
    findings.push(finding(chart, 0, last, whole, all, limitOf(wholeFactor), verb));
  }
  return findings;
}

function finding(
  chart: Chart,
  l: number,
  from: number,
  factor: number,
  all: readonly number[],
  limit: string,
  verb: 'vanish' | 'explode',
): Finding {
  const layers = from - l;
  const each =
    layers === 1
      ? ''
      : say(
          ', on the average {0} for each of {1} layers',
          shownNumber(power(numbers, factor, 1 / layers)),
          layers,
        );
  const [before, after] = [shownNumber(all[from]!), shownNumber(all[l]!)];
  const [start, end, shown] = [layerName(chart, from), layerName(chart, l), shownNumber(factor)];
  return {
    message:
      verb === 'vanish'
        ? say(
            'The errors δ vanish on the way back from {0} to {1}: their size goes from {2} to {3}, a factor of {4} ({5}){6}; so the weights of {7} hardly learn. Use larger weights between them, or an activation with steeper slopes.',
            start,
            end,
            before,
            after,
            shown,
            limit,
            each,
            end,
          )
        : say(
            'The errors δ explode on the way back from {0} to {1}: their size goes from {2} to {3}, a factor of {4} ({5}){6}; so a step that suits the last layers is far too long for {7}. Use smaller weights between them.',
            start,
            end,
            before,
            after,
            shown,
            limit,
            each,
            end,
          ),
    range: layerPlace(chart, l),
    related: [
      { message: say('The errors come from here.'), range: layerPlace(chart, from) },
      { message: say('They pass through this activation.'), range: activationPlace(chart, l) },
    ],
    fixes: redrawFix(chart, l + 1),
  };
}
