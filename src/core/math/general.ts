/**
 * The formulas of a network in general form: with index letters (w_{ij}, Σ_k) for a whole layer at once, and
 * with matrices. They say for every unit what derivation.ts says for one.
 */

import type { Network } from '../network/network';
import {
  activationDerivative,
  activationDerivativeByOutput,
  activationFormula,
  activationName,
  isSoftmax,
} from './activations';
import { chain, multiply, partial, quantity, subtract, type Expression, type Quantity } from './expression';
import {
  activationDerivativeOf,
  lastLayer,
  lossDerivative,
  outputDelta,
  outputDeltaFactors,
  output,
  unitCount,
} from './formulas';
import { latexStyle } from './latex';
import type { Names } from './names';
import { print } from './printer';
import { unicodeStyle } from './unicode';

/** An equation in which i is a unit of the previous layer, j of this one and k of the next. */
export interface GeneralEquation {
  readonly about: 'weight' | 'bias' | 'update';
  readonly layer: number;
  /** Equal to one another for every choice of letters. */
  readonly equation: readonly Expression[];
  /** True for an update: the first expression becomes the second. */
  readonly isAssignment: boolean;
  /** How many values each letter takes; k is bound by a sum. */
  readonly ranges: Readonly<Partial<Record<'i' | 'j' | 'k', number>>>;
}

const LOSS: Quantity = { kind: 'loss' };

/**
 * Weight, bias and update formulas of a layer in index form. Under softmax with a loss other than categorical
 * cross-entropy every output reaches every loss term, and the output layer stays in δ-form.
 */
export function generalEquations(network: Network, layer: number): readonly GeneralEquation[] {
  const weight: Quantity = { kind: 'weight', layer, i: 'i', j: 'j' };
  const bias: Quantity = { kind: 'bias', layer, j: 'j' };
  const a: Quantity = { kind: 'preActivation', layer, j: 'j' };
  const h = output(layer, 'j');
  const delta = quantity({ kind: 'delta', layer, j: 'j' });
  const input = quantity(output(layer - 1, 'i'));
  const isLast = layer === lastLayer(network);
  const isCoupled = isLast && isSoftmax(network.layers[layer]!.activation);
  const next = isLast ? {} : { k: unitCount(network, layer + 1) };
  const ranges = { i: unitCount(network, layer - 1), j: unitCount(network, layer), ...next };
  const gradient = partial(LOSS, weight);
  const byChain = isCoupled
    ? chain(partial(LOSS, a), partial(a, weight))
    : chain(partial(LOSS, h), partial(h, a), partial(a, weight));
  const unfolded = unfoldedWeight(network, layer, input);
  const equations: GeneralEquation[] = [
    {
      about: 'weight',
      layer,
      equation: [gradient, byChain, ...unfolded, ...(isLast ? [multiply(delta, input)] : [])],
      isAssignment: false,
      ranges,
    },
    {
      about: 'update',
      layer,
      equation: [
        quantity(weight),
        subtract(quantity(weight), multiply(quantity({ kind: 'learningRate' }), delta, input)),
      ],
      isAssignment: true,
      ranges,
    },
  ];
  if (network.layers[layer]!.hasBiases) {
    equations.push({
      about: 'bias',
      layer,
      equation: [partial(LOSS, bias), delta],
      isAssignment: false,
      ranges,
    });
  }
  return equations;
}

function unfoldedWeight(network: Network, layer: number, input: Expression): readonly Expression[] {
  if (layer === lastLayer(network)) {
    // The sum of all targets and softmax's coupling need more letters than i, j and k.
    if (isSoftmax(network.layers[layer]!.activation)) return [];
    return outputDelta(network) === 'elementwise'
      ? [chain(lossDerivative(network, 'j'), activationDerivativeOf(network, layer, 'j'), input)]
      : [chain(...outputDeltaFactors(network, 'j'), input)];
  }
  const next = layer + 1;
  const weight = quantity({ kind: 'weight', layer: next, i: 'j', j: 'k' });
  const isNextOutput = next === lastLayer(network) && !isSoftmax(network.layers[next]!.activation);
  const error = isNextOutput
    ? outputDeltaFactors(network, 'k')
    : [quantity({ kind: 'delta', layer: next, j: 'k' })];
  const body = chain(multiply(...error, weight), activationDerivativeOf(network, layer, 'j'), input);
  return [{ kind: 'sum', index: 'k', count: unitCount(network, next), body }];
}

