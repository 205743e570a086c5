/** The symbols of one kind in one layer as a thing that a key can be compared with. */

import type { SymbolFamily } from '../network/families';
import { fillTemplate } from '../network/template';
import type { Index, Quantity } from '../math/expression';

/** An index as it is written: a number from 1, or a letter. */
type WrittenIndex = string;

/** Which quantity a family has at two indices, each a number from 0 or a letter; null outside of its range. */
export type Make = (i: Index, j: Index) => Quantity | null;

/** Keys of one shape, as a regular expression with the groups i and j. */
export interface NamePattern {
  readonly pattern: RegExp;
  /** The layer's number as the symbol itself carries it, or null. */
  readonly layer: number | null;
  readonly make: Make;
}

/** Stand for the indices in a template; from the private use area, so in no symbol. */
export const I_MARK = '\uE000';
export const J_MARK = '\uE001';

/** `o` is no index, for it is a zero to the eye; `s` is the sample's. */
const LETTER = '[i-np-r]';

/** The layer of a quantity; −1 for what belongs to none. */
export function layerOf(of: Quantity): number {
  return 'layer' in of ? of.layer : -1;
}

function inRange(index: Index, count: number): boolean {
  return typeof index !== 'number' || (index >= 0 && index < count);
}

/** How a family makes a quantity; `delta` makes ∂L/∂a of the unit instead. */
export function familyMake(family: SymbolFamily, asDelta = false): Make {
  const { kind, layer, rows, columns } = family;
  return (i, j) => {
    if (!inRange(i, rows) || !inRange(j, columns)) return null;
    if (asDelta) return { kind: 'delta', layer, j };
    switch (kind) {
      case 'weight':
        return { kind, layer, i, j };
      case 'bias':
      case 'preActivation':
      case 'activation':
        return { kind, layer, j };
      case 'input':
        return { kind, i: j };
      case 'target':
      case 'lossTerm':
        return { kind, k: j };
      case 'loss':
        return { kind };
    }
  };
}

/** A key with marks for its indices as regular expressions: indices side by side are one digit each, or have commas. */
function patternSources(key: string): readonly string[] {
  const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const withIndices = (source: string, digits: string): string => {
    const seen = new Set<string>();
    return source.replace(/[\uE000\uE001]/g, (mark) => {
      const group = mark === I_MARK ? 'i' : 'j';
      if (seen.has(group)) return `\\k<${group}>`;
      seen.add(group);
      return `(?<${group}>${digits}|${LETTER})`;
    });
  };
  const many = '[1-9]\\d{0,6}';
  if (!/[\uE000\uE001]{2}/.test(key)) return [withIndices(escaped, many)];
  const apart = escaped.replace(/(?<=[\uE000\uE001])(?=[\uE000\uE001])/g, ',');
  return [withIndices(escaped, '[1-9]'), withIndices(apart, many)];
}

/** The patterns of keys that may have marks: with the layer apart, and with the layer's number inside. */
export function patternsOf(
  key: string,
  plainKey: string,
  layer: number | null,
  make: Make,
): { readonly exact: readonly NamePattern[]; readonly plain: readonly NamePattern[] } {
  const from = (text: string, at: number | null): NamePattern[] =>
    patternSources(text).map((source) => ({ pattern: new RegExp(`^${source}$`, 'u'), layer: at, make }));
  return { exact: from(key, layer), plain: plainKey === key ? [] : from(plainKey, null) };
}

/** A template's symbol with marks in the places of its indices; null for a family of explicit names. */
export function markedSymbol(family: SymbolFamily): string | null {
  if (family.naming?.kind !== 'template') return null;
  const values = family.kind === 'weight' ? { i: I_MARK, j: J_MARK } : { i: J_MARK, j: J_MARK, k: J_MARK };
  return fillTemplate(family.naming.template, values);
}

/** What a name was found to mean: the makers of the quantities, with the indices as they are written. */
export interface Meaning {
  readonly make: Make;
  readonly i: WrittenIndex | undefined;
  readonly j: WrittenIndex | undefined;
}

function meant(make: Make, i: Index | null, j: Index | null): Quantity | null {
  return i === null || j === null ? null : make(i, j);
}

/** A written index: a number counted from 0, or what `letter` makes of a letter; 0 where there is none. */
export function quantityOf(
  { make, i, j }: Meaning,
  letter: (written: string) => Index | null,
): Quantity | null {
  const read = (index: WrittenIndex | undefined): Index | null => {
    if (index === undefined) return 0;
    return /^\d/.test(index) ? Number(index) - 1 : letter(index);
  };
  return meant(make, read(i), read(j));
}

/** What a key means by a pattern, if it fits and the indices exist. */
export function matchPattern(one: NamePattern, key: string): Meaning | null {
  const match = one.pattern.exec(key);
  if (!match) return null;
  const meaning = { make: one.make, i: match.groups?.['i'], j: match.groups?.['j'] };
  return quantityOf(meaning, () => 'i') ? meaning : null;
}
