import type { Checks } from '../../../protocol/channel';
import type { WhyRequests } from '../../../protocol/views/why';

export const whyChecks: Checks<{ readonly requests: WhyRequests; readonly events: object }> = {
  why: (params) => (params === null ? { value: null } : null),
};
