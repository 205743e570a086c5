/**
 * The network's own equations and local derivatives as expressions over its quantities: what each unit
 * computes, what each loss term is, and the one-step derivatives that the chain rule strings together. Indices
 * may be letters, so that the same functions give the general formulas (w_{ij}, Σ_k) and the particular ones.
 */

import type { Network } from '../network/network';
import { activationDerivativeByOutput, activationFormula, isSoftmax } from './activations';
import {
  add,
  apply,
  letters,
  multiply,
  negate,
  number,
  oneMinus,
  quantity,
  ratio,
  subtract,
  substitute,
  type Expression,
  type Index,
  type Letter,
  type Quantity,
} from './expression';
import { lossTermDerivative, lossTermFormula } from './losses';
import { remember } from './remember';

/** Units of layer `layer`; −1 is the input layer. */
export function unitCount(network: Network, layer: number): number {
  return layer < 0 ? network.inputs.units : network.layers[layer]!.units;
}

/** The activation of the unit: an input for layer −1. */
export function output(layer: number, j: Index): Quantity {
  return layer < 0 ? { kind: 'input', i: j } : { kind: 'activation', layer, j };
}

export function lastLayer(network: Network): number {
  return network.layers.length - 1;
}

/** Every index of a quantity with the number of values it can take, in the order they are written. */
export function indexCounts(network: Network, of: Quantity): readonly (readonly [Index, number])[] {
  switch (of.kind) {
    case 'weight':
      return [
        [of.i, unitCount(network, of.layer - 1)],
        [of.j, unitCount(network, of.layer)],
      ];
    case 'bias':
    case 'preActivation':
    case 'activation':
    case 'delta':
      return [[of.j, unitCount(network, of.layer)]];
    case 'input':
      return [[of.i, network.inputs.units]];
    case 'target':
    case 'lossTerm':
      return [[of.k, unitCount(network, lastLayer(network))]];
    case 'loss':
    case 'learningRate':
      return [];
  }
}

/** A sum of more terms than this is written with Σ instead of term by term. */
export const TERM_LIMIT = 64;

/**
 * How a formula is written out: whether its sums stand term by term or with Σ, and what stands for a quantity,
 * its name or its own definition.
 */
export interface Writing {
  /** Σ over `count` units; `preferred` is the letter where one is needed and that one is free. */
  readonly sum: (preferred: Letter, count: number, term: (unit: Index) => Expression) => Expression;
  /** True where a sum over `count` units stands term by term. */
  readonly isInTerms: (count: number) => boolean;
  /** The output of unit j of a layer; an input for layer −1. */
  readonly activation: (layer: number, j: Index) => Expression;
  readonly preActivation: (layer: number, j: Index) => Expression;
  /** δ_j as the factors of a product. */
  readonly delta: (layer: number, j: Index) => readonly Expression[];
}

/** Everything by its name; sums term by term up to the limit. */
export const byName: Writing = {
  sum: sumOver,
  isInTerms: (count) => count <= TERM_LIMIT,
  activation: (layer, j) => quantity(output(layer, j)),
  preActivation: (layer, j) => quantity({ kind: 'preActivation', layer, j }),
  delta: (layer, j) => [quantity({ kind: 'delta', layer, j })],
};

/** Σ over the `count` units that `index` runs through: term by term, or with Σ past the limit. */
export function sumOver(index: Letter, count: number, term: (unit: Index) => Expression): Expression {
  if (count > TERM_LIMIT) return { kind: 'sum', index, count, body: term(index) };
  return add(...Array.from({ length: count }, (_, unit) => term(unit)));
}

/** a_j = Σ_i h_i w_ij + b_j, each product in the order of `symbols.product`. */
export function preActivationFormula(
  network: Network,
  layer: number,
  j: Index,
  writing: Writing = byName,
): Expression {
  const sum = writing.sum('i', unitCount(network, layer - 1), (i) => {
    const weight = quantity({ kind: 'weight', layer, i, j });
    const input = writing.activation(layer - 1, i);
    return network.symbols.product === 'weightFirst' ? multiply(weight, input) : multiply(input, weight);
  });
  return network.layers[layer]!.hasBiases ? add(sum, quantity({ kind: 'bias', layer, j })) : sum;
}

/** h_j = φ(a_j); for softmax the fraction e^{a_j} / Σ_m e^{a_m}. */
export function activationOf(
  network: Network,
  layer: number,
  j: Index,
  writing: Writing = byName,
): Expression {
  const { activation, units } = network.layers[layer]!;
  const a = writing.preActivation(layer, j);
  if (!isSoftmax(activation)) return substitute(activationFormula(activation), { a });
  const exponentials = writing.sum('m', units, (m) => apply('exp', writing.preActivation(layer, m)));
  return apply('divide', apply('exp', a), exponentials);
}

/** L_k in the output and target of `k`. */
export function lossTermOf(network: Network, k: Index): Expression {
  return substitute(
    lossTermFormula(network.loss, unitCount(network, lastLayer(network)), network.symbols.residual),
    lossVariables(network, k, byName),
  );
}

function lossVariables(network: Network, k: Index, writing: Writing): Record<string, Expression> {
  return { y: writing.activation(lastLayer(network), k), t: quantity({ kind: 'target', k }) };
}

/** ∂L_k/∂y_k. */
export function lossDerivative(network: Network, k: Index, writing: Writing = byName): Expression {
  return substitute(lossSlope(network), lossVariables(network, k, writing));
}

const lossSlope = remember((network: Network) =>
  lossTermDerivative(network.loss, unitCount(network, lastLayer(network)), network.symbols.residual),
);

const activationSlope = remember(activationDerivativeByOutput);

