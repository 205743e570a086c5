import { constants, getPriority, platform, setPriority } from 'node:os';

/**
 * Has the calling thread give way to whatever a person waits for: it gets every moment of its core that nobody else
 * wants, and few of those that the editor wants. Threads that it starts do the same.
 *
 * On Linux alone, where priority belongs to a thread; elsewhere it is that of the process, and so of the extension host.
 */
export function makeWay(): void {
  if (platform() !== 'linux') return;
  const wanted = constants.priority.PRIORITY_BELOW_NORMAL;
  // Where the whole process gives way already there is nothing to do, and raising a priority may be forbidden.
  if (getPriority() < wanted) setPriority(wanted);
}
