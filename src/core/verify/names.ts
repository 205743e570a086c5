/**
 * Which quantity of a network a name means. People spell names in many manners (see namesSpelled.ts), leave out
 * layer numbers, and use the format's general names where a file gives its own; what is meant is decided in tiers,
 * the closest spelling first, and a name that could still be several is given with all of them.
 */

import { type SymbolFamily, symbolFamilies } from '../network/families';
import type { Network } from '../network/network';
import type { Index, Quantity } from '../math/expression';
import { derivativeName } from './namesDerivative';
import { type NamedQuantity, nearKeys, type NearName } from './namesNear';
import {
  familyMake,
  I_MARK,
  J_MARK,
  layerOf,
  type Make,
  markedSymbol,
  matchPattern,
  type Meaning,
  type NamePattern,
  patternsOf,
  quantityOf,
} from './namesPatterns';
import { programKey, type SpelledName, symbolKey } from './namesSpelled';
import { LEARNING_RATES } from './readConstants';
import { READ_LIMITS } from './readLimits';

/** Which index a letter is; null for a letter that cannot be told apart any more. */
type LetterReader = (written: string) => Index | null;

type NameParts = Pick<SpelledName, 'key' | 'layer'>;

/** Names for the loss that people use whatever the file says; never before the network's own names. */
const LOSS_NAMES: ReadonlySet<string> = new Set(
  'E Etot Etotal Eges L Ltot Ltotal J C cost Cost loss Loss error Error err'.split(' '),
);

/** The format's general names, for what a file names by itself. */
const GENERAL: readonly (readonly [SymbolFamily['kind'], string])[] = [
  ['weight', `w${I_MARK}${J_MARK}`],
  ['bias', `b${J_MARK}`],
  ['preActivation', `a${J_MARK}`],
  ['preActivation', `z${J_MARK}`],
  ['activation', `h${J_MARK}`],
  ['input', `x${J_MARK}`],
  ['target', `t${J_MARK}`],
  ['lossTerm', `L${J_MARK}`],
  ['lossTerm', `E${J_MARK}`],
];

export class Names {
  readonly #families: readonly SymbolFamily[];
  readonly #explicit = new Map<string, Quantity[]>();
  readonly #exact: NamePattern[] = [];
  readonly #plain: NamePattern[] = [];
  readonly #only: NamePattern[] = [];
  readonly #general: NamePattern[] = [];
  /** The same of letters that the file uses for something else. */
  readonly #layered: NamePattern[] = [];
  /** Names of the file without their numbers and index letters. */
  readonly #bases = new Set<string>();
  /** δ_j of each layer. */
  readonly #delta: NamePattern[] = [];
  readonly #found = new Map<string, readonly Meaning[]>();
  /** Names without their index: u for every u_{ij}. */
  readonly #bare = new Map<string, Quantity>();
  readonly #keys = new Map<string, readonly NamedQuantity[]>();
  readonly #near = new Map<string, readonly NearName[]>();
  readonly depth: number;

  constructor(network: Network) {
    this.#families = symbolFamilies(network);
    this.depth = network.layers.length;
    for (const family of this.#families) this.#addFamily(family);
    for (const family of this.#families) this.#addGeneral(family);
  }

  #addFamily(family: SymbolFamily): void {
    const make = familyMake(family);
    const marked = markedSymbol(family);
    if (marked !== null) {
      this.#addMarked(marked, make, family.rows * family.columns === 1);
      if (family.kind === 'weight' || family.kind === 'bias') this.#addBare(marked, make);
      if (family.kind === 'preActivation') this.#addDelta(marked, family);
      return;
    }
    for (let i = 0; i < family.rows; i++) {
      for (let j = 0; j < family.columns; j++) {
        const symbol = family.symbol(i, j);
        this.#addExplicit(symbol, make(i, j)!);
        if (family.kind === 'preActivation') this.#addDelta(symbol, family, j);
      }
    }
  }

  #addMarked(marked: string, make: Make, isOnly: boolean): void {
    const { key, plainKey, layer } = symbolKey(marked);
    const { exact, plain } = patternsOf(key, plainKey, layer, make);
    this.#bases.add(unmarked(key));
    this.#exact.push(...exact);
    this.#plain.push(...plain);
    // The only one of its kind does without its index: y for y_1.
    if (isOnly) this.#only.push(...patternsOf(unmarked(key), unmarked(key), layer, make).exact);
  }

