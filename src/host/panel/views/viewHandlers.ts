import type { Handlers } from '../../../protocol/channel';
import type { ViewRequests } from '../../../protocol/views/requests';
import { diagramHandlers } from './diagram';
import { pinHandlers } from './pins';
import type { ViewSource } from './viewSource';

export type ViewHandlers = Handlers<{ readonly requests: ViewRequests; readonly events: object }>;

/** The answers to all views, each view's in a file of its own beside this one. */
export function viewHandlers(source: ViewSource): ViewHandlers {
  return { ...diagramHandlers(source), ...pinHandlers(source) };
}
