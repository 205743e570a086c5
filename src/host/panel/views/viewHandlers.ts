import type { Handlers } from '../../../protocol/channel';
import type { ViewRequests } from '../../../protocol/views/requests';
import { distributionsHandlers } from './distributions';
import { learnedHandlers } from './learned';
import { storyHandlers } from './story';
import { updateHandlers } from './update';
import { landscapeHandlers } from './landscape';
import { ratesHandlers } from './rates';
import { lossHandlers } from './loss';
import { diagramHandlers } from './diagram';
import { pinHandlers } from './pins';
import { trainingHandlers } from './training';
import type { ViewSource } from './viewSource';
import { whyHandlers } from './why';

export type ViewHandlers = Handlers<{ readonly requests: ViewRequests; readonly events: object }>;

/** The answers to all views, each view's in a file of its own beside this one. */
export function viewHandlers(source: ViewSource): ViewHandlers {
  return {
    ...diagramHandlers(source),
    ...pinHandlers(source),
    ...learnedHandlers(source),
    ...updateHandlers(source),
    ...storyHandlers(source),
    ...distributionsHandlers(source),
    ...landscapeHandlers(source),
    ...ratesHandlers(source),
    ...lossHandlers(source),
    ...whyHandlers(source),
    ...trainingHandlers(source),
  };
}
