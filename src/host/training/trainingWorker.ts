import type * as vscode from 'vscode';
import type { Network } from '../../core/network/network';
import { RequestError, type Channel } from '../../protocol/channel';
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

/** The parameters go as one vector; a hundred thousand of them as lists of lists would hold the host up. */
export function withoutParameters(network: Network): Network {
  return { ...network, layers: network.layers.map((layer) => ({ ...layer, weights: null, biases: null })) };
}

/** Why a thread did not do what it was asked to do, as a sentence or two. */
export async function describeFailure(error: unknown, worker: TrainingWorker | null): Promise<string> {
  if (error instanceof RequestError) {
    if (error.code !== 'disposed') return error.message;
    const reason = (await worker?.ended) ?? 'it was ended';
    return `The training thread stopped: ${reason}.`;
  }
  return error instanceof Error ? error.message : String(error);
}
