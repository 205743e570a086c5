import { hostPort } from './hostPort';
import { serveTraining } from './trainingServer';

// The entry of dist/worker.js: one worker thread, one training run. It ends when the host terminates it.

serveTraining(hostPort('worker.js'));
