/** Repairs of weights that have been updated too early: the value before the update belongs in their place. */

import type { Quantity } from '../math/expression';
import { type Finder, type Repair } from './repair';
import { fits, type Place, type Search } from './search';
import { childrenOf, NOWHERE, withChildren } from './trees';
import { patched } from './writer';
import type { Written } from './written';

/** An updated weight where the old one belongs: each alone, then all at once. */
export const findUpdated: Finder = function* (search) {
  const updated = search.places.filter(({ node }) => node.kind === 'updated');
  for (const place of updated) {
    yield;
    const { node } = place;
    if (node.kind !== 'updated') continue;
    const old: Written = { kind: 'quantity', quantity: node.quantity, span: NOWHERE };
    if (fits(search, place, old)) {
      return {
        mistake: search.words.updatedWeights([node.quantity]),
        wrongPart: node.span,
        suggestion: isProgram(search) ? null : search.writer.name(node.quantity),
      };
    }
  }
  return updated.length > 1 ? allUpdated(search, updated) : null;
};

/** In a program one name is the old value and the new: only the order of its lines can be mended. */
function isProgram({ trial }: Search): boolean {
  return trial.formula.syntax === 'python';
}

function allUpdated(search: Search, updated: readonly Place[]): Repair | null {
  const common = commonPlace(updated);
  const old = beforeUpdate(common.node);
  if (!fits(search, common, old)) return null;
  const names = new Map<string, Quantity>();
  for (const { node } of updated) {
    if (node.kind === 'updated') names.set(JSON.stringify(node.quantity), node.quantity);
  }
  const edits = updated.map(({ node }) => ({
    span: node.span,
    text: node.kind === 'updated' ? search.writer.name(node.quantity) : '',
  }));
  return {
    mistake: search.words.updatedWeights([...names.values()]),
    wrongPart: common.node.span,
    suggestion: isProgram(search) ? null : patched(search.writer.text, common.node.span, edits),
  };
}

function beforeUpdate(node: Written): Written {
  if (node.kind === 'updated') return { ...node, kind: 'quantity' };
  return withChildren(node, childrenOf(node).map(beforeUpdate));
}

/** The innermost place that holds all of some places. */
function commonPlace(places: readonly Place[]): Place {
  const above = (place: Place): Place[] => (place.parent ? [place, ...above(place.parent)] : [place]);
  const [first, ...others] = places.map(above);
  return first!.find((place) => others.every((chain) => chain.includes(place)))!;
}
