import type { DiagramRequests } from './diagram';
import type { DistributionsRequests } from './distributions';
import type { LandscapeRequests } from './landscape';
import type { LearnedRequests } from './learned';
import type { LossRequests } from './loss';
import type { PinRequests } from './pins';
import type { RatesRequests } from './rates';
import type { StoryRequests } from './story';
import type { TrainingRequests } from './training';
import type { UpdateRequests } from './update';
import type { WhyRequests } from './why';

/**
 * What the views of the panel ask of the host, one interface for each view, in a file of its own beside this one.
 */
export type ViewRequests = DiagramRequests &
  DistributionsRequests &
  LandscapeRequests &
  LearnedRequests &
  LossRequests &
  PinRequests &
  RatesRequests &
  StoryRequests &
  TrainingRequests &
  UpdateRequests &
  WhyRequests;
