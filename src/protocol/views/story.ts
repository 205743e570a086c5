import type { Story } from '../../core/insight/story/story';

export type { Story } from '../../core/insight/story/story';
export type { SlopePicture } from '../../core/insight/story/slopes';

/** What the view "Story" asks. */
export interface StoryRequests {
  /** At the numbers and the sample that are shown; null without samples. */
  readonly story: { readonly params: null; readonly result: Story | null };
}
