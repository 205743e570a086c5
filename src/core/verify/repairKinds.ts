/** Repairs that put a name of another kind in the place of a name. */

import type { Quantity } from '../math/expression';
import { lastLayer } from '../math/formulas';
import { nameEdit, partialEdit, repairAt, type Finder } from './repair';
import { fits, type Search } from './search';
import type { Written } from './written';

/** A name of another kind: h_1 where a_h1 belongs, E_1 where E_total does. */
export const findKind: Finder = function* (search) {
  for (const place of search.places) {
    yield;
    const { node } = place;
    const { words } = search;
    if (node.kind === 'quantity') {
      for (const quantity of twins(search, node.quantity)) {
        const other: Written = { ...node, quantity };
        if (!fits(search, place, other)) continue;
        const mistake = words.instead('other', words.name(node.quantity), words.name(quantity), '');
        return repairAt(search, mistake, place, other, () => nameEdit(search, node, quantity));
      }
    }
    if (node.kind !== 'partial') continue;
    for (const [of, by] of [
      ...[...twins(search, node.of)].map((twin) => [twin, node.by] as const),
      ...[...twins(search, node.by)].map((twin) => [node.of, twin] as const),
    ]) {
      const other: Written = { ...node, of, by };
      if (!fits(search, place, other)) continue;
      const mistake = words.instead(
        'other',
        words.derivative(node.of, node.by),
        words.derivative(of, by),
        '',
      );
      return repairAt(search, mistake, place, other, () => partialEdit(search, node, of, by));
    }
  }
  return null;
};

/** What is easily taken for a quantity: the same unit before and after its function, its δ; the loss and its terms. */
function* twins({ network }: Search, of: Quantity): Generator<Quantity> {
  switch (of.kind) {
    case 'activation':
    case 'preActivation':
    case 'delta':
    case 'bias':
      for (const kind of ['activation', 'preActivation', 'delta', 'bias'] as const) {
        if (kind !== of.kind) yield { kind, layer: of.layer, j: of.j };
      }
      if (of.kind === 'activation' && of.layer === lastLayer(network)) yield { kind: 'target', k: of.j };
      return;
    case 'target':
      yield { kind: 'activation', layer: lastLayer(network), j: of.k };
      return;
    case 'lossTerm':
      yield { kind: 'loss' };
      return;
    default:
      return;
  }
}
