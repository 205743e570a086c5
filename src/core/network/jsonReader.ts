import type { Diagnostic, Fix } from './diagnostic';
import { type Frame, JsonBuilder, type ObjectFrame } from './jsonBuilder';
import { literalProblem, magnitudeProblem } from './jsonLiterals';
import { ScanError, Token } from './jsonTokens';
import type { JsonResult } from './jsonTree';
import type { KnownRows } from './knownRows';
import type { TextRange } from './text';
import { TokenReader } from './tokenReader';
import { quoted } from './wording';
import { say, saying } from '../words/say';

/**
 * The reader behind `parseJson`: a machine with an explicit stack, so that it can pause after any token and
 * that no text, however deeply nested, overflows the engine's own stack. It reports and goes on wherever it
 * can tell what was meant; only nesting past the limit ends it.
 */

/** Brackets open at once; a network needs six. */
export const DEEPEST = 64;

/** Problems kept: each text shows at most 200, and a million of them would only cost memory. */
const MOST_PROBLEMS = 1_000;

const STRING_PROBLEMS: ReadonlyMap<number, () => string> = new Map([
  [ScanError.UnexpectedEndOfString, saying('This text is not closed. Put a double quote at its end.')],
  [
    ScanError.InvalidUnicode,
    saying('This text holds a malformed \\u escape. Write four hexadecimal digits after \\u.'),
  ],
  [
    ScanError.InvalidEscapeCharacter,
    saying(
      'This text holds an unknown escape. Write \\\\ for a backslash; the others are \\" \\/ \\b \\f \\n \\r \\t \\u.',
    ),
  ],
  [
    ScanError.InvalidCharacter,
    saying('This text holds a control character. Write it as an escape, such as \\t or \\u0000.'),
  ],
]);

export class JsonReader {
  readonly #text: string;
  readonly #strict: boolean;
  readonly #known: KnownRows | null;
  readonly #token: TokenReader;
  readonly #builder = new JsonBuilder();
  readonly #problems: Diagnostic[] = [];
  #omitted = 0;
  #isDone = false;
  /** End of the last token taken, where a missing comma belongs. */
  #lastEnd = 0;

  /** @param known rows of an earlier text that was read as strictly. */
  constructor(text: string, strict: boolean, known: KnownRows | null) {
    this.#text = text;
    this.#strict = strict;
    this.#known = known;
    this.#token = new TokenReader(text);
  }

  /** Takes up to `tokens` tokens, and none that begins `characters` further on; true when the text is finished. */
  run(tokens: number, characters = Infinity): boolean {
    const last = this.#token.end + characters;
    for (let count = 0; count < tokens && this.#token.end < last && !this.#isDone; count++) {
      const token: number = this.#scan();
      if (token === Token.EOF) this.#finish();
      else if (token !== Token.LineCommentTrivia && token !== Token.BlockCommentTrivia) {
        this.#accept(token);
        this.#lastEnd = this.#token.end;
      }
    }
    return this.#isDone;
  }

