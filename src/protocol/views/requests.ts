import type { DiagramRequests } from './diagram';
import type { PinRequests } from './pins';

/**
 * What the views of the panel ask of the host, one interface for each view, in a file of its own beside this one.
 */
export type ViewRequests = DiagramRequests & PinRequests;
