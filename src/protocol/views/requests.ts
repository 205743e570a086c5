import type { DistributionsRequests } from './distributions';
import type { LearnedRequests } from './learned';
import type { StoryRequests } from './story';
import type { UpdateRequests } from './update';
import type { LandscapeRequests } from './landscape';
import type { RatesRequests } from './rates';

/**
 * What the views of the panel ask of the host, one interface for each view, in a file of its own beside this one.
 */
export type ViewRequests = LearnedRequests &
  UpdateRequests &
  DistributionsRequests &
  StoryRequests &
  RatesRequests &
  LandscapeRequests;