  result(): JsonResult {
    return { root: this.#builder.root, problems: this.#problems, omitted: this.#omitted };
  }

  #scan(): number {
    const token = this.#token.next();
    if (token === Token.LineCommentTrivia || token === Token.BlockCommentTrivia) {
      if (this.#token.error !== ScanError.None) {
        this.#report(
          'json.comment',
          say('This comment is not closed. Put */ at its end.'),
          this.#token.range,
        );
      } else if (this.#strict) {
        this.#report('json.comment', say('Comments are not part of JSON. Remove it.'), this.#token.range);
      }
    }
    return token;
  }

  #report(code: string, message: string, range: TextRange, more: Partial<Diagnostic> = {}): void {
    this.#keep({ code, severity: 'error', message, range, ...more });
  }

  #keep(problem: Diagnostic): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
    else this.#omitted++;
  }

  #accept(token: number): void {
    const frame = this.#builder.innermost;
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
      if (token === Token.ColonToken) this.#unexpected(say('A list has no keys: remove this colon.'));
      else this.#acceptValue(token);
      return;
    }
    this.#acceptInObject(frame, token);
  }

  #acceptRoot(token: number): void {
    if (this.#builder.root) {
      this.#report(
        'json.syntax',
        say('The file goes on after its end. Remove what follows the last closing bracket.'),
        this.#token.range,
      );
      this.#isDone = true;
      return;
    }
    switch (token) {
      case Token.CloseBraceToken:
      case Token.CloseBracketToken:
      case Token.CommaToken:
      case Token.ColonToken:
        this.#unexpected(say('Nothing is open here. A network file starts with an opening brace {.'));
        return;
      default:
        this.#acceptValue(token);
    }
  }

  #unexpected(message: string): void {
    this.#report('json.syntax', message, this.#token.range);
  }

  /** In state `separator`: reports the missing comma before a new entry; false if the token is no entry. */
  #startsEntry(frame: Frame, token: number): boolean {
    if (token === Token.ColonToken && frame.kind === 'array') {
      this.#unexpected(say('A list has no keys: write a comma here, or braces around the list.'));
      frame.state = 'next';
      return false;
    }
    if (token === Token.ColonToken || token === Token.Unknown) {
      this.#token.stretch();
      this.#unexpected(say('This is not expected here. Write a comma or a closing bracket.'));
      return false;
    }
    const fix: Fix = {
      title: say('Insert a comma'),
      edits: [{ range: { offset: this.#lastEnd, length: 0 }, newText: ',' }],
    };
    this.#report('json.comma', say('A comma is missing before this.'), this.#token.range, { fixes: [fix] });
    frame.state = 'next';
    return true;
  }

  #acceptClose(frame: Frame, kind: Frame['kind']): void {
    if (frame.kind !== kind) {
      const open = this.#builder.depthOf(kind);
      const wanted = frame.kind === 'object' ? say('brace }') : say('bracket ]');
      this.#report('json.syntax', say('A closing {0} is expected here.', wanted), this.#token.range, {
        related: [{ message: say('This is still open.'), range: { offset: frame.offset, length: 1 } }],
      });
      if (open < 0) return;
      while (this.#builder.depth > open + 1) this.#close(this.#token.start);
    } else if (frame.state === 'next' && this.#strict) {
      this.#report('json.comma', say('A comma before the closing bracket is not part of JSON. Remove it.'), {
        offset: this.#lastEnd - 1,
        length: 1,
      });
    }
    this.#close(this.#token.end);
  }

  #acceptComma(frame: Frame): void {
    if (frame.state === 'separator') {
      frame.state = 'next';
      return;
    }
    if (frame.kind === 'object' && frame.key) {
      this.#addMissing(frame.key, this.#token.start);
      frame.state = 'next';
      return;
    }
    const range = this.#token.range;
    const fix: Fix = { title: say('Remove the comma'), edits: [{ range, newText: '' }] };
    this.#report('json.comma', say('Nothing stands before this comma. Remove it.'), range, { fixes: [fix] });
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
        this.#report('json.syntax', say('A colon is missing before this.'), this.#token.range, {
          fixes: [
            {
              title: say('Insert a colon'),
              edits: [{ range: { offset: this.#lastEnd, length: 0 }, newText: ':' }],
            },
          ],
        });
        this.#acceptValue(token);
        return;
      case 'value':
        if (token === Token.ColonToken) this.#unexpected(say('A value is expected here, not a colon.'));
        else this.#acceptValue(token);
    }
  }

  #acceptKey(frame: ObjectFrame, token: number): void {
    if (token === Token.StringLiteral) {
      this.#checkString();
      this.#setKey(frame, this.#token.value);
      return;
    }
    if (token === Token.ColonToken) {
      this.#unexpected(say('A key is missing before this colon.'));
      return;
    }
    if (token === Token.OpenBraceToken || token === Token.OpenBracketToken) {
      this.#unexpected(say('A key in double quotes is expected here.'));
      this.#setKey(frame, '');
      this.#acceptValue(token);
      return;
    }
    const range = this.#token.stretch();
    const word = this.#text.slice(range.offset, range.offset + range.length);
    const isName = /^[A-Za-z_$][\w$]*$/.test(word);
    this.#report('json.syntax', say('A key in double quotes is expected here.'), range, {
      ...(isName
        ? { fixes: [{ title: say('Replace by "{0}"', word), edits: [{ range, newText: `"${word}"` }] }] }
        : {}),
    });
    this.#setKey(frame, word);
  }

  #setKey(frame: ObjectFrame, name: string): void {
    const range = this.#token.range;
    const first = frame.find.get(name);
    if (first) {
      this.#report(
        'json.duplicateKey',
        say('{0} is given twice in this object. Keep one of the two.', quoted(name)),
        range,
        {
          // The grammar of JSON allows it, so it does not make a strict text unreadable.
          severity: this.#strict ? 'warning' : 'error',
          related: [{ message: say('It is given here first.'), range: first.keyRange }],
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
        this.#builder.add({ kind: 'string', value: this.#token.value, ...this.#token.range });
        return;
      case Token.TrueKeyword:
      case Token.FalseKeyword:
        this.#builder.add({ kind: 'boolean', value: token === Token.TrueKeyword, ...this.#token.range });
        return;
      case Token.NullKeyword:
        this.#builder.add({ kind: 'null', ...this.#token.range });
        return;
      default: {
        const range = this.#token.stretch();
        this.#keep(literalProblem(this.#text.slice(range.offset, range.offset + range.length), range));
        this.#builder.add({ kind: 'invalid', ...range });
      }
    }
  }

  #acceptNumber(): void {
    const offset = this.#token.start;
    const end = this.#token.end;
    let value: number;
    let length = end - offset;
    if (this.#token.error === ScanError.None && this.#token.isWhole) {
      const written = this.#token.value;
      value = Number(written);
      if (value === 0 || value - value !== 0) {
        const problem = magnitudeProblem(written, value, { offset, length });
        if (problem) this.#keep(problem);
        if (problem?.severity === 'error') value = NaN;
      }
    } else {
      // The scanner stops at the first character that cannot go on: 01, 0x10, 1_000. The whole word is
      // wrong, and no part of it may pass for the number that was meant.
      const range = this.#token.stretch();
      length = range.length;
      value = NaN;
      this.#keep(literalProblem(this.#text.slice(offset, offset + length), range));
    }
    this.#builder.addNumber(value, offset, length);
  }

  #checkString(): void {
    const error = this.#token.error;
    if (error === ScanError.None) return;
    const message = STRING_PROBLEMS.get(error)?.() ?? say('This text is malformed.');
    this.#report('json.string', message, this.#token.range);
  }

  #open(isObject: boolean): void {
    const offset = this.#token.start;
    if (this.#builder.depth >= DEEPEST) {
      this.#report(
        'json.depth',
        say(
          'Brackets are nested more than {0} deep here. A network file needs six; remove the surplus.',
          DEEPEST,
        ),
        { offset, length: 1 },
      );
      this.#builder.discard();
      this.#isDone = true;
      return;
    }
    const known = isObject ? undefined : this.#known?.at(offset);
    if (known) {
      this.#builder.addRow(known.row, known.shift);
      this.#token.stretchTo(offset + known.row.length);
    } else this.#builder.open(isObject ? 'object' : 'array', offset);
  }

  /** Ends the innermost frame at `end`, before which a key may still lack its value. */
  #close(end: number): void {
    const frame = this.#builder.innermost;
    if (frame?.kind === 'object' && frame.key) this.#addMissing(frame.key, this.#lastEnd);
    this.#builder.close(end);
  }

  /** Reports a key without a value and puts an invalid one in its place. */
  #addMissing(key: { readonly name: string; readonly range: TextRange }, offset: number): void {
    this.#report('json.syntax', say('The value of {0} is missing.', quoted(key.name)), key.range);
    this.#builder.add({ kind: 'invalid', offset, length: 0 });
  }

  #finish(): void {
    this.#isDone = true;
    const end = this.#text.length;
    const innermost = this.#builder.innermost;
    if (innermost) {
      const what = innermost.kind === 'object' ? say('brace') : say('bracket');
      this.#report('json.syntax', say('This {0} is never closed.', what), {
        offset: innermost.offset,
        length: 1,
      });
      while (this.#builder.depth > 0) this.#close(end);
    } else if (!this.#builder.root && this.#problems.length === 0) {
      this.#report('json.empty', say('The file is empty. Write a network, or start from an example.'), {
        offset: 0,
        length: end,
      });
    }
  }
}
