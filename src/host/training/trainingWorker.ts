import type * as vscode from 'vscode';
import type { Channel } from '../../protocol/channel';
import type { TrainingHostSide, TrainingWorkerSide } from '../../protocol/training';

/** A thread that owns one training run. */
export interface TrainingWorker {
  readonly channel: Channel<TrainingHostSide, TrainingWorkerSide>;
  /**
   * Resolves when the thread has ended: null where `dispose` ended it, else why, as a clause ("it ran out of
   * memory …"). What was asked and not answered is rejected by then.
   */
  readonly ended: Promise<string | null>;
  /** Ends the thread at once, whatever it does. */
  dispose(): void;
}

/** Starts the worker that lies in the folder of the built extension. */
export type StartTrainingWorker = (dist: vscode.Uri) => TrainingWorker;
