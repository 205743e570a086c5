import type { Evaluation } from '../core/engine/evaluate';
import { createModel } from '../core/engine/model';
import type { TrainingSamples } from '../core/engine/training';
import type { EvaluateParams } from '../protocol/training';
import { createRunEvaluation, engineHere, type RunEvaluation } from './engine';

/** Networks that nobody trains, evaluated; the program of the last one is kept while only its parameters change. */
export class Evaluator {
  #samples: TrainingSamples | null = null;
  #key = '';
  #evaluate: RunEvaluation | null = null;

  /**
   * Loss, gradients and outputs over the training samples; undefined when nobody waits any more.
   *
   * @throws RangeError where no samples come and none have come before; OutOfMemoryError.
   */
  evaluate(
    { network, samples, parameters }: EvaluateParams,
    isCancelled: () => boolean,
  ): Promise<Evaluation | undefined> {
    const key = JSON.stringify(network);
    if (samples || key !== this.#key) this.#evaluate = null;
    this.#samples = samples ?? this.#samples;
    this.#key = key;
    if (!this.#samples) throw new RangeError('There are no samples to evaluate the network on.');
    this.#evaluate ??= createRunEvaluation(createModel(network), this.#samples, engineHere());
    return this.#evaluate(parameters, isCancelled);
  }
}
