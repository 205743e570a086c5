import type { StartTrainingWorker } from './trainingWorker';

/** The browser's extension host has no worker threads: training says so instead of starting. */
export const startTrainingWorker: StartTrainingWorker | null = null;
