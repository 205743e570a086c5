/**
 * The tokens of a formula as people type it: LaTeX, the Unicode of plain text, or both mixed. What means the same
 * becomes the same token here, so that one grammar reads every manner: \cdot, \times, *, · and ⊙ are "*".
 */

import { symbolToUnicode } from '../network/spelling';
import {
  CHARACTERS,
  COMMANDS,
  FRACTIONS,
  FUNCTION_WORDS,
  LOWERED,
  LOWERED_PLAIN,
  oneLetter,
  RAISED,
  RAISED_PLAIN,
} from './readSigns';
import { LEARNING_RATES } from './readConstants';
import { READ_LIMITS } from './readLimits';
import type { Span } from './written';

export type TokenKind =
  /** A number; `value` is what it is worth. */
  | 'number'
  /** One letter, Latin or Greek. */
  | 'letter'
  /** Letters that belong together: a function, or the content of \mathrm{…}. */
  | 'word'
  /** The content of \text{…}, or a word of the sentence around a formula. */
  | 'prose'
  /** An operator, a bracket, a construct such as `frac`; `text` is the normal spelling. */
  | 'sign'
  /** Raised or lowered Unicode characters, as plain text. */
  | 'raised'
  | 'lowered'
  /** Separates equations: \quad, ⇒, ";". */
  | 'separator'
  /** \\ at the end of a row. */
  | 'row'
  /** A name of a program: letters, digits and underscores. */
  | 'name'
  | 'unknown';

export interface Token extends Span {
  readonly kind: TokenKind;
  readonly text: string;
  readonly value: number;
  /** Whether white space stands before it. */
  readonly isSpaced: boolean;
}

export function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}

/** Where the tokens are taken from; offsets of the tokens are offsets in `text`. */
export interface TokenSource extends Span {
  readonly text: string;
  /** Whether a word of plain text between the formulas is a name; absent inside of mathematics. */
  readonly isName?: (word: string) => boolean;
}

const SPACE = /(?:[\s$~\u200b\u2061-\u2064]|&(?!\w+;))+/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?/y;
const COMMAND = /\\(?:[A-Za-z]+\*?|[^]|$)/y;
/** Longer runs of letters are no function; looking no further keeps the time linear. */
const LETTERS = /[A-Za-z]{1,40}/y;
/** What sets the size of an opening bracket. */
const OPENING_SIZE = /^(?:left|[bB]igg?l?)$/;

