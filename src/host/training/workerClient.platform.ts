import type { StartTrainingWorker } from './trainingWorker';
import { startTrainingWorker as onNode } from './workerClient.node';
import type { startTrainingWorker as inBrowser } from './workerClient.web';

// The bundler takes workerClient.node.ts or workerClient.web.ts in place of this file, which is for types only.
export const startTrainingWorker: StartTrainingWorker | typeof inBrowser | null = onNode;
