/**
 * The gradients of whole layers in matrices, for one sample as row vectors:
 *
 *     ∂L/∂W = hᵀ δ      ∂L/∂b = δ      ∂L/∂h = δ⁺ W⁺ᵀ      δ = (δ⁺ W⁺ᵀ) ⊙ φ′(a)
 *
 * where h are the outputs of the layer before and ⁺ marks the layer after. The last δ is the loss derivative times
 * φ′, or what the two cancel to.
 */

import type { Network } from '../network/network';
import { activationFormula, isSoftmax } from './activations';
import { ratio, type Expression, type NumberExpression } from './expression';
import { lastLayer, outputDelta, unitCount } from './formulas';
import { lossTermDerivative } from './losses';
import {
  entrywise,
  matrix,
  matrixProduct,
  transpose,
  type MatrixExpression,
  type MatrixQuantity,
} from './matrix';

/** How far a matrix formula is taken apart: down to δ, to activations, or to inputs and parameters. */
export type MatrixLevel = 'delta' | 'activations' | 'inputs';

export interface MatrixEquation {
  readonly left: MatrixExpression;
  readonly right: MatrixExpression;
}

/** The weights and biases of a layer, its errors, or the inputs' (the activations of layer −1). */
export type MatrixSubject = Exclude<MatrixQuantity, { kind: 'targets' }>;

/** ∂L/∂`of` (δ itself for δ) as one equation at a level of unfolding. */
export function matrixGradient(
  network: Network,
  of: MatrixSubject,
  level: MatrixLevel = 'delta',
): MatrixEquation {
  const left: MatrixExpression = of.kind === 'deltas' ? matrix(of) : { kind: 'gradient', by: of };
  return { left, right: gradientOf(network, of, level) };
}

function gradientOf(network: Network, of: MatrixSubject, level: MatrixLevel): MatrixExpression {
  const { layer } = of;
  switch (of.kind) {
    case 'weights':
      return matrixProduct(transpose(outputs(network, layer - 1, level)), deltas(network, layer, level));
    case 'biases':
    case 'preActivations':
      return deltas(network, layer, level);
    case 'deltas':
      return unfoldedDeltas(network, layer, level);
    case 'activations':
      return layer === lastLayer(network) ? lossDerivatives(network, level) : errors(network, layer, level);
  }
}

/** The δ of a layer: by its name at level `delta`. */
function deltas(network: Network, layer: number, level: MatrixLevel): MatrixExpression {
  return level === 'delta' ? matrix({ kind: 'deltas', layer }) : unfoldedDeltas(network, layer, level);
}

/** ∂L/∂h = δ⁺ W⁺ᵀ of a hidden layer or the inputs. */
function errors(network: Network, layer: number, level: MatrixLevel): MatrixExpression {
  const weights = matrix({ kind: 'weights', layer: layer + 1 });
  return matrixProduct(deltas(network, layer + 1, level), transpose(weights));
}

function unfoldedDeltas(network: Network, layer: number, level: MatrixLevel): MatrixExpression {
  if (layer === lastLayer(network)) return outputDeltas(network, level);
  return timesDerivative(network, layer, errors(network, layer, level), level);
}

/** factor ⊙ φ′(a); φ′ of a linear layer is 1 and left out. */
function timesDerivative(
  network: Network,
  layer: number,
  factor: MatrixExpression,
  level: MatrixLevel,
): MatrixExpression {
  if (isLinear(network, layer)) return factor;
  const slope: MatrixExpression = {
    kind: 'function',
    layer,
    isDerivative: true,
    of: preActivations(network, layer, level),
  };
  return factor.kind === 'entrywise' && factor.operation === 'multiply'
    ? entrywise('multiply', ...factor.operands, slope)
    : entrywise('multiply', factor, slope);
}

/** True where φ(a) is a itself. */
export function isLinear(network: Network, layer: number): boolean {
  const { activation } = network.layers[layer]!;
  return !isSoftmax(activation) && activationFormula(activation).kind === 'variable';
}

/** a = h W + b, written out at level `inputs`. */
function preActivations(network: Network, layer: number, level: MatrixLevel): MatrixExpression {
  if (level !== 'inputs') return matrix({ kind: 'preActivations', layer });
  const sum = matrixProduct(outputs(network, layer - 1, level), matrix({ kind: 'weights', layer }));
  return network.layers[layer]!.hasBiases ? entrywise('add', sum, matrix({ kind: 'biases', layer })) : sum;
}

/** The outputs of a layer, φ(a) at level `inputs`; the inputs for layer −1. */
function outputs(network: Network, layer: number, level: MatrixLevel): MatrixExpression {
  if (level !== 'inputs' || layer < 0) return matrix({ kind: 'activations', layer });
  const of = preActivations(network, layer, level);
  return isLinear(network, layer) ? of : { kind: 'function', layer, isDerivative: false, of };
}

function outputDeltas(network: Network, level: MatrixLevel): MatrixExpression {
  const layer = lastLayer(network);
  const y = outputs(network, layer, level);
  const t = matrix({ kind: 'targets' });
  const count = unitCount(network, layer);
  switch (outputDelta(network)) {
    case 'elementwise':
      return timesDerivative(network, layer, lossDerivatives(network, level), level);
    case 'sigmoidCrossEntropy':
      return scaled(ratio(1, count), entrywise('subtract', y, t));
    case 'softmaxCrossEntropy': {
      // t 𝟏ᵀ is the sum of the targets, which is 1 where they are shares.
      const total = count === 1 ? y : matrixProduct(matrixProduct(t, transpose({ kind: 'ones' })), y);
      return entrywise('subtract', total, t);
    }
    case 'softmax':
      // ∂y_k/∂a_j of softmax is y_j on the diagonal less y_k y_j.
      return matrixProduct(
        lossDerivatives(network, level),
        entrywise('subtract', { kind: 'diagonal', of: y }, matrixProduct(transpose(y), y)),
      );
  }
}

/** ∂L/∂y, entry by entry. */
function lossDerivatives(network: Network, level: MatrixLevel): MatrixExpression {
  const layer = lastLayer(network);
  const formula = lossTermDerivative(network.loss, unitCount(network, layer), network.symbols.residual);
  const values = new Map<string, MatrixExpression>([
    ['y', outputs(network, layer, level)],
    ['t', matrix({ kind: 'targets' })],
  ]);
  return entryByEntry(formula, values);
}

/** A formula of one entry as a formula of whole matrices. */
function entryByEntry(formula: Expression, values: ReadonlyMap<string, MatrixExpression>): MatrixExpression {
  switch (formula.kind) {
    case 'number':
      return { kind: 'scalar', value: formula };
    case 'variable':
      return values.get(formula.name)!;
    case 'apply':
      return entrywise(
        formula.operation === 'chain' ? 'multiply' : formula.operation,
        ...formula.operands.map((operand) => entryByEntry(operand, values)),
      );
    default:
      throw new RangeError(`a ${formula.kind} does not stand in the formula of a loss`);
  }
}

function scaled(factor: NumberExpression, of: MatrixExpression): MatrixExpression {
  if (factor.value === 1) return of;
  return entrywise('multiply', { kind: 'scalar', value: factor }, of);
}
