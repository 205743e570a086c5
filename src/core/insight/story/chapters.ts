import type { Evaluation } from '../../engine/evaluate';
import { parameterIndex } from '../../engine/layout';
import type { Model } from '../../engine/model';
import { penaltyAt } from '../../engine/penalty';
import { activationFunction, isSoftmax } from '../../math/activations';
import type { SampleValues } from '../../math/evaluate';
import type { Quantity } from '../../math/expression';
import { output } from '../../math/formulas';
import type { Names } from '../../math/names';
import type { Loss, Network } from '../../network/network';
import type { ParameterSubject } from '../../network/subject';
import { activationLabel, counted } from '../../network/wording';
import { shownNumber } from '../shownNumber';
import { explainUpdate } from '../update';
import { say, saying } from '../../words/say';

/** What the story is told about. */
export interface StoryContext {
  readonly network: Network;
  readonly names: Names;
  readonly model: Model;
  readonly parameters: Float64Array;
  /** The numbers of one sample, of so many that are trained on. */
  readonly values: SampleValues;
  /** From 0. */
  readonly sample: number;
  readonly trainingSamples: number;
  /** Loss and gradients over all training samples at `parameters`. */
  readonly evaluation: Pick<Evaluation, 'loss' | 'gradient'>;
  /** Loss and penalty after the first update of all parameters. */
  readonly objectiveAfter: number;
}

export type ChapterId = 'forward' | 'error' | 'backward' | 'update';