/** A formula in both notations. */
export interface PrintedFormula {
  readonly latex: string;
  readonly unicode: string;
}

/** An equation printed: its expressions joined by equals signs, or by an arrow for an assignment. */
export function printEquation(
  equation: readonly Expression[],
  names: Names,
  isAssignment = false,
): PrintedFormula {
  const latex = latexStyle(names.latex);
  const unicode = unicodeStyle(names.unicode);
  return {
    latex: equation.map((side) => print(side, latex)).join(isAssignment ? ' \\leftarrow ' : ' = '),
    unicode: equation.map((side) => print(side, unicode)).join(isAssignment ? ' ← ' : ' = '),
  };
}

/** σ′(a) = σ(a)(1 − σ(a)) = y(1 − y): the derivative of a layer's activation; null for linear and softmax. */
export function activationRule(network: Network, layer: number): PrintedFormula | null {
  const { activation } = network.layers[layer]!;
  const name = activationName(activation);
  if (!name || isSoftmax(activation)) return null;
  const spell = (): string => 'h';
  const [latex, unicode] = [latexStyle(spell), unicodeStyle(spell)];
  const letter = layer === lastLayer(network) ? 'y' : 'h';
  const rename = (text: string): string => text.replace(/(?<![A-Za-z\\])h(?![A-Za-z])/g, letter);
  const byFunction = activationDerivative(activation);
  const byOutput = activationDerivativeByOutput(activation);
  const sides = byFunction === byOutput ? [byFunction] : [byFunction, byOutput];
  const isRepeated = print(byFunction, unicode) === print(byOutput, unicode);
  const shown = isRepeated ? sides.slice(0, 1) : sides;
  return {
    latex: [`${name.latex}'(a)`, ...shown.map((side) => rename(print(side, latex)))].join(' = '),
    unicode: [`${name.unicode}′(a)`, ...shown.map((side) => rename(print(side, unicode)))].join(' = '),
  };
}

/** A matrix of the network: of a layer's weights, activations, pre-activations or deltas; row vectors. */
export type MatrixExpression =
  | { readonly kind: 'weights' | 'activations' | 'preActivations' | 'deltas'; readonly layer: number }
  | { readonly kind: 'gradient'; readonly layer: number }
  | { readonly kind: 'transpose'; readonly of: MatrixExpression }
  | {
      readonly kind: 'product' | 'hadamard';
      readonly left: MatrixExpression;
      readonly right: MatrixExpression;
    }
  /** φ′ of a layer, applied to each entry. */
  | { readonly kind: 'derivative'; readonly layer: number; readonly of: MatrixExpression };

export interface MatrixEquation {
  readonly left: MatrixExpression;
  readonly right: MatrixExpression;
}

/**
 * ∂L/∂W = hᵀ δ   [in, out] = [in, 1] [1, out] and, for hidden layers, δ = (δ⁺ W⁺ᵀ) ⊙ φ′(a)   [1, out], for one
 * sample as row vectors (⁺: of the next layer).
 */
export function matrixEquations(network: Network, layer: number): readonly MatrixEquation[] {
  const deltas: MatrixExpression = { kind: 'deltas', layer };
  const gradient: MatrixEquation = {
    left: { kind: 'gradient', layer },
    right: {
      kind: 'product',
      left: { kind: 'transpose', of: { kind: 'activations', layer: layer - 1 } },
      right: deltas,
    },
  };
  if (layer === lastLayer(network)) return [gradient];
  const error: MatrixExpression = {
    kind: 'product',
    left: { kind: 'deltas', layer: layer + 1 },
    right: { kind: 'transpose', of: { kind: 'weights', layer: layer + 1 } },
  };
  const isLinear = activationFormula(network.layers[layer]!.activation).kind === 'variable';
  const right: MatrixExpression = isLinear
    ? error
    : {
        kind: 'hadamard',
        left: error,
        right: { kind: 'derivative', layer, of: { kind: 'preActivations', layer } },
      };
  return [gradient, { left: deltas, right }];
}

