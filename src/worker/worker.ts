import { helpersBeside } from './helpers.platform';
import { hostPort } from './hostPort.platform';
import { makeWay } from './makeWay.platform';
import { serveTraining } from './trainingServer';

// The entry of dist/worker.js, and of dist/web/worker.js for browsers: one worker, one training run, and threads that
// help it where there can be any. It ends when the host terminates it, and they with it.

makeWay();
serveTraining(hostPort('worker.js'), helpersBeside());
