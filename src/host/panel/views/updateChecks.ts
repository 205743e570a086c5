import type { Checks } from '../../../protocol/channel';
import type { UpdateRequests } from '../../../protocol/views/update';
import { checkSubject, isRecord, own } from '../messageParts';

/** Checks of what the view "Update" asks. */
export const updateChecks: Checks<{ readonly requests: UpdateRequests; readonly events: object }> = {
  updateOf: (params) => {
    const subject = isRecord(params) ? checkSubject(own(params, 'subject')) : null;
    return subject && { value: { subject } };
  },
};
