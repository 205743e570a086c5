/** Repairs of products: the sign, a number as a factor, the slope of an activation, a factor missing or too many. */

import { isSameQuantity, quantity, type Expression, type Quantity } from '../math/expression';
import { activationDerivativeOf, lastLayer } from '../math/formulas';
import { factorsAt, lettersAt, partialSlope, slopeOf, unitsAt } from './candidates';
import { hasOwnOperands, withFactor, withoutOperands } from './edits';
import { repairAt, shown, type Finder, type Repair } from './repair';
import { childPlaces, factorsOf, fits, isTerm, type Place, type Search } from './search';
import { applied, isApplied, named, partialOf, quantitiesOf } from './trees';
import type { Written } from './written';

/** φ′ of a unit left out of a product. */
export const findSlope: Finder = function* (search) {
  const slopes = new Map<string, Written>();
  for (const place of search.places) {
    if (!isTerm(place)) continue;
    for (const { layer, j } of unitsAt(search, place)) {
      yield;
      const key = `${layer} ${j}`;
      const plain = slopes.get(key) ?? slopeOf(search.network, layer, j);
      slopes.set(key, plain);
      if (!fits(search, place, applied('multiply', place.node, plain))) continue;
      const isOfPartials = factorsOf(search, place).some(({ node }) => node.kind === 'partial');
      const slope = isOfPartials && search.writer.hasPartials ? partialSlope(layer, j) : plain;
      const { words } = search;
      const text = words.formula(activationDerivativeOf(search.network, layer, j));
      const about = { kind: 'activation', layer, j } as const;
      return inserted(search, place, slope, words.missingSlope(text), about);
    }
  }
  return null;
};

function inserted(
  search: Search,
  place: Place,
  factor: Written,
  mistake: Repair['mistake'],
  about: Quantity,
): Repair {
  const replacement = applied('multiply', place.node, factor);
  return repairAt(search, mistake, place, replacement, () =>
    withFactor(search, place, factor, placeOf(search, place, about)),
  );
}

/**
 * After which factor a new one belongs: after the last that tells of its unit (the error of an output, before the
 * way back begins), else before the last, which is what the weight is multiplied by.
 */
function placeOf(search: Search, place: Place, about: Quantity): number {
  const factors = childPlaces(search, place);
  const isOfUnit = (of: Quantity): boolean => {
    if (isSameQuantity(of, about)) return true;
    if (about.kind !== 'activation') return false;
    if (of.kind === 'target') return about.layer === lastLayer(search.network) && of.k === about.j;
    return of.kind === 'weight' && of.layer === about.layer + 1 && of.i === about.j;
  };
  const own = factors.findLastIndex(({ node }) => {
    for (const of of quantitiesOf(node)) if (isOfUnit(of)) return true;
    return false;
  });
  return own >= 0 ? own : Math.max(0, factors.length - 2);
}

/** A weight, an activation, η or 1 − y left out; between derivatives the link that the chain lacks. */
export const findMissingFactor: Finder = function* (search) {
  const candidates = new Map<string, readonly Quantity[]>();
  for (const place of search.places) {
    if (!isTerm(place)) continue;
    const key = lettersAt(search, place).join();
    const factors = candidates.get(key) ?? [...factorsAt(search, place)];
    candidates.set(key, factors);
    const repair = (yield* missingLink(search, place)) ?? (yield* missingQuantity(search, place, factors));
    if (repair) return repair;
  }
  return null;
};

function* missingQuantity(search: Search, place: Place, factors: readonly Quantity[]): ReturnType<Finder> {
  const { words } = search;
  for (const of of factors) {
    yield;
    const factor = named(of);
    if (fits(search, place, applied('multiply', place.node, factor))) {
      return inserted(search, place, factor, words.missingFactor(words.name(of)), of);
    }
    if (of.kind !== 'activation') continue;
    const complement = applied('oneMinus', factor);
    if (fits(search, place, applied('multiply', place.node, complement))) {
      const text = words.formula({
        kind: 'apply',
        operation: 'oneMinus',
        operands: [quantity(of)],
      } satisfies Expression);
      return inserted(search, place, complement, words.missingFactor(text), of);
    }
  }
  return null;
}

/** ∂A/∂B · ∂C/∂D with B ≠ C lacks ∂B/∂C; the ends are those of the left side. */
function* missingLink(search: Search, place: Place): ReturnType<Finder> {
  if (!search.writer.hasPartials) return null;
  const links = factorsOf(search, place).flatMap(({ node }) => (node.kind === 'partial' ? [node] : []));
  if (links.length === 0) return null;
  const { left } = search.trial.formula;
  const tops = [...links.map(({ of }) => of), ...(left.kind === 'partial' ? [left.by] : [])];
  const bottoms = [...(left.kind === 'partial' ? [left.of] : []), ...links.map(({ by }) => by)];
  const { words } = search;
  for (const of of bottoms) {
    for (const by of tops) {
      yield;
      if (isSameQuantity(of, by) || of.kind === 'weight' || by.kind === 'loss') continue;
      const link = partialOf(of, by);
      if (!fits(search, place, applied('multiply', place.node, link))) continue;
      return inserted(search, place, link, words.missingFactor(words.derivative(of, by)), of);
    }
  }
  return null;
}

/** A factor too many, two of them, or a power where its base belongs. */
export const findExtraFactor: Finder = function* (search) {
  const { words } = search;
  for (const place of search.places) {
    yield;
    const { node } = place;
    if (isApplied(node, 'power', 'divide')) {
      const [inner, other] = childPlaces(search, place);
      if (!fits(search, place, inner!.node)) continue;
      const extra = isApplied(node, 'divide')
        ? `1/${shown(search, other!.node)}`
        : shown(search, inner!.node);
      return repairAt(search, words.extraFactor(extra), place, inner!.node, () => {
        const text = search.writer.reuse(inner!.node, true);
        return text === null ? null : { span: node.span, text };
      });
    }
    if (!isApplied(node, 'multiply')) continue;
    const repair = extraOperands(search, place, 1) ?? extraOperands(search, place, 2);
    if (repair) return repair;
  }
  return null;
};

function extraOperands(search: Search, place: Place, count: number): Repair | null {
  const { node } = place;
  if (!isApplied(node, 'multiply') || node.operands.length <= count || node.operands.length > MAX_OPERANDS) {
    return null;
  }
  for (let n = 0; n + count <= node.operands.length; n++) {
    const rest = node.operands.toSpliced(n, count);
    const other = rest.length === 1 ? rest[0]! : { ...node, operands: rest };
    if (!fits(search, place, other)) continue;
    const { words } = search;
    const extra = node.operands.slice(n, n + count);
    const mistake = words.extraFactor(shown(search, count === 1 ? extra[0]! : { ...node, operands: extra }));
    if (!hasOwnOperands(search, place)) return repairAt(search, mistake, place, other, () => null);
    return { mistake, ...withoutOperands(search, place, n, n + count) };
  }
  return null;
}

/** Products of more factors are not searched for one too many. */
const MAX_OPERANDS = 64;
