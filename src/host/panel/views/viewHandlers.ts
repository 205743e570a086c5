import type { Handlers } from '../../../protocol/channel';
import type { ViewRequests } from '../../../protocol/views/requests';
import type { ViewSource } from './viewSource';
import { whyHandlers } from './why';

export type ViewHandlers = Handlers<{ readonly requests: ViewRequests; readonly events: object }>;

/** The answers to all views, each view's in a file of its own beside this one. */
export function viewHandlers(source: ViewSource): ViewHandlers {
  return { ...whyHandlers(source) };
}
