import type { Activation } from '../../network/network';
import { nameOfActivation } from '../notations/notation';
import { sklearnNotation } from '../notations/sklearnNotation';
import { outputRule } from './outputRule';
import type { Exported } from './exported';
import { say } from '../../words/say';

/** What scikit-learn calls an activation of hidden layers; null: it has none like it. */
export function sklearnActivation(activation: Activation): string | null {
  return activation.type === 'softmax' ? null : nameOfActivation(sklearnNotation, activation);
}

/**
 * Why a network cannot be an MLPRegressor or MLPClassifier that computes the same, a clause each; empty where it can.
 * scikit-learn's half squared error is also a mean over outputs, its classifiers are logistic or softmax.
 */
export function sklearnLimits({ network, inputs, targets }: Exported): string[] {
  const { layers, loss, training, reduction } = network;
  const hidden = layers.slice(0, -1);
  const last = layers.at(-1)!;
  const rule = outputRule(network);
  const isRegression = loss.type === 'halfSquaredError' && last.activation.type === 'linear';
  const isBinary = rule === 'sigmoidBinary' && last.units === 1;
  const isMulticlass = rule === 'softmaxCategorical' && last.units > 2;
  const isOneHot = targets.every(
    (row) => row.every((t) => t === 0 || t === 1) && row.reduce((a, b) => a + b, 0) === 1,
  );
  const isZeroOne = targets.every((row) => row.every((t) => t === 0 || t === 1));
  const batch = training.batchSize === 'full' ? inputs.length : Math.min(training.batchSize, inputs.length);
  const said: (string | false)[] = [
    layers.some(({ hasBiases }) => !hasBiases) && say('each of its layers has biases'),
    new Set(hidden.map(({ activation }) => JSON.stringify(activation))).size > 1 &&
      say('its hidden layers all have the same activation'),
    hidden.some(({ activation }) => sklearnActivation(activation) === null) &&
      say('its hidden layers are identity, logistic, tanh or relu'),
    !isRegression &&
      !isBinary &&
      !isMulticlass &&
      say(
        'it has linear outputs with half squared error, one sigmoid output with binary cross-entropy, or three or more softmax outputs with categorical cross-entropy',
      ),
    isRegression &&
      last.units > 1 &&
      say('it takes the mean of the squared errors over the outputs, not their sum'),
    isBinary && !isZeroOne && say('the targets of its classifier are 0 or 1'),
    isMulticlass && !isOneHot && say('the targets of its classifier are one class for each sample'),
    (isBinary || isMulticlass) &&
      !hasEveryClass(targets) &&
      say('its classifier needs a sample of each class'),
    reduction !== 'mean' && say('it takes the mean over the samples'),
    training.l1 > 0 && say('it has no L1 penalty'),
    training.l2 > 0 &&
      inputs.length % batch !== 0 &&
      say('its penalty depends on the size of the batch, and the last batch is smaller'),
    !['sgd', 'momentum', 'nesterov', 'adam'].includes(training.optimizer.type) &&
      say('its optimizers are SGD, with momentum or without, and Adam'),
    training.schedule !== null && say('it has no such learning-rate schedule'),
    training.learningRate === 0 && say('its learning rate is above 0'),
    layers.some(({ frozen }) => frozen.weights || frozen.biases) && say('it trains every parameter'),
  ];
  return said.filter((words) => words !== false);
}

function hasEveryClass(targets: readonly Float64Array[]): boolean {
  const units = targets[0]?.length ?? 0;
  if (units === 1) return targets.some(([t]) => t === 0) && targets.some(([t]) => t === 1);
  return Array.from({ length: units }, (_, k) => k).every((k) => targets.some((row) => row[k] === 1));
}
