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
  /** By the first character, the longest first, so that a look-up compares few names. */
  readonly #byFirst = new Map<string, (readonly [string, Meaning])[]>();

  constructor(entries: Iterable<readonly [string, Meaning]>) {
    for (const entry of entries) {
      const first = entry[0].charAt(0);
      const known = this.#byFirst.get(first);
      if (known) known.push(entry);
      else this.#byFirst.set(first, [entry]);
    }
    for (const list of this.#byFirst.values()) list.sort(([a], [b]) => b.length - a.length);
  }

  /** The longest name that `text` has at `offset`, with its meaning; null if none stands there. */
  at(text: string, offset: number): readonly [string, Meaning] | null {
    const candidates = this.#byFirst.get(text.charAt(offset));
    return candidates?.find(([name]) => text.startsWith(name, offset)) ?? null;
  }
}

const SPACE = /(?:\s+|\\,|\\left(?=[([|\s])|\\right(?=[)\]|\s]))*/y;
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
