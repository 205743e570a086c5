import type { NetworkView } from '../../src/protocol/panel';
import type { NextUpdates } from '../../src/protocol/views/diagram';

/** What an edge tells by colour, dash, width and number. */
export type EdgeMeaning = 'value' | 'gradient' | 'update';

/** The numbers of the edges, layer by layer in the order of `LayerView.weights`; null where a layer is folded. */
export interface EdgeNumbers {
  /** What is shown, which is values where there is nothing else. */
  readonly meaning: EdgeMeaning;
  readonly layers: readonly { readonly weights: Float64Array | null; readonly biases: Float64Array | null }[];
  /** The largest size of them all; infinities and NaN do not count. */
  readonly largest: number;
  /** The size that the widest edge stands for. */
  readonly widest: number;
}

/** @param updates of the same network at the same numbers; null: not known, or not asked for. */
export function edgeNumbers(
  network: NetworkView,
  wanted: EdgeMeaning,
  updates: NextUpdates | null,
): EdgeNumbers {
  const values = network.layers.map(({ weights, biases }) => ({ weights, biases }));
  if (wanted === 'gradient') {
    const layers = network.layers.map((layer) => ({
      weights: layer.gradients,
      biases: layer.biasGradients,
    }));
    const hasAny = network.layers.some(({ gradients, biasGradients }) => gradients ?? biasGradients);
    if (hasAny) return measured(wanted, layers);
  }
  if (wanted === 'update' && updates && isOfShape(network, updates)) return measured(wanted, updates.layers);
  return measured('value', values);
}

function measured(meaning: EdgeMeaning, layers: EdgeNumbers['layers']): EdgeNumbers {
  let largest = 0;
  for (const { weights, biases } of layers) {
    for (const values of [weights, biases]) {
      for (const value of values ?? [])
        if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
    }
  }
  // Weights are compared with 1, so that small ones look small; gradients only with each other.
  return { meaning, layers, largest, widest: meaning === 'value' ? Math.max(1, largest) : largest };
}

/** An answer may be of the network before. */
function isOfShape({ layers }: NetworkView, updates: NextUpdates): boolean {
  return (
    updates.layers.length === layers.length &&
    updates.layers.every(({ weights }, l) => weights?.length === layers[l]?.weights?.length)
  );
}
