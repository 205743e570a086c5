import type { Network } from '../network/network';
import { showHidden } from '../network/hidden';
import { isMathematical, symbolToUnicode } from '../network/spelling';
import { createSymbols, type Symbols } from '../network/symbols';
import type { Index, Quantity } from './expression';

/** How every quantity of a network is written in the two notations. */
export interface Names {
  /** LaTeX; names that are not mathematics are set as escaped text, what cannot be seen in them made visible. */
  readonly latex: (quantity: Quantity) => string;
  readonly unicode: (quantity: Quantity) => string;
}

/**
 * The names of a network's quantities as its file and the format's defaults have them; `delta` is named after
 * the pre-activation it belongs to: δ^{(1)}_j beside a^{(1)}_j, δ_{h_1} beside h_1, and δ_j in the last layer as
 * its activations are y_j.
 */
export function createNames(network: Network, symbols: Symbols = createSymbols(network)): Names {
  const raw = (of: Quantity): string => symbolOf(network, symbols, of);
  return {
    latex: (of) => (of.kind === 'delta' || of.kind === 'learningRate' ? raw(of) : asLatex(raw(of))),
    unicode: (of) => showHidden(symbolToUnicode(raw(of))),
  };
}

/** A symbol of the file as LaTeX: itself if it is mathematics, else upright text with every special sign escaped. */
export function asLatex(symbol: string): string {
  if (isMathematical(symbol)) return symbol;
  const escaped = showHidden(symbol).replace(/[\\{}$&#_%^~]/g, (sign) => {
    if (sign === '\\') return '\\textbackslash{}';
    if (sign === '^') return '\\textasciicircum{}';
    if (sign === '~') return '\\textasciitilde{}';
    return `\\${sign}`;
  });
  return `\\text{${escaped}}`;
}

function symbolOf(network: Network, symbols: Symbols, of: Quantity): string {
  const { generic } = symbols;
  switch (of.kind) {
    case 'weight':
      if (typeof of.i === 'number' && typeof of.j === 'number') return symbols.weight(of.layer, of.i, of.j);
      return generic.weight(of.layer, index(of.i), index(of.j)) ?? unnamed('w', of.layer, of.i, of.j);
    case 'bias':
      if (typeof of.j === 'number') return symbols.bias(of.layer, of.j);
      return generic.bias(of.layer, of.j) ?? unnamed('b', of.layer, of.j);
    case 'preActivation':
      return preActivation(symbols, of.layer, of.j);
    case 'activation':
      if (typeof of.j === 'number') return symbols.activation(of.layer, of.j);
      return generic.activation(of.layer, of.j) ?? unnamed('h', of.layer, of.j);
    case 'delta':
      return deltaSymbol(network, symbols, of.layer, of.j);
    case 'input':
      return typeof of.i === 'number'
        ? symbols.input(of.i)
        : (generic.input(of.i) ?? unnamed('x', null, of.i));
    case 'target':
      return typeof of.k === 'number'
        ? symbols.target(of.k)
        : (generic.target(of.k) ?? unnamed('t', null, of.k));
    case 'lossTerm':
      return typeof of.k === 'number'
        ? symbols.lossTerm(of.k)
        : (generic.lossTerm(of.k) ?? unnamed('L', null, of.k));
    case 'loss':
      return symbols.loss;
    case 'learningRate':
      return '\\eta';
  }
}

/** A letter as it stands; a number counted from 1. */
function index(of: Index): string {
  return typeof of === 'number' ? String(of + 1) : of;
}

/** The name in a general formula where the file names each thing by itself and gives no template. */
function unnamed(letter: string, layer: number | null, ...indices: readonly Index[]): string {
  const superscript = layer === null ? '' : `^{(${String(layer + 1)})}`;
  const subscript = indices.map(index).join('');
  return `${letter}${superscript}_${subscript.length > 1 ? `{${subscript}}` : subscript}`;
}

function preActivation(symbols: Symbols, layer: number, j: Index): string {
  if (typeof j === 'number') return symbols.preActivation(layer, j);
  return symbols.generic.preActivation(layer, j) ?? unnamed('a', layer, j);
}

const STANDARD_PRE_ACTIVATION = /^a(?:\^\{\(\d+\)\})?(?=_)/;

function deltaSymbol(network: Network, symbols: Symbols, layer: number, j: Index): string {
  const symbol = preActivation(symbols, layer, j);
  if (!STANDARD_PRE_ACTIVATION.test(symbol)) return `\\delta_{${asLatex(symbol)}}`;
  const isLast = layer === network.layers.length - 1;
  return isLast ? symbol.replace(STANDARD_PRE_ACTIVATION, '\\delta') : symbol.replace('a', '\\delta');
}
