/** What a program with a known mistake makes of a step, the simplest mistake first: what a recording is compared with. */

import { createOptimizer } from '../../engine/optimizers';
import { activationDerivativeOf, lastLayer, outputDelta } from '../../math/formulas';
import type { SampleValues } from '../../math/evaluate';
import { formatNumber } from '../../network/number';
import { quoted } from '../../network/wording';
import { say } from '../../words/say';
import type { Words } from '../mistakes';
import { slippedTwice } from './appliedTwice';
import { from, inUpdate, MAX_LAYERS, MAX_WORK, type Hypothesis } from './hypothesis';
import { otherNetworks, squareLayers } from './networkCauses';
import type { RecordedStep } from './recording';
import { factorsOf } from './stepFactors';
import {
  layerRange,
  moved,
  scaledGradient,
  slippedGradient,
  stepOf,
  valuesOf,
  type Outcome,
  type StepNumbers,
} from './stepNumbers';
import { commonFactor, rateHypothesis, updateHypotheses } from './updateCauses';

/** Every mistake that is known, one after the other; undefined is a pause. */
export function* hypotheses(
  numbers: StepNumbers,
  step: RecordedStep,
  words: Words,
): Generator<Hypothesis | undefined> {
  yield* scaled(numbers, words);
  const isSmall = numbers.indices.length * numbers.start.length <= MAX_WORK;
  if (isSmall) {
    yield* otherNetworks(numbers);
    yield undefined;
    const values = valuesOf(numbers);
    yield* twice(numbers, values);
    yield* slips(numbers, values, words);
    yield* sequential(numbers, values);
    yield* parts(numbers);
  }
  yield* penalties(numbers);
  yield* updateHypotheses(numbers, numbers.gradient);
  yield* fromRecording(numbers, step);
}

/** ½, n and N in the wrong place: in the loss, in the gradient or in the update alone; the wrong sign. */
function* scaled(numbers: StepNumbers, words: Words): Generator<Hypothesis | undefined> {
  const { loss } = numbers;
  for (const { code, message, factor } of factorsOf(numbers, words)) {
    const gradient = scaledGradient(numbers, factor);
    yield { code, message, outcome: from(numbers, gradient, loss * factor) };
    const alone = say('The gradients have it right: only the number of the loss is another.');
    yield {
      code,
      message: `${message} ${alone}`,
      outcome: { loss: loss * factor, gradient: numbers.gradient, updated: numbers.updated },
    };
    yield { code, message, outcome: from(numbers, gradient, loss) };
    yield { code, message: inUpdate(message), outcome: { updated: moved(numbers, gradient) } };
    yield undefined;
  }
}

/** The last activation once in the network and once more in the loss. */
function* twice(numbers: StepNumbers, values: readonly SampleValues[]): Generator<Hypothesis> {
  const found = slippedTwice(numbers, values);
  if (!found) return;
  const { type } = numbers.network.layers.at(-1)!.activation;
  const message = say(
    'The activation {0} is applied twice: the loss of the library applies it to outputs that have it already. Give that loss the pre-activations.',
    type,
  );
  yield { code: 'appliedTwice', message, outcome: from(numbers, found.gradient, found.loss) };
}

/** Backpropagation with a slip in it. */
function* slips(
  numbers: StepNumbers,
  values: readonly SampleValues[],
  words: Words,
): Generator<Hypothesis | undefined> {
  const { network } = numbers;
  const last = lastLayer(network);
  for (let l = last; l >= 0 && l > last - MAX_LAYERS; l--) {
    const { activation, name } = network.layers[l]!;
    if (activation.type !== 'linear') {
      const isCancelled = l === last && outputDelta(network) !== 'elementwise';
      const gradient = slippedGradient(
        numbers,
        values,
        isCancelled ? { withExtraSlope: l } : { withoutSlope: l },
      );
      const { code, message } = isCancelled
        ? {
            code: 'extraFactor' as const,
            message: say('The slope of the output activation is too many: the loss has cancelled it.'),
          }
        : {
            code: 'missingActivationDerivative' as const,
            message: words.missingSlope(words.formula(activationDerivativeOf(network, l, 'j'))).message,
          };
      yield { code, message, outcome: from(numbers, gradient) };
      yield undefined;
    }
    if (l > 0 && squareLayers(numbers).includes(l)) {
      const message = say(
        'The weights of layer "{0}" are used the wrong way round: the first index is the unit they come from.',
        name,
      );
      const gradient = slippedGradient(numbers, values, { transposed: l });
      yield { code: 'transposed', message, outcome: from(numbers, gradient) };
      yield undefined;
    }
  }
}

