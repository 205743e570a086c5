/** What comes of a recorded step, in words for people. */

import { createNames, type Names } from '../../math/names';
import { output } from '../../math/formulas';
import type { Network } from '../../network/network';
import { formatNumber } from '../../network/number';
import type { Symbols } from '../../network/symbols';
import { counted, quoted } from '../../network/wording';
import { say } from '../../words/say';
import type { ComparedQuantity, StepCheck, StepDifference } from './stepCheck';

/** The whole comparison, a line each; names and messages as they are, which a terminal must not obey. */
export function stepLines(network: Network, symbols: Symbols, check: StepCheck): string[] {
  const { compared, difference, causes, notes } = check;
  return [
    ...(difference
      ? [differenceSentence(network, symbols, difference), ...causeLines(causes)]
      : [say('The step agrees: {0}.', counted(numbersOf(compared), 'number'))]),
    ...(compared.length === 0 ? [] : ['', ...compared.map((one) => `  ${comparedLine(network, one)}`)]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
}

function numbersOf(compared: readonly ComparedQuantity[]): number {
  return compared.reduce((sum, { count }) => sum + count, 0);
}

function causeLines(causes: StepCheck['causes']): string[] {
  const [first, ...others] = causes;
  if (!first) return [say('No known mistake yields these numbers.')];
  return [
    say('The likeliest cause: {0} [{1}]', first.message, first.code),
    ...others.map(({ message, code }) => say('As likely: {0} [{1}]', message, code)),
  ];
}

/** Layer 2 "output", gradients of the weights: 6 numbers, agrees to 1e-16 */
function comparedLine({ layers }: Network, one: ComparedQuantity): string {
  const { quantity, layer, part, count, level, maxRelativeDifference } = one;
  const name = layer === null ? '' : quoted(layers[layer]!.name);
  const what =
    quantity === 'loss'
      ? say('loss')
      : quantity === 'gradients'
        ? part === 'weights'
          ? say('gradients of the weights of {0}', name)
          : say('gradients of the biases of {0}', name)
        : part === 'weights'
          ? say('new weights of {0}', name)
          : say('new biases of {0}', name);
  const state = level === 'differs' ? say('differs') : say('agrees');
  return say(
    '{0}: {1}, {2}; largest relative difference {3}',
    what,
    counted(count, 'number'),
    state,
    maxRelativeDifference.toExponential(1),
  );
}

/** What differs first: the quantity with its place in the network, both numbers, how far they are apart. */
export function differenceSentence(network: Network, symbols: Symbols, difference: StepDifference): string {
  const { quantity, layer, subject, expected, found, relativeDifference } = difference;
  const name = layer === null ? '' : quoted(network.layers[layer]!.name);
  if (expected === null || found === null) {
    return quantity === 'biases'
      ? say('The first that differs: the biases of layer {0}.', name)
      : quantity === 'weights'
        ? say('The first that differs: the weights of layer {0}.', name)
        : quantity === 'gradients'
          ? say('The first that differs: the gradients of layer {0}.', name)
          : say('The first that differs: the new weights of layer {0}.', name);
  }
  const [right, other] = distinguished(expected, found);
  const apart = (relativeDifference ?? 0).toExponential(2);
  if (!subject) {
    return say(
      'The first that differs: the loss is {0} in the step and {1} here, a relative difference of {2}.',
      other,
      right,
      apart,
    );
  }
  const names = createNames(network, symbols);
  const symbol = names.unicode(subject);
  const place = placeOf(names, network, subject);
  return quantity === 'gradients'
    ? say(
        'The first that differs: the gradient of {0} ({1}) is {2} in the step and {3} here, a relative difference of {4}.',
        symbol,
        place,
        other,
        right,
        apart,
      )
    : say(
        'The first that differs: the new value of {0} ({1}) is {2} in the step and {3} here; the changes have a relative difference of {4}.',
        symbol,
        place,
        other,
        right,
        apart,
      );
}

/** Layer "hidden", from x_1 to h_2. */
function placeOf(names: Names, { layers }: Network, subject: NonNullable<StepDifference['subject']>): string {
  const layer = quoted(layers[subject.layer]!.name);
  const to = names.unicode(output(subject.layer, subject.j));
  if (subject.kind === 'bias') return say('layer {0}, unit {1}', layer, to);
  const from =
    subject.layer === 0
      ? names.unicode({ kind: 'input', i: subject.i })
      : names.unicode(output(subject.layer - 1, subject.i));
  return say('layer {0}, from {1} to {2}', layer, from, to);
}

/** Two numbers with so many digits that they can be told apart. */
function distinguished(one: number, two: number): readonly [string, string] {
  const short = [formatNumber(one), formatNumber(two)] as const;
  return short[0] === short[1] ? [String(one), String(two)] : short;
}
