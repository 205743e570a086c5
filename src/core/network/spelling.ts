/** How a symbol is written in and outside TeX, and which names are mathematics at all. */

import { ACCENTS, GREEK } from '../words/letters';
import { showHidden } from './hidden';

const FONTS: ReadonlySet<string> = new Set(['mathrm', 'mathbf', 'text']);

const SUBSCRIPTS: ReadonlyMap<string, string> = new Map(
  Array.from('0123456789+-(),', (character, index) => [character, Array.from('₀₁₂₃₄₅₆₇₈₉₊₋₍₎,')[index]!]),
);

/** Beside digits the letters that stand for a layer or a general power. */
const SUPERSCRIPTS: ReadonlyMap<string, string> = new Map(
  Array.from('0123456789+-()lni', (character, index) => [character, Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˡⁿⁱ')[index]!]),
);

const COMMAND = /\\([A-Za-z]+)/y;

/** Names longer than a file may hold are not read. */
const LONGEST = 1_000;

/**
 * Reads a name as TeX would and writes it as Unicode text; `null` if it is not mathematics. One reader for
 * both, so that what is called mathematics can be written.
 *
 *   row    = { atom [ "'"… ] [ "_" script ] [ "^" script ] }       each script at most once, in either order
 *   atom   = letter | digit | "(" | ")" | "," | Greek | accent group | font group | group
 *   script = letter | digit | Greek | group
 */
class NameReader {
  readonly #name: string;
  #position = 0;
  #parentheses = 0;

  constructor(name: string) {
    this.#name = name;
  }

  read(): string | null {
    const row = this.#row();
    return row !== null && row !== '' && this.#position === this.#name.length && this.#parentheses === 0
      ? row
      : null;
  }

  #row(): string | null {
    let row = '';
    while (this.#position < this.#name.length && this.#name[this.#position] !== '}') {
      const atom = this.#atom();
      const scripts = atom === null ? null : this.#scripts();
      if (atom === null || scripts === null) return null;
      row += atom + scripts;
    }
    return row;
  }

  #atom(): string | null {
    const character = this.#name[this.#position] ?? '';
    if (character === '{') return this.#group();
    if (character === '\\') return this.#command();
    if (!/[A-Za-z0-9(),]/.test(character)) return null;
    if (character === '(') this.#parentheses++;
    if (character === ')' && --this.#parentheses < 0) return null;
    this.#position++;
    return character;
  }

  #group(): string | null {
    if (this.#name[this.#position] !== '{') return null;
    this.#position++;
    // Parentheses balance within each group: {(}) is no mathematics.
    const outside = this.#parentheses;
    this.#parentheses = 0;
    const row = this.#row();
    if (row === null || this.#parentheses !== 0 || this.#name[this.#position] !== '}') return null;
    this.#parentheses = outside;
    this.#position++;
    return row;
  }

  #command(): string | null {
    COMMAND.lastIndex = this.#position;
    const name = COMMAND.exec(this.#name)?.[1];
    if (name === undefined) return null;
    this.#position += name.length + 1;
    if (Object.hasOwn(GREEK, name)) return GREEK[name] ?? null;
    if (FONTS.has(name)) return this.#group();
    if (!Object.hasOwn(ACCENTS, name)) return null;
    const base = this.#group();
    return base === null || base === '' ? null : `${base}${ACCENTS[name] ?? ''}`.normalize('NFC');
  }

  #scripts(): string | null {
    let text = '';
    let hasPrime = false;
    while (this.#name[this.#position] === "'") {
      text += '′';
      hasPrime = true;
      this.#position++;
    }
    const seen = new Set<string>();
    for (;;) {
      const mark = this.#name[this.#position];
      if (mark === "'") return hasPrime || seen.has('^') ? null : this.#latePrimes(text);
      if (mark !== '_' && mark !== '^') return text;
      if (seen.has(mark)) return null;
      seen.add(mark);
      this.#position++;
      const script = this.#script();
      if (script === null) return null;
      text += asScript(script, mark);
    }
  }

  /** Primes after a subscript: x_1'. */
  #latePrimes(text: string): string {
    let primed = text;
    while (this.#name[this.#position] === "'") {
      primed += '′';
      this.#position++;
    }
    return primed;
  }

  #script(): string | null {
    const character = this.#name[this.#position] ?? '';
    if (character === '{') return this.#group();
    if (character === '\\') {
      COMMAND.lastIndex = this.#position;
      const name = COMMAND.exec(this.#name)?.[1] ?? '';
      return Object.hasOwn(GREEK, name) ? this.#command() : null;
    }
    if (!/[A-Za-z0-9]/.test(character)) return null;
    this.#position++;
    return character;
  }
}

