/** Repairs that change names for others of their kind: another unit, another weight, another output. */

import type { Quantity } from '../math/expression';
import { lastLayer } from '../math/formulas';
import { alternatives, lettersAt } from './candidates';
import { nameEdit, partialEdit, repairAt, shown, type Finder, type Repair } from './repair';
import { wholeSpan } from './edits';
import { childPlaces, fits, type Place, type Search } from './search';
import { applied, childrenOf, isApplied, quantitiesOf, renamed } from './trees';
import { relabelled, unitsNamed, type Unit } from './relabel';
import type { MistakeCode, Written } from './written';
import { say } from '../words/say';

/** One name in place of another of its kind. */
export const findName: Finder = function* (search) {
  for (const place of search.places) {
    const repair = (yield* otherName(search, place)) ?? (yield* otherPartial(search, place));
    if (repair) return repair;
  }
  return null;
};

function* otherName(search: Search, place: Place): ReturnType<Finder> {
  const { node } = place;
  if (node.kind !== 'quantity' || node.quantity.kind === 'loss' || node.quantity.kind === 'learningRate')
    return null;
  for (const quantity of alternatives(search.network, node.quantity, lettersAt(search, place))) {
    yield;
    const other: Written = { ...node, quantity };
    if (!fits(search, place, other)) continue;
    const { words } = search;
    const isError = isInError(search, place);
    const mistake = words.instead(
      isError ? 'wrongOutput' : 'wrongIndex',
      words.name(node.quantity),
      words.name(quantity),
      isError ? say('each output is compared with its own target') : '',
    );
    return repairAt(search, mistake, place, other, () => nameEdit(search, node, quantity));
  }
  return null;
}

/** Whether a name is the output or the target of an error term: what the other part of the difference is. */
function isInError(search: Search, place: Place): boolean {
  const { node } = place;
  if (node.kind !== 'quantity') return false;
  const wanted = errorPart(search, node.quantity);
  if (!wanted) return false;
  let at = place;
  while (at.parent && isApplied(at.parent.node, 'negate')) at = at.parent;
  const { parent } = at;
  if (!parent || !isApplied(parent.node, 'subtract', 'add')) return false;
  return parent.node.operands.some((operand, n) => {
    if (n === at.position) return false;
    for (const of of quantitiesOf(operand)) if (errorPart(search, of) === otherPart[wanted]) return true;
    return false;
  });
}

const otherPart = { output: 'target', target: 'output' } as const;

function errorPart({ network }: Search, of: Quantity): 'output' | 'target' | null {
  if (of.kind === 'target') return 'target';
  return of.kind === 'activation' && of.layer === lastLayer(network) ? 'output' : null;
}

/** ∂E_1/∂a_h2 for ∂E_2/∂a_h1: one name of a derivative, then both. */
function* otherPartial(search: Search, place: Place): ReturnType<Finder> {
  const { node } = place;
  if (node.kind !== 'partial') return null;
  const letters = lettersAt(search, place);
  const tops = [...alternatives(search.network, node.of, letters)];
  const bottoms = [...alternatives(search.network, node.by, letters)];
  const pairs: (readonly [Quantity, Quantity])[] = [
    ...bottoms.map((by) => [node.of, by] as const),
    ...tops.map((of) => [of, node.by] as const),
  ];
  if (tops.length * bottoms.length <= MAX_PAIRS) {
    for (const of of tops) for (const by of bottoms) pairs.push([of, by]);
  }
  for (const [of, by] of pairs) {
    yield;
    const other: Written = { ...node, of, by };
    if (!fits(search, place, other)) continue;
    const { words } = search;
    const mistake = words.instead(
      'wrongIndex',
      words.derivative(node.of, node.by),
      words.derivative(of, by),
      '',
    );
    return repairAt(search, mistake, place, other, () => partialEdit(search, node, of, by));
  }
  return null;
}

/** Pairs of names that are tried in one derivative, at most. */
const MAX_PAIRS = 400;

