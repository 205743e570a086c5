import { parseFormula } from '../../network/formula';
import type { Activation, Loss, Network, Reduction } from '../../network/network';
import { layerNames } from '../programs/layerNames';

/**
 * What files of weights have no place for, as texts beside the weights: what follows each layer, and the loss. Whoever
 * reads the files elsewhere may look at them or not; an import asks for what they do not say.
 */

export const PRODUCER = 'backprop';

/** Texts by their keys, all but two as JSON: a text may begin with a mark that readers of UTF-8 drop. */
export function networkWords(network: Network): Record<string, string> {
  const { layers, loss, reduction, name } = network;
  return {
    producer: PRODUCER,
    layers: JSON.stringify(layerNames(network)),
    names: JSON.stringify(layers.map((layer) => layer.name)),
    activations: JSON.stringify(layers.map(({ activation }) => activation)),
    loss: JSON.stringify(loss),
    reduction,
    ...(name === null ? {} : { name: JSON.stringify(name) }),
  };
}

/** The same, read. */
export interface NetworkWords {
  readonly name: string | null;
  /** What the layers are called in the names of tensors, from the first one. */
  readonly layers: readonly string[];
  readonly names: readonly string[];
  /** One for each of the layers. */
  readonly activations: readonly Activation[];
  readonly loss: Loss;
  readonly reduction: Reduction;
}

/** Null where the texts are not of this project, or no longer what it wrote. */
export function readNetworkWords(texts: ReadonlyMap<string, string>): NetworkWords | null {
  if (texts.get('producer') !== PRODUCER) return null;
  const layers = stringsOf(jsonOf(texts.get('layers')));
  const names = stringsOf(jsonOf(texts.get('names')));
  const activations = listOf(jsonOf(texts.get('activations')))?.map(activationOf);
  const loss = lossOf(jsonOf(texts.get('loss')));
  const reduction = texts.get('reduction');
  if (!layers || names?.length !== layers.length || activations?.length !== layers.length) return null;
  const known = activations.filter((activation) => activation !== null);
  if (known.length !== layers.length || !loss) return null;
  if (reduction !== 'mean' && reduction !== 'sum') return null;
  const [name = null] = stringsOf([jsonOf(texts.get('name'))]) ?? [];
  return { name, layers, names, activations: known, loss, reduction };
}

/** The texts in one, for a file that has place for one alone. */
export const wordsAsText = (words: Readonly<Record<string, string>>): string => JSON.stringify(words);

/** Empty where the text is none of `wordsAsText`. */
export function wordsFromText(text: string): ReadonlyMap<string, string> {
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new Map(entries);
}

/** Undefined for what is no JSON. */
function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const listOf = (value: unknown): readonly unknown[] | null => (Array.isArray(value) ? value : null);

function stringsOf(value: unknown): string[] | null {
  const list = listOf(value) ?? [null];
  const strings = list.filter((one) => typeof one === 'string');
  return strings.length === list.length ? strings : null;
}

const plainActivations = [
  ...(['linear', 'sigmoid', 'tanh', 'relu', 'gelu', 'geluTanh', 'silu', 'softplus', 'softmax'] as const),
];
const plainLosses = [
  ...(['halfSquaredError', 'meanSquaredError', 'meanAbsoluteError'] as const),
  ...(['binaryCrossEntropy', 'categoricalCrossEntropy'] as const),
];

function activationOf(value: unknown): Activation | null {
  const { type, slope, alpha, formula } = fieldsOf(value);
  const plain = plainActivations.find((name) => name === type);
  if (plain) return { type: plain };
  if (type === 'leakyRelu' && isFinite(slope)) return { type, slope };
  if (type === 'elu' && isFinite(alpha)) return { type, alpha };
  const isFormula = type === 'formula' && typeof formula === 'string' && parseFormula(formula).node !== null;
  return isFormula ? { type: 'formula', formula } : null;
}

function lossOf(value: unknown): Loss | null {
  const { type, delta } = fieldsOf(value);
  const plain = plainLosses.find((name) => name === type);
  if (plain) return { type: plain };
  return type === 'huber' && isFinite(delta) ? { type, delta } : null;
}

const isFinite = (value: unknown): value is number => Number.isFinite(value);

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
