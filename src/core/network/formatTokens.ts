import { DEEPEST } from './jsonReader';
import { ScanError, Token } from './jsonTokens';
import { Pace, type Steps } from './steps';
import { TokenReader } from './tokenReader';

/** The tokens of a JSON text with comments, in the order of the text, and its brackets: all that a layout depends on. */
export interface TokenList {
  readonly text: string;
  /** A `Token` each; white space is none of them. */
  readonly kinds: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Line ends before each token and after the one before it: 0, 1, or 2 for more. */
  readonly lineEnds: readonly number[];
  /** In the order in which they open. */
  readonly brackets: readonly Brackets[];
}

/** A list or an object. */
export interface Brackets {
  readonly isObject: boolean;
  readonly parent: Brackets | null;
  /** Entries: values of an object, items of a list. */
  entries: number;
  /** Has a comment of its own, not one of an entry's. */
  hasComment: boolean;
  /** Each entry has to have lines of its own. */
  isBroken: boolean;
  hasScalar: boolean;
  hasObject: boolean;
  hasList: boolean;
  /** A list with something else than numbers in it. */
  hasOther: boolean;
  /** Length on one line, brackets included. */
  width: number;
  /** Of a list of lists: how much room each column of scalars takes. */
  readonly columns: Columns;
}

/** The room of each column: before the decimal point, and from it on. */
interface Columns {
  readonly left: number[];
  readonly right: number[];
  /** A cell is too long to make room for in every row. */
  isTooWide: boolean;
}

/** Longest half of a cell that others are aligned to: what a double needs, and some more. */
const widestHalf = 32;

/** Tokens between two pauses: about a millisecond of work. */
const tokensPerStep = 4_000;

export function isComment(kind: number | undefined): boolean {
  return kind === Token.LineCommentTrivia || kind === Token.BlockCommentTrivia;
}

export function isOpening(kind: number | undefined): boolean {
  return kind === Token.OpenBraceToken || kind === Token.OpenBracketToken;
}

export function isClosing(kind: number | undefined): boolean {
  return kind === Token.CloseBraceToken || kind === Token.CloseBracketToken;
}

/** The room that a cell takes before its decimal point; text has none there. */
export function leftHalf(text: string, kind: number, start: number, end: number): number {
  if (kind !== Token.NumericLiteral) return 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2e || code === 0x65 || code === 0x45) return at - start;
  }
  return end - start;
}

/** White space between two tokens of brackets on one line. */
export function flatGap(previous: number, next: number, isObject: boolean): '' | ' ' {
  if (isOpening(previous) && isClosing(next)) return '';
  if (isOpening(previous) || isClosing(next)) return isObject ? ' ' : '';
  return next === Token.CommaToken || next === Token.ColonToken ? '' : ' ';
}

/** What may come next. */
type Expected = 'value' | 'entry' | 'key' | 'colon' | 'comma' | 'end';

/**
 * The tokens of `text`; null where it is not one JSON value with comments and trailing commas, brackets at most 64
 * deep. Pauses every few thousand tokens.
 */
export function* tokenListSteps(text: string): Steps<TokenList | null> {
  const reader = new TokenReader(text);
  const pace = new Pace(tokensPerStep);
  const kinds: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const lineEnds: number[] = [];
  const brackets: Brackets[] = [];
  let open: Brackets | null = null;
  let expected: Expected = 'value';
  let depth = 0;
  for (;;) {
    const kind = reader.next();
    if (kind === Token.EOF) break;
    if (kind === Token.Unknown || reader.error !== ScanError.None) return null;
    const { start, end } = reader;
    const last = kinds.length - 1;
    const breaks = lineEndsBetween(text, ends[last] ?? 0, start);
    const previous = kinds[last];
    kinds.push(kind);
    starts.push(start);
    ends.push(end);
    lineEnds.push(breaks);
    if (open) {
      const isBesideComment = isComment(kind) || isComment(previous);
      if (isBesideComment && breaks > 0) open.isBroken = true;
      if (previous !== undefined) open.width += flatGap(previous, kind, open.isObject).length;
      if (!isOpening(kind)) open.width += end - start;
    }
    if (isComment(kind)) {
      if (open) {
        open.hasComment = true;
        if (kind === Token.LineCommentTrivia || /[\r\n]/.test(text.slice(start, end))) open.isBroken = true;
      }
    } else if (isOpening(kind)) {
      if (expected !== 'value' && expected !== 'entry') return null;
      if (++depth > DEEPEST) return null;
      open = opened(kind, open);
      brackets.push(open);
      expected = open.isObject ? 'key' : 'entry';
    } else if (isClosing(kind)) {
      const isObject = kind === Token.CloseBraceToken;
      if (open?.isObject !== isObject) return null;
      if (expected !== 'comma' && expected !== (isObject ? 'key' : 'entry')) return null;
      depth--;
      open = closed(open);
      expected = open ? 'comma' : 'end';
    } else {
      const next = after(kind, expected, open);
      if (!next) return null;
      if (next === 'comma' || next === 'end') addScalar(text, kind, start, end, open);
      expected = next;
    }
    if (pace.isDue()) yield;
  }
  return expected === 'end' ? { text, kinds, starts, ends, lineEnds, brackets } : null;
}

function lineEndsBetween(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to && count < 2; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) count++;
  }
  return count;
}

function opened(kind: number, parent: Brackets | null): Brackets {
  const isObject = kind === Token.OpenBraceToken;
  if (parent) {
    parent.entries++;
    if (isObject) parent.hasObject = true;
    else parent.hasList = true;
    parent.hasOther = true;
  }
  return {
    isObject,
    parent,
    entries: 0,
    hasComment: false,
    isBroken: false,
    hasScalar: false,
    hasObject: false,
    hasList: false,
    hasOther: false,
    width: 1,
    columns: { left: [], right: [], isTooWide: false },
  };
}

/** Settles what was closed; returns what it stands in. */
function closed(open: Brackets): Brackets | null {
  const { parent } = open;
  // A list of lists or of objects has them one below the other; so has the file its keys.
  const isTable = !open.isObject && !open.hasScalar && open.entries > 0;
  if (isTable || (!parent && open.entries > 0)) open.isBroken = true;
  if (parent) {
    if (open.isBroken) parent.isBroken = true;
    parent.width += open.width;
  }
  return parent;
}

/** What may follow a token that is no bracket and no comment; null where it may not stand here. */
function after(kind: number, expected: Expected, open: Brackets | null): Expected | null {
  switch (kind) {
    case Token.CommaToken:
      if (expected !== 'comma' || !open) return null;
      return open.isObject ? 'key' : 'entry';
    case Token.ColonToken:
      return expected === 'colon' ? 'value' : null;
    default:
      if (expected === 'key') return kind === Token.StringLiteral ? 'colon' : null;
      if (expected !== 'value' && expected !== 'entry') return null;
      return open ? 'comma' : 'end';
  }
}

function addScalar(text: string, kind: number, start: number, end: number, open: Brackets | null): void {
  if (!open) return;
  const column = open.entries++;
  open.hasScalar = true;
  if (kind !== Token.NumericLiteral) open.hasOther = true;
  const grid = open.isObject ? null : open.parent;
  if (!grid || grid.isObject) return;
  const left = leftHalf(text, kind, start, end);
  const right = end - start - left;
  const { columns } = grid;
  if (left > widestHalf || right > widestHalf) columns.isTooWide = true;
  columns.left[column] = Math.max(columns.left[column] ?? 0, left);
  columns.right[column] = Math.max(columns.right[column] ?? 0, right);
}
