/**
 * How a document spells the network's names: as the formula at hand or else the document spells the same name, else as
 * it spells another of the same kind with the numbers changed, else as the network file has it.
 */

import type { Quantity } from '../math/expression';
import { createNames, type Names } from '../math/names';
import type { Network } from '../network/network';
import { looseSpelling, plainSpelling } from '../network/spelling';
import { runToEnd, type Steps } from '../network/steps';
import type { Symbols } from '../network/symbols';
import { textAt } from './digits';
import { indicesOf, layerOf, quantityKey } from './places';
import { nodesOf } from './trees';
import type { ReadDocument, Span, Syntax, Written, WrittenFormula } from './written';

export interface Spelling {
  /** Whether what stands at a node's place is the name of its quantity, and not a name that stands for more. */
  readonly owns: (span: Span, quantity: Quantity) => boolean;
  /** Looks at every name of the document ahead, in short steps; without it the first `name` may do so in one. */
  readonly prepare: () => Steps<void>;
  /** The name for a place in `formula`. */
  readonly name: (quantity: Quantity, formula: WrittenFormula) => string;
}

interface Found {
  readonly quantity: Quantity;
  readonly text: string;
}

/** The names that some formulas have: by quantity, the last spelling of each, and by kind. */
interface Collection {
  readonly exact: Map<string, string>;
  readonly byKind: Map<string, Found[]>;
}

/** Names of one kind that are searched for a pattern, at most. */
const MAX_PATTERNS = 40;

/** Spellings whose meaning is kept, and how long they are at most. */
const MOST_KEPT = 10_000;
const LONGEST_KEPT = 200;

export function createSpelling(
  network: Network,
  symbols: Symbols,
  text: string,
  document: ReadDocument,
): Spelling {
  const names = createNames(network, symbols);
  // A document says the same names over and over.
  const known = new Map<string, boolean>();
  const owns = (span: Span, quantity: Quantity): boolean => {
    const written = textAt(text, span);
    const key = `${quantityKey(quantity)} ${written}`;
    const isOwn = known.get(key) ?? isSpellingOf(written, names.latex(quantity));
    if (known.size < MOST_KEPT && key.length <= LONGEST_KEPT) known.set(key, isOwn);
    return isOwn;
  };
  const collect = function* (formulas: readonly WrittenFormula[]): Steps<Collection> {
    const collection: Collection = { exact: new Map(), byKind: new Map() };
    for (const { left, sides } of formulas) {
      for (const side of [left, ...sides]) {
        for (const node of nodesOf(side)) {
          addNames(node, (span, quantity) => {
            if (owns(span, quantity)) addFound(collection, { quantity, text: textAt(text, span) });
          });
        }
      }
      yield;
    }
    return collection;
  };
  const own = new Map<WrittenFormula, Collection>();
  let whole: Collection | null = null;
  return {
    owns,
    *prepare() {
      whole ??= yield* collect(document.formulas);
    },
    name: (quantity, formula) => {
      const near = own.get(formula) ?? runToEnd(collect([formula]));
      own.set(formula, near);
      const found = foundIn(near, quantity, names);
      if (found !== null) return found;
      whole ??= runToEnd(collect(document.formulas));
      return foundIn(whole, quantity, names) ?? standardName(names, quantity, formula.syntax);
    },
  };
}

function addFound({ exact, byKind }: Collection, found: Found): void {
  exact.set(quantityKey(found.quantity), found.text);
  const kind = kindKey(found.quantity);
  const list = byKind.get(kind) ?? [];
  list.unshift(found);
  if (list.length > MAX_PATTERNS) list.pop();
  byKind.set(kind, list);
}

function foundIn({ exact, byKind }: Collection, quantity: Quantity, names: Names): string | null {
  const known = exact.get(quantityKey(quantity));
  if (known !== undefined) return known;
  for (const found of byKind.get(kindKey(quantity)) ?? []) {
    const made = byAnalogy(found, quantity, names);
    if (made !== null) return made;
  }
  return null;
}

