import { createOn } from './tfjs.mjs';

export { version } from './tfjs.mjs';

/** @param {import('../../job').Job} job */
export const create = (job) => createOn(job, 'cpu');
