/** Why a text could not be read, and where. */
export class ReadError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'ReadError';
    this.offset = offset;
  }
}

/** Names and what they mean; at a place of a text the longest name that stands there is the one meant. */
export class Spellings<Meaning> {
  readonly #meanings: ReadonlyMap<string, readonly [string, Meaning]>;
  /** By the first character the lengths of names, the longest first: a look-up compares few of them. */
  readonly #lengths = new Map<string, number[]>();

  constructor(entries: Iterable<readonly [string, Meaning]>) {
    const meanings = new Map<string, readonly [string, Meaning]>();
    for (const entry of entries) {
      const [name] = entry;
      meanings.set(name, entry);
      const lengths = this.#lengths.get(name.charAt(0));
      if (!lengths) this.#lengths.set(name.charAt(0), [name.length]);
      else if (!lengths.includes(name.length)) lengths.push(name.length);
    }
    for (const lengths of this.#lengths.values()) lengths.sort((a, b) => b - a);
    this.#meanings = meanings;
  }

  /** The longest name that `text` has at `offset`, with its meaning; null if none stands there. */
  at(text: string, offset: number): readonly [string, Meaning] | null {
    for (const length of this.#lengths.get(text.charAt(offset)) ?? []) {
      const found = this.#meanings.get(text.slice(offset, offset + length));
      if (found) return found;
    }
    return null;
  }
}

const SPACE = /(?:\s+|\\,|\\left(?=[([|\s])|\\right(?=[)\]|\s]))*/y;
const BACKSLASH = 0x5c;
const DECIMAL = /\d+(?:\.\d+)?(?:e-?\d+)?/y;
const EXPONENT = /-?\d+/y;

/** The text of a printed formula and how far it has been read: what the readers of both notations share. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Throws ReadError for the place reached. */
  fail(message: string): never {
    throw new ReadError(`${message}: "${this.text.slice(this.at, this.at + 20)}"`, this.at);
  }

  /** Passes over white space, LaTeX's thin space, and the \left and \right of parentheses. */
  space(): void {
    // Most places have none, and asking the pattern costs more than a look at one character.
    const code = this.text.charCodeAt(this.at);
    if (code > 0x20 && code < 0x80) {
      if (code !== BACKSLASH) return;
      const next = this.text[this.at + 1];
      if (next !== ',' && next !== 'l' && next !== 'r') return;
    }
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    this.at = SPACE.lastIndex;
  }

  peek(expected: string): boolean {
    this.space();
    return this.text.startsWith(expected, this.at);
  }

  take(expected: string): boolean {
    if (!this.peek(expected)) return false;
    this.at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) this.fail(`expected "${expected}"`);
  }

  takeMinus(): boolean {
    return this.take('-') || this.take('−');
  }

  /** What `pattern`, which is sticky, matches here; null where it does not. */
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  /** An unsigned number as the printers write it, 1.5 \times 10^{-9} and 1.5e-9; null where none stands here. */
  decimal(): number | null {
    this.space();
    const digits = this.match(DECIMAL);
    if (digits === null) return null;
    if (!this.take('\\times 10^{')) return Number(digits);
    const exponent = this.match(EXPONENT) ?? this.fail('expected an exponent');
    this.expect('}');
    return Number(`${digits}e${exponent}`);
  }

  /** Throws ReadError unless everything has been read. */
  end(): void {
    this.space();
    if (this.at < this.text.length) this.fail('this does not belong to the formula');
  }
}
