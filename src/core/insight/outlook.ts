/**
 * What the second order says about the next step: how the loss curves along a parameter and at most, which
 * learning rates overshoot because of it, and what the optimizer's next step is foretold to change and does
 * change, in all and by one parameter's share.
 */

import type { Dataset } from '../engine/dataset';
import { completed } from '../engine/completed';
import { createHessian, type Hessian } from '../engine/hessian';
import { parameterIndex } from '../engine/layout';
import type { Model } from '../engine/model';
import { frozenParameters } from '../engine/optimizers';
import type { Names } from '../math/names';
import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import { largestCurvature, parameterCurvature, type LargestCurvature } from './curvature';
import { largestCurvatureSentences, parameterCurvatureSentence } from './curvatureWords';
import { nextStep, predictStep, type StepPrediction } from './prediction';
import { predictionSentences } from './predictionWords';
import { signedNumber } from './shownNumber';
import { say } from '../words/say';

/** Where the outlook is taken: the training samples as one full batch. */
export interface OutlookPlace {
  readonly network: Network;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly parameters: Float64Array;
  /** Of loss and penalty over the training samples, at `parameters`. */
  readonly gradient: Float64Array;
}

/** What holds for the whole network. */
export interface Outlook {
  readonly hessian: Hessian;
  /** Null where every parameter is frozen. */
  readonly largest: LargestCurvature | null;
  /** Of the first update from a fresh optimizer, on the full batch. */
  readonly prediction: StepPrediction;
}

/** The outlook in short pieces; the parameters are read until the end and by later products. */
export function* outlookSteps({
  network,
  model,
  dataset,
  parameters,
  gradient,
}: OutlookPlace): Generator<undefined, Outlook> {
  const indices = dataset.trainingIndices;
  const hessian = createHessian(model, parameters, dataset, indices);
  const largest = yield* largestCurvature(hessian, frozenParameters(network, model.layout));
  const { learningRate } = network.training;
  const change = nextStep(network, model, parameters, gradient, learningRate, null);
  const prediction = yield* predictStep(model, parameters, dataset, indices, change);
  return { hessian, largest, prediction };
}

/**
 * How much work `outlookSteps` is, in parameters times samples: some 30 gradients for the change, and for the
 * curvature as many products as there are free parameters or, past 64, as its iteration takes.
 */
export function outlookWork(model: Model, samples: number): number {
  const { parameterCount } = model.layout;
  return (parameterCount + WORK_OF_SAMPLE) * samples * (60 + 3 * Math.min(64, parameterCount));
}

/** What a sample costs beside its parameters, in parameters. */
const WORK_OF_SAMPLE = 1000;

/** The sentences about the whole network: largest curvature, learning rate, next step. */
export function networkOutlook(
  { network, dataset }: OutlookPlace,
  names: Names,
  { largest, prediction }: Outlook,
): readonly string[] {
  const { learningRate } = network.training;
  return [
    ...largestCurvatureSentences(network, names, largest, learningRate, dataset.trainingIndices.length),
    ...predictionSentences(names, prediction),
  ];
}

/** The sentences about one parameter: its curvature, and its share of what the next step changes. */
export function parameterOutlook(
  { model }: OutlookPlace,
  names: Names,
  { hessian, prediction }: Outlook,
  subject: ParameterSubject,
): readonly string[] {
  const parameter = parameterIndex(model.layout, subject);
  const curvature = completed(parameterCurvature(hessian, parameter));
  const { firstOrder, curvature: second, real } = prediction;
  const [slope, bend, share] = [firstOrder, second, real].map(({ parts }) => parts[parameter]!);
  const sentences = [parameterCurvatureSentence(names, subject, curvature)];
  if (Number.isFinite(share) && slope !== 0) {
    const [name, loss] = [names.unicode(subject), names.unicode({ kind: 'loss' })];
    sentences.push(
      say(
        'Of the next step’s change of {0}, {1}, {2} brings {3}; foretold by its slope {4}, by slope and curvature {5}.',
        loss,
        signedNumber(real.total),
        name,
        signedNumber(share!),
        signedNumber(slope!),
        signedNumber(slope! + bend!),
      ),
    );
  }
  return sentences;
}