/** Layers that are updated one after the other, each with what the others are by then. */
function* sequential(
  numbers: StepNumbers,
  values: readonly SampleValues[],
): Generator<Hypothesis | undefined> {
  const { network, start } = numbers;
  const count = network.layers.length;
  if (count < 2 || count > MAX_LAYERS) return;
  const inOrder = (
    order: readonly number[],
    gradientAt: (parameters: Float64Array) => Float64Array,
  ): Outcome => {
    const parameters = start.slice();
    const gradient = new Float64Array(start.length);
    for (const l of order) {
      const [begin, end] = layerRange(numbers, l);
      const now = gradientAt(parameters);
      gradient.set(now.subarray(begin, end), begin);
      parameters.set(moved(numbers, now).subarray(begin, end), begin);
    }
    return { gradient, updated: parameters };
  };
  const forwards = [...network.layers.keys()];
  const backwards = inOrder([...forwards].reverse(), (weights) =>
    slippedGradient(numbers, values, { weights }),
  );
  const later = say(
    'The weights of later layers have been updated already: the gradient needs their values before the update.',
  );
  yield { code: 'updatedWeights', message: later, outcome: backwards };
  yield { code: 'updatedWeights', message: inUpdate(later), outcome: { updated: backwards.updated! } };
  yield undefined;
  const ahead = inOrder(forwards, (parameters) => stepOf(numbers, network, parameters).gradient);
  const earlier = say(
    'The layers were updated one after the other: the gradients of a layer are from a network whose earlier layers had been updated already.',
  );
  yield { code: 'updatedWeights', message: earlier, outcome: ahead };
  yield { code: 'updatedWeights', message: inUpdate(earlier), outcome: { updated: ahead.updated! } };
  yield undefined;
}

/** Single samples in place of the batch. */
function* parts(numbers: StepNumbers): Generator<Hypothesis | undefined> {
  const { indices, network, start, learningRate, optimizer, frozen } = numbers;
  if (indices.length < 2) return;
  for (const place of [0, indices.length - 1]) {
    const outcome = stepOf(numbers, network, start, indices.subarray(place, place + 1));
    const message = say(
      'This is of sample {0} alone: the gradients of the batch are to be added up, not replaced by the next ones.',
      place + 1,
    );
    yield { code: 'singleSample', message, outcome };
    yield {
      code: 'singleSample',
      message,
      outcome: { gradient: outcome.gradient, updated: outcome.updated },
    };
    yield { code: 'singleSample', message: inUpdate(message), outcome: { updated: outcome.updated } };
    yield undefined;
  }
  if (numbers.memory.updates > 0) return;
  const parameters = start.slice();
  const one = createOptimizer(optimizer, start.length, frozen);
  for (let n = 0; n < indices.length; n++) {
    const { gradient } = stepOf(numbers, network, parameters, indices.subarray(n, n + 1));
    one.update(parameters, gradient, learningRate);
    yield undefined;
  }
  const message = say('The weights were updated after every sample; this is one step with the whole batch.');
  yield { code: 'perSample', message, outcome: { updated: parameters } };
}

