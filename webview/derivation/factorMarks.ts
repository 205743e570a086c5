import type { Subject } from '../../src/core/network/subject';
import type { SymbolView } from '../../src/protocol/views/diagram';
import { subjectKey } from '../diagram/litPaths';

/**
 * Which parts of a formula are which quantities. Formulas arrive as LaTeX, as they are copied; here the symbols of
 * the network are found in them and wrapped, for the page alone, so that a part can be pointed at.
 */

/** Longer formulas are shown as they are. */
const LONGEST = 12_000;

/** A macro whose argument is text or one name, in which nothing is looked for. */
const OPAQUE = /^\\(?:text|mathrm|mathbf|operatorname|begin|end)\s*\{/;

export interface MarkedFormula {
  readonly latex: string;
  /** The keys of the quantities found, each once, in the order of the formula. */
  readonly keys: readonly string[];
}

export class FactorMarks {
  readonly #byFirst = new Map<string, SymbolView[]>();
  readonly #byKey = new Map<string, SymbolView>();

  /** The symbols of the network that is shown from now on. */
  set(symbols: readonly SymbolView[]): void {
    this.#byFirst.clear();
    this.#byKey.clear();
    for (const symbol of symbols) {
      if (symbol.latex === '') continue;
      this.#byKey.set(subjectKey(symbol.subject), symbol);
      const first = symbol.latex.charAt(0);
      const same = this.#byFirst.get(first);
      if (same) same.push(symbol);
      else this.#byFirst.set(first, [symbol]);
    }
    for (const same of this.#byFirst.values()) same.sort((a, b) => b.latex.length - a.latex.length);
  }

  /** The quantity of a key in a marked formula. */
  symbol(key: string): SymbolView | undefined {
    return this.#byKey.get(key);
  }

  subject(key: string): Subject | null {
    return this.#byKey.get(key)?.subject ?? null;
  }

  mark(latex: string): MarkedFormula {
    if (latex.length > LONGEST || this.#byKey.size === 0) return { latex, keys: [] };
    const keys = new Set<string>();
    let marked = '';
    let at = 0;
    while (at < latex.length) {
      const symbol = this.#symbolAt(latex, at);
      if (symbol) {
        const key = subjectKey(symbol.subject);
        keys.add(key);
        marked += `\\htmlData{subject=${key}}{${symbol.latex}}`;
        at += symbol.latex.length;
        continue;
      }
      const end = skipped(latex, at);
      marked += latex.slice(at, end);
      at = end;
    }
    return { latex: marked, keys: [...keys] };
  }

  /** The longest symbol that begins at `at` and is not the beginning of another one. */
  #symbolAt(latex: string, at: number): SymbolView | undefined {
    return this.#byFirst
      .get(latex.charAt(at))
      ?.find(({ latex: own }) => latex.startsWith(own, at) && isWhole(latex, at + own.length, own));
  }
}

/** Scripts, primes or letters of a command after a symbol make it another one. */
function isWhole(latex: string, end: number, symbol: string): boolean {
  const next = latex.charAt(end);
  if (next === '_' || next === '^' || next === "'") return false;
  return !(/\\[A-Za-z]+$/.test(symbol) && /[A-Za-z]/.test(next));
}

/** Where to look next when no symbol begins at `at`: past a command, a script, or one character. */
function skipped(latex: string, at: number): number {
  const rest = latex.slice(at, at + 40);
  if (OPAQUE.test(rest)) return groupEnd(latex, latex.indexOf('{', at));
  const command = /^\\(?:[A-Za-z]+|.)/.exec(rest)?.[0];
  if (command !== undefined) return at + command.length;
  const character = latex.charAt(at);
  if (character !== '_' && character !== '^') return at + 1;
  // A script belongs to what stands before it: the h_1 in a_{h_1} is no factor.
  const script = /^[_^]\s*/.exec(rest)?.[0].length ?? 1;
  const from = at + script;
  if (latex.charAt(from) === '{') return groupEnd(latex, from);
  const single = /^\\[A-Za-z]+/.exec(latex.slice(from, from + 40))?.[0].length ?? 1;
  return Math.min(latex.length, from + single);
}

/** Behind the group that opens at `at`; the end of the text where it never closes. */
function groupEnd(latex: string, at: number): number {
  let depth = 0;
  for (let n = at; n < latex.length; n++) {
    const character = latex.charAt(n);
    if (character === '\\') n += 1;
    else if (character === '{') depth += 1;
    else if (character === '}' && --depth === 0) return n + 1;
  }
  return latex.length;
}
