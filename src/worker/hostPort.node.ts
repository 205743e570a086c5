import { parentPort } from 'node:worker_threads';
import type { Port } from '../protocol/channel';

/**
 * The wire of a worker thread to whoever started it.
 *
 * @param program the name of the bundle, for the error of a program that is run by itself.
 */
export function hostPort(program: string): Port {
  const host = parentPort;
  if (!host) throw new Error(`${program} runs as a worker thread: start it with new Worker(…).`);
  return {
    post(message, transfer) {
      host.postMessage(message, transfer);
    },
    onMessage(listener) {
      host.on('message', listener);
      return () => host.off('message', listener);
    },
  };
}
