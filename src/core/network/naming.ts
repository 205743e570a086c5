import type { Layer, LayerSymbols, Network, NetworkSymbols } from './network';

/**
 * How a network's quantities are called: as its file says, by index letters as the format's defaults do
 * (x_i, w_{ij}, h_j, u_{ij}, y_j, t_k, L), or with weights and biases numbered through (w_1, w_2, …, h_1, a_{h_1},
 * o_1, a_{o_1}, E_1, E_{total}).
 */
export type Naming = 'file' | 'indices' | 'numbered';

/** The network with other symbols and nothing else changed; work and memory grow with the weights. */
export function withNaming(network: Network, naming: Naming): Network {
  switch (naming) {
    case 'file':
      return network;
    case 'indices':
      return renamed(network, { product: 'inputFirst', residual: 'outputMinusTarget' }, () => ({}));
    case 'numbered':
      return numbered(network);
  }
}

function renamed(
  network: Network,
  symbols: NetworkSymbols,
  layerSymbols: (layer: Layer, l: number) => LayerSymbols,
): Network {
  return {
    ...network,
    inputs: { ...network.inputs, names: null },
    symbols,
    layers: network.layers.map((layer, l) => ({
      ...layer,
      unitNames: null,
      symbols: layerSymbols(layer, l),
    })),
  };
}

function numbered(network: Network): Network {
  const last = network.layers.length - 1;
  let weights = 0;
  let biases = 0;
  const symbols: NetworkSymbols = {
    loss: 'E_{total}',
    lossTerm: 'E_k',
    target: 't_k',
    input: 'i_i',
    product: 'weightFirst',
    residual: 'targetMinusOutput',
  };
  return renamed(network, symbols, ({ units, hasBiases }, l) => {
    const senders = l === 0 ? network.inputs.units : network.layers[l - 1]!.units;
    const first = weights;
    weights += senders * units;
    // Counted per receiving unit, then per sender: all weights into the first unit come first.
    const weight = Array.from({ length: senders }, (_, i) =>
      Array.from({ length: units }, (_, j) => symbol('w', first + j * senders + i)),
    );
    const firstBias = biases;
    if (hasBiases) biases += units;
    const letter = l === last ? 'o' : last > 1 ? `h^{(${String(l + 1)})}` : 'h';
    return {
      weight,
      ...(hasBiases ? { bias: Array.from({ length: units }, (_, j) => symbol('b', firstBias + j)) } : {}),
      preActivation: `${letter}_j`,
      activation: `a_{${letter}_j}`,
    };
  });
}

/** w_1, w_{10}: the name of the thing number `n` from 0. */
function symbol(letter: string, n: number): string {
  const index = String(n + 1);
  return index.length === 1 ? `${letter}_${index}` : `${letter}_{${index}}`;
}
