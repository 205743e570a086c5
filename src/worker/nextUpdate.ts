import { nextBatch } from '../core/engine/batches';
import type { Dataset } from '../core/engine/dataset';
import { evaluateInSlices } from '../core/engine/evaluateInSlices';
import { learningRateAt } from '../core/engine/schedule';
import type { Trainer } from '../core/engine/training';
import { predictStep } from '../core/insight/prediction';
import type { Training } from '../core/network/network';
import type { MomentUpdate, RunPlace } from '../protocol/training';
import { inSlices } from './pace';
import type { RunHistory } from './runHistory';

/** What the update that follows a place of a run goes by, and what it does. */

export interface UpdateSource {
  readonly training: Training;
  readonly model: Trainer['model'];
  readonly dataset: Dataset;
  readonly history: RunHistory;
}

/**
 * @param place one that the run has come to.
 * @returns null as soon as `isCancelled` says so, `notFinite` where the update cannot be made.
 */
export async function nextUpdate(
  { training, model, dataset, history }: UpdateSource,
  { epoch, updates }: RunPlace,
  withPrediction: boolean,
  isCancelled: () => boolean,
): Promise<MomentUpdate | null | 'notFinite'> {
  const seen = await history.at({ epoch, updates }, isCancelled, (trainer) => {
    const state = trainer.snapshot();
    const hasDiverged = trainer.stepOnce() === 'diverged';
    return { state, change: hasDiverged ? null : trainer.parameters.map((w, p) => w - state.parameters[p]!) };
  });
  if (!seen) return null;
  const { state, change } = seen;
  if (!change) return 'notFinite';
  const { parameters } = state;
  const rows = nextBatch(training, dataset.trainingIndices, state);
  const batch = await inSlices(evaluateInSlices(model, parameters, dataset, rows), isCancelled);
  if (!batch) return null;
  let prediction: MomentUpdate['prediction'] = null;
  if (withPrediction) {
    const steps = predictStep(model, parameters, dataset, dataset.trainingIndices, change);
    prediction = (await inSlices(steps, isCancelled)) ?? null;
    if (!prediction) return null;
  }
  const learningRate = learningRateAt(training, epoch);
  return { epoch, updates, rows, batch, learningRate, parameters, change, prediction };
}
