import { ACCENTS, GREEK } from '../src/core/words/letters';

/**
 * Symbols inside the diagram. KaTeX sets whole formulas, but SVG text cannot hold its output; a symbol such
 * as `a_{h_1}` or `w^{(2)}_{3,17}` is simple enough to be set as runs of text at raised and lowered baselines.
 */

/** A piece of a symbol on one baseline. */
export interface SymbolRun {
  readonly text: string;
  /** Baselines down (positive) or up (negative) from the line, in steps of one script level. */
  readonly shift: number;
  /** 0 on the line, 1 in a script, 2 in a script's script. */
  readonly level: number;
  readonly isItalic: boolean;
}

/** Digits that Unicode has below and above the line: the Unicode spelling of a symbol uses them. */
const SCRIPT_DIGITS = '₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹';

const UPRIGHT: readonly string[] = ['mathrm', 'mathbf', 'text'];

/** Longer or deeper than any symbol worth setting; such text is shown plain. */
const MAX_LENGTH = 200;
const MAX_LEVEL = 3;

/** Thrown inside the reader where the symbol is more than this file sets. */
class NotSimple extends Error {}

class Reader {
  readonly #source: string;
  readonly #runs: SymbolRun[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): SymbolRun[] {
    this.#sequence(0, 0, false);
    if (this.#at < this.#source.length) throw new NotSimple();
    return this.#runs;
  }

  #emit(text: string, shift: number, level: number, isItalic: boolean): void {
    const last = this.#runs.at(-1);
    if (last?.shift === shift && last.level === level && last.isItalic === isItalic) {
      this.#runs[this.#runs.length - 1] = { ...last, text: last.text + text };
    } else this.#runs.push({ text, shift, level, isItalic });
  }

  #sequence(shift: number, level: number, isUpright: boolean): void {
    while (this.#at < this.#source.length && this.#source[this.#at] !== '}')
      this.#atom(shift, level, isUpright);
  }

  #atom(shift: number, level: number, isUpright: boolean): void {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    if (character === '_' || character === '^') {
      if (level >= MAX_LEVEL) throw new NotSimple();
      this.#argument(shift + (character === '_' ? 1 : -1), level + 1, isUpright);
    } else if (character === '{') {
      this.#sequence(shift, level, isUpright);
      this.#close();
    } else if (character === '\\') this.#command(shift, level, isUpright);
    else if (SCRIPT_DIGITS.includes(character)) {
      const index = SCRIPT_DIGITS.indexOf(character);
      this.#emit(String(index % 10), shift + (index < 10 ? 1 : -1), level + 1, false);
    } else if (/^[\p{L}\p{M}]$/u.test(character)) this.#emit(character, shift, level, !isUpright);
    else if (/^[\p{N}(),+\-' ]$/u.test(character)) {
      this.#emit(character === "'" ? '′' : character, shift, level, false);
    } else throw new NotSimple();
  }

  #argument(shift: number, level: number, isUpright: boolean): void {
    if (this.#at >= this.#source.length) throw new NotSimple();
    this.#atom(shift, level, isUpright);
  }

  #close(): void {
    if (this.#source[this.#at] !== '}') throw new NotSimple();
    this.#at += 1;
  }

  #command(shift: number, level: number, isUpright: boolean): void {
    const name = /^[A-Za-z]+/.exec(this.#source.slice(this.#at))?.[0];
    if (name === undefined) throw new NotSimple();
    this.#at += name.length;
    while (this.#source[this.#at] === ' ') this.#at += 1;
    const letter = Object.hasOwn(GREEK, name) ? GREEK[name] : undefined;
    const accent = Object.hasOwn(ACCENTS, name) ? ACCENTS[name] : undefined;
    if (letter !== undefined) this.#emit(letter, shift, level, !isUpright);
    else if (accent !== undefined) {
      this.#argument(shift, level, isUpright);
      const last = this.#runs.at(-1);
      if (!last) throw new NotSimple();
      this.#runs[this.#runs.length - 1] = { ...last, text: last.text + accent };
    } else if (UPRIGHT.includes(name) && this.#source[this.#at] === '{') this.#argument(shift, level, true);
    else throw new NotSimple();
  }
}

/** The runs of a LaTeX symbol; null where it is anything but letters, digits, scripts and simple commands. */
export function symbolRuns(latex: string): readonly SymbolRun[] | null {
  if (latex.length === 0 || latex.length > MAX_LENGTH) return null;
  try {
    return new Reader(latex).read();
  } catch (error) {
    if (error instanceof NotSimple) return null;
    throw error;
  }
}
