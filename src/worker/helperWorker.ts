import { hostPort } from './hostPort.platform';
import { follow, type HelperStart } from './webAssembly';

// The entry of dist/helperWorker.js: one worker thread that helps to train one network. It hears one message, which says
// with what, and ends when whoever started it terminates it.

hostPort('helperWorker.js').onMessage((start) => {
  follow(start as HelperStart);
});
