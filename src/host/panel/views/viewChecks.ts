import type { Checks } from '../../../protocol/channel';
import type { ViewRequests } from '../../../protocol/views/requests';
import { diagramChecks } from './diagramChecks';
import { pinChecks } from './pinChecks';

/** One check for each request of a view, see panelMessages.ts; each view's in a file of its own beside this one. */
export const viewChecks: Checks<{ readonly requests: ViewRequests; readonly events: object }> = {
  ...diagramChecks,
  ...pinChecks,
};
