/** What the names of one formula mean: index letters, the samples' letter, slips of the pen, what is still open. */

import type { Index, Quantity } from '../math/expression';
import type { Network } from '../network/network';
import { type Names, namesOf } from './names';
import type { NearName } from './namesNear';
import { symbolToUnicode } from '../network/spelling';
import type { SpelledName } from './namesSpelled';
import { childrenOf } from './trees';
import type { Misspelling, Span, Written } from './written';

/** Index letters that a quantity can bear. */
const INDICES: readonly Exclude<Index, number>[] = ['i', 'j', 'k', 'm'];

/** A name whose layer its formula must tell: the δ_j of some layer. */
export interface OpenName {
  readonly candidates: readonly Quantity[];
  readonly spelled: string;
}

/** The state of reading one formula. */
export class Scope {
  readonly network: Network;
  readonly names: Names;
  readonly text: string;
  readonly misspellings: Misspelling[] = [];
  /** Quantities that stand for several until the whole formula is known; by identity. */
  readonly open = new Map<Quantity, OpenName>();
  /** Letters of the sums over samples that surround the present place. */
  sampleLetters: ReadonlySet<string> = new Set();
  /** Whether u may stand for u_{ij}. */
  allowsBare = false;
  /** The free variable of σ'(x) = …, and what it stands for. */
  variable: {
    readonly letter: string;
    readonly quantity: Quantity;
    readonly output: Quantity | null;
  } | null = null;
  readonly #letters = new Map<string, Exclude<Index, number>>();

  constructor(network: Network, text: string) {
    this.network = network;
    this.text = text;
    this.names = namesOf(network);
  }

  /** The index that a letter is; another free one for letters that quantities do not bear; null if none is left. */
  readonly letter = (written: string): Exclude<Index, number> | null => {
    const known = this.#letters.get(written);
    if (known) return known;
    const own = INDICES.find((index) => index === written);
    const taken = new Set(this.#letters.values());
    const index = own && !taken.has(own) ? own : INDICES.toReversed().find((one) => !taken.has(one));
    if (!index) return null;
    this.#letters.set(written, index);
    return index;
  };

  /** The quantity of a name; null if it is none. One whose layer is open is remembered as such. */
  find(name: SpelledName): Quantity | null {
    const found = this.names.find(name, this.letter);
    const [first] = found;
    if (!first || found.length === 1) return first ?? null;
    const stand = { ...first };
    this.open.set(stand, { candidates: found, spelled: name.key });
    return stand;
  }

  /** What a name that is none may have meant. */
  near(name: SpelledName): readonly NearName[] {
    return name.layer === null ? this.names.near(name.key) : [];
  }

  addMisspelling(near: NearName, span: Span): void {
    const spelled = this.text.slice(span.start, span.end);
    const suggestion = mended(spelled, near);
    this.misspellings.push({ span, spelled, quantity: near.quantity, suggestion });
  }

  /** What reading so far has found, so that an attempt can be undone. */
  get found(): number {
    return this.misspellings.length;
  }

  forget(found: number): void {
    this.misspellings.length = found;
  }
}

/**
 * The name as it is spelled, with the slip mended and nothing else: a\_0_1 becomes a\_o_1. The characters of a key
 * stand in its spelling in the same order; where they cannot be found the network's own symbol is given.
 */
function mended(spelled: string, near: NearName): string {
  const { slip, symbol } = near;
  const places = placesOf(spelled);
  const [first, last] = [places[slip.start], places[slip.end - 1]];
  const end = places.at(-1)?.end ?? 0;
  const isInside = slip.end <= places.length;
  if (!isInside) return symbol;
  // A letter that is missing belongs after the one before it.
  const from = slip.end > slip.start ? (first?.start ?? end) : (places[slip.start - 1]?.end ?? end);
  const to = slip.end > slip.start ? (last?.end ?? end) : from;
  return `${spelled.slice(0, from)}${slip.by}${spelled.slice(to)}`;
}

/** Where the characters of a key stand in its spelling. */
function placesOf(spelled: string): readonly Span[] {
  const places: Span[] = [];
  for (const match of spelled.matchAll(/\\[A-Za-z]+|[\p{L}\d]/gu)) {
    const isCommand = match[0].startsWith('\\');
    const isLetter = !isCommand || symbolToUnicode(match[0]) !== match[0];
    if (isLetter) places.push({ start: match.index, end: match.index + match[0].length });
  }
  return places;
}

/** Every quantity of a tree, names and both ends of derivatives; parts that are shared come once. */
export function quantitiesIn(root: Written): readonly Quantity[] {
  const found: Quantity[] = [];
  const seen = new Set<Written>();
  const waiting: Written[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'quantity' || node.kind === 'updated') found.push(node.quantity);
    else if (node.kind === 'partial') found.push(node.of, node.by);
    else if (node.kind === 'derivative') found.push(node.by);
    waiting.push(...childrenOf(node));
  }
  return found;
}
