import { join } from 'node:path';
import type * as vscode from 'vscode';
import { Channel } from '../../protocol/channel';
import type { TrainingHostSide, TrainingWorkerSide } from '../../protocol/training';
import { startNodeThread } from '../../worker/thread.node';
import type { TrainingWorker } from './trainingWorker';

export function startTrainingWorker(dist: Pick<vscode.Uri, 'fsPath'>): TrainingWorker {
  const thread = startNodeThread(join(dist.fsPath, 'worker.js'));
  const channel = new Channel<TrainingHostSide, TrainingWorkerSide>(thread.port, { handlers: {} });
  return {
    channel,
    ended: thread.ended.then((reason) => {
      channel.dispose();
      return reason;
    }),
    dispose() {
      channel.dispose();
      thread.terminate();
    },
  };
}
