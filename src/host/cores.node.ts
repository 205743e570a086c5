import { availableParallelism } from 'node:os';

/** How many threads can compute at the same time here. */
export function coreCount(): number {
  return availableParallelism();
}
