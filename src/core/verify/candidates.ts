/** What a repair may put in a place: other names of the same kind, slopes of activations, quantities as factors. */

import type { Index, Quantity } from '../math/expression';
import { activationDerivativeOf, lastLayer, output, unitCount } from '../math/formulas';
import type { Network } from '../network/network';
import { extents, indicesOf, layerOf, withIndices } from './places';
import { asWritten, partialOf } from './trees';
import type { Place, Search } from './search';
import type { Letter, Written } from './written';

/** Names of one kind that are tried in one place, at most. */
const MAX_NAMES = 96;

/** Quantities that are tried as a missing factor, at most. */
const MAX_FACTORS = 400;

/** The letters that may stand at a place: bound above it, or free on the left side. */
export function lettersAt({ trial }: Search, place: Place): readonly Letter[] {
  return [...new Set([...place.bound, ...trial.leftLetters])];
}

/**
 * Other names of the kind of `of`, the nearest first: one index changed in the same layer, then both, then other
 * layers; the output of a unit may also be an input. In general formulas the letters in scope take each other's
 * places.
 */
export function* alternatives(
  network: Network,
  of: Quantity,
  letters: readonly Letter[],
): Generator<Quantity> {
  let count = 0;
  for (const one of allAlternatives(network, of, letters)) {
    if (++count > MAX_NAMES) return;
    yield one;
  }
}

function* allAlternatives(network: Network, of: Quantity, letters: readonly Letter[]): Generator<Quantity> {
  const indices = indicesOf(of);
  if (indices.some((index) => typeof index !== 'number')) {
    yield* otherLetters(of, letters);
    return;
  }
  yield* otherIndices(network, of);
  for (const layer of network.layers.keys()) {
    if (!('layer' in of) && of.kind !== 'input') return;
    if (layer === layerOf(of)) continue;
    const other = of.kind === 'input' ? output(layer, 0) : { ...of, layer };
    yield* everyIndex(network, other);
  }
  if (of.kind === 'activation') yield* everyIndex(network, { kind: 'input', i: 0 });
}

/** Those that differ in one index, then those that differ in both. */
function* otherIndices(network: Network, of: Quantity): Generator<Quantity> {
  const [own, ends] = [indicesOf(of), extents(network, of)];
  for (const place of own.keys()) {
    for (let index = 0; index < Math.min(ends[place]!, MAX_NAMES); index++) {
      if (index !== own[place]) yield withIndices(of, own.toSpliced(place, 1, index));
    }
  }
  if (own.length < 2 || ends[0]! * ends[1]! > MAX_NAMES) return;
  for (const one of everyIndex(network, of)) {
    if (indicesOf(one).every((index, place) => index !== own[place])) yield one;
  }
}

/** Every quantity of one kind and layer, as far as there are few. */
export function* everyIndex(network: Network, of: Quantity): Generator<Quantity> {
  const ends = extents(network, of).map((end) => Math.min(end, MAX_NAMES));
  let all: number[][] = [[]];
  for (const end of ends) {
    all = all.flatMap((known) => Array.from({ length: end }, (_, index) => [...known, index]));
    if (all.length > MAX_NAMES) all.length = MAX_NAMES;
  }
  for (const indices of all) yield withIndices(of, indices);
}

function* otherLetters(of: Quantity, letters: readonly Letter[]): Generator<Quantity> {
  const own = indicesOf(of);
  const known = letters as readonly Index[];
  const one = own.flatMap((index, place) =>
    known.filter((letter) => letter !== index).map((letter) => own.toSpliced(place, 1, letter)),
  );
  const both =
    own.length < 2 ? [] : known.flatMap((first) => known.map((second): readonly Index[] => [first, second]));
  for (const indices of [...one, ...both]) yield withIndices(of, indices);
}

/** Units of a network that a slope may belong to: by number, or by the letters in scope. */
export function* unitsAt(search: Search, place: Place): Generator<{ layer: number; j: Index }> {
  const { network } = search;
  const letters = lettersAt(search, place) as readonly Index[];
  for (const layer of network.layers.keys()) {
    if (network.layers[layer]!.activation.type === 'softmax') continue;
    if (network.layers[layer]!.activation.type === 'linear') continue;
    for (const j of letters) yield { layer, j };
    for (let j = 0; j < Math.min(unitCount(network, layer), MAX_NAMES); j++) yield { layer, j };
  }
}

/** φ′ of a unit, as textbooks write it where they do, else as ∂h/∂a; with its unevaluated form. */
export function slopeOf(network: Network, layer: number, j: Index): Written {
  const written = asWritten(activationDerivativeOf(network, layer, j));
  return written ?? partialSlope(layer, j);
}

export function partialSlope(layer: number, j: Index): Written {
  return partialOf(output(layer, j), { kind: 'preActivation', layer, j });
}

/** Quantities that a product may lack, the likely ones first. */
export function* factorsAt(search: Search, place: Place): Generator<Quantity> {
  const { network } = search;
  const letters = lettersAt(search, place) as readonly Index[];
  const last = lastLayer(network);
  yield { kind: 'learningRate' };
  let count = 0;
  for (const kind of ['activation', 'weight', 'delta', 'preActivation', 'bias'] as const) {
    for (const layer of kind === 'activation' ? [-1, ...network.layers.keys()] : network.layers.keys()) {
      const pattern: Quantity =
        kind === 'activation'
          ? output(layer, 0)
          : kind === 'weight'
            ? { kind, layer, i: 0, j: 0 }
            : { kind, layer, j: 0 };
      if (letters.length > 0) {
        for (const one of otherLetters(pattern, letters as readonly Letter[])) {
          if (indicesOf(one).every((index) => typeof index !== 'number')) yield one;
        }
      }
      for (const one of everyIndex(network, pattern)) {
        if (++count > MAX_FACTORS) return;
        yield one;
      }
    }
  }
  for (let k = 0; k < Math.min(unitCount(network, last), MAX_NAMES); k++) yield { kind: 'target', k };
}
