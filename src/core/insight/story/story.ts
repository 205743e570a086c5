import type { Dataset } from '../../engine/dataset';
import { evaluateInSlices } from '../../engine/evaluateInSlices';
import { createTrace, type Model } from '../../engine/model';
import { createOptimizer, frozenParameters } from '../../engine/optimizers';
import { forward } from '../../engine/propagate';
import type { Evaluation } from '../../engine/evaluate';
import { learningRateAt } from '../../engine/schedule';
import type { Names } from '../../math/names';
import type { Network } from '../../network/network';
import type { Steps } from '../../network/steps';
import { sampleValues } from '../sampleValues';
import { objectiveWords, tellChapters, type Chapter } from './chapters';
import { linearPairs, mergedView, mergeLayers, type MergedView } from './linearLayers';
import { slopePictures, type SlopePicture } from './slopes';

/** One step of learning, told in plain words with the numbers of one network. */
export interface Story {
  /** Whose numbers it tells, from 0. */
  readonly sample: number;
  readonly chapters: readonly Chapter[];
  readonly slopes: readonly SlopePicture[];
  /** Objective, loss and reward told apart. */
  readonly objective: readonly string[];
  /** Pairs of layers that equal one. */
  readonly merged: readonly MergedView[];
}

/** What the story is made from. */
export interface StorySource {
  readonly network: Network;
  readonly names: Names;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly parameters: Float64Array;
  /** From 0. */
  readonly sample: number;
  /** Over all training samples at `parameters`; null where it is not known. */
  readonly evaluation: Pick<Evaluation, 'loss' | 'gradient'> | null;
}

/** Work in multiplications past which two layers are not multiplied out. */
const mostMergedWork = 1_000_000;

/** Tells the story; long sums over samples come in steps. */
export function* storySteps(source: StorySource): Steps<Story> {
  const { network, names, model, dataset, parameters, sample } = source;
  const { trainingIndices } = dataset;
  const evaluation =
    source.evaluation ?? (yield* evaluateInSlices(model, parameters, dataset, trainingIndices));
  const after = parameters.slice();
  const count = model.layout.parameterCount;
  const optimizer = createOptimizer(
    network.training.optimizer,
    count,
    frozenParameters(network, model.layout),
  );
  optimizer.update(after, evaluation.gradient, learningRateAt(network.training, 0));
  const { loss, penalty } = yield* evaluateInSlices(model, after, dataset, trainingIndices);
  const context = {
    network,
    names,
    model,
    parameters,
    values: sampleValues(model, dataset, parameters, sample),
    sample,
    trainingSamples: trainingIndices.length,
    evaluation,
    objectiveAfter: loss + penalty,
  };
  const trace = createTrace(model);
  forward(model, parameters, dataset.inputs, sample * model.inputUnits, trace);
  const merged: MergedView[] = [];
  for (const layer of linearPairs(network)) {
    const { inputs, units } = model.layers[layer]!;
    if (inputs * units * model.layers[layer + 1]!.units > mostMergedWork) continue;
    merged.push(mergedView(network, model, parameters, mergeLayers(model, parameters, layer, dataset)));
    yield;
  }
  return {
    sample,
    chapters: tellChapters(context),
    slopes: slopePictures(network, names, trace.layers),
    objective: objectiveWords(context),
    merged,
  };
}