/** Raised or lowered characters where Unicode has all of them; else the mark and the text: E_total, a_h₁. */
function asScript(script: string, mark: '_' | '^'): string {
  const table = mark === '_' ? SUBSCRIPTS : SUPERSCRIPTS;
  const characters = Array.from(script, (character) => table.get(character));
  return characters.includes(undefined) ? mark + script : characters.join('');
}

function readName(name: string): string | null {
  return name.length > LONGEST ? null : new NameReader(name).read();
}

/**
 * Whether a name is written in the alphabet of mathematics (letters, digits, `_ ^ { } ( ) , '`, Greek letters,
 * accents, fonts; see the format) and TeX can read it. Any other name is shown as escaped text.
 */
export function isMathematical(name: string): boolean {
  return readName(name) !== null;
}

/** Signs that have a name in TeX's text: a backslash before them is something else, or the font has another there. */
const TEXT_SIGNS: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
]);

/** Words as TeX sets them as they stand, outside of mathematics. */
export function escapedForTex(words: string): string {
  return words.replace(/[\\{}$&#_%^~<>|]/g, (sign) => TEXT_SIGNS.get(sign) ?? `\\${sign}`);
}

/**
 * A symbol of the file as LaTeX: itself if it is mathematics, else upright text with every special sign escaped and
 * what cannot be seen made visible.
 */
export function asLatex(symbol: string): string {
  if (isMathematical(symbol)) return symbol;
  return `\\text{${escapedForTex(showHidden(symbol))}}`;
}

/**
 * A symbol as Unicode text. Digits, signs and parentheses are raised or lowered, letters are not, because
 * Unicode lacks most of them: w_1 → w₁, a_{h_1} → a_h₁, E_{total} → E_total, w^{(2)}_{31} → w⁽²⁾₃₁, w_{3,17} → w₃,₁₇,
 * w_{ij} → w_ij, \delta_1 → δ₁, \hat{y} → ŷ, x' → x′. A name that is not mathematics comes back as it is.
 */
export function symbolToUnicode(symbol: string): string {
  return readName(symbol) ?? symbol;
}

/** Words that cannot be names in Python, where plain spellings are used as variables. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield match case type'
  ).split(' '),
);

/** The plain spelling before keywords and collisions are looked at. */
function plainLetters(symbol: string): string {
  const letters = isMathematical(symbol)
    ? symbol
        .replace(/\\(?:mathrm|mathbf|text)(?![A-Za-z])/g, '')
        .replace(/[\\^{}()]/g, '')
        .replaceAll(',', '_')
        .replaceAll("'", '_prime')
    : symbol.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  // An underscore before a digit goes (w_1 → w1) unless it keeps two numbers apart (w2_3_17).
  const joined = letters.replace(/(?<!\d)_+(?=\d)/g, '');
  return /^[A-Za-z_]/.test(joined) ? joined : `_${joined}`;
}

/**
 * A symbol as one word of letters, digits and underscores, for the command line, Python and search: w_1 → w1,
 * a_{h_1} → a_h1, E_{total} → E_total, w^{(2)}_{3,17} → w2_3_17. A keyword, or a word in `taken`, gets trailing
 * underscores.
 */
export function plainSpelling(symbol: string, taken?: ReadonlySet<string>): string {
  let plain = plainLetters(symbol);
  while (KEYWORDS.has(plain) || taken?.has(plain)) plain += '_';
  return plain;
}

/** Two symbols with one such form are the same mathematics: w_{1} and w_1. */
export function canonicalSymbol(symbol: string): string {
  return symbol.replace(/([_^])\{([A-Za-z0-9])\}/g, '$1$2');
}

/** What is left of a symbol however it is spelled: w_{11}, w_11 and w11 agree. For search only. */
export function looseSpelling(text: string): string {
  return text
    .replace(/\\(?:mathrm|mathbf|text)(?![A-Za-z])/g, '')
    .replace(/[\\^{}()\s]/g, '')
    .replaceAll(',', '_')
    .replace(/(?<![\d\uE000\uE001])_+|_+(?![\d\uE000\uE001])/g, '');
}
