import type { Dataset } from '../../core/engine/dataset';
import type { Evaluation } from '../../core/engine/evaluate';
import { RequestError } from '../../protocol/channel';
import type { GoodNetwork } from '../networkState';
import { withoutParameters, type TrainingWorker } from './trainingWorker';

/** An evaluation that is out of date is waited for this long; then its thread is given up for a new one. */
const patienceMs = 500;

/**
 * Evaluates large networks in a thread, by the compiled engine, one at a time: the extension host is free meanwhile.
 * The thread is started with the first of them and kept.
 */
export class BackgroundEvaluation {
  readonly #start: (() => TrainingWorker) | null;
  #worker: TrainingWorker | null = null;
  /** What the thread has the samples of. */
  #sent: Dataset | null = null;
  /** Settles with the evaluation that is under way. */
  #last: Promise<unknown> = Promise.resolve();
  #newest: GoodNetwork | null = null;
  #isDisposed = false;

  /** @param start null where there are no threads. */
  constructor(start: (() => TrainingWorker) | null) {
    this.#start = start;
  }

  /**
   * Loss, gradients and outputs of the network at its own parameters. Null where there is no thread, or it failed, or
   * a newer network has been asked for: the caller computes it, if it still wants to know.
   */
  async evaluate(good: GoodNetwork): Promise<Evaluation | null> {
    this.#newest = good;
    await this.#turn();
    if (this.#newest !== good || !this.#start || !good.dataset || this.#isDisposed) return null;
    const evaluation = this.#ask(this.#start, good, good.dataset);
    this.#last = evaluation;
    return evaluation;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#giveUp();
  }

  /** Waits for the evaluation before, but not for ever. */
  async #turn(): Promise<void> {
    const worker = this.#worker;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isLate = new Promise<true>((resolve) => {
      timer = setTimeout(() => {
        resolve(true);
      }, patienceMs);
    });
    const late = await Promise.race([this.#last.then(() => false), isLate]);
    clearTimeout(timer);
    if (late && this.#worker === worker) this.#giveUp();
  }

  async #ask(start: () => TrainingWorker, good: GoodNetwork, dataset: Dataset): Promise<Evaluation | null> {
    const worker = (this.#worker ??= start());
    const { inputs, targets, trainingIndices, testIndices } = dataset;
    const isKnown = this.#sent === dataset;
    this.#sent = dataset;
    try {
      return await worker.channel.request('evaluate', {
        network: withoutParameters(good.network),
        samples: isKnown ? null : { inputs, targets, trainingIndices, testIndices },
        parameters: good.parameters,
      });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      // The thread has ended, was given up, or has no room for the network: the host computes it itself.
      if (this.#worker === worker) this.#giveUp();
      return null;
    }
  }

  #giveUp(): void {
    this.#worker?.dispose();
    this.#worker = null;
    this.#sent = null;
  }
}
