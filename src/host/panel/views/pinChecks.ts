import type { Subject } from '../../../core/network/subject';
import type { Checks } from '../../../protocol/channel';
import type { PinRequests } from '../../../protocol/views/pins';
import { checkSubject, isRecord, own } from '../messageParts';

/** The params of what is asked of one quantity. */
export function checkOf(params: unknown): { readonly value: { readonly subject: Subject } } | null {
  const subject = isRecord(params) ? checkSubject(own(params, 'subject')) : null;
  return subject && { value: { subject } };
}

/** The checks of what the pinned derivations ask, see panelMessages.ts. */
export const pinChecks: Checks<{ readonly requests: PinRequests; readonly events: object }> = {
  pin: (params) => {
    const of = checkOf(params);
    const isPinned = isRecord(params) ? own(params, 'isPinned') : null;
    return of && typeof isPinned === 'boolean' ? { value: { ...of.value, isPinned } } : null;
  },
  go: (params) => {
    const by = isRecord(params) ? own(params, 'by') : null;
    return by === 1 || by === -1 ? { value: { by } } : null;
  },
};
