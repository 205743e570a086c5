/** Takes a stretch of mathematics apart into equations, and each equation into its sides. */

import { isSign, type Token } from './readTokens';

/** Tokens `from` … `to` − 1. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** Stretches between the equals signs; the first is empty where the equation goes on from one before. */
export interface SplitEquation {
  readonly parts: readonly TokenRange[];
  /** The sign between the first two parts. */
  readonly relation: '=' | '←';
  /** Index of that sign's token. */
  readonly relationAt: number;
}

/** The equations of some tokens; their ranges are of `tokens`, which are those without line ends. */
interface SplitTokens {
  readonly tokens: readonly Token[];
  readonly equations: readonly SplitEquation[];
}

const OPENING = '([{';
const CLOSING = ')]}';

function isRelation(token: Token | undefined): boolean {
  return isSign(token, '=') || isSign(token, '←');
}

function isOperator(token: Token | undefined): boolean {
  return token?.kind === 'sign' && '+-*/'.includes(token.text);
}

/** Signs at the end of a sentence, and what people put where something is still to be filled in. */
function isPunctuation(token: Token | undefined): boolean {
  if (token?.kind === 'sign') return ['.', ',', ':', '?', '!', 'dots', '_'].includes(token.text);
  return token?.kind === 'row' || token?.kind === 'separator' || token?.kind === 'prose';
}

/** Whether a token ends an equation where no bracket is open. */
function separates(token: Token): boolean {
  if (token.kind === 'separator' || token.kind === 'row' || token.kind === 'prose') return true;
  return token.kind === 'sign' && [',', ':', '!', '?'].includes(token.text);
}

class Splitter {
  readonly #all: readonly Token[];
  readonly #isText: boolean;
  /** Without the line ends and wide spaces inside of equations. */
  readonly #tokens: Token[] = [];
  readonly #equations: SplitEquation[] = [];
  #parts: TokenRange[] = [];
  #from = 0;
  #relationAt = -1;

  constructor(tokens: readonly Token[], isText: boolean) {
    this.#all = tokens;
    this.#isText = isText;
  }

  split(): SplitTokens {
    let depth = 0;
    this.#all.forEach((token, n) => {
      if (token.kind === 'sign' && OPENING.includes(token.text)) depth++;
      else if (token.kind === 'sign' && CLOSING.includes(token.text)) depth = Math.max(0, depth - 1);
      // A word of the sentence ends every formula, whatever bracket was opened before it.
      if (this.#isText && token.kind === 'prose') depth = 0;
      const isBreak = token.kind === 'row' || token.kind === 'separator';
      if (isBreak && (depth > 0 || this.#goesOn(n))) return;
      const at = this.#tokens.push(token) - 1;
      if (depth > 0) return;
      if (isRelation(token)) this.#relation(at);
      else if (separates(token) && !this.#goesOn(n)) this.#end(at);
    });
    this.#end(this.#tokens.length);
    return { tokens: this.#tokens, equations: this.#equations };
  }

  /** Whether the equation goes on after a separator: "\\ &= …", or a row that begins or ends with an operator. */
  #goesOn(n: number): boolean {
    const all = this.#all;
    const isBreak = (token: Token | undefined): boolean =>
      token?.kind === 'row' || token?.kind === 'separator';
    if (!isBreak(all[n])) return false;
    let [before, next] = [n - 1, n + 1];
    while (isBreak(all[next])) next++;
    while (isBreak(all[before])) before--;
    if (isRelation(all[next])) return true;
    const hasRow = all.slice(before + 1, next).some((token) => token.kind === 'row');
    return hasRow && this.#relationAt >= 0 && (isOperator(all[next]) || isOperator(all[before]));
  }

  #relation(at: number): void {
    this.#parts.push({ from: this.#from, to: at });
    if (this.#relationAt < 0) this.#relationAt = at;
    this.#from = at + 1;
  }

  #end(at: number): void {
    if (this.#relationAt >= 0) {
      const parts = [...this.#parts, { from: this.#from, to: at }].map((part) => this.#trimmed(part));
      const relation = isSign(this.#tokens[this.#relationAt], '←') ? '←' : '=';
      this.#equations.push({ parts, relation, relationAt: this.#relationAt });
    }
    this.#parts = [];
    this.#from = at + 1;
    this.#relationAt = -1;
  }

  #trimmed({ from, to }: TokenRange): TokenRange {
    let [first, last] = [from, to];
    const isLoose = (at: number): boolean =>
      isPunctuation(this.#tokens[at]) || (this.#isText && isSign(this.#tokens[at], '('));
    while (first < last && isPunctuation(this.#tokens[first])) first++;
    while (last > first && isLoose(last - 1)) last--;
    return { from: first, to: last };
  }
}

/**
 * The equations of a stretch of mathematics, in order; what has no equals sign or arrow is left out. In a line of
 * text (`isText`) words separate as well.
 */
export function splitEquations(tokens: readonly Token[], isText: boolean): SplitTokens {
  return new Splitter(tokens, isText).split();
}
