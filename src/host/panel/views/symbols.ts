import { createNames } from '../../../core/math/names';
import type { Subject } from '../../../core/network/subject';
import type { SymbolView } from '../../../protocol/views/diagram';
import type { GoodNetwork } from '../../documents';
import { foldAbove, shownCount } from '../networkView';

/** Every quantity that the diagram shows, as formulas write it. Where two are written alike, the first is meant. */
export function symbolsOf({ network, symbols }: GoodNetwork): readonly SymbolView[] {
  const names = createNames(network, symbols);
  const found = new Map<string, SymbolView>();
  const add = (subject: Subject): void => {
    const latex = names.latex(subject);
    if (!found.has(latex)) found.set(latex, { subject, latex, text: names.unicode(subject) });
  };
  for (let i = 0; i < shownCount(network.inputs.units); i++) add({ kind: 'input', i });
  network.layers.forEach(({ units, hasBiases }, layer) => {
    const before = layer === 0 ? network.inputs.units : network.layers[layer - 1]!.units;
    for (let j = 0; j < shownCount(units); j++) {
      for (const kind of ['activation', 'preActivation', 'delta'] as const) add({ kind, layer, j });
      if (hasBiases) add({ kind: 'bias', layer, j });
      if (before > foldAbove || units > foldAbove) continue;
      for (let i = 0; i < before; i++) add({ kind: 'weight', layer, i, j });
    }
  });
  const outputs = network.layers.at(-1)?.units ?? 0;
  for (let k = 0; k < shownCount(outputs); k++) {
    add({ kind: 'target', k });
    add({ kind: 'lossTerm', k });
  }
  return [...found.values()];
}
