/** Repairs of sums: a path left out, a Σ left out, a term too many. */

import { lastLayer } from '../math/formulas';
import { hasOwnOperands, withTerm, withoutOperands } from './edits';
import { extents } from './places';
import { relabelled, unitsNamed, type Unit } from './relabel';
import { repairAt, shown, type Finder, type Repair } from './repair';
import { fits, type Place, type Search } from './search';
import { applied, freeLetters, isApplied, renamed } from './trees';
import type { Letter, Written } from './written';

interface SignedTerm {
  readonly node: Written;
  readonly isNegative: boolean;
}

/** Terms of one sum that are taken as patterns, and units of a layer that they are tried for. */
const MAX_TERMS = 16;
const MAX_UNITS = 32;

/**
 * The way through another unit, made after the pattern of one that is there: with o_2 for o_1, w_7 for w_5, t_2 for
 * t_1. One unit is tried, then all that have no term yet.
 */
export const findPath: Finder = function* (search) {
  for (const place of search.places) {
    if (place.parent && isApplied(place.parent.node, 'add', 'subtract', 'negate')) continue;
    const terms = termsOf(place.node, false).slice(0, MAX_TERMS);
    for (const term of terms) {
      for (const unit of unitsNamed(search.network, term.node)) {
        const repair = yield* otherPaths(search, place, term, unit, terms);
        if (repair) return repair;
      }
    }
  }
  return null;
};

function termsOf(node: Written, isNegative: boolean): readonly SignedTerm[] {
  if (isApplied(node, 'add')) return node.operands.flatMap((term) => termsOf(term, isNegative));
  if (isApplied(node, 'subtract')) {
    return [...termsOf(node.operands[0]!, isNegative), ...termsOf(node.operands[1]!, !isNegative)];
  }
  return isApplied(node, 'negate') ? termsOf(node.operands[0]!, !isNegative) : [{ node, isNegative }];
}

function* otherPaths(
  search: Search,
  place: Place,
  term: SignedTerm,
  unit: Unit,
  terms: readonly SignedTerm[],
): ReturnType<Finder> {
  if (unit.count < 2 || unit.count > MAX_UNITS) return null;
  const taken = new Set(
    terms.flatMap(({ node }) =>
      unitsNamed(search.network, node).flatMap(({ layer, index }) => (layer === unit.layer ? [index] : [])),
    ),
  );
  const all = Array.from({ length: unit.count }, (_, index) => index);
  const open = all.filter((index) => !taken.has(index));
  const choices = [
    ...all.filter((index) => index !== unit.index).map((index) => [index]),
    ...(open.length > 1 ? [open] : []),
  ];
  for (const missing of choices) {
    yield;
    const added = missing.map((to) => renamed(term.node, (of) => relabelled(search.network, of, unit, to)));
    if (added.includes(term.node)) continue;
    const signed = term.isNegative ? added.map((one) => applied('negate', one)) : added;
    const sum = applied('add', place.node, ...signed);
    if (fits(search, place, sum)) return pathRepair(search, place, term, unit, missing, added, sum);
  }
  return null;
}

function pathRepair(
  search: Search,
  place: Place,
  term: SignedTerm,
  unit: Unit,
  missing: readonly number[],
  added: readonly Written[],
  sum: Written,
): Repair {
  const { words } = search;
  const name = (index: number): string => through(search, term.node, unit, index);
  const all = Array.from({ length: unit.count }, (_, index) => name(index));
  const { left } = search.trial.formula;
  const subject = left.kind === 'partial' ? words.name(left.by) : null;
  const reached = left.kind === 'partial' ? words.name(left.of) : '';
  const mistake = words.missingPath(missing.map(name), subject, reached, all);
  return repairAt(search, mistake, place, sum, () => {
    const texts = added.map((one) => search.writer.respelled(term.node, one) ?? search.writer.term(one));
    if (texts.includes(null)) return null;
    const sign = ` ${term.isNegative ? search.writer.minus : '+'} `;
    return withTerm(search, place, texts.join(sign), term.isNegative);
  });
}

/** What a path goes through, by the name that the term itself has for it: a loss term, a pre-activation, a unit. */
function through(search: Search, term: Written, unit: Unit, index: number): string {
  const { words } = search;
  const isLast = unit.layer === lastLayer(search.network);
  const isOfTerms = isLast && term.kind === 'partial' && term.of.kind === 'lossTerm';
  return isOfTerms ? words.name({ kind: 'lossTerm', k: index }) : words.unit(unit.layer, index);
}

/** A letter that nothing binds: Σ over it is missing. */
export const findSum: Finder = function* (search) {
  const { network, trial, writer } = search;
  for (const place of search.places) {
    yield;
    for (const [letter, [of, position]] of freeLetters(place.node)) {
      if (place.bound.includes(letter) || trial.leftLetters.includes(letter)) continue;
      const count = extents(network, of)[position] ?? 0;
      const sum: Written = { kind: 'sum', index: letter, count, body: place.node, span: place.node.span };
      if (!fits(search, place, sum)) continue;
      return repairAt(search, search.words.missingSum(letter), place, sum, () => {
        const own = writer.reuse(place.node, true);
        const sign = sumSign(search, letter);
        return own === null || sign === null ? null : { span: place.node.span, text: `${sign} ${own}` };
      });
    }
  }
  return null;
};

function sumSign({ writer }: Search, letter: Letter): string | null {
  const probe = writer.write({
    kind: 'sum',
    index: letter,
    count: 1,
    body: { kind: 'number', value: 1, span: { start: -1, end: -1 } },
    span: { start: -1, end: -1 },
  });
  return probe?.slice(0, -2) ?? null;
}

/** A term that does not belong to a sum. */
export const findExtraTerm: Finder = function* (search) {
  const { words } = search;
  for (const place of search.places) {
    const { node } = place;
    if (!isApplied(node, 'add', 'subtract') || node.operands.length > MAX_OPERANDS) continue;
    for (const [n, operand] of node.operands.entries()) {
      yield;
      const rest = node.operands.toSpliced(n, 1);
      const isSubtracted = isApplied(node, 'subtract') && n === 0;
      const [only] = rest;
      const other: Written = isSubtracted
        ? applied('negate', only!)
        : rest.length === 1
          ? only!
          : { ...node, operands: rest };
      if (!fits(search, place, other)) continue;
      const mistake = words.extraTerm(shown(search, operand));
      if (!hasOwnOperands(search, place)) return repairAt(search, mistake, place, other, () => null);
      return { mistake, ...withoutOperands(search, place, n, n + 1) };
    }
  }
  return null;
};

/** Sums of more terms are not searched for one too many. */
const MAX_OPERANDS = 64;
