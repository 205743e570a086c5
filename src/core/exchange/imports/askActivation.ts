import type { Activation } from '../../network/network';
import { ask, type ImportSource } from './imported';
import { say } from '../../words/say';

/** The activations that a file without any can be given: those that are a word alone. */
const hiddenWords = [
  'sigmoid',
  'tanh',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'silu',
  'softplus',
  'linear',
] as const;
const outputWords = ['linear', 'sigmoid', 'softmax', 'tanh', 'relu', 'softplus'] as const;

/** What files of weights alone leave open: the activations of `count` layers. Asks for those of the hidden layers and of the output. */
export function askActivations(source: ImportSource, count: number): Activation[] {
  const hidden =
    count === 1
      ? null
      : ask<(typeof hiddenWords)[number]>(source, {
          key: 'hidden',
          prompt: say('The file has weights alone. Which activation do the hidden layers have?'),
          options: hiddenWords.map((value) => ({ value, label: value })),
        });
  const output = ask<(typeof outputWords)[number]>(source, {
    key: 'output',
    prompt: say('The file has weights alone. Which activation does the output have?'),
    options: outputWords.map((value) => ({ value, label: value })),
  });
  return Array.from({ length: count }, (_, l) => withConstants(l === count - 1 ? output : hidden!));
}

function withConstants(type: (typeof hiddenWords)[number] | (typeof outputWords)[number]): Activation {
  if (type === 'leakyRelu') return { type, slope: 0.01 };
  return type === 'elu' ? { type, alpha: 1 } : { type };
}

/** What is said of a file that names no loss. */
export function noLossNote(): string {
  return say('The file names no loss: it is half the squared error, as long as no other is written.');
}
