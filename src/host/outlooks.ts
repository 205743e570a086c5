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
import { saying } from '../core/words/say';

/** Up to so much work an outlook is taken at once, in parameters times samples: about 15 ms. */
const workAtOnce = 1_500_000;

/** Outlooks by the gradient they were taken with: a new evaluation has a new one. */
const known = new WeakMap<Float64Array, Outlook>();

/**
 * The sentences on curvature and on the next step for a parameter of a network, at the numbers shown. Empty for
 * what is no parameter; for a network whose second order takes too long to follow every edit, one that says so.
 */
export function outlookOf(good: Outlooked, values: OutlookValues, subject: Subject): readonly string[] {
  if (!isParameter(subject)) return [];
  return sentences(good, values, subject);
}

/** The sentences on λ, 2/λ and the next step for the whole network, at the numbers shown; empty without samples. */
export function networkOutlookOf(good: Outlooked, values: OutlookValues): readonly string[] {
  return sentences(good, values, null);
}

type Outlooked = Pick<GoodNetwork, 'network' | 'symbols' | 'model' | 'dataset'>;

interface OutlookValues {
  readonly parameters: Float64Array;
  readonly evaluation: Pick<Evaluation, 'gradient'> | null;
}

function sentences(
  { network, symbols, model, dataset }: Outlooked,
  { parameters, evaluation }: OutlookValues,
  subject: Extract<Subject, { kind: 'weight' | 'bias' }> | null,
): readonly string[] {
  if (!dataset || !evaluation) return [];
  if (outlookWork(model, dataset.trainingIndices.length) > workAtOnce) return [tooLong()];
  const { gradient } = evaluation;
  const place = { network, model, dataset: dataset satisfies Dataset, parameters, gradient };
  const outlook = known.get(gradient) ?? completed(outlookSteps(place));
  known.set(gradient, outlook);
  const names = createNames(network, symbols);
  const own = subject ? parameterOutlook(place, names, outlook, subject) : [];
  return [...own, ...networkOutlook(place, names, outlook)];
}

const tooLong = saying(
  'Curvature and the next step take too long here to follow every edit: `backprop grad --curvature` prints them.',
);

function isParameter(subject: Subject): subject is Extract<Subject, { kind: 'weight' | 'bias' }> {
  return subject.kind === 'weight' || subject.kind === 'bias';
}
