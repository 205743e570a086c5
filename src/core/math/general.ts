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
import {
  chain,
  multiply,
  partial,
  quantity,
  substitute,
  subtract,
  variable,
  type Expression,
  type Letter,
  type Quantity,
} from './expression';
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
import { createMatrixNames } from './matrixNames';
import { printedFunction, type MatrixNotation } from './printMatrix';
import { print, type Style } from './printer';
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
  readonly ranges: Readonly<Partial<Record<Letter, number>>>;
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
  if (!activationName(activation) || isSoftmax(activation)) return null;
  const rule = printFunction(network, layer, true);
  const letter = layer === lastLayer(network) ? 'y' : 'h';
  const byOutput = substitute(activationDerivativeByOutput(activation), { h: variable(letter) });
  const [latex, unicode] = [latexStyle(noQuantity), unicodeStyle(noQuantity)];
  if (print(byOutput, unicode) === print(activationDerivative(activation), unicode)) return rule;
  return {
    latex: `${rule.latex} = ${print(byOutput, latex)}`,
    unicode: `${rule.unicode} = ${print(byOutput, unicode)}`,
  };
}

/**
 * What the name of a layer's φ, or of φ′, stands for, in the variable a: SiLU(a) = a σ(a), σ′(a) = σ(a)(1 − σ(a)).
 * The activation must not be softmax.
 */
export function printFunction(network: Network, layer: number, isDerivative: boolean): PrintedFormula {
  const { activation } = network.layers[layer]!;
  const formula = isDerivative ? activationDerivative(activation) : activationFormula(activation);
  const names = createMatrixNames(network);
  const printed = (notation: MatrixNotation, style: Style): string =>
    `${printedFunction(names, notation, layer, isDerivative)}(a) = ${print(formula, style)}`;
  return {
    latex: printed('latex', latexStyle(noQuantity)),
    unicode: printed('unicode', unicodeStyle(noQuantity)),
  };
}

function noQuantity(): never {
  throw new RangeError('a function of one variable names no quantity');
}
