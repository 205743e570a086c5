import { parentPort } from 'node:worker_threads';
import type { Port } from '../protocol/channel';
import { serveTraining } from './trainingServer';

// The entry of dist/worker.js: one worker thread, one training run. It ends when the host terminates it.

const host = parentPort;
if (!host) throw new Error('worker.js runs as a worker thread: start it with new Worker(…).');

const port: Port = {
  post(message, transfer) {
    host.postMessage(message, transfer);
  },
  onMessage(listener) {
    host.on('message', listener);
    return () => host.off('message', listener);
  },
};

serveTraining(port);
