/**
 * Where in a wrong side a change would make it right. For every place of the tree that is reached through sums,
 * products and the like, the value that would have to stand there follows from the left side and from all that
 * stands around it; so a candidate for that place is tried without evaluating the rest.
 */

import type { Network } from '../network/network';
import type { Symbols } from '../network/symbols';
import type { Words } from './mistakes';
import type { Spelling } from './spelling';
import { agreementOf, type Trial } from './trial';
import { measure, type Measure, type Scene } from './measure';
import type { Letter, Written } from './written';
import type { Writer } from './writer';
import { childrenOf, isApplied, withChildren, type WrittenApply } from './trees';

/** One place of the tree; a node that is shared has as many places as it is used. */
export interface Place {
  readonly node: Written;
  readonly parent: Place | null;
  /** Which child of the parent it is. */
  readonly position: number;
  /**
   * The nearest place, itself or above, whose wanted value follows from the left side: a place inside a power, a
   * function or a Σ has none of its own.
   */
  readonly anchor: Place;
  /** What must stand at an anchor in each scene: a value, and what rounding may make of it. */
  readonly wanted: readonly Wanted[];
  /** The letters that sums above bind here. */
  readonly bound: readonly Letter[];
}

interface Wanted {
  readonly value: number;
  /** Infinity: whatever stands there, it does not count; negative: nothing fits. */
  readonly tolerance: number;
}

export interface Search {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly spelling: Spelling;
  readonly writer: Writer;
  readonly words: Words;
  readonly trial: Trial;
  readonly side: Written;
  /** Every place of the side, parents before children, left to right. */
  readonly places: readonly Place[];
  readonly children: ReadonlyMap<Place, readonly Place[]>;
}

/** Sides of more places than this are judged, but no single mistake is looked for. */
const MAX_PLACES = 4_000;

/** What making a candidate costs, in steps of evaluation. */
const CANDIDATE_STEPS = 4;

/** Relative: how far what follows by subtraction and division may be off. */
const SLACK = 1e-8;

/** All places of a side; null where there are too many. */
export function placesOf(trial: Trial, side: Written): readonly Place[] | null {
  const places: Place[] = [];
  const root = { node: side, parent: null, position: 0, bound: [], wanted: wantedAtRoot(trial) };
  const open: Place[] = [anchored(root)];
  for (let place = open.pop(); place; place = open.pop()) {
    places.push(place);
    if (places.length + open.length > MAX_PLACES || trial.budget.left < 0) return null;
    const children = childrenOf(place.node);
    for (let n = children.length - 1; n >= 0; n--) open.push(childPlace(trial, place, children[n]!, n));
  }
  return places;
}

function anchored(place: Omit<Place, 'anchor'>): Place {
  const made = { ...place, anchor: null as unknown as Place };
  made.anchor = made;
  return made;
}

function wantedAtRoot({ references }: Trial): readonly Wanted[] {
  return references.map(({ value, size }) => ({ value, tolerance: SLACK * size }));
}

function childPlace(trial: Trial, parent: Place, node: Written, position: number): Place {
  const own = { node, parent, position };
  const bound = parent.node.kind === 'sum' ? [...parent.bound, parent.node.index] : parent.bound;
  const wanted = parent.anchor === parent ? wantedBelow(trial, parent, position) : null;
  return wanted ? anchored({ ...own, bound, wanted }) : { ...own, bound, wanted: [], anchor: parent.anchor };
}

/** What must stand at a child, by undoing what its parent does; null where that cannot be undone. */
function wantedBelow(trial: Trial, { node, wanted }: Place, position: number): readonly Wanted[] | null {
  if (!isApplied(node, 'add', 'subtract', 'negate', 'multiply', 'divide', 'oneMinus')) return null;
  return trial.scenes.map((scene, n) => {
    const whole = wanted[n]!;
    if (!Number.isFinite(whole.tolerance) || whole.tolerance < 0) return whole;
    return undo(node, whole, position, scene);
  });
}

