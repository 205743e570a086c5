import type { Activation, Loss, Network } from '../../network/network';
import { activationLabel, quoted } from '../../network/wording';
import { say } from '../../words/say';
import { from, MAX_LAYERS, type Hypothesis } from './hypothesis';
import { stepOf, withTurned, type StepNumbers } from './stepNumbers';

const lossTypes: readonly Loss[] = [
  { type: 'halfSquaredError' },
  { type: 'meanSquaredError' },
  { type: 'meanAbsoluteError' },
  { type: 'huber', delta: 1 },
  { type: 'binaryCrossEntropy' },
  { type: 'categoricalCrossEntropy' },
];

const plainActivations: readonly Activation[] = [
  { type: 'linear' },
  { type: 'sigmoid' },
  { type: 'tanh' },
  { type: 'relu' },
  { type: 'leakyRelu', slope: 0.01 },
  { type: 'elu', alpha: 1 },
  { type: 'gelu' },
  { type: 'geluTanh' },
  { type: 'silu' },
  { type: 'softplus' },
];

/** The same weights in another network: no biases, a matrix the other way round, another loss or activation. */
export function* otherNetworks(numbers: StepNumbers): Generator<Hypothesis | undefined> {
  const { network, start, isBias } = numbers;
  const biasless = start.map((w, p) => (isBias[p] ? 0 : w));
  const without = stepOf(numbers, network, biasless);
  const gradient = without.gradient;
  const kept = gradient.map((g, p) => (isBias[p] ? 0 : g));
  const message = say('The biases are missing: the layers compute h W in place of h W + b.');
  for (const one of [gradient, kept]) {
    yield { code: 'missingBias', message, outcome: from(numbers, one, without.loss) };
  }
  yield undefined;
  yield* turned(numbers);
  const last = network.layers.at(-1)!;
  const isLogarithmic = last.activation.type === 'sigmoid' || last.activation.type === 'softmax';
  for (const loss of lossTypes) {
    const isEntropy = loss.type === 'binaryCrossEntropy' || loss.type === 'categoricalCrossEntropy';
    if (loss.type === network.loss.type || (isEntropy && !isLogarithmic)) continue;
    yield {
      code: 'otherLoss',
      message: say('The loss is {0} in the step and {1} in the file.', loss.type, network.loss.type),
      outcome: stepOf(numbers, { ...network, loss }),
    };
    yield undefined;
  }
  for (const [l, layer] of network.layers.entries()) {
    if (l >= MAX_LAYERS) return;
    for (const activation of plainActivations) {
      const isSame = activationLabel(activation) === activationLabel(layer.activation);
      const isEntropy = network.loss.type.endsWith('CrossEntropy') && l === network.layers.length - 1;
      if (isSame || (isEntropy && activation.type !== 'sigmoid')) continue; // a logarithm needs outputs within 0 and 1
      const layers = network.layers.map((one, n) => (n === l ? { ...one, activation } : one));
      const message = say(
        'The activation of layer {0} is {1} in the step and {2} in the file.',
        quoted(layer.name),
        activation.type,
        activationLabel(layer.activation),
      );
      yield { code: 'otherActivation', message, outcome: stepOf(numbers, { ...network, layers }) };
      yield undefined;
    }
  }
}

/** Layers whose matrix fits the other way round. */
export function squareLayers({ model }: Pick<StepNumbers, 'model'>): number[] {
  return [...model.layers.keys()].filter((l) => {
    const { inputs, units } = model.layers[l]!;
    return inputs === units && units > 1;
  });
}

/** Square matrices that stand, or are used, the other way round: all of them, or one. */
function* turned(numbers: StepNumbers): Generator<Hypothesis | undefined> {
  const square = squareLayers(numbers);
  const sets = square.length > 1 ? [square, ...square.map((l) => [l])] : square.map((l) => [l]);
  for (const layers of sets.slice(0, MAX_LAYERS)) {
    const back = (values: Float64Array): Float64Array => withTurned(numbers, values, layers);
    const { loss, gradient } = stepOf(numbers, numbers.network, back(numbers.start));
    const message = transposedWords(numbers.network, layers);
    yield { code: 'transposed', message, outcome: from(numbers, back(gradient), loss) };
    yield {
      code: 'transposed',
      message: say('The gradients are the other way round: {0}', message),
      outcome: from(numbers, back(numbers.gradient)),
    };
    yield {
      code: 'transposed',
      message: say('The new weights are the other way round: {0}', message),
      outcome: { updated: back(numbers.updated) },
    };
    yield undefined;
  }
}

/** How a matrix is to stand. */
export function transposedWords({ layers }: Network, which: readonly number[]): string {
  const names = which.map((l) => quoted(layers[l]!.name)).join(', ');
  return say(
    'The weight matrix of {0} is transposed: here a row belongs to a unit before and a column to a unit of the layer. PyTorch has them the other way round: record layer.weight.T.',
    names,
  );
}
