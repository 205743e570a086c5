/** What is to be known of a recorded step beside the comparison: what it starts from, and how it was made. */

import type { Network, Optimizer } from '../../network/network';
import { formatNumber } from '../../network/number';
import { quoted } from '../../network/wording';
import { say } from '../../words/say';
import { createNames } from '../../math/names';
import { parameterAt } from '../../engine/layout';
import { listed } from '../mistakes';
import type { StepCause } from './hypothesis';
import { squareLayers, transposedWords } from './networkCauses';
import type { RecordedParameters, RecordedStep } from './recording';
import type { ComparedQuantity, StepContext, StepDifference, StepQuantity } from './stepCheck';
import { withTurned, type StepNumbers } from './stepNumbers';

interface ShapeFinding {
  readonly difference: StepDifference;
  readonly causes: readonly StepCause[];
}

/** What is wrong with the shape of what was recorded, or with how the file's own weights stand in it. */
export function startDifference(context: StepContext, step: RecordedStep): ShapeFinding | null {
  const { network } = context;
  const parts: readonly (readonly [StepQuantity, RecordedParameters | null])[] = [
    ['weights', step.start],
    ['gradients', step.gradients],
    ['updated', step.updated],
  ];
  const start = step.start;
  const turned = start ? turnedLayers(context, start) : [];
  if (turned.length > 0) return transposed(network, 'weights', turned);
  const [without] = start?.withoutBiases ?? [];
  if (without !== undefined) {
    const message = say(
      'Layer {0} has no biases in the step, and the file gives it some: a bias is missing there, or "biases": false here.',
      quoted(network.layers[without]!.name),
    );
    return { difference: whole('biases', without), causes: [{ code: 'missingBias', message }] };
  }
  for (const [quantity, part] of parts) {
    if (part && part.turned.length > 0) return transposed(network, quantity, part.turned);
    const [extra] = part?.extraBiases ?? [];
    if (extra === undefined) continue;
    const message = say(
      'Layer {0} has biases in the step, and "biases": false in the file.',
      quoted(network.layers[extra]!.name),
    );
    return { difference: whole('biases', extra), causes: [{ code: 'extraBias', message }] };
  }
  return null;
}

function whole(quantity: StepQuantity, layer: number): StepDifference {
  return { quantity, layer, subject: null, expected: null, found: null, relativeDifference: null };
}

function transposed(network: Network, quantity: StepQuantity, layers: readonly number[]): ShapeFinding {
  return {
    difference: whole(quantity, layers[0]!),
    causes: [{ code: 'transposed', message: transposedWords(network, layers) }],
  };
}

/** Layers whose matrix is the file's the other way round, where all else is the file's. */
function turnedLayers({ model, parameters }: StepContext, start: RecordedParameters): readonly number[] {
  if (start.turned.length > 0) return start.turned;
  const isSame = (values: Float64Array, from: number, to: number): boolean => {
    for (let p = from; p < to; p++) if (!isNear(values[p]!, parameters[p]!)) return false;
    return true;
  };
  const layers = squareLayers({ model }).filter((l) => {
    const { inputs, units, weightOffset } = model.layers[l]!;
    return !isSame(start.values, weightOffset, weightOffset + inputs * units);
  });
  return layers.length > 0 && isSame(withTurned({ model }, start.values, layers), 0, parameters.length)
    ? layers
    : [];
}

/** The same but for single precision; what is not recorded is as it should be. */
function isNear(recorded: number, own: number): boolean {
  return Number.isNaN(recorded) || Math.abs(recorded - own) <= 1e-6 * Math.max(Math.abs(own), 1e-6);
}

/** What the step starts from, where that is not what the file has. */
export function startNotes(
  { network, symbols, model, parameters }: StepContext,
  { start, samples }: RecordedStep,
  used: Float64Array,
): string[] {
  const notes: string[] = [];
  const other = parameters.findIndex((own, p) => !isNear(used[p]!, own));
  if (other >= 0) {
    const subject = parameterAt(model.layout, other);
    notes.push(
      say(
        'The step starts from other weights than the file has, {0} = {1} for {2} and maybe more. Both are compared at those of the step.',
        createNames(network, symbols).unicode(subject),
        formatNumber(used[other]!),
        formatNumber(parameters[other]!),
      ),
    );
  } else if (start && parameters.some((own, p) => used[p] !== own)) {
    notes.push(say('The step starts from the weights of the file, rounded to about seven digits.'));
  }
  if (!samples)
    notes.push(
      say('The step says nothing of its samples: it is compared on the training samples of the file.'),
    );
  return notes;
}

/** How the step was made, where the file says otherwise; how near its numbers are; what has no effect in it. */
export function stepNotes(
  { network }: StepContext,
  step: RecordedStep,
  { optimizer, learningRate }: StepNumbers,
  compared: readonly ComparedQuantity[],
): string[] {
  const notes: string[] = [];
  const { training } = network;
  const isOther = learningRate !== training.learningRate || !isSameOptimizer(optimizer, training.optimizer);
  if (step.updated && isOther && (step.optimizer ?? step.learningRate) !== null) {
    notes.push(
      say(
        'The step was made with {0}, learning rate {1}; the file has {2}, learning rate {3}.',
        optimizer.type,
        formatNumber(learningRate),
        training.optimizer.type,
        formatNumber(training.learningRate),
      ),
    );
  }
  const levels = new Set(compared.map(({ level }) => level));
  if (levels.has('single')) {
    notes.push(
      say(
        'Where its numbers are not equal they agree within 1e-6, which is what single precision (float32) keeps.',
      ),
    );
  }
  if (levels.has('rounded')) {
    notes.push(say('Its numbers are rounded: they agree as far as their decimals go.'));
  }
  if (step.unknownKeys.length > 0) notes.push(say('Without any effect: {0}.', listed(step.unknownKeys)));
  return notes;
}

function isSameOptimizer(one: Optimizer, other: Optimizer): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
