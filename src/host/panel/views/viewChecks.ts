import type { Checks } from '../../../protocol/channel';
import type { ViewRequests } from '../../../protocol/views/requests';
import { diagramChecks } from './diagramChecks';

/** One check for each request of a view, see panelMessages.ts; each view's in a file of its own beside this one. */
export const viewChecks: Checks<{ readonly requests: ViewRequests; readonly events: object }> = {
  ...diagramChecks,
};
