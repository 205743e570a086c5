import type { Checks } from '../../../protocol/channel';
import type { StoryRequests } from '../../../protocol/views/story';

/** Checks of what the view "Story" asks. */
export const storyChecks: Checks<{ readonly requests: StoryRequests; readonly events: object }> = {
  story: (params) => (params === null ? { value: null } : null),
};
