import { batchShare } from '../../engine/batchGradient';
import { createBatches } from '../../engine/batches';
import { evaluateInSlices } from '../../engine/evaluateInSlices';
import type { Model } from '../../engine/model';
import { learningRateAt } from '../../engine/schedule';
import { createTrainer, type TrainingSamples } from '../../engine/training';
import type { TrainerState } from '../../engine/trainerState';
import type { Network } from '../../network/network';
import type { Steps } from '../../network/steps';

/** What of a run's state the update that follows depends on. */
export type UpdateState = Pick<
  TrainerState,
  'epoch' | 'step' | 'batch' | 'shuffles' | 'parameters' | 'optimizer'
>;

/** The state of a run that has not begun, at `parameters`. */
export function freshState(
  network: Network,
  samples: TrainingSamples,
  parameters: Float64Array,
): UpdateState {
  return createTrainer(network, samples, parameters).snapshot();
}

/** The batch of an update and what it says. */
export interface BatchEvaluation {
  /** Indices of its samples, in the order in which they are summed. */
  readonly batch: Uint32Array;
  readonly batches: number;
  /** ∂(data loss)/∂parameter without the penalty, in the layout's order. */
  readonly dataGradient: Float64Array;
}

/** The gradient of the data by which the update that follows `state` is made, bit for bit as training makes it. */
export function* batchSteps(
  network: Network,
  model: Model,
  samples: TrainingSamples,
  state: UpdateState,
): Steps<BatchEvaluation> {
  const batches = createBatches(network.training, samples.trainingIndices);
  const isUnderWay = state.batch > 0;
  batches.restore(state.shuffles, isUnderWay);
  // A diverged run may stand after the last batch of an epoch that it could not end.
  if (!isUnderWay || state.batch === batches.count) batches.startEpoch();
  const batch = batches.batch(state.batch % batches.count);
  const withoutPenalty: Model = { ...model, l1: 0, l2: 0 };
  const { gradient } = yield* evaluateInSlices(withoutPenalty, state.parameters, samples, batch);
  return { batch, batches: batches.count, dataGradient: gradient };
}

/** What the update that follows makes one parameter's new value of. */
export interface NextUpdate {
  /** Finished epochs, and updates made. */
  readonly epoch: number;
  readonly step: number;
  /** Which batch of the epoch follows, from 0, and how many there are. */
  readonly batch: number;
  readonly batches: number;
  readonly batchSize: number;
  /** What the sum over the batch is multiplied by. */
  readonly share: number;
  /** η as the schedule has it in this epoch. */
  readonly learningRate: number;
  readonly parameter: number;
  /** Of the batch, without the penalty. */
  readonly dataGradient: number;
  /** What the optimizer remembers of the parameter, as `OptimizerState` has it; before the update. */
  readonly mean: number | null;
  readonly square: number | null;
  readonly beta1Power: number;
  readonly beta2Power: number;
}

/** @param index of the parameter in the layout's order. */
export function* nextUpdateSteps(
  network: Network,
  model: Model,
  samples: TrainingSamples,
  state: UpdateState,
  index: number,
): Steps<NextUpdate> {
  const { batch, batches, dataGradient } = yield* batchSteps(network, model, samples, state);
  const { epoch, step, parameters, optimizer } = state;
  return {
    epoch,
    step,
    batch: state.batch % batches,
    batches,
    batchSize: batch.length,
    share: batchShare(model, batch.length),
    learningRate: learningRateAt(network.training, epoch),
    parameter: parameters[index]!,
    dataGradient: dataGradient[index]!,
    mean: optimizer.mean ? optimizer.mean[index]! : null,
    square: optimizer.square ? optimizer.square[index]! : null,
    beta1Power: optimizer.beta1Power,
    beta2Power: optimizer.beta2Power,
  };
}
