/**
 * A gradient as one formula at a level of unfolding: in δ, in activations, or down to inputs and parameters. The
 * same construction writes it term by term, with Σ and index letters, or with nothing but its length counted, and
 * its work grows with what is written: never with the number of paths through the network.
 */

import type { Network } from '../network/network';
import { extentOf, type Extent } from './extent';
import {
  add,
  chain,
  letters,
  multiply,
  one,
  quantity,
  type Expression,
  type Index,
  type Letter,
  type Quantity,
} from './expression';
import {
  activationOf,
  byName,
  deltaFactors,
  errorOf,
  indexCounts,
  lastLayer,
  lossDerivative,
  output,
  preActivationFormula,
  type Writing,
} from './formulas';

/**
 * `delta`: δ and activations. `activations`: outputs, targets, weights, activations and pre-activations. `inputs`:
 * every activation by its definition, down to inputs, targets and parameters.
 */
export type Unfolding = 'delta' | 'activations' | 'inputs';

/** What a gradient can be taken by; δ stands for itself. */
export type GradientSubject = Extract<
  Quantity,
  { kind: 'weight' | 'bias' | 'preActivation' | 'activation' | 'delta' | 'input' }
>;

type Sums = Pick<Writing, 'sum' | 'isInTerms'>;

/** A writing at a level, given how it writes sums. Definitions of the same unit are made once and shared. */
function writingAt(network: Network, level: Unfolding, sums: Sums, isShared: boolean): Writing {
  const remember = <Made>(make: (layer: number, j: Index) => Made): ((layer: number, j: Index) => Made) => {
    // A letter may stand for different units in different places: only what it stands in can be shared.
    if (!isShared) return make;
    const known = new Map<string, Made>();
    return (layer, j) => {
      const key = `${String(layer)} ${String(j)}`;
      const made = known.get(key) ?? make(layer, j);
      known.set(key, made);
      return made;
    };
  };
  const writing: Writing = {
    ...byName,
    ...sums,
    ...(level === 'delta' ? {} : { delta: remember((layer, j) => deltaFactors(network, layer, j, writing)) }),
    ...(level === 'inputs'
      ? {
          preActivation: remember((layer, j) => preActivationFormula(network, layer, j, writing)),
          activation: remember((layer, j) =>
            layer < 0 ? quantity(output(layer, j)) : activationOf(network, layer, j, writing),
          ),
        }
      : {}),
  };
  return writing;
}

/** Every sum of at most `limit` terms written out. */
export function termsWriting(network: Network, level: Unfolding, limit = Infinity): Writing {
  const isInTerms = (count: number): boolean => count <= limit;
  const sum: Writing['sum'] = (index, count, term) =>
    isInTerms(count)
      ? add(...Array.from({ length: count }, (_, unit) => term(unit)))
      : { kind: 'sum', index, count, body: term(index) };
  return writingAt(network, level, { sum, isInTerms }, true);
}

/** Sums with Σ and a letter that is free where it stands. */
export interface LetterWriting extends Writing {
  /** True once more letters were needed than there are; what was written is then of no use. */
  readonly hasRunOut: () => boolean;
}

/** Every sum of more than one term with Σ; `free` are the letters that the formula is about. */
export function letterWriting(network: Network, level: Unfolding, free: readonly Letter[]): LetterWriting {
  const taken: Letter[] = [...free];
  let hasRunOut = false;
  const sum: Writing['sum'] = (preferred, count, term) => {
    if (count === 1) return term(0);
    const found = [preferred, ...letters].find((letter) => !taken.includes(letter));
    if (found === undefined || hasRunOut) {
      // What is written from here on is thrown away: it is not worth going deeper.
      hasRunOut = true;
      return one;
    }
    taken.push(found);
    const body = term(found);
    taken.pop();
    return { kind: 'sum', index: found, count, body };
  };
  const writing = writingAt(network, level, { sum, isInTerms: (count) => count === 1 }, false);
  return { ...writing, hasRunOut: () => hasRunOut };
}

/**
 * How long a gradient is when every sum of it is written out, without writing it: the units of a layer have
 * formulas of one length, so one unit of each layer is enough. The work grows with the layers.
 */
export function writtenOutExtent(network: Network, of: GradientSubject, level: Unfolding): Extent {
  const sum: Writing['sum'] = (_, count, term) => ({ kind: 'sum', index: 'k', count, body: term('k') });
  const writing = writingAt(network, level, { sum, isInTerms: () => false }, true);
  return extentOf(gradientFormula(network, of, level, writing), true);
}

/** ∂L_s/∂`of` (δ itself for δ) in a writing at `level`; not just the name of the derivative asked for. */
export function gradientFormula(
  network: Network,
  of: GradientSubject,
  level: Unfolding,
  writing: Writing,
): Expression {
  switch (of.kind) {
    case 'weight':
      return joined(level, writing.delta(of.layer, of.j), writing.activation(of.layer - 1, of.i));
    case 'bias':
    case 'preActivation':
      return joined(level, writing.delta(of.layer, of.j), one);
    case 'delta':
      return joined('activations', deltaFactors(network, of.layer, of.j, writing), one);
    case 'activation':
      return of.layer === lastLayer(network)
        ? lossDerivative(network, of.j, writing)
        : errorOf(network, of.layer, of.j, writing);
    case 'input':
      return errorOf(network, -1, of.i, writing);
  }
}

/** δ times what it is multiplied by; the dots of a chain rule between the factors of a δ written out. */
function joined(level: Unfolding, delta: readonly Expression[], rest: Expression): Expression {
  const [first, ...others] = delta;
  // Σ_k (…) u_jk · h_j (1 − h_j) · x_i: the sum reaches to the end. Below activations the other factors have sums
  // of their own, and brackets keep them apart.
  if (level === 'activations' && first?.kind === 'sum') {
    return { ...first, body: chain(first.body, ...others, rest) };
  }
  return level === 'delta' ? multiply(...delta, rest) : chain(...delta, rest);
}

/** The index letters that a quantity has. */
export function lettersOf(network: Network, of: Quantity): readonly Letter[] {
  return indexCounts(network, of).flatMap(([index]) => (typeof index === 'number' ? [] : [index]));
}
