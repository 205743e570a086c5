import { hostPort } from './hostPort.platform';
import { makeWay } from './makeWay.platform';
import { servePool } from './poolServer';

// The entry of dist/poolWorker.js: one worker thread of a pool, run after run. It ends when the pool terminates it.

makeWay();
servePool(hostPort('poolWorker.js'));
