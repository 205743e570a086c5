/** Where no small change helps: a part that must be a known piece of backpropagation, or the right formula. */

import { multiply, quantity, subtract, type Expression, type Index, type Quantity } from '../math/expression';
import {
  activationDerivativeOf,
  deltaFactors,
  errorOf,
  lastLayer,
  lossDerivative,
  output,
  outputDelta,
  pathCount,
  unitCount,
} from '../math/formulas';
import { termsWriting } from '../math/unfold';
import type { Network } from '../network/network';
import { repairAt, type Finder } from './repair';
import { fits, type Place, type Search } from './search';
import { asWritten, childrenOf } from './trees';

/** Units of a layer whose pieces are tried, and paths beyond which a formula stays in δ-form. */
const MAX_UNITS = 16;
const MAX_PATHS = 64;

/** The smallest part that must be an error, a slope or a δ, where all around it is right. */
export const findKnown: Finder = function* (search) {
  const pieces = [...knownPieces(search.network)];
  const { words } = search;
  for (const place of smallestFirst(search)) {
    if (place.parent === null) continue;
    for (const piece of pieces) {
      yield;
      const right = asWritten(piece);
      if (!right || !fits(search, place, right)) continue;
      return repairAt(search, words.wrongPart(words.formula(piece)), place, right, () => null);
    }
  }
  return null;
};

function smallestFirst({ places }: Search): readonly Place[] {
  const sizes = new Map<Place, number>();
  for (const place of places.toReversed()) {
    const own = (sizes.get(place) ?? 0) + 1;
    sizes.set(place, own);
    if (place.parent) sizes.set(place.parent, (sizes.get(place.parent) ?? 0) + own);
  }
  const hasParts = places.filter(({ node, anchor }) => childrenOf(node).length > 0 && anchor.node === node);
  return hasParts.toSorted((a, b) => sizes.get(a)! - sizes.get(b)!);
}

function* knownPieces(network: Network): Generator<Expression> {
  const last = lastLayer(network);
  for (let k = 0; k < Math.min(unitCount(network, last), MAX_UNITS); k++) yield lossDerivative(network, k);
  for (const layer of network.layers.keys()) {
    for (let j = 0; j < Math.min(unitCount(network, layer), MAX_UNITS); j++) {
      if (network.layers[layer]!.activation.type !== 'softmax')
        yield activationDerivativeOf(network, layer, j);
      if (pathCount(network, layer) > MAX_PATHS) continue;
      if (layer < last) yield errorOf(network, layer, j, termsWriting(network, 'activations'));
      yield multiply(...deltaFactors(network, layer, j, termsWriting(network, 'activations')));
    }
  }
}

/** The right side that belongs to the left one, in the document's syntax; null where there is no short one. */
export function rightFormula({ network, trial, writer }: Search): string | null {
  const { left, isUpdate } = trial.formula;
  if (trial.isOfBatch) return null;
  const asked = left.kind === 'partial' ? left : null;
  const updated = left.kind === 'updated' || (isUpdate && left.kind === 'quantity') ? left.quantity : null;
  const formula = updated
    ? updateOf(network, updated)
    : asked &&
      (asked.of.kind === 'loss'
        ? lossGradient(network, asked.by)
        : localDerivative(network, asked.of, asked.by));
  const written = formula && asWritten(formula);
  return written && writer.write(written);
}

function updateOf(network: Network, of: Quantity): Expression | null {
  const gradient = lossGradient(network, of);
  return gradient && subtract(quantity(of), multiply(quantity({ kind: 'learningRate' }), gradient));
}

/** ∂L/∂by unfolded to outputs, targets, weights and activations; in δ-form where letters or paths ask for it. */
function lossGradient(network: Network, by: Quantity): Expression | null {
  const delta = (layer: number, j: Index): readonly Expression[] => {
    if (typeof j !== 'number' || pathCount(network, layer) > MAX_PATHS) {
      return [quantity({ kind: 'delta', layer, j })];
    }
    return deltaFactors(network, layer, j, termsWriting(network, 'activations'));
  };
  switch (by.kind) {
    case 'weight':
      if (typeof by.i === typeof by.j) {
        return multiply(...delta(by.layer, by.j), quantity(output(by.layer - 1, by.i)));
      }
      return null;
    case 'bias':
    case 'preActivation':
    case 'delta':
      return multiply(...delta(by.layer, by.j));
    case 'activation':
      if (by.layer === lastLayer(network)) return lossDerivative(network, by.j);
      return activationError(network, by.layer, by.j);
    case 'input':
      return activationError(network, -1, by.i);
    default:
      return null;
  }
}

function activationError(network: Network, layer: number, j: Index): Expression {
  if (typeof j !== 'number' || pathCount(network, layer) > MAX_PATHS) return errorOf(network, layer, j);
  return errorOf(network, layer, j, termsWriting(network, 'activations'));
}

/** One link of the chain: ∂L_k/∂y_k, ∂h/∂a, ∂a/∂w, ∂a/∂h. */
function localDerivative(network: Network, of: Quantity, by: Quantity): Expression | null {
  if (
    of.kind === 'lossTerm' &&
    by.kind === 'activation' &&
    by.layer === lastLayer(network) &&
    by.j === of.k
  ) {
    return lossDerivative(network, of.k);
  }
  if (of.kind === 'activation' && by.kind === 'preActivation' && of.layer === by.layer && of.j === by.j) {
    const isShared = outputDelta(network).startsWith('softmax') && of.layer === lastLayer(network);
    return isShared ? null : activationDerivativeOf(network, of.layer, of.j);
  }
  if (of.kind !== 'preActivation') return null;
  if (by.kind === 'weight' && by.layer === of.layer && by.j === of.j)
    return quantity(output(by.layer - 1, by.i));
  const isBefore =
    (by.kind === 'activation' && by.layer === of.layer - 1) || (by.kind === 'input' && of.layer === 0);
  return isBefore
    ? quantity({ kind: 'weight', layer: of.layer, i: by.kind === 'input' ? by.i : by.j, j: of.j })
    : null;
}
