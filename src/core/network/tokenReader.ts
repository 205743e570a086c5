import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { TextRange } from './text';

/** True for what ends a word: white space, punctuation of JSON, a quote, a slash, the end of the text. */
function isDelimiter(code: number): boolean {
  switch (code) {
    case 9: // tab
    case 10: // line feed
    case 13: // carriage return
    case 32: // space
    case 34: // "
    case 44: // ,
    case 47: // /
    case 58: // :
    case 91: // [
    case 93: // ]
    case 123: // {
    case 125: // }
      return true;
    default:
      return Number.isNaN(code);
  }
}

/** jsonc-parser's scanner with the two things it lacks: the place of a token that was stretched, and speed. */
export class TokenReader {
  readonly #text: string;
  readonly #scanner: JSONScanner;
  /** The scanner forgets where a token started when its position is set. */
  #start = 0;
  #end = 0;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = createScanner(text, false);
    if (text.charCodeAt(0) === 0xfeff) this.#scanner.setPosition(1);
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  get range(): TextRange {
    return { offset: this.#start, length: this.#end - this.#start };
  }

  /** The text of a string, with its escapes resolved, or of a number. */
  get value(): string {
    return this.#scanner.getTokenValue();
  }

  /** A `ScanError`. */
  get error(): number {
    return this.#scanner.getTokenError();
  }

  /** Whether the token ends where a word may end: 01 is read as 0, which does not. */
  get isWhole(): boolean {
    return isDelimiter(this.#text.charCodeAt(this.#end));
  }

  /** Goes to the next token but white space and returns its kind, a `Token`. */
  next(): number {
    // White space is skipped here: the scanner would build a string of it, character by character.
    let position = this.#scanner.getPosition();
    for (;;) {
      const code = this.#text.charCodeAt(position);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
      position++;
    }
    this.#scanner.setPosition(position);
    const token: number = this.#scanner.scan();
    this.#start = this.#scanner.getTokenOffset();
    // An unclosed comment ends one character behind the text.
    this.#end = Math.min(this.#scanner.getPosition(), this.#text.length);
    return token;
  }

  /** Stretches the token to `end`: what is in between is known. */
  stretchTo(end: number): void {
    this.#end = end;
    this.#scanner.setPosition(end);
  }

  /** Stretches the token to the whole word around it and returns its place. */
  stretch(): TextRange {
    // A lone slash or a bracket is a word of its own.
    if (!isDelimiter(this.#text.charCodeAt(this.#start))) {
      while (!isDelimiter(this.#text.charCodeAt(this.#end))) this.#end++;
      this.#scanner.setPosition(this.#end);
    }
    return this.range;
  }
}
