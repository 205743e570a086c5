import { join } from 'node:path';
import { Channel } from '../../protocol/channel';
import type { TrainingHostSide, TrainingWorkerSide } from '../../protocol/training';
import { startNodeThread } from '../../worker/thread.node';
import type { StartTrainingWorker } from './trainingWorker';

export const startTrainingWorker: StartTrainingWorker | null = (dist) => {
  const { port, ended, terminate } = startNodeThread(join(dist.fsPath, 'worker.js'));
  const channel = new Channel<TrainingHostSide, TrainingWorkerSide>(port, { handlers: {} });
  return {
    channel,
    ended: ended.then((reason) => {
      channel.dispose();
      return reason;
    }),
    dispose() {
      channel.dispose();
      terminate();
    },
  };
};
