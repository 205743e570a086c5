/**
 * The grammar that every manner of writing formulas shares: sums, products, quotients, powers and brackets. What
 * an atom is (a name, a fraction, a call) each manner says for itself.
 *
 *   sum     = ["+" | "-"] product { ("+" | "-") product }
 *   product = signed { ["*" | "/"] signed }                  side by side only where the manner has it
 *   signed  = { "-" | "+" } power                            −a² is −(a²)
 *   power   = atom [ "^" exponent ]                          right-associative
 *   atom    = number | "(" sum ")" | … of the manner
 *
 * A node's span is the text that it is made of, without brackets around it.
 */

import type { OperationName } from '../math/expression';
import { ReadFailure } from './readFailure';
import { READ_LIMITS } from './readLimits';
import { isSign, type Token } from './readTokens';
import type { Span, Written } from './written';
import { say } from '../words/say';

/** A part of a formula: its tree, and its extent with the brackets around it. */
export interface Part extends Span {
  readonly node: Written;
  /** How many nodes stand within each other at most. */
  readonly depth: number;
}

interface ReadState {
  readonly at: number;
  readonly limit: number;
  readonly depth: number;
  readonly openBars: number;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export abstract class ExpressionReader {
  protected readonly tokens: readonly Token[];
  protected at: number;
  /** Index of the first token that is not this expression's. */
  protected limit: number;
  #depth = 0;
  #nodes = 0;
  #openBars = 0;

  constructor(tokens: readonly Token[], at: number, limit: number) {
    this.tokens = tokens;
    this.at = at;
    this.limit = limit;
  }

  /** What is no arithmetic over other parts; null where no atom starts. */
  protected abstract atom(): Part | null;

  /** Whether two factors may stand side by side. */
  protected abstract readonly isJuxtaposing: boolean;

  protected get token(): Token | undefined {
    return this.at < this.limit ? this.tokens[this.at] : undefined;
  }

  protected isAt(sign: string): boolean {
    return isSign(this.token, sign);
  }

  protected take(sign: string): Token | null {
    const { token } = this;
    if (!isSign(token, sign)) return null;
    this.at++;
    return token!;
  }

  protected expect(sign: string, why: string): Token {
    return this.take(sign) ?? this.fail(why);
  }

  /** Where reading has come to, for an attempt that may have to be undone. */
  protected get state(): ReadState {
    return { at: this.at, limit: this.limit, depth: this.#depth, openBars: this.#openBars };
  }

  protected restore(state: ReadState): void {
    this.at = state.at;
    this.limit = state.limit;
    this.#depth = state.depth;
    this.#openBars = state.openBars;
  }

  /** Fails at the present token, or at the end of the last one. */
  protected fail(why: string, isOther = false): never {
    const { token } = this;
    const end = this.tokens[Math.max(0, Math.min(this.limit, this.tokens.length) - 1)]?.end ?? 0;
    const place = token ? say('at "{0}"', shown(token.text)) : say('at the end');
    throw new ReadFailure(
      `${place}: ${why}`,
      token ? { start: token.start, end: token.end } : { start: end, end },
      isOther,
    );
  }

  /** Counts a node, so that a formula cannot grow past all bounds by names that stand for others. */
  protected count(nodes = 1): void {
    this.#nodes += nodes;
    if (this.#nodes > READ_LIMITS.nodes) {
      this.fail(
        say('with every intermediate name put in, the formula has more than {0} parts', READ_LIMITS.nodes),
      );
    }
  }

  /** How many nodes have been made so far. */
  protected get nodes(): number {
    return this.#nodes;
  }

  protected apply(operation: OperationName, parts: readonly Part[], span: Span): Part {
    const operands = parts.map((part) => part.node);
    return this.made({ kind: 'apply', operation, operands, span: spanOf(span) }, parts);
  }

  protected number(value: number, span: Span): Part {
    return this.made({ kind: 'number', value, span: spanOf(span) });
  }

  /** A node over `parts`, counted and measured. */
  protected made(node: Written, parts: readonly Part[] = []): Part {
    this.count();
    let depth = 1;
    for (const part of parts) depth = Math.max(depth, part.depth + 1);
    if (depth > READ_LIMITS.treeDepth) {
      this.fail(
        say(
          'more than {0} operations build on each other; write it in several formulas',
          READ_LIMITS.treeDepth,
        ),
      );
    }
    return { node, depth, start: node.span.start, end: node.span.end };
  }

  protected sum(): Part {
    if (++this.#depth > READ_LIMITS.depth) {
      this.fail(
        say(
          'parts stand within each other more than {0} deep; write it in several formulas',
          READ_LIMITS.depth,
        ),
      );
    }
    let left = this.product();
    let terms = [left];
    const join = (): Part =>
      terms.length === 1 ? terms[0]! : this.apply('add', terms, around(terms[0]!, terms.at(-1)!));
    for (;;) {
      if (this.take('+')) terms.push(this.product());
      else if (this.take('-')) {
        left = join();
        const right = this.product();
        terms = [this.apply('subtract', [left, right], around(left, right))];
      } else break;
    }
    this.#depth--;
    return join();
  }

  protected product(): Part {
    let factors = [this.#signed()];
    const join = (): Part =>
      factors.length === 1
        ? factors[0]!
        : this.apply('multiply', factors, around(factors[0]!, factors.at(-1)!));
    for (;;) {
      if (this.take('*')) factors.push(this.#signed());
      else if (this.take('/')) {
        const left = join();
        const right = this.#signed();
        factors = [this.apply('divide', [left, right], around(left, right))];
      } else if (this.isJuxtaposing && !this.#closesBar()) {
        const next = this.power();
        if (!next) return join();
        factors.push(next);
      } else return join();
    }
  }

  #closesBar(): boolean {
    return this.#openBars > 0 && this.isAt('|');
  }

  #signed(): Part {
    const signs: Token[] = [];
    while (this.isAt('-') || this.isAt('+')) {
      if (signs.length >= READ_LIMITS.depth) this.fail(say('too many signs stand in a row'));
      signs.push(this.token!);
      this.at++;
    }
    let part = this.power() ?? this.fail(say('a number, a name or a bracket is missing here'));
    for (const sign of signs.reverse()) {
      if (sign.text === '-') part = this.apply('negate', [part], around(sign, part));
    }
    return part;
  }

  /** An atom with its exponents; null where none starts. */
  protected power(): Part | null {
    const base = this.#base();
    return base && this.raised(base);
  }

  /** `base` with the exponents that follow it. */
  protected raised(base: Part): Part {
    const { token } = this;
    if (token?.kind === 'raised') {
      const value = Number(token.text);
      if (!/^-?\d+$/.test(token.text)) this.fail(say('this superscript is neither a power nor a layer'));
      this.at++;
      const exponent = this.number(value, token);
      return this.raised(this.apply('power', [base, exponent], around(base, exponent)));
    }
    if (!this.take('^')) return base;
    const exponent = this.exponent();
    return this.apply('power', [base, exponent], around(base, exponent));
  }

  /** What stands after "^". */
  protected exponent(): Part {
    if (++this.#depth > READ_LIMITS.depth) this.fail(say('powers stand within each other too deep'));
    const exponent = this.#signed();
    this.#depth--;
    return exponent;
  }

  #base(): Part | null {
    const { token } = this;
    if (!token) return null;
    if (token.kind === 'number') {
      this.at++;
      return this.number(token.value, token);
    }
    if (token.kind === 'sign' && Object.hasOwn(CLOSING, token.text)) return this.brackets();
    if (this.isAt('|') && !this.#closesBar()) return this.#bars();
    return this.atom();
  }

  /** A sum in brackets; the part's extent has the brackets, its node has not. */
  protected brackets(): Part {
    const open = this.token!;
    this.at++;
    const bars = this.#openBars;
    this.#openBars = 0;
    const inside = this.sum();
    this.#openBars = bars;
    const closing = CLOSING[open.text]!;
    const close = this.expect(closing, say('the bracket "{0}" is not closed by "{1}"', open.text, closing));
    return { ...inside, start: open.start, end: close.end };
  }

  #bars(): Part {
    const open = this.expect('|', say('a bar is missing'));
    this.#openBars++;
    const inside = this.sum();
    this.#openBars--;
    const close = this.expect('|', say('the bar "|" of an absolute value is not closed'));
    return this.apply('abs', [inside], around(open, close));
  }
}

export function spanOf({ start, end }: Span): Span {
  return { start, end };
}

export function around(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}

/** Text of a document in a message: short, on one line. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = Array.from(line).slice(0, 40).join('');
  return short.length < line.length ? `${short}…` : short;
}
