/** Every gradient of a network as one formula each: the list that a person writes under a worked example. */

import type { Network } from '../network/network';
import type { ParameterSubject, Subject } from '../network/subject';
import { derive } from './derivation';
import { chain, type Expression, type Quantity } from './expression';
import { activationDerivativeOf, errorOf, lastLayer, outputDeltaFactors, unitCount } from './formulas';

/** ∂L_s/∂subject = formula, for one sample's loss. */
export interface ListedGradient<Of extends Subject = Subject> {
  readonly subject: Of;
  readonly formula: Expression;
}

export interface GradientList<Of extends Subject = Subject> {
  /**
   * The errors δ that formulas of the list are written in because they would be too long without: from the last
   * layer to the first that is needed. Empty where every formula is written out.
   */
  readonly deltas: readonly { readonly delta: Quantity; readonly formula: Expression }[];
  readonly gradients: readonly ListedGradient<Of>[];
}

/** Every parameter in the order of the file: layer by layer, weights by the unit they lead to, then biases. */
export function* parametersOf(network: Network): Generator<ParameterSubject> {
  for (const [layer, { units, hasBiases }] of network.layers.entries()) {
    for (let j = 0; j < units; j++) {
      for (let i = 0; i < unitCount(network, layer - 1); i++) yield { kind: 'weight', layer, i, j };
    }
    for (let j = 0; hasBiases && j < units; j++) yield { kind: 'bias', layer, j };
  }
}

/** The formulas of these subjects' gradients. Throws RangeError for a subject without one. */
export function listGradients<Of extends Subject>(
  network: Network,
  subjects: Iterable<Of>,
): GradientList<Of> {
  const gradients: ListedGradient<Of>[] = [];
  let firstDelta = network.layers.length;
  for (const subject of subjects) {
    const { formula, isFolded } = derive(network, subject);
    gradients.push({ subject, formula });
    if (isFolded) firstDelta = Math.min(firstDelta, 'layer' in subject ? subject.layer + 1 : 0);
  }
  const deltas = [];
  for (let layer = lastLayer(network); layer >= firstDelta; layer--) {
    for (let j = 0; j < unitCount(network, layer); j++) {
      deltas.push({ delta: { kind: 'delta', layer, j } as const, formula: deltaByDeltas(network, layer, j) });
    }
  }
  return { deltas, gradients };
}

/** δ_j by the errors of the next layer; in the last layer by outputs and targets. */
function deltaByDeltas(network: Network, layer: number, j: number): Expression {
  if (layer === lastLayer(network)) return chain(...outputDeltaFactors(network, j));
  return chain(errorOf(network, layer, j), activationDerivativeOf(network, layer, j));
}