const MODULE = /(?:math|np|numpy|torch|jnp)\.(?=[A-Za-z])/y;
const ARGUMENT = /\s*\{[^{}\n]{0,200}\}(?:\{[lcr|]{0,20}\})?/y;
const WORD_ARGUMENT = /\s*\{\s*([^{}\\$\n]{0,200})\}/y;
const ACCENT_ARGUMENT = /\s*\{?\s*([A-Za-z])\s*\}?/y;
const RUN = new RegExp(
  `[${RAISED}]+|[${LOWERED.slice(0, -1)}](?:[${LOWERED}]*[${LOWERED.slice(0, -1)}])?`,
  'y',
);
const PROSE = /[\p{L}][\p{L}\p{M}’'-]{0,60}/uy;
const ENTITY_FREE_LETTER = /[\p{L}\uE000\uE001]\p{M}*/uy;

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

class Lexer {
  readonly #source: TokenSource;
  readonly #tokens: Token[] = [];
  #at: number;
  #isSpaced = true;
  /** Where the size of a bracket that comes next begins. */
  #sizedFrom: number | null = null;

  constructor(source: TokenSource) {
    this.#source = source;
    this.#at = source.start;
  }

  /** At most one token past the limit, so that a caller sees that it was passed. */
  tokens(): readonly Token[] {
    const { text, end } = this.#source;
    while (this.#at < end && this.#tokens.length <= READ_LIMITS.tokens) {
      const space = matchAt(SPACE, text, this.#at);
      if (space) {
        this.#at += space[0].length;
        this.#isSpaced = true;
      } else if (text[this.#at] === '%') this.#comment();
      else if (text[this.#at] === '\\') this.#command();
      else if (!this.#letters()) this.#character();
    }
    return this.#tokens;
  }

  #push(kind: TokenKind, text: string, length: number, value = NaN): void {
    const from = this.#at;
    // A bracket begins where its size does: \left( is one sign.
    const start = (kind === 'sign' ? this.#sizedFrom : null) ?? from;
    const end = Math.min(from + length, this.#source.end);
    this.#tokens.push({ kind, text, value, start, end, isSpaced: this.#isSpaced });
    this.#at = from + length;
    this.#sizedFrom = null;
    this.#isSpaced = false;
  }

  #comment(): void {
    const lineEnd = this.#source.text.indexOf('\n', this.#at);
    this.#at = lineEnd < 0 ? this.#source.end : lineEnd;
  }

  #command(): void {
    const { text } = this.#source;
    const whole = matchAt(COMMAND, text, this.#at)?.[0] ?? '\\';
    const name = whole.slice(1).replace(/\*$/, '');
    if (!/^[A-Za-z]/.test(name)) {
      this.#escape(name, whole.length);
      return;
    }
    const meaning = COMMANDS.get(name);
    const from = this.#at + whole.length;
    if (meaning === 'skip' && OPENING_SIZE.test(name)) this.#sizedFrom = this.#at;
    if (meaning === 'skip')
      this.#skip(whole.length + (name === 'left' || name === 'right' ? dotAt(text, from) : 0));
    else if (meaning === 'argument')
      this.#skip(whole.length + (matchAt(ARGUMENT, text, from)?.[0].length ?? 0));
    else if (meaning === 'prose' || meaning === 'word') this.#wordCommand(meaning, from);
    else if (meaning === 'accent') this.#accent(name, whole.length);
    else if (meaning === 'separator') this.#push('separator', name, whole.length);
    else if (meaning) this.#push('sign', meaning, whole.length);
    else if (FUNCTION_WORDS.has(name)) this.#push('word', name, whole.length);
    else {
      const greek = symbolToUnicode(`\\${name}`);
      const isLetter = greek !== `\\${name}`;
      this.#push(isLetter ? 'letter' : 'unknown', isLetter ? oneLetter(greek) : whole, whole.length);
    }
  }

  #skip(length: number): void {
    this.#at += length;
    this.#isSpaced = true;
  }

  /** A backslash before something that is no letter: a space, a row's end, or a sign that Markdown would take. */
  #escape(name: string, length: number): void {
    if (name === '\\') {
      const optional =
        matchAt(/\\\\(?:\[[^\]\n]{0,20}\])?/y, this.#source.text, this.#at)?.[0].length ?? length;
      this.#push('row', '\\\\', optional);
    } else if (name === '_') this.#push('sign', 'join', length);
    else if (name === '{' || name === '}') this.#push('sign', name === '{' ? '[' : ']', length);
    else if (name === '|') this.#push('sign', '|', length);
    else if (',;:! \n\t'.includes(name)) this.#skip(length);
    else if (name === '%') this.#push('unknown', '%', length);
    else this.#skip(1);
  }

  #wordCommand(meaning: 'prose' | 'word', from: number): void {
    const { text } = this.#source;
    const argument = matchAt(WORD_ARGUMENT, text, from);
    if (!argument) {
      this.#skip(from - this.#at);
      return;
    }
    const word = argument[1]!.trim();
    const length = from - this.#at + argument[0].length;
    if (word.length === 1 && /[A-Za-z]/.test(word)) this.#push('letter', word, length);
    else if (!/^[A-Za-z]+$/.test(word)) this.#push(meaning === 'prose' ? 'prose' : 'unknown', word, length);
    else this.#push(meaning === 'word' || this.#isNamePart(word, length) ? 'word' : 'prose', word, length);
  }

  /** Whether \text{…} holds a name or a part of one, as in E_{\text{total}}, and no word of a sentence. */
  #isNamePart(word: string, length: number): boolean {
    const previous = this.#tokens.at(-1);
    const isScript = previous?.kind === 'sign' && ['_', '^', 'join', '{'].includes(previous.text);
    const hasScript = '_^'.includes(this.#source.text[this.#at + length] ?? ' ');
    return isScript || hasScript || FUNCTION_WORDS.has(word) || LEARNING_RATES.has(word);
  }

  #accent(name: string, length: number): void {
    const { text } = this.#source;
    const argument = matchAt(ACCENT_ARGUMENT, text, this.#at + length);
    if (!argument) {
      this.#skip(length);
      return;
    }
    const plain = { widehat: 'hat', overline: 'bar', widetilde: 'tilde' }[name] ?? name;
    const letter = symbolToUnicode(`\\${plain}{${argument[1]!}}`);
    this.#push('letter', letter, length + argument[0].length);
  }

  #letters(): boolean {
    const { text } = this.#source;
    const module = matchAt(MODULE, text, this.#at);
    if (module) {
      this.#at += module[0].length;
      this.#isSpaced = true;
    }
    const run = matchAt(LETTERS, text, this.#at)?.[0];
    if (run !== undefined && FUNCTION_WORDS.has(run)) {
      this.#push('word', run, run.length);
      return true;
    }
    if (this.#prose()) return true;
    const letter = matchAt(ENTITY_FREE_LETTER, text, this.#at)?.[0];
    if (letter === undefined || CHARACTERS.has(letter)) return false;
    this.#push('letter', oneLetter(letter), letter.length);
    return true;
  }

  /** In a line of text a word that is no name ends the formula. */
  #prose(): boolean {
    const { isName, text } = this.#source;
    const previous = this.#tokens.at(-1);
    const isInName = previous?.kind === 'letter' || ['_', '^', 'join', '{'].includes(previous?.text ?? '');
    if (!isName || (isInName && !this.#isSpaced)) return false;
    const word = matchAt(PROSE, text, this.#at)?.[0];
    if (word === undefined || word.length < 2) return false;
    const next = text[this.#at + word.length] ?? '';
    if (/[\d_{^\\]/.test(next) || LOWERED.includes(next || ' ') || RAISED.includes(next || ' ')) return false;
    if (isName(word)) return false;
    this.#push('prose', word, word.length);
    return true;
  }

  #character(): void {
    const { text } = this.#source;
    const number = matchAt(NUMBER, text, this.#at)?.[0];
    if (number !== undefined) {
      this.#push('number', number, number.length, Number(number));
      return;
    }
    const character = String.fromCodePoint(text.codePointAt(this.#at)!);
    const fraction = FRACTIONS.get(character);
    const run = matchAt(RUN, text, this.#at)?.[0];
    if (fraction !== undefined) this.#push('number', character, 1, fraction);
    else if (run !== undefined) this.#run(run);
    else if (text.startsWith('**', this.#at)) this.#push(this.#isPower() ? 'sign' : 'prose', '^', 2);
    else if (text.startsWith(':=', this.#at)) this.#push('sign', '=', 2);
    else if (text.startsWith('<-', this.#at)) this.#push('sign', '←', 2);
    else if (text.startsWith('...', this.#at)) this.#push('sign', 'dots', 3);
    else this.#sign(character);
  }

  /** In a line of text ** may as well be the end of bold type. */
  #isPower(): boolean {
    const { text, isName } = this.#source;
    return !isName || /^\s?[\d(]/.test(text.slice(this.#at + 2, this.#at + 4));
  }

  #run(run: string): void {
    const isRaised = RAISED.includes(run[0]!);
    const [from, to] = isRaised ? [RAISED, RAISED_PLAIN] : [LOWERED, LOWERED_PLAIN];
    const plain = Array.from(run, (character) => to[from.indexOf(character)] ?? character).join('');
    this.#push(isRaised ? 'raised' : 'lowered', plain, run.length);
  }

  #sign(character: string): void {
    const meaning = CHARACTERS.get(character);
    if (meaning === 'separator') this.#push('separator', character, character.length);
    else if (meaning) this.#push('sign', meaning, character.length);
    else this.#push('+^_{}?.:!'.includes(character) ? 'sign' : 'unknown', character, character.length);
  }
}

function dotAt(text: string, offset: number): number {
  return text[offset] === '.' ? 1 : 0;
}

/** The tokens of a formula; one more than READ_LIMITS.tokens at most. Never throws. */
export function formulaTokens(source: TokenSource): readonly Token[] {
  return new Lexer(source).tokens();
}
