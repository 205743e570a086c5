import { createScanner } from 'jsonc-parser';
import type { Diagnostic, Fix } from './diagnostic';
import type { JsonNode, JsonProperty, JsonResult } from './jsonTree';
import { ScanError, Token } from './jsonTokens';
import { literalProblem, magnitudeProblem } from './jsonLiterals';
import { GrowingPool } from './numberPool';
import type { TextRange } from './text';

/**
 * The reader behind `parseJson`: a machine with an explicit stack, so that it can pause after any token and
 * that no text, however deeply nested, overflows the engine's own stack. It reports and goes on wherever it
 * can tell what was meant; only nesting past the limit ends it.
 */

/** Brackets open at once; a network needs six. */
export const DEEPEST = 64;

/** Problems kept: each text shows at most 200, and a million of them would only cost memory. */
export const MOST_PROBLEMS = 1_000;

/**
 * What a frame waits for: its first entry or its end, an entry (after a comma), a colon, the value of a key,
 * or a comma or its end.
 */
type State = 'first' | 'next' | 'colon' | 'value' | 'separator';

interface ObjectFrame {
  readonly kind: 'object';
  readonly offset: number;
  state: State;
  readonly properties: JsonProperty[];
  readonly find: Map<string, JsonProperty>;
  key: { readonly name: string; readonly range: TextRange } | null;
}

interface ArrayFrame {
  readonly kind: 'array';
  readonly offset: number;
  state: State;
  /** Null while every entry is a number: those are at the end of the pool, from `start`. */
  items: JsonNode[] | null;
  readonly start: number;
}

type Frame = ObjectFrame | ArrayFrame;

const STRING_PROBLEMS: ReadonlyMap<number, string> = new Map([
  [ScanError.UnexpectedEndOfString, 'This text is not closed. Put a double quote at its end.'],
  [
    ScanError.InvalidUnicode,
    'This text holds a malformed \\u escape. Write four hexadecimal digits after \\u.',
  ],
  [
    ScanError.InvalidEscapeCharacter,
    'This text holds an unknown escape. Write \\\\ for a backslash; the others are \\" \\/ \\b \\f \\n \\r \\t \\u.',
  ],
  [
    ScanError.InvalidCharacter,
    'This text holds a control character. Write it as an escape, such as \\t or \\u0000.',
  ],
]);

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

export class JsonReader {
  readonly #text: string;
  readonly #strict: boolean;
  readonly #scanner;
  readonly #stack: Frame[] = [];
  readonly #pool = new GrowingPool();
  readonly #problems: Diagnostic[] = [];
  #omitted = 0;
  #root: JsonNode | null = null;
  #isDone = false;
  /** End of the last token taken, where a missing comma belongs. */
  #lastEnd = 0;

  constructor(text: string, strict: boolean) {
    this.#text = text;
    this.#strict = strict;
    this.#scanner = createScanner(text, false);
    if (text.charCodeAt(0) === 0xfeff) this.#scanner.setPosition(1);
  }

  /** Takes up to `tokens` tokens; true when the text is finished. */
  run(tokens: number): boolean {
    for (let count = 0; count < tokens && !this.#isDone; count++) {
      const token: number = this.#scan();
      if (token === Token.EOF) this.#finish();
      else if (token !== Token.LineCommentTrivia && token !== Token.BlockCommentTrivia) {
        this.#accept(token);
        this.#lastEnd = this.#scanner.getPosition();
      }
    }
    return this.#isDone;
  }

  result(): JsonResult {
    return { root: this.#root, problems: this.#problems, omitted: this.#omitted };
  }

  #scan(): number {
    // White space is skipped here: the scanner would build a string of it, character by character.
    let position = this.#scanner.getPosition();
    for (;;) {
      const code = this.#text.charCodeAt(position);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
      position++;
    }
    this.#scanner.setPosition(position);
    const token: number = this.#scanner.scan();
    if (token === Token.LineCommentTrivia || token === Token.BlockCommentTrivia) {
      if (this.#scanError() !== ScanError.None) {
        this.#report('json.comment', 'This comment is not closed. Put */ at its end.', this.#tokenRange());
      } else if (this.#strict) {
        this.#report('json.comment', 'Comments are not part of JSON. Remove it.', this.#tokenRange());
      }
    }
    return token;
  }