/** λ₁ and λ₂ left out, twice as large, or added by the optimizer later on. */
function* penalties(numbers: StepNumbers): Generator<Hypothesis> {
  const { gradient, penaltyGradient, updated, start, isBias, network } = numbers;
  const { l1, l2 } = network.training;
  if (l1 === 0 && l2 === 0) return;
  const own = gradient.map((g, p) => g - penaltyGradient[p]!);
  yield {
    code: 'penalty',
    message: say('The penalty is left out: it is part of the gradient of a weight.'),
    outcome: from(numbers, own),
  };
  yield {
    code: 'penalty',
    message: say(
      'The penalty is not in the gradients, but in the update: the weight_decay of PyTorch’s optimizers adds it there.',
    ),
    outcome: { gradient: own, updated },
  };
  const doubled = own.map((g, p) => g + 2 * penaltyGradient[p]!);
  yield {
    code: 'penalty',
    message: say('The penalty is twice what belongs here: it is ½ λ₂ Σ w², whose gradient is λ₂ w.'),
    outcome: from(numbers, doubled),
  };
  const ofBiases = gradient.map((g, p) => (isBias[p] ? g + l1 * Math.sign(start[p]!) + l2 * start[p]! : g));
  yield {
    code: 'penalty',
    message: say('The penalty is over the biases, too; here it is over the weights alone.'),
    outcome: from(numbers, ofBiases),
  };
  yield {
    code: 'penalty',
    message: inUpdate(say('The penalty is over the biases, too; here it is over the weights alone.')),
    outcome: { updated: moved(numbers, ofBiases) },
  };
}

/** What the recorded numbers themselves suggest: parts that were left alone, and a factor that all have in common. */
function* fromRecording(numbers: StepNumbers, { updated, gradients }: RecordedStep): Generator<Hypothesis> {
  if (gradients) {
    yield* keptParts(numbers, gradients.values, numbers.gradient, new Float64Array(numbers.start.length));
    const factor = commonFactor(numbers.gradient, gradients.values);
    if (factor !== null) {
      const message = say('Every gradient is {0} times what it should be.', formatNumber(factor));
      const gradient = numbers.gradient.map((g) => g * factor);
      yield { code: 'factor', message, outcome: from(numbers, gradient) };
    }
  }
  if (!updated) return;
  yield* keptParts(numbers, updated.values, numbers.updated, numbers.start);
  const rate = rateHypothesis(numbers, updated.values);
  if (rate) yield rate;
}

/** Whole matrices or lists of biases that have the values of `idle`, where they should not. */
function* keptParts(
  numbers: StepNumbers,
  found: Float64Array,
  expected: Float64Array,
  idle: Float64Array,
): Generator<Hypothesis> {
  const whole = expected.slice();
  const names: string[] = [];
  let total = 0;
  for (const [l, { inputs, units, weightOffset, biasOffset }] of numbers.model.layers.entries()) {
    const name = quoted(numbers.network.layers[l]!.name);
    const ranges = [
      { from: weightOffset, to: weightOffset + inputs * units, label: say('the weights of {0}', name) },
      ...(biasOffset === null
        ? []
        : [{ from: biasOffset, to: biasOffset + units, label: say('the biases of {0}', name) }]),
    ];
    for (const { from: begin, to, label } of ranges) {
      total++;
      const isKept = found.subarray(begin, to).every((value, n) => value === idle[begin + n]);
      const isIdle = expected.subarray(begin, to).every((value, n) => value === idle[begin + n]);
      if (!isKept || isIdle) continue;
      whole.set(idle.subarray(begin, to), begin);
      names.push(label);
    }
  }
  if (names.length === 0) return;
  const isUpdate = idle === numbers.start;
  const message = isUpdate
    ? names.length === total
      ? say('Nothing was updated: these are the weights from before the step.')
      : say('Not updated: {0}.', names.join(', '))
    : say('The gradients are 0 where they should not be: {0}.', names.join(', '));
  yield { code: 'notUpdated', message, outcome: isUpdate ? { updated: whole } : from(numbers, whole) };
}
