import type { Checks } from '../../../protocol/channel';
import type { LearnedRequests, PredictionKey } from '../../../protocol/views/learned';
import { isIndex, isRecord, own } from '../messageParts';

/** Points along an input: more would be finer than any panel shows, and long in coming. */
export const mostPoints = 100;
const fewestPoints = 2;

const keys: readonly PredictionKey[] = ['sample', 'error', 'loss', 'gradient'];

/** Checks of what the view "Learned" asks. */
export const learnedChecks: Checks<{ readonly requests: LearnedRequests; readonly events: object }> = {
  learnedMap: (params) => {
    if (!isRecord(params)) return null;
    const [size, hasHidden] = [own(params, 'size'), own(params, 'hasHidden')];
    if (!isIndex(size) || size < fewestPoints || size > mostPoints || typeof hasHidden !== 'boolean')
      return null;
    return { value: { size, hasHidden } };
  },
  learnedPredictions: (params) => {
    if (!isRecord(params)) return null;
    const [page, isDescending] = [own(params, 'page'), own(params, 'isDescending')];
    const key = keys.find((one) => one === own(params, 'key'));
    if (!isIndex(page) || !key || typeof isDescending !== 'boolean') return null;
    return { value: { page, key, isDescending } };
  },
};
