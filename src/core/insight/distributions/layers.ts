import { createTrace, type Model } from '../../engine/model';
import { createOptimizer, frozenParameters } from '../../engine/optimizers';
import { addPenaltyGradient } from '../../engine/penalty';
import { backward, forward, sampleLoss } from '../../engine/propagate';
import { learningRateAt } from '../../engine/schedule';
import type { TrainingSamples } from '../../engine/training';
import { copyOptimizer, restoreOptimizer } from '../../engine/trainerState';
import type { Network } from '../../network/network';
import type { Steps } from '../../network/steps';
import { euclideanNorm } from '../euclideanNorm';
import { batchSteps, type UpdateState } from '../nextUpdate/nextUpdate';
import { distributionOf, type Distribution } from './summary';

/** How the numbers of one layer are spread. */
export interface LayerDistributions {
  readonly weights: Distribution;
  /** Over all units and the samples that are looked at. */
  readonly activations: Distribution;
  /** δ of each sample's own loss, likewise. */
  readonly deltas: Distribution;
  /** What the update that follows changes of each weight. */
  readonly updates: Distribution;
  /** ‖Δw‖ / ‖w‖ over the weights of the layer; NaN where all are 0. */
  readonly updateRatio: number;
}

/** All layers at one state of a run. */
export interface NetworkDistributions {
  readonly epoch: number;
  readonly step: number;
  /** How many training samples the activations and δ are of. */
  readonly samples: number;
  readonly layers: readonly LayerDistributions[];
}

/** Samples that are looked at, evenly chosen: enough for quantiles that a picture can show. */
const mostSamples = 256;
/** Numbers of one kind that a layer keeps for its quantiles; of more, evenly chosen ones. */
const mostNumbers = 65_536;

/**
 * How weights, activations, δ and the next updates are spread in each layer.
 *
 * @param state whose next update is made, without changing the state.
 */
export function* distributionSteps(
  network: Network,
  model: Model,
  samples: TrainingSamples,
  state: UpdateState,
): Steps<NetworkDistributions> {
  const { parameters } = state;
  const updates = yield* updateSteps(network, model, samples, state);
  const { trainingIndices } = samples;
  const count = Math.min(mostSamples, trainingIndices.length);
  const chosen = Array.from(
    { length: count },
    (_, n) => trainingIndices[Math.floor((n * trainingIndices.length) / count)]!,
  );
  const trace = createTrace(model);
  const kept = model.layers.map(({ units }) => ({
    activations: new Picked(units * count),
    deltas: new Picked(units * count),
  }));
  for (const sample of chosen) {
    forward(model, parameters, samples.inputs, sample * model.inputUnits, trace);
    sampleLoss(model, samples.targets, sample * model.outputUnits, trace);
    backward(model, parameters, trace);
    trace.layers.forEach(({ activations, deltas }, l) => {
      kept[l]!.activations.add(activations);
      kept[l]!.deltas.add(deltas);
    });
    yield;
  }
  const layers: LayerDistributions[] = [];
  for (const [l, { weightOffset, inputs, units }] of model.layers.entries()) {
    const weights = parameters.subarray(weightOffset, weightOffset + inputs * units);
    const changes = updates.subarray(weightOffset, weightOffset + inputs * units);
    const describe = (values: Float64Array): Distribution => {
      const picked = new Picked(values.length);
      picked.add(values);
      return distributionOf(picked.values);
    };
    const ofWeights = describe(weights);
    yield;
    const ofUpdates = describe(changes);
    yield;
    const ofActivations = distributionOf(kept[l]!.activations.values);
    yield;
    layers.push({
      weights: ofWeights,
      activations: ofActivations,
      deltas: distributionOf(kept[l]!.deltas.values),
      updates: ofUpdates,
      updateRatio: euclideanNorm(changes) / euclideanNorm(weights),
    });
    yield;
  }
  return { epoch: state.epoch, step: state.step, samples: count, layers };
}

/** What the next update changes of every parameter; 0 of what is frozen. */
function* updateSteps(
  network: Network,
  model: Model,
  samples: TrainingSamples,
  state: UpdateState,
): Steps<Float64Array> {
  const { dataGradient: gradient } = yield* batchSteps(network, model, samples, state);
  addPenaltyGradient(model, state.parameters, gradient);
  const { layout } = model;
  const frozen = frozenParameters(network, layout);
  const optimizer = createOptimizer(network.training.optimizer, layout.parameterCount, frozen);
  restoreOptimizer(optimizer.state, copyOptimizer(state.optimizer));
  const after = state.parameters.slice();
  optimizer.update(after, gradient, learningRateAt(network.training, state.epoch));
  for (let p = 0; p < after.length; p++) after[p] = after[p]! - state.parameters[p]!;
  return after;
}

/** Takes numbers one after the other and keeps every n-th, so that at most `mostNumbers` stay. */
class Picked {
  readonly #every: number;
  readonly #kept: Float64Array;
  #seen = 0;
  #length = 0;

  /** @param count how many there will be. */
  constructor(count: number) {
    this.#every = Math.max(1, Math.ceil(count / mostNumbers));
    this.#kept = new Float64Array(Math.ceil(count / this.#every));
  }

  add(numbers: Float64Array): void {
    for (const value of numbers) {
      if (this.#seen++ % this.#every === 0) this.#kept[this.#length++] = value;
    }
  }

  get values(): Float64Array {
    return this.#kept.subarray(0, this.#length);
  }
}
