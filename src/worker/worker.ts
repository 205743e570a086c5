import { nodeHelpers } from './helpers.node';
import { hostPort } from './hostPort';
import { serveTraining } from './trainingServer';

// The entry of dist/worker.js: one worker thread, one training run, and threads that help it. It ends when the host
// terminates it, and they with it.

serveTraining(hostPort('worker.js'), nodeHelpers(`${__dirname}/helperWorker.js`));