  #scanError(): number {
    return this.#scanner.getTokenError();
  }

  #tokenRange(): TextRange {
    const offset = this.#scanner.getTokenOffset();
    return { offset, length: Math.min(this.#scanner.getPosition(), this.#text.length) - offset };
  }

  #report(code: string, message: string, range: TextRange, more: Partial<Diagnostic> = {}): void {
    this.#keep({ code, severity: 'error', message, range, ...more });
  }

  #keep(problem: Diagnostic): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
    else this.#omitted++;
  }

  #accept(token: number): void {
    const frame = this.#stack.at(-1);
    if (!frame) {
      this.#acceptRoot(token);
      return;
    }
    if (token === Token.CloseBraceToken || token === Token.CloseBracketToken) {
      this.#acceptClose(frame, token === Token.CloseBraceToken ? 'object' : 'array');
      return;
    }
    if (token === Token.CommaToken) {
      this.#acceptComma(frame);
      return;
    }
    if (frame.state === 'separator' && !this.#startsEntry(frame, token)) return;
    if (frame.kind === 'array') {
      if (token === Token.ColonToken) this.#unexpected('A list has no keys: remove this colon.');
      else this.#acceptValue(token);
      return;
    }
    this.#acceptInObject(frame, token);
  }

  #acceptRoot(token: number): void {
    if (this.#root) {
      this.#report(
        'json.syntax',
        'The file goes on after its end. Remove what follows the last closing bracket.',
        this.#tokenRange(),
      );
      this.#isDone = true;
      return;
    }
    switch (token) {
      case Token.CloseBraceToken:
      case Token.CloseBracketToken:
      case Token.CommaToken:
      case Token.ColonToken:
        this.#unexpected('Nothing is open here. A network file starts with an opening brace {.');
        return;
      default:
        this.#acceptValue(token);
    }
  }

  #unexpected(message: string): void {
    this.#report('json.syntax', message, this.#tokenRange());
  }

  /** In state `separator`: reports the missing comma before a new entry; false if the token is no entry. */
  #startsEntry(frame: Frame, token: number): boolean {
    if (token === Token.ColonToken || token === Token.Unknown) {
      this.#wordRange();
      this.#unexpected('This is not expected here. Write a comma or a closing bracket.');
      return false;
    }
    const fix: Fix = {
      title: 'Insert a comma',
      edits: [{ range: { offset: this.#lastEnd, length: 0 }, newText: ',' }],
    };
    this.#report('json.comma', 'A comma is missing before this.', this.#tokenRange(), { fixes: [fix] });
    frame.state = 'next';
    return true;
  }

  #acceptClose(frame: Frame, kind: Frame['kind']): void {
    if (frame.kind !== kind) {
      const open = this.#stack.findLastIndex((other) => other.kind === kind);
      const wanted = frame.kind === 'object' ? 'brace }' : 'bracket ]';
      this.#report('json.syntax', `A closing ${wanted} is expected here.`, this.#tokenRange(), {
        related: [{ message: 'This is still open.', range: { offset: frame.offset, length: 1 } }],
      });
      if (open < 0) return;
      while (this.#stack.length > open + 1) this.#close(this.#scanner.getTokenOffset());
    } else if (frame.state === 'next' && this.#strict) {
      this.#report('json.comma', 'A comma before the closing bracket is not part of JSON. Remove it.', {
        offset: this.#lastEnd - 1,
        length: 1,
      });
    }
    this.#close(this.#scanner.getPosition());
  }

  #acceptComma(frame: Frame): void {
    if (frame.state === 'separator') {
      frame.state = 'next';
      return;
    }
    if (frame.kind === 'object' && frame.key) {
      this.#report(
        'json.syntax',
        `The value of "${frame.key.name.slice(0, 40)}" is missing.`,
        frame.key.range,
      );
      this.#add({ kind: 'invalid', offset: this.#scanner.getTokenOffset(), length: 0 });
      frame.state = 'next';
      return;
    }
    const range = this.#tokenRange();
    const fix: Fix = { title: 'Remove the comma', edits: [{ range, newText: '' }] };
    this.#report('json.comma', 'Nothing stands before this comma. Remove it.', range, { fixes: [fix] });
  }

  #acceptInObject(frame: ObjectFrame, token: number): void {
    switch (frame.state) {
      case 'first':
      case 'next':
      case 'separator':
        this.#acceptKey(frame, token);
        return;
      case 'colon':
        if (token === Token.ColonToken) {
          frame.state = 'value';
          return;
        }
        this.#report('json.syntax', 'A colon is missing before this.', this.#tokenRange(), {
          fixes: [
            {
              title: 'Insert a colon',
              edits: [{ range: { offset: this.#lastEnd, length: 0 }, newText: ':' }],
            },
          ],
        });
        this.#acceptValue(token);
        return;
      case 'value':
        if (token === Token.ColonToken) this.#unexpected('A value is expected here, not a colon.');
        else this.#acceptValue(token);
    }
  }

  #acceptKey(frame: ObjectFrame, token: number): void {
    if (token === Token.StringLiteral) {
      this.#checkString();
      this.#setKey(frame, this.#scanner.getTokenValue());
      return;
    }
    if (token === Token.ColonToken) {
      this.#unexpected('A key is missing before this colon.');
      return;
    }
    if (token === Token.OpenBraceToken || token === Token.OpenBracketToken) {
      this.#unexpected('A key in double quotes is expected here.');
      this.#setKey(frame, '');
      this.#acceptValue(token);
      return;
    }
    const range = this.#wordRange();
    const word = this.#text.slice(range.offset, range.offset + range.length);
    const isName = /^[A-Za-z_$][\w$]*$/.test(word);
    this.#report('json.syntax', 'A key in double quotes is expected here.', range, {
      ...(isName
        ? { fixes: [{ title: `Replace by "${word}"`, edits: [{ range, newText: `"${word}"` }] }] }
        : {}),
    });
    this.#setKey(frame, word);
  }

  #setKey(frame: ObjectFrame, name: string): void {
    const range = this.#tokenRange();
    const first = frame.find.get(name);
    if (first) {
      this.#report(
        'json.duplicateKey',
        `"${name.slice(0, 40)}" is given twice in this object. Keep one of the two.`,
        range,
        {
          // The grammar of JSON allows it, so it does not make a strict text unreadable.
          severity: this.#strict ? 'warning' : 'error',
          related: [{ message: 'It is given here first.', range: first.keyRange }],
        },
      );
    }
    frame.key = { name, range };
    frame.state = 'colon';
  }

  #acceptValue(token: number): void {
    switch (token) {
      case Token.NumericLiteral:
        this.#acceptNumber();
        return;
      case Token.OpenBraceToken:
      case Token.OpenBracketToken:
        this.#open(token === Token.OpenBraceToken);
        return;
      case Token.StringLiteral:
        this.#checkString();
        this.#add({ kind: 'string', value: this.#scanner.getTokenValue(), ...this.#tokenRange() });
        return;
      case Token.TrueKeyword:
      case Token.FalseKeyword:
        this.#add({ kind: 'boolean', value: token === Token.TrueKeyword, ...this.#tokenRange() });
        return;
      case Token.NullKeyword:
        this.#add({ kind: 'null', ...this.#tokenRange() });
        return;
      default: {
        const range = this.#wordRange();
        this.#keep(literalProblem(this.#text.slice(range.offset, range.offset + range.length), range));
        this.#add({ kind: 'invalid', ...range });
      }
    }
  }

  #acceptNumber(): void {
    const offset = this.#scanner.getTokenOffset();
    const end = this.#scanner.getPosition();
    let value: number;
    let length = end - offset;
    if (this.#scanError() === ScanError.None && isDelimiter(this.#text.charCodeAt(end))) {
      const written = this.#scanner.getTokenValue();
      value = Number(written);
      if (value === 0 || value - value !== 0) {
        const problem = magnitudeProblem(written, value, { offset, length });
        if (problem) this.#keep(problem);
        if (problem?.severity === 'error') value = NaN;
      }
    } else {
      // The scanner stops at the first character that cannot go on: 01, 0x10, 1_000. The whole word is
      // wrong, and no part of it may pass for the number that was meant.
      const range = this.#wordRange();
      length = range.length;
      value = NaN;
      this.#keep(literalProblem(this.#text.slice(offset, offset + length), range));
    }
    const frame = this.#stack.at(-1);
    if (frame?.kind === 'array' && !frame.items) {
      this.#pool.push(value, offset, length);
      frame.state = 'separator';
    } else if (Number.isNaN(value)) {
      this.#add({ kind: 'invalid', offset, length });
    } else {
      this.#add({ kind: 'number', value, offset, length });
    }
  }

  /** Stretches the current token to the whole word around it and returns its range. */
  #wordRange(): TextRange {
    let end = this.#scanner.getPosition();
    const offset = this.#scanner.getTokenOffset();
    // A lone slash or a bracket is a word of its own.
    if (!isDelimiter(this.#text.charCodeAt(offset))) {
      while (!isDelimiter(this.#text.charCodeAt(end))) end++;
    }
    this.#scanner.setPosition(end);
    return { offset, length: end - offset };
  }

  #checkString(): void {
    const error = this.#scanError();
    if (error === ScanError.None) return;
    const message = STRING_PROBLEMS.get(error) ?? 'This text is malformed.';
    this.#report('json.string', message, this.#tokenRange());
  }

  #open(isObject: boolean): void {
    const offset = this.#scanner.getTokenOffset();
    if (this.#stack.length >= DEEPEST) {
      this.#report(
        'json.depth',
        `Brackets are nested more than ${DEEPEST} deep here. A network file needs six; remove the surplus.`,
        { offset, length: 1 },
      );
      this.#root = null;
      this.#isDone = true;
      return;
    }
    const parent = this.#stack.at(-1);
    if (parent?.kind === 'array') this.#widen(parent);
    this.#stack.push(
      isObject
        ? { kind: 'object', offset, state: 'first', properties: [], find: new Map(), key: null }
        : { kind: 'array', offset, state: 'first', items: null, start: this.#pool.size },
    );
  }

  /** Turns the numbers of a list so far into nodes: an entry that is none follows. */
  #widen(frame: ArrayFrame): JsonNode[] {
    if (frame.items) return frame.items;
    const items: JsonNode[] = [];
    const pool = this.#pool;
    for (let index = frame.start; index < pool.size; index++) {
      const value = pool.values[index]!;
      const place = { offset: pool.offsets[index]!, length: pool.lengths[index]! };
      items.push(Number.isNaN(value) ? { kind: 'invalid', ...place } : { kind: 'number', value, ...place });
    }
    pool.size = frame.start;
    frame.items = items;
    return items;
  }

  #add(node: JsonNode): void {
    const frame = this.#stack.at(-1);
    if (!frame) {
      this.#root = node;
      return;
    }
    frame.state = 'separator';
    if (frame.kind === 'array') {
      this.#widen(frame).push(node);
      return;
    }
    const key = frame.key;
    if (!key) return;
    const offset = key.range.offset;
    const end = Math.max(node.offset + node.length, offset + key.range.length);
    const property = { key: key.name, keyRange: key.range, value: node, offset, length: end - offset };
    frame.properties.push(property);
    if (!frame.find.has(key.name)) frame.find.set(key.name, property);
    frame.key = null;
  }

  /** Ends the innermost frame at `end`, before which a key may still lack its value. */
  #close(end: number): void {
    const frame = this.#stack.at(-1);
    if (!frame) return;
    if (frame.kind === 'object' && frame.key) {
      this.#report(
        'json.syntax',
        `The value of "${frame.key.name.slice(0, 40)}" is missing.`,
        frame.key.range,
      );
      this.#add({ kind: 'invalid', offset: this.#lastEnd, length: 0 });
    }
    this.#stack.pop();
    const range = { offset: frame.offset, length: end - frame.offset };
    if (frame.kind === 'object') {
      this.#add({ kind: 'object', properties: frame.properties, find: frame.find, ...range });
    } else if (frame.items) {
      this.#add({ kind: 'array', items: frame.items, ...range });
    } else {
      const { start } = frame;
      const count = this.#pool.size - start;
      this.#add(
        count === 0
          ? { kind: 'array', items: [], ...range }
          : { kind: 'numbers', pool: this.#pool, start, count, ...range },
      );
    }
  }

  #finish(): void {
    this.#isDone = true;
    const end = this.#text.length;
    const innermost = this.#stack.at(-1);
    if (innermost) {
      const what = innermost.kind === 'object' ? 'brace' : 'bracket';
      this.#report('json.syntax', `This ${what} is never closed.`, { offset: innermost.offset, length: 1 });
      while (this.#stack.length > 0) this.#close(end);
    } else if (!this.#root && this.#problems.length === 0) {
      this.#report('json.empty', 'The file is empty. Write a network, or start from an example.', {
        offset: 0,
        length: end,
      });
    }
  }
}