function addNames(node: Written, add: (span: Span, quantity: Quantity) => void): void {
  if (node.kind === 'quantity') add(node.span, node.quantity);
  if (node.kind === 'partial') {
    add(node.ofSpan, node.of);
    add(node.bySpan, node.by);
  }
}

function kindKey(of: Quantity): string {
  const letters = indicesOf(of).map((index) => (typeof index === 'number' ? 0 : 1));
  return `${of.kind} ${String(layerOf(of))} ${letters.join('')}`;
}

function standardName(names: Names, quantity: Quantity, syntax: Syntax): string {
  if (syntax !== 'python') return names.latex(quantity);
  if (quantity.kind === 'learningRate') return 'eta';
  return plainSpelling(
    names
      .latex(quantity)
      .replace(/\\([a-z]+)/g, '$1_')
      .replace('__', '_'),
  );
}

/** Raised and lowered digits count as digits; the position in the string says which digit. */
const DIGIT_SETS = ['0123456789', '₀₁₂₃₄₅₆₇₈₉', '⁰¹²³⁴⁵⁶⁷⁸⁹'] as const;
const DIGIT_RUN = /[0-9]+|[₀-₉]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g;

function asDigits(run: string, set: string): string {
  return Array.from(run, (digit) => set[valueOf(digit)]!).join('');
}

function valueOf(digit: string): number {
  return Math.max(...DIGIT_SETS.map((set) => set.indexOf(digit)));
}

/** a\_h1 is to a_{h_1} as a\_h2 is to a_{h_2}: the runs of digits changed, the rest kept. */
function byAnalogy(found: Found, wanted: Quantity, names: Names): string | null {
  const [from, to] = [names.latex(found.quantity), names.latex(wanted)];
  if (from.replace(DIGIT_RUN, '#') !== to.replace(DIGIT_RUN, '#')) return analogyOfLetters(found, wanted);
  const [before, after] = [from.match(DIGIT_RUN) ?? [], to.match(DIGIT_RUN) ?? []];
  const runs = found.text.match(DIGIT_RUN) ?? [];
  const isSame =
    runs.length === before.length && runs.every((run, n) => asDigits(run, DIGIT_SETS[0]) === before[n]);
  if (!isSame) return null;
  let n = 0;
  return found.text.replace(DIGIT_RUN, (run) => {
    const set = DIGIT_SETS.find((digits) => digits.includes(run[0]!)) ?? DIGIT_SETS[0];
    return asDigits(after[n++]!, set);
  });
}

/** u_{jk} from u_{ij}: the index letters changed in their places, where they stand side by side at the end. */
function analogyOfLetters(found: Found, wanted: Quantity): string | null {
  const [before, after] = [indicesOf(found.quantity), indicesOf(wanted)];
  if (before.some((index) => typeof index === 'number')) return null;
  const run = before.join('');
  const at = found.text.lastIndexOf(run);
  if (run === '' || at < 0) return null;
  return found.text.slice(0, at) + after.join('') + found.text.slice(at + run.length);
}

/** The same letters and digits, whatever stands between them. */
function isSpellingOf(text: string, symbol: string): boolean {
  const bare = (name: string): string =>
    looseSpelling(Array.from(name, (sign) => (valueOf(sign) < 0 ? sign : String(valueOf(sign)))).join(''))
      .replace(/[^\p{L}\p{N}]/gu, '')
      .toLowerCase();
  const [spelled, wanted] = [bare(text), bare(symbol)];
  if (spelled === '') return false;
  // E_tot for E_{total}, L for the loss: what is read as a name may be a shorter one, but with its numbers.
  const digits = (name: string): string => name.replace(/\D/g, '');
  return spelled === wanted || (digits(spelled) === digits(wanted) && wanted.startsWith(spelled[0]!));
}
