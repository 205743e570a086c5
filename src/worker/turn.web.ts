/*
 * A browser makes timers wait some milliseconds, however short they are. A message to oneself waits for those that were
 * posted before it, and for nothing else.
 */

/** As much of a browser's port as is used here; its types would bring the DOM along. */
interface BrowserPort {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
}

const { port1, port2 } = new MessageChannel() as unknown as Record<'port1' | 'port2', BrowserPort>;
const waiting: (() => void)[] = [];

port1.onmessage = () => {
  waiting.shift()?.();
};

/** Resolves after the messages that wait were heard. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
