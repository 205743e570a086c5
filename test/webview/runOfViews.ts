import { strict as assert } from 'node:assert';
import { createTrainer } from '../../src/core/engine/training';
import { distributionSteps } from '../../src/core/insight/distributions/layers';
import { nextUpdateSteps } from '../../src/core/insight/nextUpdate/nextUpdate';
import { runToEnd } from '../../src/core/network/steps';
import type { Run } from '../../src/host/training/trainingRun';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { runView } from './snapshots';
import type { ViewHostOptions } from './viewHost';

/** A run of some epochs with its thread, as the host knows both: the answers are made by trainers of their own. */
export function runOf(
  text: string,
  epochs: number,
): Required<Pick<ViewHostOptions, 'text' | 'parameters' | 'run' | 'runView' | 'services'>> {
  const { network, dataset } = goodNetworkOf(text);
  assert.ok(dataset);
  const trainerAt = (epoch: number) => {
    const trainer = createTrainer(network, dataset);
    while (trainer.epoch < epoch) trainer.stepOnce();
    return trainer;
  };
  const last = trainerAt(epochs);
  const query = (_uri: unknown, what: string, params: { epoch: number | null; index: number }) => {
    const trainer = params.epoch === null ? last : trainerAt(params.epoch);
    const state = trainer.snapshot();
    const answer =
      what === 'distributions'
        ? runToEnd(distributionSteps(network, trainer.model, dataset, state))
        : runToEnd(nextUpdateSteps(network, trainer.model, dataset, state, params.index));
    return Promise.resolve(answer);
  };
  const losses = Float64Array.from(last.history.loss);
  return {
    text,
    parameters: last.parameters.slice(),
    run: { parameters: last.parameters, isStale: false, epochsBefore: 0, epoch: epochs } as Run,
    runView: runView({
      status: 'epochs',
      epoch: epochs,
      epochs,
      losses,
      testLosses: new Float64Array(),
      loss: losses.at(-1) ?? NaN,
    }),
    services: { runs: { query }, time: { get: () => undefined } },
  };
}