/** One unit for another in a difference, or in two factors that stand side by side: (a_o2 − t_2), a_h2 (1 − a_h2). */
export const findUnit: Finder = function* (search) {
  // From the end, so that a part comes before what it is part of.
  for (const place of search.places.toReversed()) {
    const repair = (yield* otherUnitOfFactors(search, place)) ?? (yield* otherUnit(search, place));
    if (repair) return repair;
  }
  return null;
};

/** Differences of more parts are looked at part by part. */
const MAX_NAMES_OF_UNIT = 6;

function* otherUnit(search: Search, place: Place): ReturnType<Finder> {
  const { node } = place;
  if (!isApplied(node, 'subtract', 'multiply', 'add')) return null;
  const names = [...quantitiesOf(node)];
  if (names.length < 2 || names.length > MAX_NAMES_OF_UNIT) return null;
  for (const { unit, to } of relabellings(search, node)) {
    yield;
    const other = renamed(node, (of) => relabelled(search.network, of, unit, to));
    if (other === node || !fits(search, place, other)) continue;
    const isError = !isApplied(node, 'multiply') && names.some((of) => of.kind === 'target');
    return unitRepair(search, place, other, isError ? 'wrongOutput' : 'wrongIndex');
  }
  return null;
}

function unitRepair(search: Search, place: Place, other: Written, code: MistakeCode): Repair {
  const { words } = search;
  const right = search.writer.respelled(place.node, other);
  const why = code === 'wrongOutput' ? say('it belongs to another output') : '';
  const mistake = words.instead(code, shown(search, place.node), shown(search, other), why);
  return repairAt(search, mistake, place, other, () =>
    right === null ? null : { span: place.node.span, text: right },
  );
}

function* otherUnitOfFactors(search: Search, place: Place): ReturnType<Finder> {
  const { node } = place;
  if (!isApplied(node, 'multiply') || node.operands.length > MAX_FACTORS_OF_UNIT) return null;
  for (let n = 0; n + 1 < node.operands.length; n++) {
    const pair = node.operands.slice(n, n + 2);
    for (const { unit, to } of relabellings(search, applied('multiply', ...pair))) {
      yield;
      const others = pair.map((one) => renamed(one, (of) => relabelled(search.network, of, unit, to)));
      if (others.some((one, m) => one === pair[m])) continue;
      const operands = [...node.operands.slice(0, n), ...others, ...node.operands.slice(n + 2)];
      const other: Written = { ...node, operands };
      if (fits(search, place, other)) return factorsRepair(search, place, other, n);
    }
  }
  return null;
}

const MAX_FACTORS_OF_UNIT = 24;

/** The two factors as one stretch of text. */
function factorsRepair(search: Search, place: Place, other: Written, n: number): Repair {
  const { words } = search;
  const [first, second] = childPlaces(search, place).slice(n, n + 2);
  const [from, to] = [wholeSpan(search, first!).start, wholeSpan(search, second!).end];
  const right = search.writer.respelled(place.node, other);
  // All changes lie in the two factors, so what stands before and after them keeps its length.
  const { start, end } = place.node.span;
  const suggestion = right?.slice(from - start, right.length - (end - to)) ?? null;
  const pair = (of: Written): string => shown(search, applied('multiply', ...childrenOf(of).slice(n, n + 2)));
  const mistake = words.instead('wrongIndex', pair(place.node), pair(other), '');
  return repairAt(search, mistake, place, other, () =>
    suggestion === null ? null : { span: { start: from, end: to }, text: suggestion },
  );
}

function* relabellings(
  { network }: Search,
  node: Written,
): Generator<{ readonly unit: Unit; readonly to: number }> {
  for (const unit of unitsNamed(network, node)) {
    for (let to = 0; to < Math.min(unit.count, MAX_UNITS); to++) if (to !== unit.index) yield { unit, to };
  }
}

/** Units of a layer that are tried in place of one another. */
const MAX_UNITS = 32;