  #addExplicit(symbol: string, quantity: Quantity): void {
    const { key, plainKey, layer } = symbolKey(symbol);
    this.#bases.add(key.replace(/[\d,]/g, ''));
    const places = new Set([`${key}^${String(layer)}`, `${plainKey}^null`]);
    for (const place of places) {
      const known = this.#explicit.get(place);
      if (known) known.push(quantity);
      else this.#explicit.set(place, [quantity]);
    }
  }

  #addBare(marked: string, make: Make): void {
    const key = unmarked(symbolKey(marked).key);
    const quantity = make('i', 'j');
    if (quantity && !this.#bare.has(key)) this.#bare.set(key, quantity);
  }

  /** δ is named after its pre-activation: δ_{o_1}; δ^{(1)}_j beside a^{(1)}_j, and in the last layer also δ_j. */
  #addDelta(symbol: string, family: SymbolFamily, only?: number): void {
    const whole = familyMake(family, true);
    const make: Make = only === undefined ? whole : () => whole(0, only);
    const { key, layer } = symbolKey(symbol);
    this.#exact.push(...patternsOf(`δ${key}`, `δ${key}`, layer, make).exact);
    if (family.columns === 1) this.#only.push(...patternsOf('δ', 'δ', family.layer + 1, make).exact);
    if (!key.startsWith('a') || !/^a(?:\^\{\(\d+\)\})?_/.test(symbol)) return;
    const index = key.slice(1);
    const last = family.layer === this.depth - 1 ? [null] : [];
    for (const at of [layer, ...last]) {
      this.#exact.push(...patternsOf(`δ${index}`, `δ${index}`, at, make).exact);
    }
  }

  #addGeneral(family: SymbolFamily): void {
    const { kind, layer } = family;
    const make = familyMake(family);
    const add = (key: string, one: Make, at: number | null): void => {
      const plainKey = at === null ? key : key.replace(/^\p{L}/u, (letter) => `${letter}${at},`);
      const { exact, plain } = patternsOf(key, plainKey, at, one);
      // A letter that the file has a use for is something else only where a layer says so.
      const isTaken = this.#bases.has(unmarked(key));
      (isTaken ? this.#layered : this.#general).push(...exact);
      this.#general.push(...plain);
    };
    const at = layer < 0 ? null : layer + 1;
    for (const [general, key] of GENERAL) {
      if (general === kind) add(key, make, at);
    }
    if (kind === 'activation' && layer === this.depth - 1) add(`y${J_MARK}`, make, null);
    if (kind === 'preActivation') {
      add(`δ${J_MARK}`, familyMake(family, true), at);
      this.#delta.push(...patternsOf(`δ${J_MARK}`, `δ${J_MARK}`, at, familyMake(family, true)).exact);
    }
    if (kind !== 'activation') return;
    const marked = markedSymbol(family);
    const delta = familyMake(family, true);
    if (marked !== null) add(`δ${symbolKey(marked).key}`, delta, null);
    else
      for (let j = 0; j < family.columns; j++)
        add(`δ${symbolKey(family.symbol(0, j)).key}`, () => delta(0, j), null);
  }

  /**
   * The quantities that a name may mean: none, one, or several when only the layer is left open. `letter` says which
   * index a letter is. A strict search takes the file's own names only.
   */
  find(name: NameParts, letter: LetterReader, isStrict = false): readonly Quantity[] {
    const { key, layer } = name;
    if (key === '' || key.length > 60) return [];
    const place = `${key}^${String(layer)}^${String(isStrict)}`;
    let meanings = this.#found.get(place);
    if (!meanings) {
      if (this.#found.size >= READ_LIMITS.rememberedNames) this.#found.clear();
      meanings = this.#meanings(name, isStrict);
      this.#found.set(place, meanings);
    }
    return distinct(meanings.flatMap((meaning) => quantityOf(meaning, letter) ?? []));
  }

  #meanings({ key, layer }: NameParts, isStrict: boolean): readonly Meaning[] {
    const tiers: (() => readonly Meaning[])[] = [
      () => (layer === null ? this.#deltas(key) : []),
      () => this.#at(key, layer),
      () => (layer === null ? matches(this.#plain, key) : this.#byLayer(key, layer)),
    ];
    const loose: (() => readonly Meaning[])[] = [
      () => (layer === null ? matches(this.#exact, key) : []),
      () =>
        matches(
          this.#only.filter((one) => layer === null || one.layer === layer),
          key,
        ),
      () => (layer === null && LOSS_NAMES.has(key) ? [constant({ kind: 'loss' })] : []),
      () => matches(this.#generalAt(layer), key),
    ];
    for (const tier of isStrict ? tiers : [...tiers, ...loose]) {
      const found = tier();
      if (found.length > 0) return found;
    }
    return [];
  }

  #generalAt(layer: number | null): readonly NamePattern[] {
    if (layer === null) return this.#general;
    return [...this.#general, ...this.#layered].filter((one) => one.layer === layer);
  }

  /** δ_j without a layer may be any layer's: the formula around it tells which. */
  #deltas(key: string): readonly Meaning[] {
    if (!/^δ(?:\d+|[a-z])$/u.test(key)) return [];
    return this.#explicit.get(`${key}^null`)?.map(constant) ?? matches(this.#delta, key);
  }

  #at(key: string, layer: number | null): readonly Meaning[] {
    const explicit = this.#explicit.get(`${key}^${String(layer)}`)?.map(constant) ?? [];
    const fitting = this.#exact.filter((one) => one.layer === layer);
    return [...explicit, ...matches(fitting, key)];
  }

  /** A layer number on a name that the file spells without one: h^{(1)}_j for h_j. */
  #byLayer(key: string, layer: number): readonly Meaning[] {
    return this.#at(key, null).filter((one) => layerOf(quantityOf(one, () => 'i')!) + 1 === layer);
  }

  /** Whether a word as typed is a name, or says a derivative. */
  knows(word: string): boolean {
    const key = programKey(word);
    const find = (part: string): readonly Quantity[] => this.find({ key: part, layer: null }, () => 'i');
    return find(key).length > 0 || LEARNING_RATES.has(key) || derivativeName(key, find) !== null;
  }

  /** u for u_{ij}: a parameter's symbol without its indices, as one of them in general. */
  findBare(key: string): Quantity | null {
    return this.#bare.get(key) ?? null;
  }

  /** The names that a misspelt key may have meant, the likeliest manner of slip only; cached. */
  near(spelled: string): readonly NearName[] {
    const key = spelled.replaceAll(',', '');
    const known = this.#near.get(key);
    if (known) return known;
    if (this.#near.size >= READ_LIMITS.misspellings || key.length > 30) return [];
    const found = nearKeys(key, this.#allKeys());
    this.#near.set(key, found);
    return found;
  }

  #allKeys(): ReadonlyMap<string, readonly NamedQuantity[]> {
    if (this.#keys.size > 0) return this.#keys;
    let left: number = READ_LIMITS.comparedNames;
    for (const family of this.#families) {
      const make = familyMake(family);
      const count = Math.min(family.rows * family.columns, Math.ceil(left / 4));
      for (let n = 0; n < count; n++) {
        const [i, j] = [Math.floor(n / family.columns), n % family.columns];
        const symbol = family.symbol(i, j);
        const key = symbolKey(symbol).key.replaceAll(',', '');
        const others = this.#keys.get(key) ?? [];
        this.#keys.set(key, [...others, { key, symbol, quantity: make(i, j)! }]);
      }
      left -= count;
    }
    return this.#keys;
  }
}

/** A key with its index marks taken out. */
function unmarked(key: string): string {
  return key.replace(/[\uE000\uE001]/g, '');
}

function constant(quantity: Quantity): Meaning {
  return { make: () => quantity, i: undefined, j: undefined };
}

function matches(patterns: readonly NamePattern[], key: string): readonly Meaning[] {
  return patterns.flatMap((one) => matchPattern(one, key) ?? []);
}

function distinct(quantities: readonly Quantity[]): readonly Quantity[] {
  if (quantities.length < 2) return quantities;
  const seen = new Map(quantities.map((one) => [JSON.stringify(one), one]));
  return [...seen.values()];
}

const made = new WeakMap<Network, Names>();

/** The names of a network; made once, for a document is read again at every edit. */
export function namesOf(network: Network): Names {
  const known = made.get(network);
  if (known) return known;
  const names = new Names(network);
  made.set(network, names);
  return names;
}
