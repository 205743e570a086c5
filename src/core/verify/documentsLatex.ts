/** Where formulas stand in LaTeX: in the environments of mathematics, between dollars, in \(…\) and \[…\]. */

import { Pace, type Steps } from '../network/steps';
import type { Region } from './documents';
import { Marks } from './documentsMarks';
import type { Span } from './written';

const SPECIAL = /\\begin\{([A-Za-z]{1,30}\*?)\}|\\[([]|\\[^]|\$\$?|%/g;

const MATHEMATICS: ReadonlySet<string> = new Set(
  'equation align alignat gather multline eqnarray displaymath math flalign dmath aligned split gathered'.split(
    ' ',
  ),
);

const VERBATIM: ReadonlySet<string> = new Set('verbatim Verbatim lstlisting minted comment'.split(' '));

/** Marks that are looked at between two pauses: well under a millisecond. */
const MARKS_PER_STEP = 500;

class LatexScanner {
  readonly #text: string;
  readonly #end: number;
  readonly #regions: Region[] = [];
  readonly #marks: Marks;

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
    this.#marks = new Marks(text, end);
  }

  *regions(start: number): Steps<readonly Region[]> {
    const pace = new Pace(MARKS_PER_STEP);
    let at = start;
    while (at < this.#end) {
      if (pace.isDue()) yield;
      SPECIAL.lastIndex = at;
      const special = SPECIAL.exec(this.#text);
      if (!special || special.index >= this.#end) break;
      at = this.#after(special, special.index + special[0].length);
    }
    return this.#regions;
  }

  #after([mark, environment]: RegExpExecArray, from: number): number {
    if (mark === '%') return this.#indexOf('\n', from) ?? this.#end;
    if (environment !== undefined) return this.#environment(environment, from);
    if (mark === '\\(') return this.#upTo('\\)', from);
    if (mark === '\\[') return this.#upTo('\\]', from);
    if (mark === '$$') return this.#upTo('$$', from);
    return mark === '$' ? this.#inline(from) : from;
  }

  #indexOf(mark: string, from: number): number | null {
    const found = this.#marks.find(mark, from);
    return found < 0 ? null : found;
  }

  #environment(name: string, from: number): number {
    const plain = name.replace('*', '');
    const close = `\\end{${name}}`;
    if (VERBATIM.has(plain)) return this.#indexOf(close, from) ?? from;
    return MATHEMATICS.has(plain) ? this.#upTo(close, from) : from;
  }

  /** A formula up to its closing mark; without one, up to the end of the paragraph. */
  #upTo(mark: string, from: number): number {
    const close = this.#indexOf(mark, from);
    const end = close ?? this.#paragraphEnd(from);
    this.#regions.push({ kind: 'math', start: from, end });
    return close === null ? end : end + mark.length;
  }

  #paragraphEnd(from: number): number {
    return this.#indexOf('\n\n', from) ?? this.#end;
  }

  #inline(from: number): number {
    let close = this.#indexOf('$', from);
    while (close !== null && this.#text[close - 1] === '\\') close = this.#indexOf('$', close + 1);
    const paragraph = this.#paragraphEnd(from);
    if (close !== null && close < paragraph) {
      this.#regions.push({ kind: 'math', start: from, end: close });
      return close + 1;
    }
    const lineEnd = Math.min(this.#indexOf('\n', from) ?? this.#end, paragraph);
    this.#regions.push({ kind: 'math', start: from, end: lineEnd });
    return lineEnd;
  }
}

/** The regions of a LaTeX text, in order; in time that grows with its length, in short steps. */
export function latexRegions(text: string, { start, end }: Span): Steps<readonly Region[]> {
  return new LatexScanner(text, end).regions(start);
}
