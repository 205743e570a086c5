import { symbolFamilies } from '../core/network/families';
import { nearest } from '../core/network/nearest';
import type { Network } from '../core/network/network';
import { plainSpelling, symbolToUnicode } from '../core/network/spelling';
import { createSymbols } from '../core/network/symbols';

const lowered = '₀₁₂₃₄₅₆₇₈₉₊₋₍₎';
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾';
const plain = '0123456789+-()';

/** A symbol copied from the program's own output, as a file would spell it: w⁽²⁾₃₁ → w^{(2)}_{31}. */
export function texSpelling(symbol: string): string {
  const spelled = (mark: string, script: string, from: string): string =>
    `${mark}{${Array.from(script, (character) => plain[from.indexOf(character)] ?? character).join('')}}`;
  return symbol
    .replace(new RegExp(`[${lowered}](?:[${lowered},]*[${lowered}])?`, 'g'), (script) =>
      spelled('_', script, lowered),
    )
    .replace(new RegExp(`[${raised}]+`, 'g'), (script) => spelled('^', script, raised));
}

/** Symbols of each kind in each layer that are compared: a large layer's are all alike. */
const comparedSymbols = 400;

const shownSymbols = 3;

/** The errors of units, which have no family of symbols: they are called after the pre-activations. */
function addDeltas(network: Network, bySpelling: Map<string, string>): void {
  const symbols = createSymbols(network);
  network.layers.forEach(({ units }, layer) => {
    for (let j = 0; j < Math.min(units, comparedSymbols); j++) {
      const one = symbols.delta(layer, j);
      bySpelling.set(plainSpelling(one).replaceAll('_', ''), symbolToUnicode(one));
    }
  });
}

/** The symbols of a network that a misspelled one was most likely meant to be, nearest first. */
export function nearestSymbols(network: Network, written: string): string[] {
  const bySpelling = new Map<string, string>();
  for (const family of symbolFamilies(network)) {
    const { rows, columns, kind } = family;
    if (kind === 'loss' || kind === 'lossTerm' || kind === 'target') continue;
    for (let index = 0; index < Math.min(rows * columns, comparedSymbols); index++) {
      const one = family.symbol(Math.floor(index / columns), index % columns);
      // `nearest` drops underscores from what was written, so they are no difference.
      bySpelling.set(plainSpelling(one).replaceAll('_', ''), symbolToUnicode(one));
    }
  }
  if (/^\\?(?:delta|δ)/.test(written)) addDeltas(network, bySpelling);
  const found: string[] = [];
  const wanted = plainSpelling(texSpelling(written).replace(/^δ/, '\\delta'));
  while (found.length < shownSymbols) {
    const near = nearest(wanted, [...bySpelling.keys()]);
    if (near === null) break;
    found.push(bySpelling.get(near)!);
    bySpelling.delete(near);
  }
  return found;
}