/** φ′ of an elementwise layer, in terms of the unit's output where the textbook has it so: y_j(1 − y_j). */
export function activationDerivativeOf(
  network: Network,
  layer: number,
  j: Index,
  writing: Writing = byName,
): Expression {
  return substitute(activationSlope(network.layers[layer]!.activation), {
    a: writing.preActivation(layer, j),
    h: writing.activation(layer, j),
  });
}

/** ∂y_k/∂a_j of a softmax layer: y_j(1 − y_j) on the diagonal, −y_k y_j elsewhere. */
export function softmaxDerivative(
  layer: number,
  k: number,
  j: number,
  { activation }: Pick<Writing, 'activation'> = byName,
): Expression {
  const yj = activation(layer, j);
  return k === j ? multiply(yj, oneMinus(yj)) : negate(multiply(activation(layer, k), yj));
}

/** Σ_k ∂L_k/∂y_k · ∂y_k/∂a_j of a softmax layer, every output written out. */
export function softmaxError(network: Network, j: number, writing: Writing = byName): Expression {
  const layer = lastLayer(network);
  const terms = Array.from({ length: unitCount(network, layer) }, (_, k) =>
    multiply(lossDerivative(network, k, writing), softmaxDerivative(layer, k, j, writing)),
  );
  return add(...terms);
}

/** How δ of an output unit comes about. */
export type OutputDelta =
  /** ∂L_j/∂y_j · φ′(a_j): one output, one loss term. */
  | 'elementwise'
  /** The factor y(1 − y) of the loss's denominator cancels: δ = (y − t)/n. */
  | 'sigmoidCrossEntropy'
  /** δ_j = y_j Σ_k t_k − t_j, which is y_j − t_j for targets that sum to 1. */
  | 'softmaxCrossEntropy'
  /** Σ_k ∂L_k/∂y_k · ∂y_k/∂a_j: softmax under any other loss. */
  | 'softmax';

export function outputDelta(network: Network): OutputDelta {
  const { activation } = network.layers[lastLayer(network)]!;
  if (network.loss.type === 'binaryCrossEntropy' && activation.type === 'sigmoid')
    return 'sigmoidCrossEntropy';
  if (!isSoftmax(activation)) return 'elementwise';
  return network.loss.type === 'categoricalCrossEntropy' ? 'softmaxCrossEntropy' : 'softmax';
}

/** δ_j of the last layer in outputs and targets, as the factors of a product. */
export function outputDeltaFactors(
  network: Network,
  j: Index,
  writing: Writing = byName,
): readonly Expression[] {
  const layer = lastLayer(network);
  const y = writing.activation(layer, j);
  const t = quantity({ kind: 'target', k: j });
  const outputs = unitCount(network, layer);
  switch (outputDelta(network)) {
    case 'elementwise':
      return [lossDerivative(network, j, writing), activationDerivativeOf(network, layer, j, writing)];
    case 'sigmoidCrossEntropy':
      return outputs === 1 ? [subtract(y, t)] : [ratio(1, outputs), subtract(y, t)];
    case 'softmaxCrossEntropy': {
      const targets = writing.sum('m', outputs, (m) => quantity({ kind: 'target', k: m }));
      return [subtract(outputs === 1 ? y : multiply(y, targets), t)];
    }
    case 'softmax': {
      if (typeof j === 'number' && writing.isInTerms(outputs)) return [softmaxError(network, j, writing)];
      // Σ_m g_m ∂y_m/∂a_j with g = ∂L/∂y, the diagonal taken together with the rest.
      const mean = writing.sum('m', outputs, (m) =>
        multiply(lossDerivative(network, m, writing), writing.activation(layer, m)),
      );
      return [y, apply('subtract', lossDerivative(network, j, writing), mean)];
    }
  }
}

/** How many products the fully unfolded ∂L/∂h or δ of a unit of `layer` has: the product of the layers after. */
export function pathCount(network: Network, layer: number): number {
  let paths = 1;
  for (let later = layer + 1; later < network.layers.length; later++) paths *= unitCount(network, later);
  return outputDelta(network) === 'softmax' ? paths * unitCount(network, lastLayer(network)) : paths;
}

/** δ_j by its definition, as the factors of a product: Σ_k δ_k w_jk and φ′(a_j), or what it is in the last layer. */
export function deltaFactors(
  network: Network,
  layer: number,
  j: Index,
  writing: Writing = byName,
): readonly Expression[] {
  if (layer === lastLayer(network)) return outputDeltaFactors(network, j, writing);
  return [errorOf(network, layer, j, writing), activationDerivativeOf(network, layer, j, writing)];
}

/** ∂L/∂h_j = Σ_k δ_k w_jk: one term for each unit of the next layer. The inputs are layer −1. */
export function errorOf(network: Network, layer: number, j: Index, writing: Writing = byName): Expression {
  const next = layer + 1;
  return writing.sum(letterAfter(j), unitCount(network, next), (k) =>
    multiply(...writing.delta(next, k), quantity({ kind: 'weight', layer: next, i: j, j: k })),
  );
}

/** k for a unit of the layer after a unit j, and so on: i, j, k, m, n, p, q. */
function letterAfter(index: Index): Letter {
  return typeof index === 'number' ? 'k' : (letters[letters.indexOf(index) + 1] ?? 'k');
}

/** λ₂ w + λ₁ sign(w): what the penalty adds to a weight's gradient; zero without a penalty. */
export function penaltyDerivative(network: Network, weight: Quantity): Expression {
  const { l1, l2 } = network.training;
  const w = quantity(weight);
  return add(multiply(number(l2), w), multiply(number(l1), apply('sign', w)));
}
