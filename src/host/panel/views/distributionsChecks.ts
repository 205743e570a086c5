import type { Checks } from '../../../protocol/channel';
import type { DistributionsRequests } from '../../../protocol/views/distributions';
import { isRecord, isWhole, own } from '../messageParts';

/** Checks of what the view "Distributions" asks. */
export const distributionsChecks: Checks<{
  readonly requests: DistributionsRequests;
  readonly events: object;
}> = {
  distributions: (params) => {
    if (!isRecord(params)) return null;
    const epoch = own(params, 'epoch');
    return epoch === null || isWhole(epoch) ? { value: { epoch } } : null;
  },
};
