import type { Activation, Loss } from '../../network/network';
import { say } from '../../words/say';
import { ask, type ImportOption, type ImportSource } from './imported';

/** What files of weights do not say, asked for or told: what follows each layer, the loss, the samples. */

/** Activations that a question offers, each with the constants that it has when nobody gives any. */
const offered = {
  linear: { type: 'linear' },
  sigmoid: { type: 'sigmoid' },
  tanh: { type: 'tanh' },
  relu: { type: 'relu' },
  leakyRelu: { type: 'leakyRelu', slope: 0.01 },
  elu: { type: 'elu', alpha: 1 },
  gelu: { type: 'gelu' },
  geluTanh: { type: 'geluTanh' },
  silu: { type: 'silu' },
  softplus: { type: 'softplus' },
  softmax: { type: 'softmax' },
} as const satisfies Readonly<Record<string, Activation>>;

type Offered = keyof typeof offered;

/** The first is what people take most: relu inside, and at the end what leaves numbers alone. */
const hiddenOrder = [
  ...([
    'relu',
    'tanh',
    'sigmoid',
    'linear',
    'leakyRelu',
    'elu',
    'gelu',
    'geluTanh',
    'silu',
    'softplus',
  ] as const),
];
const outputOrder = [
  ...([
    'linear',
    'sigmoid',
    'softmax',
    'tanh',
    'relu',
    'leakyRelu',
    'elu',
    'gelu',
    'geluTanh',
    'silu',
  ] as const),
  'softplus' as const,
];

const optionsOf = <Name extends Offered>(
  names: readonly Name[],
): (ImportOption & { readonly value: Name })[] => names.map((value) => ({ value, label: value }));

/** What stands for a choice of its own for each hidden layer. */
const EACH = 'each';

/** @param names what the layers are called, from the first hidden one to the last, at least one. */
export function askActivations(source: ImportSource, names: readonly string[]): Activation[] {
  const hidden = names.slice(0, -1);
  const activations = hidden.length === 0 ? [] : askHidden(source, hidden);
  const last = ask(source, {
    key: 'output',
    prompt: say(
      'Which activation does the last layer ({0}) have? The file holds weights alone.',
      names.at(-1)!,
    ),
    options: optionsOf(outputOrder),
  });
  return [...activations, offered[last]];
}

function askHidden(source: ImportSource, names: readonly string[]): Activation[] {
  const [first = ''] = names;
  const each: ImportOption & { readonly value: typeof EACH } = {
    value: EACH,
    label: say('another one for each layer'),
  };
  const chosen = ask<(typeof hiddenOrder)[number] | typeof EACH>(source, {
    key: 'hidden',
    prompt:
      names.length === 1
        ? say('Which activation does the hidden layer ({0}) have? The file holds weights alone.', first)
        : say(
            'Which activation do the {0} hidden layers have, from {1} to {2}? The file holds weights alone.',
            names.length,
            first,
            names.at(-1)!,
          ),
    options: names.length === 1 ? optionsOf(hiddenOrder) : [...optionsOf(hiddenOrder), each],
  });
  if (chosen !== EACH) return names.map(() => offered[chosen]);
  return names.map((name, l) => {
    const own = ask(source, {
      key: `hidden-${l + 1}`,
      prompt: say('Which activation does hidden layer {0} ({1}) have?', l + 1, name),
      options: optionsOf(hiddenOrder),
    });
    return offered[own];
  });
}

const losses = {
  halfSquaredError: { type: 'halfSquaredError' },
  meanSquaredError: { type: 'meanSquaredError' },
  meanAbsoluteError: { type: 'meanAbsoluteError' },
  huber: { type: 'huber', delta: 1 },
  binaryCrossEntropy: { type: 'binaryCrossEntropy' },
  categoricalCrossEntropy: { type: 'categoricalCrossEntropy' },
} as const satisfies Readonly<Record<string, Loss>>;

type OfferedLoss = keyof typeof losses;

/** The loss that a network was trained with: those that its last layer can have, the likeliest first. */
export function askLoss(source: ImportSource, last: Activation): Loss {
  const entropies: readonly OfferedLoss[] =
    last.type === 'softmax'
      ? ['categoricalCrossEntropy', 'binaryCrossEntropy']
      : last.type === 'sigmoid'
        ? ['binaryCrossEntropy', 'categoricalCrossEntropy']
        : [];
  const others: readonly OfferedLoss[] = [
    ...(['halfSquaredError', 'meanSquaredError', 'meanAbsoluteError', 'huber'] as const),
  ];
  const chosen = ask<OfferedLoss>(source, {
    key: 'loss',
    prompt: say('Which loss is the network to be trained with? The file does not say.'),
    options: [...entropies, ...others].map((value) => ({ value, label: value })),
  });
  return losses[chosen];
}

/** What is said of a file that names no loss. */
export function noLossNote(): string {
  return say('The file names no loss: it is half the squared error, as long as no other is written.');
}

/** What is said of a file that has no samples. */
export function noSamplesNote(): string {
  return say('The file has no samples. Add "data" to train the network.');
}