/** A matrix equation in both notations, matrices named after the file's symbols: W of w_{ij}, h of h_j. */
export function printMatrixEquation(
  network: Network,
  names: Names,
  equation: MatrixEquation,
): PrintedFormula {
  const side = (expression: MatrixExpression, notation: 'latex' | 'unicode'): string =>
    printMatrix(network, names, expression, notation);
  return {
    latex: `${side(equation.left, 'latex')} = ${side(equation.right, 'latex')}`,
    unicode: `${side(equation.left, 'unicode')} = ${side(equation.right, 'unicode')}`,
  };
}

function printMatrix(
  network: Network,
  names: Names,
  expression: MatrixExpression,
  notation: 'latex' | 'unicode',
): string {
  const isLatex = notation === 'latex';
  const inner = (of: MatrixExpression): string => printMatrix(network, names, of, notation);
  switch (expression.kind) {
    case 'weights':
    case 'activations':
    case 'preActivations':
    case 'deltas':
      return matrixName(names, expression.kind, expression.layer, isLatex);
    case 'gradient': {
      const loss = isLatex ? names.latex(LOSS) : names.unicode(LOSS);
      const weights = matrixName(names, 'weights', expression.layer, isLatex);
      return isLatex ? `\\frac{\\partial ${loss}}{\\partial ${weights}}` : `∂${loss}/∂${weights}`;
    }
    case 'transpose': {
      const of = inner(expression.of);
      if (!isLatex) return `${of}ᵀ`;
      // x^{(1)} has a superscript already: the transpose joins it.
      return of.includes('^') ? `{${of}}^{\\mathsf T}` : `${of}^{\\mathsf T}`;
    }
    case 'product':
      return `${inner(expression.left)} ${inner(expression.right)}`;
    case 'hadamard': {
      const left =
        expression.left.kind === 'product' ? `(${inner(expression.left)})` : inner(expression.left);
      return `${left} ${isLatex ? '\\odot' : '⊙'} ${inner(expression.right)}`;
    }
    case 'derivative': {
      const name = activationName(network.layers[expression.layer]!.activation);
      const spelled = isLatex ? `${name?.latex ?? '\\varphi'}'` : `${name?.unicode ?? 'φ'}′`;
      return `${spelled}(${inner(expression.of)})`;
    }
  }
}

/**
 * The name of a whole matrix: the symbol's letter without its index, capital for weights (u_{ij} → U), with the
 * layer where a sum over layers has to tell them apart (δ^{(1)}). Symbols that carry their index elsewhere
 * (a_{h_j}) have no such letter: the standard one stands in.
 */
function matrixName(
  names: Names,
  kind: 'weights' | 'activations' | 'preActivations' | 'deltas',
  layer: number,
  isLatex: boolean,
): string {
  const superscript = isLatex ? `^{(${String(layer + 1)})}` : superscripted(layer + 1);
  if (kind === 'deltas') return `${isLatex ? '\\delta' : 'δ'}${superscript}`;
  const of: Quantity =
    kind === 'weights'
      ? { kind: 'weight', layer, i: 'i', j: 'j' }
      : kind === 'activations'
        ? output(layer, 'j')
        : { kind: 'preActivation', layer, j: 'j' };
  const spelled = /^([A-Za-z])((?:\^\{\(\d+\)\})?)_(?:\{ij\}|[ij])$/.exec(names.latex(of));
  const letter =
    spelled?.[1] ?? { weights: 'w', activations: layer < 0 ? 'x' : 'h', preActivations: 'a' }[kind];
  const own = spelled ? (spelled[2] === '' ? '' : superscript) : layer < 0 ? '' : superscript;
  return `${kind === 'weights' ? letter.toUpperCase() : letter}${own}`;
}

function superscripted(layer: number): string {
  const digits = Array.from(String(layer), (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!).join('');
  return `⁽${digits}⁾`;
}
