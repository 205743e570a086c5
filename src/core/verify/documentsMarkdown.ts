/**
 * Where formulas stand in Markdown: between dollars, in \(…\) and \[…\], in code spans and in fences, and bare in
 * lines of text. A dollar that is never closed ends with its line, or with its paragraph.
 */

import { Pace, type Steps } from '../network/steps';
import type { Region } from './documents';
import { Marks } from './documentsMarks';
import type { Span } from './written';

const FENCE = /[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})[ \t]*\{?\.?([\w+-]*)/y;
const PROGRAM = /^(?:|py|python\d?|ipython\d?|py3|pycon|pseudocode|text|txt)$/i;
const MATHEMATICS = /^(?:math|latex|tex|katex)$/i;
const SPECIAL: readonly string[] = ['`', '$', '\\', '<!--'];
/** What a line of text must have to be read: a sign of derivatives, or an update's arrow. */
const GRADIENT = /[∂∇δ←]|σ['′’]/u;
/** The end of a line that begins a list entry: here no formula goes on. */
const LIST_ENTRY = /\n[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:[\p{L},:][\p{L} ,:]*)?$/u;
const TWO_WORDS = /(?<![\\\p{L}{])\p{L}{2,}\s+\p{L}{2,}(?![\p{L}_{(])/u;

/** Lines and marks that are looked at between two pauses: well under a millisecond. */
const PIECES_PER_STEP = 500;

interface Piece extends Region {
  /** With the marks around it. */
  readonly outerStart: number;
  readonly outerEnd: number;
}

class MarkdownScanner {
  readonly #text: string;
  readonly #end: number;
  readonly #regions: Region[] = [];
  readonly #marks: Marks;
  readonly #pace = new Pace(PIECES_PER_STEP);
  #at: number;

  constructor(text: string, { start, end }: Span) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#marks = new Marks(text, end);
  }

  *regions(): Steps<readonly Region[]> {
    while (this.#at < this.#end) {
      if (this.#pace.isDue()) yield;
      const lineEnd = this.#marks.lineEnd(this.#at);
      if (this.#text.slice(this.#at, lineEnd).trim() === '') this.#at = lineEnd + 1;
      else if (!(yield* this.#fence(lineEnd))) yield* this.#block();
    }
    return this.#regions;
  }

  #fenceAt(at: number): RegExpExecArray | null {
    FENCE.lastIndex = at;
    return FENCE.exec(this.#text);
  }

  *#fence(lineEnd: number): Steps<boolean> {
    const open = this.#fenceAt(this.#at);
    if (!open || this.#text.slice(FENCE.lastIndex, lineEnd).includes('`')) return false;
    const [, mark, language] = open;
    const start = Math.min(lineEnd + 1, this.#end);
    let end = start;
    while (end < this.#end) {
      if (this.#pace.isDue()) yield;
      const next = this.#marks.lineEnd(end);
      const line = this.#text
        .slice(end, next)
        .replace(/^[ \t>]+/, '')
        .trimEnd();
      const isClosed = line.length >= mark!.length && line === mark![0]!.repeat(line.length);
      if (isClosed) {
        this.#at = next + 1;
        this.#fenced(language!, { start, end });
        return true;
      }
      end = next + 1;
    }
    this.#at = this.#end;
    this.#fenced(language!, { start, end: this.#end });
    return true;
  }

  #fenced(language: string, span: Span): void {
    if (PROGRAM.test(language)) this.#regions.push({ kind: 'code', ...span });
    else if (MATHEMATICS.test(language)) this.#regions.push({ kind: 'math', ...span });
  }

  /** Lines up to a blank one or a fence. */
  *#block(): Steps<void> {
    const start = this.#at;
    let end = start;
    do {
      if (this.#pace.isDue()) yield;
      end = this.#marks.lineEnd(end) + 1;
    } while (end < this.#end && this.#isBlockLine(end));
    end = Math.min(end, this.#end);
    this.#at = end;
    yield* this.#lines(start, yield* this.#pieces(start, end));
  }

  #isBlockLine(at: number): boolean {
    return this.#text.slice(at, this.#marks.lineEnd(at)).trim() !== '' && !this.#fenceAt(at);
  }

  /** Mathematics and code of a block, in order; may move on past the block's end with a formula that does. */
  *#pieces(start: number, end: number): Steps<readonly Piece[]> {
    const pieces: Piece[] = [];
    const isOdd = (yield* this.#dollars(start, end)) % 2 === 1;
    let at = start;
    while (at < end) {
      if (this.#pace.isDue()) yield;
      const special = this.#marks.first(SPECIAL, at);
      if (special < 0 || special >= end) break;
      at = special;
      const piece = this.#pieceAt(at, end, isOdd);
      if (typeof piece === 'number') at = piece;
      else {
        pieces.push(piece);
        at = piece.outerEnd;
      }
    }
    this.#at = Math.max(this.#at, at);
    return pieces;
  }

  /** How many dollars of a stretch begin or end mathematics. */
  *#dollars(start: number, end: number): Steps<number> {
    const text = this.#text;
    let count = 0;
    for (let at = text.indexOf('$', start); at >= 0 && at < end; at = text.indexOf('$', at + 1)) {
      if (this.#pace.isDue()) yield;
      if (text[at - 1] !== '\\') count++;
    }
    return count;
  }

  #pieceAt(at: number, end: number, isOdd: boolean): Piece | number {
    const text = this.#text;
    if (text[at] === '`') return this.#codeSpan(at, end);
    if (text[at] === '<') {
      const close = this.#marks.find('-->', at);
      return close < 0 ? at + 4 : close + 3;
    }
    if (text[at] === '\\') return this.#bracketed(at, end);
    return text.startsWith('$$', at) ? this.#display(at, end) : this.#inline(at, end, isOdd);
  }

  #codeSpan(at: number, end: number): Piece | number {
    const text = this.#text;
    const mark = text.startsWith('``', at) ? '``' : '`';
    if (text.startsWith('```', at)) {
      let after = at;
      while (text[after] === '`') after++;
      return after;
    }
    const close = this.#marks.find(mark, at + mark.length);
    if (close < 0 || close >= end) return at + mark.length;
    return {
      kind: 'snippet',
      start: at + mark.length,
      end: close,
      outerStart: at,
      outerEnd: close + mark.length,
    };
  }

  #bracketed(at: number, end: number): Piece | number {
    const closing = { '(': '\\)', '[': '\\]' }[this.#text[at + 1] ?? ''];
    if (closing === undefined) return at + 2;
    const close = this.#marks.find(closing, at + 2);
    if (close < 0 || close >= end) return at + 2;
    return { kind: 'math', start: at + 2, end: close, outerStart: at, outerEnd: close + 2 };
  }

  #display(at: number, end: number): Piece {
    const start = at + 2;
    const isOpenBlock = this.#text.slice(start, end).trim() === '';
    const close = this.#marks.find('$$', start);
    // A blank line after "$$" is a manner of typing; any other blank line ends a formula that was not closed.
    const isClosed = close >= 0 && (close < end || (isOpenBlock && close - start < 10_000));
    return isClosed
      ? { kind: 'math', start, end: close, outerStart: at, outerEnd: close + 2 }
      : { kind: 'math', start, end, outerStart: at, outerEnd: end };
  }

  #inline(at: number, end: number, isOdd: boolean): Piece {
    const start = at + 1;
    const close = this.#closingDollar(start, end);
    const lineEnd = Math.min(this.#marks.lineEnd(start), end);
    const content = this.#text.slice(start, close < 0 ? end : close);
    const isText = close >= 0 && isOdd && close <= lineEnd && TWO_WORDS.test(content);
    if (isText) return { kind: 'text', start, end: close, outerStart: at, outerEnd: close };
    if (close >= 0 && !LIST_ENTRY.test(content)) {
      return { kind: 'math', start, end: close, outerStart: at, outerEnd: close + 1 };
    }
    const isAlone = this.#text.slice(start, lineEnd).trim() === '';
    const last = isAlone ? end : lineEnd;
    return { kind: isAlone ? 'math' : 'text', start, end: last, outerStart: at, outerEnd: last };
  }

  #closingDollar(from: number, end: number): number {
    for (let at = this.#marks.find('$', from); at >= 0 && at < end; at = this.#marks.find('$', at + 1)) {
      if (this.#text[at - 1] !== '\\') return at;
    }
    return -1;
  }

  /** The pieces and the lines of text between them; `$∂E/∂w_5$ = $…$` is one formula. */
  *#lines(start: number, pieces: readonly Piece[]): Steps<void> {
    let at = start;
    for (let n = 0; n < pieces.length; n++) {
      if (this.#pace.isDue()) yield;
      const piece = pieces[n]!;
      yield* this.#textLines(at, piece.outerStart);
      at = piece.outerEnd;
      const lineEnd = Math.min(this.#marks.lineEnd(piece.outerEnd), Math.max(this.#at, piece.outerEnd));
      if (piece.kind === 'math' && this.#goesOnOutside(piece, lineEnd)) {
        this.#regions.push({ kind: 'text', start: piece.start, end: lineEnd });
        while (n + 1 < pieces.length && pieces[n + 1]!.outerStart < lineEnd) n++;
        at = Math.max(lineEnd, pieces[n]!.outerEnd);
      } else this.#regions.push({ kind: piece.kind, start: piece.start, end: piece.end });
    }
    yield* this.#textLines(at, this.#at);
  }

  #goesOnOutside(piece: Piece, lineEnd: number): boolean {
    const inside = this.#text.slice(piece.start, piece.end);
    return (
      /^[ \t]*[=←]/.test(this.#text.slice(piece.outerEnd, Math.min(lineEnd, piece.outerEnd + 20))) &&
      !inside.includes('=')
    );
  }

  *#textLines(start: number, end: number): Steps<void> {
    for (let at = start; at < end;) {
      if (this.#pace.isDue()) yield;
      const lineEnd = Math.min(this.#marks.lineEnd(at), end);
      const line = this.#text.slice(at, lineEnd);
      if (/[=←]/.test(line) && GRADIENT.test(line))
        this.#regions.push({ kind: 'text', start: at, end: lineEnd });
      at = lineEnd + 1;
    }
  }
}

/** The regions of a Markdown text, in order; in time that grows with its length, in short steps. */
export function markdownRegions(text: string, span: Span): Steps<readonly Region[]> {
  return new MarkdownScanner(text, span).regions();
}
