import type { Network } from '../../core/network/network';
import { Channel, RequestError } from '../../protocol/channel';
import type { TrainingHostSide, TrainingWorkerSide } from '../../protocol/training';
import { type Words, say } from '../../core/words/say';
import type { Thread } from '../../worker/thread';

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

/** The program of a thread that owns a training run. */
export const trainingProgram = 'worker.js';

/**
 * The host's end of a thread that runs `trainingProgram`.
 *
 * @param words the language that it speaks to people; null: English.
 */
export function trainingWorkerIn(thread: Thread, words: Words | null = null): TrainingWorker {
  const channel = new Channel<TrainingHostSide, TrainingWorkerSide>(thread.port, { handlers: {} });
  if (words) channel.send('words', words);
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

/** The parameters go as one vector; a hundred thousand of them as lists of lists would hold the host up. */
export function withoutParameters(network: Network): Network {
  return { ...network, layers: network.layers.map((layer) => ({ ...layer, weights: null, biases: null })) };
}

/** Why a thread did not do what it was asked to do, as a sentence or two. */
export async function describeFailure(error: unknown, worker: TrainingWorker | null): Promise<string> {
  if (error instanceof RequestError) {
    if (error.code !== 'disposed') return error.message;
    const reason = (await worker?.ended) ?? say('it was ended');
    return say('The training thread stopped: {0}.', reason);
  }
  return error instanceof Error ? error.message : String(error);
}
