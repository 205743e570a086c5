import type { Dataset } from '../core/engine/dataset';
import { completed } from '../core/engine/completed';
import type { Evaluation } from '../core/engine/evaluate';
import {
  outlookSteps,
  outlookWork,
  parameterOutlook,
  networkOutlook,
  type Outlook,
} from '../core/insight/outlook';
import { createNames } from '../core/math/names';
import type { Subject } from '../core/network/subject';
import type { GoodNetwork } from './networkState';

/** Up to so much work an outlook is taken at once, in parameters times samples: about 15 ms. */
const workAtOnce = 1_500_000;

/** Outlooks by the gradient they were taken with: a new evaluation has a new one. */
const known = new WeakMap<Float64Array, Outlook>();

/**
 * The sentences on curvature and on the next step for a parameter of a network, at the numbers shown. Empty for
 * what is no parameter; for a network whose second order takes too long to follow every edit, one that says so.
 */
export function outlookOf(
  { network, symbols, model, dataset }: GoodNetwork,
  {
    parameters,
    evaluation,
  }: { readonly parameters: Float64Array; readonly evaluation: Pick<Evaluation, 'gradient'> | null },
  subject: Subject,
): readonly string[] {
  if (!dataset || !evaluation || !isParameter(subject)) return [];
  if (outlookWork(model, dataset.trainingIndices.length) > workAtOnce) return [tooLong];
  const { gradient } = evaluation;
  const place = { network, model, dataset: dataset satisfies Dataset, parameters, gradient };
  const outlook = known.get(gradient) ?? completed(outlookSteps(place));
  known.set(gradient, outlook);
  const names = createNames(network, symbols);
  return [...parameterOutlook(place, names, outlook, subject), ...networkOutlook(place, names, outlook)];
}

const tooLong =
  'Curvature and the next step take too long here to follow every edit: `backprop grad --curvature` prints them.';

function isParameter(subject: Subject): subject is Extract<Subject, { kind: 'weight' | 'bias' }> {
  return subject.kind === 'weight' || subject.kind === 'bias';
}
