/** A program as statements of tokens. Nothing of it runs: what is no plain arithmetic is only passed over. */

import { Pace } from '../network/steps';
import { READ_LIMITS } from './readLimits';
import type { Token, TokenKind } from './readTokens';
import type { Span } from './written';

export interface Statement extends Span {
  /** Columns of white space before the line. */
  readonly indent: number;
  /** At most one past READ_LIMITS.tokens. */
  readonly tokens: readonly Token[];
}

const NAME = /[\p{L}_][\p{L}\p{M}\d_]*(?:\.[\p{L}_][\p{L}\p{M}\d_]*)*/uy;
const NUMBER = /(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const STRING = /(?:[rRbBuUfF]{1,2})?("""|'''|"|')/y;
const OPERATOR = /\*\*=?|\/\/=?|[-+*/%@&|^]=|==|!=|<=|>=|<<|>>|->|:=|[-+*/=()[\]{},:.<>@%&|^~]/y;

/** The signs that arithmetic has, by what the formula grammar calls them. */
const SIGNS: Readonly<Record<string, string>> = { '**': '^', '^': 'xor' };
const OPENING = '([{';
const CLOSING = ')]}';

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Signs that are read between two pauses: about a millisecond. */
const SIGNS_PER_STEP = 2_000;

class StatementReader {
  readonly #text: string;
  readonly #end: number;
  #at: number;
  #tokens: Token[] = [];
  #depth = 0;
  #indent = 0;

  constructor(text: string, { start, end }: Span) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  *statements(): Generator<Statement | undefined, undefined, undefined> {
    const pace = new Pace(SIGNS_PER_STEP);
    this.#lineStart();
    while (this.#at < this.#end) {
      if (pace.isDue()) yield;
      const character = this.#text[this.#at]!;
      if (character === '\n' || character === ';') {
        this.#at++;
        if (this.#depth > 0 && character === '\n') continue;
        yield* this.#finished();
        if (character === '\n') this.#lineStart();
      } else this.#step(character);
    }
    yield* this.#finished();
  }

  *#finished(): Generator<Statement, undefined, undefined> {
    const [first, last] = [this.#tokens[0], this.#tokens.at(-1)];
    if (first && last)
      yield { indent: this.#indent, tokens: this.#tokens, start: first.start, end: last.end };
    this.#tokens = [];
    this.#depth = 0;
  }

  #lineStart(): void {
    this.#indent = 0;
    for (; this.#at < this.#end; this.#at++) {
      const character = this.#text[this.#at];
      if (character === ' ') this.#indent++;
      else if (character === '\t') this.#indent = (Math.floor(this.#indent / 8) + 1) * 8;
      else return;
    }
  }

  #step(character: string): void {
    if (/\s/.test(character)) this.#at++;
    else if (character === '\\') this.#at += this.#text[this.#at + 1] === '\n' ? 2 : 1;
    else if (character === '#' || (this.#tokens.length === 0 && '%!'.includes(character))) this.#restOfLine();
    else this.#token(character);
  }

  /** A comment, or a command to the notebook. */
  #restOfLine(): void {
    const found = this.#text.indexOf('\n', this.#at);
    this.#at = found < 0 ? this.#end : Math.min(found, this.#end);
  }

  #token(character: string): void {
    const text = this.#text;
    const quote = matchAt(STRING, text, this.#at);
    if (quote) {
      this.#string(quote);
      return;
    }
    const name = matchAt(NAME, text, this.#at)?.[0];
    const number = name === undefined ? matchAt(NUMBER, text, this.#at)?.[0] : undefined;
    if (name !== undefined) this.#push('name', name, name.length);
    else if (number !== undefined) {
      this.#push('number', number, number.length, Number(number.replaceAll('_', '')));
    } else {
      const operator = matchAt(OPERATOR, text, this.#at)?.[0];
      if (operator === undefined) this.#push('unknown', character, 1);
      else this.#operator(operator);
    }
  }

  #operator(operator: string): void {
    if (OPENING.includes(operator)) this.#depth++;
    else if (CLOSING.includes(operator)) this.#depth = Math.max(0, this.#depth - 1);
    this.#push('sign', SIGNS[operator] ?? operator, operator.length);
  }

  #string([whole, quote]: RegExpExecArray): void {
    const text = this.#text;
    const start = this.#at;
    let at = start + whole.length;
    const isLong = quote!.length === 3;
    while (at < this.#end && !text.startsWith(quote!, at) && (isLong || text[at] !== '\n')) {
      at += text[at] === '\\' ? 2 : 1;
    }
    const isClosed = text.startsWith(quote!, at);
    const end = Math.min(isClosed ? at + quote!.length : at, this.#end);
    this.#push('prose', '"', end - start);
  }

  #push(kind: TokenKind, text: string, length: number, value = NaN): void {
    const start = this.#at;
    const end = Math.min(start + length, this.#end);
    if (this.#tokens.length <= READ_LIMITS.tokens) {
      this.#tokens.push({ kind, text, value, start, end, isSpaced: true });
    }
    this.#at = end;
  }
}

/**
 * The statements of a program, one for each logical line; a line that is cut short in brackets goes on. Between them
 * it pauses with undefined, so that one of a megabyte holds nobody up.
 */
export function statementsOf(
  text: string,
  span: Span,
): Generator<Statement | undefined, undefined, undefined> {
  return new StatementReader(text, span).statements();
}
