import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createOn } from './tfjs.mjs';

export { version } from './tfjs.mjs';

setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
setThreadsCount(1);

/** @param {import('../../job').Job} job */
export const create = (job) => createOn(job, 'wasm');