/** A part of the story: a heading and plain sentences, each a paragraph. */
export interface Chapter {
  readonly id: ChapterId;
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/** Units, terms and weights that a sentence lists; of more it says how many there are. */
const mostListed = 6;

/** The four parts of one step of learning in this network's own numbers. */
export function tellChapters(context: StoryContext): Chapter[] {
  return [
    {
      id: 'forward',
      title: say('Forward: from the inputs to the outputs'),
      paragraphs: forwardWords(context),
    },
    { id: 'error', title: say('Error: how wrong the outputs are'), paragraphs: errorWords(context) },
    {
      id: 'backward',
      title: say('Backward: who is to blame, and how much'),
      paragraphs: backwardWords(context),
    },
    { id: 'update', title: say('Update: a small step downhill'), paragraphs: updateWords(context) },
  ];
}

/** "a₁ = 0.5, a₂ = 0.6 and 3 more" */
function listed(count: number, item: (n: number) => string): string {
  const items = Array.from({ length: Math.min(count, mostListed) }, (_, n) => item(n)).join(', ');
  return count > mostListed ? say('{0} and {1} more', items, count - mostListed) : items;
}

/** On one line. */
function equation(names: Names, of: Quantity, value: number): string {
  return `${names.unicode(of)}\u00A0=\u00A0${shownNumber(value)}`;
}

/** "0.15 · 0.05 + 0.2 · 0.1", with parentheses about negative factors. */
function products(count: number, pair: (n: number) => readonly [number, number]): string {
  const terms = Array.from({ length: Math.min(count, mostListed) }, (_, n) => {
    const [left, right] = pair(n);
    return `${factor(left)} · ${factor(right)}`;
  }).join(' + ');
  return count > mostListed ? say('{0} + {1} more products', terms, count - mostListed) : terms;
}

function factor(value: number): string {
  const text = shownNumber(value);
  return text.startsWith('−') || text.includes('e') ? `(${text})` : text;
}

function unitsOf(network: Network, layer: number): number {
  return layer < 0 ? network.inputs.units : network.layers[layer]!.units;
}

/** What comes into a layer. */
function incoming({ inputs, activations }: SampleValues, layer: number): ArrayLike<number> {
  return layer === 0 ? inputs : activations[layer - 1]!;
}

function forwardWords({ network, names, values, sample }: StoryContext): string[] {
  const { inputs, preActivations, activations } = values;
  const words = [
    say(
      'Sample {0} comes in: {1}.',
      sample + 1,
      listed(inputs.length, (i) => equation(names, { kind: 'input', i }, inputs[i]!)),
    ),
  ];
  network.layers.forEach(({ name, activation, hasBiases, units }, layer) => {
    const before = incoming(values, layer);
    const a: Quantity = { kind: 'preActivation', layer, j: 0 };
    const weight = (i: number): number => values.parameter({ kind: 'weight', layer, i, j: 0 });
    const bias = hasBiases ? ` + ${factor(values.parameter({ kind: 'bias', layer, j: 0 }))}` : '';
    const sum = `${products(before.length, (i) => [before[i]!, weight(i)])}${bias}`;
    const own = hasBiases ? say(', and its own bias') : '';
    words.push(
      say(
        'Layer {0}: each unit adds up what comes in, each number times its weight{1}. The first: {2} = {3} = {4}.',
        name,
        own,
        names.unicode(a),
        sum,
        shownNumber(preActivations[layer]![0]!),
      ),
    );
    const results = listed(units, (j) =>
      equation(names, { kind: 'activation', layer, j }, activations[layer]![j]!),
    );
    const kind = activation.type;
    if (kind === 'linear') words.push(say('The sums are handed on as they are: {0}.', results));
    else if (kind === 'softmax')
      words.push(say('Softmax turns the sums into shares that add up to 1: {0}.', results));
    else
      words.push(
        say(
          'Then {0} bends each sum, without which layers on layers would be but one: {1}.',
          activationLabel(activation),
          results,
        ),
      );
  });
  return words;
}

const lossWords: Readonly<Record<Loss['type'], () => string>> = {
  halfSquaredError: saying('Half the square of each difference counts, so that large ones count most'),
  meanSquaredError: saying(
    'The square of each difference counts, so that large ones count most, and the mean over the outputs is taken',
  ),
  meanAbsoluteError: saying('The size of each difference counts, and the mean over the outputs is taken'),
  huber: saying(
    'Small differences count by their squares, large ones by their sizes, and the mean over the outputs is taken',
  ),
  binaryCrossEntropy: saying(
    'Each output counts by the logarithm of the chance that it gave to its target, and the mean over the outputs is taken',
  ),
  categoricalCrossEntropy: saying(
    'What counts is the logarithm of the chance that was given to the right class',
  ),
};

function errorWords({ network, names, values, trainingSamples, evaluation }: StoryContext): string[] {
  const last = network.layers.length - 1;
  const outputs = unitsOf(network, last);
  const [y, t] = [values.activations[last]!, values.targets];
  const differences = listed(outputs, (k) =>
    say(
      '{0} where {1} is wanted, off by {2}',
      equation(names, output(last, k), y[k]!),
      equation(names, { kind: 'target', k }, t[k]!),
      shownNumber(y[k]! - t[k]!),
    ),
  );
  const terms = listed(outputs, (k) => equation(names, { kind: 'lossTerm', k }, values.lossTerms[k]!));
  const own = Array.from(values.lossTerms).reduce((sum, term) => sum + term, 0);
  const words = [say('The network says {0}.', differences), `${lossWords[network.loss.type]()}: ${terms}.`];
  if (outputs > 1) words.push(say('Their sum is the loss of this sample: {0}.', shownNumber(own)));
  if (trainingSamples > 1) {
    const all = counted(trainingSamples, 'training sample');
    const loss = equation(names, { kind: 'loss' }, evaluation.loss);
    words.push(
      network.reduction === 'mean'
        ? say('The mean over all {0} is what training makes smaller: {1}.', all, loss)
        : say('The sum over all {0} is what training makes smaller: {1}.', all, loss),
    );
  }
  return words;
}

function backwardWords({ network, names, values }: StoryContext): string[] {
  const last = network.layers.length - 1;
  const delta = (layer: number, j: number): string =>
    equation(names, { kind: 'delta', layer, j }, values.deltas[layer]![j]!);
  const words = [
    say(
      'Start at the end: if the sum of an output grew a little, how fast would this sample’s loss grow? That is its error δ: {0}.',
      listed(unitsOf(network, last), (k) => delta(last, k)),
    ),
  ];
  for (let layer = last - 1; layer >= 0; layer--) {
    const { activation, name, units } = network.layers[layer]!;
    const following = unitsOf(network, layer + 1);
    const weight = (k: number): number => values.parameter({ kind: 'weight', layer: layer + 1, i: 0, j: k });
    const parts = products(following, (k) => [values.deltas[layer + 1]![k]!, weight(k)]);
    const unit = names.unicode({ kind: 'activation', layer, j: 0 });
    const whom = following === 1 ? say('one unit') : counted(following, 'unit');
    let slope = '';
    if (!isSoftmax(activation)) {
      const at = activationFunction(activation).derivative(values.preActivations[layer]![0]!);
      slope = say(', times the slope of {0} there, {1}', activationLabel(activation), shownNumber(at));
    }
    words.push(
      say(
        'Layer {0}: {1} feeds {2} of the next layer, and each hands back its error times the weight between them: {3}{4}{5}. So {6}{7}.',
        name,
        unit,
        whom,
        following === 1 ? '' : `${say('together')} `,
        parts,
        slope,
        delta(layer, 0),
        units > 1
          ? say(
              ', and in the same way {0}',
              listed(units - 1, (n) => delta(layer, n + 1)),
            )
          : '',
      ),
    );
  }
  const first = names.unicode({ kind: 'weight', layer: 0, i: 0, j: 0 });
  const [x, d] = [values.inputs[0]!, values.deltas[0]![0]!];
  words.push(
    say(
      'A weight’s gradient is what came in times the error where it leads to. For {0}: {1} · {2} = {3}. What came in as 0 is not to blame: its weight stays.',
      first,
      factor(x),
      factor(d),
      shownNumber(x * d),
    ),
  );
  return words;
}

function updateWords(context: StoryContext): string[] {
  const { network, names, model, parameters, evaluation, trainingSamples } = context;
  const subject: ParameterSubject = { kind: 'weight', layer: 0, i: 0, j: 0 };
  const gradient = evaluation.gradient[parameterIndex(model.layout, subject)]!;
  const value = parameters[parameterIndex(model.layout, subject)]!;
  const update = explainUpdate(network, model, parameters, names, subject, gradient);
  const text = names.unicode(subject);
  const over =
    trainingSamples === 1 ? '' : ` ${say('over all {0}', counted(trainingSamples, 'training sample'))}`;
  const penalty = penaltyAt(model, parameters) === 0 ? '' : say(', the penalty on the weights included');
  return [
    `${say('The gradient of {0}{1} is {2}{3}', text, over, shownNumber(gradient), penalty)}: ${wayWords(gradient)}`,
    say(
      '{0} {1} goes from {2} to {3}.',
      update.sentence,
      text,
      shownNumber(value),
      shownNumber(update.updatedValue),
    ),
    afterWords(context),
  ];
}

/** Where the loss would go, and the weight therefore goes. */
function wayWords(gradient: number): string {
  if (gradient > 0) return say('with a larger weight the loss would go up, so the weight goes down.');
  if (gradient < 0) return say('with a larger weight the loss would go down, so the weight goes up.');
  return say('with a larger weight the loss would go neither way.');
}

function afterWords({
  names,
  model,
  network,
  parameters,
  evaluation,
  trainingSamples,
  objectiveAfter,
}: StoryContext): string {
  const penalty = penaltyAt(model, parameters);
  const before = evaluation.loss + penalty;
  const what = penalty === 0 ? names.unicode({ kind: 'loss' }) : say('loss and penalty together');
  const [from, to] = [shownNumber(before), shownNumber(objectiveAfter)];
  const { batchSize } = network.training;
  const isBatch = batchSize === 'full' || batchSize >= trainingSamples;
  const start = isBatch
    ? say('All parameters move at once')
    : say(
        'All parameters move at once; training does so after every {0}, here after all of them',
        counted(batchSize, 'sample'),
      );
  if (objectiveAfter < before)
    return say('{0}. So {1} falls from {2} to {3}, and it all begins again.', start, what, from, to);
  if (objectiveAfter > before)
    return say('{0}. This time {1} rises from {2} to {3}: a step can be too long.', start, what, from, to);
  return say('{0}. So {1} is {2} after it, from {3}.', start, what, to, from);
}

/** Objective, loss and reward told apart, with this network's numbers. */
export function objectiveWords({ network, names, model, parameters, evaluation }: StoryContext): string[] {
  const loss = names.unicode({ kind: 'loss' });
  const penalty = penaltyAt(model, parameters);
  const value = shownNumber(evaluation.loss);
  const words = [
    say('Objective: any number that training is about, whether it is to fall or to rise.'),
    say(
      'Loss: an objective that is to fall, because it says how wrong the outputs are. Here {0} = {1}; the file’s word for it is {2}.',
      loss,
      value,
      network.loss.type,
    ),
    say(
      'Reward: an objective that is to rise, as points in a game. Minus a loss is a reward: −{0} = {1}. To climb it is to take the very same steps as to descend the loss.',
      loss,
      shownNumber(0 - evaluation.loss),
    ),
  ];
  if (penalty !== 0) {
    words.splice(
      2,
      0,
      say(
        'With a penalty on the weights the objective is more than the loss: {0} + {1} = {2}.',
        value,
        shownNumber(penalty),
        shownNumber(evaluation.loss + penalty),
      ),
    );
  }
  return words;
}
