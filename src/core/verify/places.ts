/** Quantities with their indices settled: letters replaced by the units they stand for. */

import type { Index, Quantity } from '../math/expression';
import type { Network } from '../network/network';
import type { Letter } from './written';

/** What each letter in scope stands for, from 0. */
export type Letters = Readonly<Partial<Record<Letter, number>>>;

/** The indices of a quantity, in the order of its names; the keys of the record that hold them. */
export const INDEX_KEYS = {
  weight: ['i', 'j'],
  bias: ['j'],
  preActivation: ['j'],
  activation: ['j'],
  delta: ['j'],
  input: ['i'],
  target: ['k'],
  lossTerm: ['k'],
  loss: [],
  learningRate: [],
} as const satisfies Record<Quantity['kind'], readonly ('i' | 'j' | 'k')[]>;

export function indicesOf(of: Quantity): readonly Index[] {
  const record = of as unknown as Readonly<Record<string, Index>>;
  return INDEX_KEYS[of.kind].map((key) => record[key]!);
}

/** The same quantity with other indices, as many as it has. */
export function withIndices(of: Quantity, indices: readonly Index[]): Quantity {
  const record: Record<string, unknown> = { ...of };
  INDEX_KEYS[of.kind].forEach((key, n) => {
    record[key] = indices[n];
  });
  return record as unknown as Quantity;
}

/** The layer of a quantity; −1 for an input, and for what belongs to none. */
export function layerOf(of: Quantity): number {
  return 'layer' in of ? of.layer : -1;
}

/** How far each index of a quantity runs. */
export function extents(network: Network, of: Quantity): readonly number[] {
  const units = (layer: number): number =>
    layer < 0 ? network.inputs.units : (network.layers[layer]?.units ?? 0);
  switch (of.kind) {
    case 'weight':
      return [units(of.layer - 1), units(of.layer)];
    case 'bias':
      return [network.layers[of.layer]?.hasBiases === true ? units(of.layer) : 0];
    case 'preActivation':
    case 'activation':
    case 'delta':
      return [units(of.layer)];
    case 'input':
      return [units(-1)];
    case 'target':
    case 'lossTerm':
      return [units(network.layers.length - 1)];
    case 'loss':
    case 'learningRate':
      return [];
  }
}

/** Whether a network has a quantity; of one with letters, the layer. */
export function isOfNetwork(network: Network, of: Quantity): boolean {
  const ends = extents(network, of);
  if ('layer' in of && !network.layers[of.layer]) return false;
  return indicesOf(of).every((index, n) => typeof index !== 'number' || (index >= 0 && index < ends[n]!));
}

/** The quantity that `of` names where the letters have these values; null where the network has none such. */
export function placed(network: Network, of: Quantity, letters: Letters): Quantity | null {
  const indices = indicesOf(of).map((index) => (typeof index === 'number' ? index : letters[index]));
  const ends = extents(network, of);
  if (indices.some((index, n) => index === undefined || !(index >= 0 && index < ends[n]!))) return null;
  return withIndices(of, indices as number[]);
}

/** One string for each quantity, for maps. */
export function quantityKey(of: Quantity): string {
  return `${of.kind} ${String(layerOf(of))} ${indicesOf(of).join(' ')}`;
}