function undo(node: WrittenApply, whole: Wanted, position: number, scene: Scene): Wanted {
  const { value, tolerance } = whole;
  const { operands } = node;
  const at = (place: number): number => measure(operands[place]!, scene).value;
  const rounded = (wanted: number, scale: number): Wanted => ({
    value: wanted,
    tolerance: tolerance + SLACK * scale,
  });
  switch (node.operation) {
    case 'add': {
      const all = measure(node, scene);
      return rounded(value - (all.value - at(position)), all.size);
    }
    case 'subtract': {
      const other = at(1 - position);
      return rounded(position === 0 ? value + other : other - value, Math.abs(other));
    }
    case 'negate':
      return rounded(-value, 0);
    case 'oneMinus':
      return rounded(1 - value, 1);
    case 'multiply': {
      const own = at(position);
      // Only a factor of 0 makes it necessary to multiply the others again.
      const others =
        own === 0
          ? operands.reduce((product, _, place) => (place === position ? product : product * at(place)), 1)
          : measure(node, scene).value / own;
      return divided(whole, others);
    }
    default: {
      if (position === 0) return { value: value * at(1), tolerance: tolerance * Math.abs(at(1)) };
      const wanted = at(0) / value;
      return { value: wanted, tolerance: Math.abs(wanted) * (tolerance / Math.abs(value) + SLACK) };
    }
  }
}

function divided({ value, tolerance }: Wanted, by: number): Wanted {
  if (by !== 0)
    return { value: value / by, tolerance: tolerance / Math.abs(by) + SLACK * Math.abs(value / by) };
  // Times 0 everything gives 0: it is right whatever stands here, or wrong whatever stands here.
  return { value: 0, tolerance: Math.abs(value) <= tolerance ? Infinity : -1 };
}

/** Whether the side is right with `replacement` at a place. */
export function fits({ trial }: Search, place: Place, replacement: Written): boolean {
  const { anchor } = place;
  trial.budget.left -= CANDIDATE_STEPS;
  const local = replacedBelow(anchor, place, replacement);
  let hasCounted = false;
  for (const [n, scene] of trial.scenes.entries()) {
    const { value, tolerance } = anchor.wanted[n]!;
    if (tolerance < 0) return false;
    if (tolerance === Infinity) continue;
    hasCounted = true;
    if (!isNear(measure(local, scene), value, tolerance)) return false;
    if (trial.budget.left < 0) return false;
  }
  // Where nothing is wanted anywhere, as behind units that never act, nothing can be told.
  return hasCounted && agreementOf(trial, replacedBelow(null, place, replacement)) === 'right';
}

function isNear({ value, size }: Measure, wanted: number, tolerance: number): boolean {
  return Math.abs(value - wanted) <= tolerance + SLACK * Math.min(size, 1e4 * Math.abs(value));
}

/** The tree from `top` (null: the whole side) with another node at a place below it. */
function replacedBelow(top: Place | null, place: Place, replacement: Written): Written {
  let node = replacement;
  for (let at: Place = place; at !== top && at.parent; at = at.parent) {
    const { position } = at;
    node = withChildren(
      at.parent.node,
      childrenOf(at.parent.node).map((child, n) => (n === position ? node : child)),
    );
  }
  return node;
}

/** The factors of a term, through products in products, signs, numerators and sums; with their places. */
export function factorsOf(search: Search, place: Place): readonly Place[] {
  const inner = childPlaces(search, place);
  if (isApplied(place.node, 'multiply')) return inner.flatMap((child) => factorsOf(search, child));
  if (isApplied(place.node, 'negate') || place.node.kind === 'sum' || place.node.kind === 'sampleSum') {
    return factorsOf(search, inner[0]!);
  }
  if (isApplied(place.node, 'divide')) return [...factorsOf(search, inner[0]!), inner[1]!];
  return [place];
}

/** The places of a place's children, in their order. */
export function childPlaces({ children }: Pick<Search, 'children'>, place: Place): readonly Place[] {
  return children.get(place) ?? [];
}

/** For each place with children their places. */
export function childrenByPlace(places: readonly Place[]): ReadonlyMap<Place, readonly Place[]> {
  const known = new Map<Place, Place[]>();
  for (const place of places) {
    if (!place.parent) continue;
    const list = known.get(place.parent) ?? [];
    list[place.position] = place;
    known.set(place.parent, list);
  }
  return known;
}

/**
 * True for a place that is a term: a side, a term of a sum, the body of a Σ. Factors of a product are not: what a
 * product wants, each of its factors wants.
 */
export function isTerm({ parent }: Place): boolean {
  if (!parent) return true;
  return (
    isApplied(parent.node, 'add', 'subtract') ||
    parent.node.kind === 'sum' ||
    parent.node.kind === 'sampleSum'
  );
}
