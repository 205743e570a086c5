import type { Activation, Network } from '../network/network';
import { isMathematical, symbolToUnicode } from '../network/spelling';
import { createSymbols } from '../network/symbols';
import { activationName } from './activations';
import { lastLayer } from './formulas';
import type { MatrixQuantity } from './matrix';
import type { Notation } from './operationRule';
import { remember } from './remember';

/** How the matrices of a network and the activation functions of its layers are written. */
export interface MatrixNames {
  readonly loss: Notation;
  readonly matrix: (of: MatrixQuantity) => Notation;
  /** φ of a layer: σ, tanh …; numbered by layer where two different functions would have one name. */
  readonly activation: (layer: number) => Notation;
}

/** Stands for an index while it is taken out of a symbol; from the private use area, so in no symbol. */
const MARK = '\uE000';

/** The matrices of a layer, which all need names of their own; δ is always written as such. */
const OWN = ['weights', 'biases', 'preActivations', 'activations'] as const;

/**
 * Matrices are named after the network's symbols without their indices, weights by the capital: W of w_{ij}, h of
 * h_j, a_h of a_{h_j}, b^{(1)} of b^{(1)}_j. Where symbols have no such index, or two matrices would have one name,
 * all have the standard letters. δ has its layer wherever there are several.
 */
export const createMatrixNames = remember((network: Network): MatrixNames => {
  const symbols = createSymbols(network);
  const known = ownNames(network) ?? standardNames(network);
  const functions = functionNames(network);
  const written = (latex: string): Notation => ({ latex, unicode: symbolToUnicode(latex) });
  const matrices = new Map([...known].map(([key, latex]) => [key, written(latex)]));
  return {
    loss: written(isMathematical(symbols.loss) ? symbols.loss : 'L'),
    matrix: (of) => matrices.get(keyOf(of))!,
    activation: (layer) => functions[layer]!,
  };
});

function keyOf(of: MatrixQuantity): string {
  return of.kind === 'targets' ? of.kind : `${of.kind} ${String(of.layer)}`;
}

function layered(network: Network, letter: string, layer: number): string {
  return network.layers.length > 1 ? `${letter}^{(${String(layer + 1)})}` : letter;
}

/** The names after the symbols; null where they do not give every matrix a name of its own. */
function ownNames(network: Network): ReadonlyMap<string, string> | null {
  const { generic } = createSymbols(network);
  const names = new Map<string, string>();
  const put = (of: MatrixQuantity, symbol: string | null): void => {
    const name = symbol === null ? null : withoutIndex(symbol);
    const shown = name !== null && of.kind === 'weights' ? capital(name) : name;
    names.set(keyOf(of), shown ?? standardName(network, of));
  };
  put({ kind: 'activations', layer: -1 }, generic.input(MARK));
  network.layers.forEach((_, layer) => {
    put({ kind: 'weights', layer }, generic.weight(layer, MARK, MARK));
    put({ kind: 'biases', layer }, generic.bias(layer, MARK));
    put({ kind: 'preActivations', layer }, generic.preActivation(layer, MARK));
    put({ kind: 'activations', layer }, generic.activation(layer, MARK));
    names.set(keyOf({ kind: 'deltas', layer }), layered(network, '\\delta', layer));
  });
  put({ kind: 'targets' }, generic.target(MARK));
  return new Set(names.values()).size === names.size ? names : null;
}

function standardNames(network: Network): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const put = (of: MatrixQuantity): void => {
    names.set(keyOf(of), standardName(network, of));
  };
  put({ kind: 'activations', layer: -1 });
  network.layers.forEach((_, layer) => {
    for (const kind of [...OWN, 'deltas'] as const) put({ kind, layer });
  });
  put({ kind: 'targets' });
  return names;
}

function standardName(network: Network, of: MatrixQuantity): string {
  switch (of.kind) {
    case 'targets':
      return 't';
    case 'weights':
      return layered(network, 'W', of.layer);
    case 'biases':
      return layered(network, 'b', of.layer);
    case 'preActivations':
      return layered(network, 'a', of.layer);
    case 'deltas':
      return layered(network, '\\delta', of.layer);
    case 'activations':
      if (of.layer < 0) return 'x';
      return of.layer === lastLayer(network) ? 'y' : layered(network, 'h', of.layer);
  }
}

/** A symbol with `MARK` for each index, without them: null where the index is not a subscript of its own. */
function withoutIndex(symbol: string): string | null {
  const bare = symbol
    .replace(/_\{[\uE000,]+\}|_\uE000/g, '')
    .replace(/,?\uE000[\uE000,]*(?=\})/g, '')
    .replace(/_\{([A-Za-z0-9])\}/g, '_$1');
  return bare.includes(MARK) || !isMathematical(bare) ? null : bare;
}

const GREEK_WITH_CAPITAL = /^\\(gamma|delta|theta|lambda|xi|pi|sigma|upsilon|phi|psi|omega)(?![A-Za-z])/;

/** w → W, \theta → \Theta; null where the first letter has no capital. */
function capital(name: string): string | null {
  if (/^[A-Za-z](?![A-Za-z])/.test(name)) return name.charAt(0).toUpperCase() + name.slice(1);
  if (!GREEK_WITH_CAPITAL.test(name)) return null;
  return `\\${name.charAt(1).toUpperCase()}${name.slice(2)}`;
}

function functionNames(network: Network): readonly Notation[] {
  const activations = network.layers.map(({ activation }) => activation);
  return activations.map((activation, layer) => {
    const name = nameOf(activation);
    const isShared = activations.some(
      (other) => nameOf(other).latex === name.latex && JSON.stringify(other) !== JSON.stringify(activation),
    );
    if (!isShared) return name;
    const index = String(layer + 1);
    return {
      latex: `${name.latex}_{${index}}`,
      unicode: `${name.unicode}${symbolToUnicode(`x_{${index}}`).slice(1)}`,
    };
  });
}

function nameOf(activation: Activation): Notation {
  return activationName(activation) ?? { latex: '\\varphi', unicode: 'φ' };
}
