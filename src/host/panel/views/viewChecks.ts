import type { Checks } from '../../../protocol/channel';
import type { ViewRequests } from '../../../protocol/views/requests';
import { diagramChecks } from './diagramChecks';
import { distributionsChecks } from './distributionsChecks';
import { landscapeChecks } from './landscapeChecks';
import { learnedChecks } from './learnedChecks';
import { lossChecks } from './lossChecks';
import { pinChecks } from './pinChecks';
import { ratesChecks } from './ratesChecks';
import { storyChecks } from './storyChecks';
import { trainingChecks } from './trainingChecks';
import { updateChecks } from './updateChecks';
import { whyChecks } from './whyChecks';

/** One check for each request of a view, see panelMessages.ts; each view's in a file of its own beside this one. */
export const viewChecks: Checks<{ readonly requests: ViewRequests; readonly events: object }> = {
  ...learnedChecks,
  ...updateChecks,
  ...storyChecks,
  ...distributionsChecks,
  ...landscapeChecks,
  ...ratesChecks,
  ...lossChecks,
  ...whyChecks,
  ...diagramChecks,
  ...pinChecks,
  ...trainingChecks,
};
