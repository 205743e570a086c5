import { completed } from '../core/engine/completed';
import { networkOutlook, outlookSteps, outlookWork, parameterOutlook } from '../core/insight/outlook';
import type { ParameterSubject } from '../core/network/subject';
import type { ReadyNetwork } from './load';

/** Up to so much work an outlook is printed without being asked for, in parameters times samples: about a second. */
const workUnasked = 100_000_000;

/** Curvature and next step in sentences, for one parameter; empty where that takes long. */
export function outlookOf(
  ready: ReadyNetwork,
  gradient: Float64Array,
  subject: ParameterSubject,
): readonly string[] {
  const { model, dataset, names } = ready;
  if (outlookWork(model, dataset.trainingIndices.length) > workUnasked) return [];
  const place = { ...ready, gradient };
  const outlook = completed(outlookSteps(place));
  return [...parameterOutlook(place, names, outlook, subject), ...networkOutlook(place, names, outlook)];
}

/** The same for the whole network, however long it takes. */
export function wholeOutlook(ready: ReadyNetwork, gradient: Float64Array): readonly string[] {
  const place = { ...ready, gradient };
  return networkOutlook(place, ready.names, completed(outlookSteps(place)));
}
