import { createScanner } from 'jsonc-parser';
import { ScanError, Token } from '../network/jsonTokens';
import { entryCount, entryRange, type JsonNode, type JsonObject } from '../network/jsonTree';
import type { TextRange } from '../network/text';

/**
 * Where a cursor is in a text that is being typed: what may be written there, and what a completion replaces. The
 * tree of the text says which object or list it is in; from its last entry on the tokens are read, so that a key
 * without a value and a text without its end are known too. Takes O(log n) in the entries, and the tokens of one gap.
 */
export interface Cursor {
  /** The keys and indices from the root to what the cursor is in; none in the root object. */
  readonly path: readonly (string | number)[];
  /** The object or list that the cursor is in; null outside of all. */
  readonly container: Container | null;
  readonly expects: 'key' | 'value' | 'nothing';
  /** The key whose value is expected; null in a list and outside of all. */
  readonly key: string | null;
  /** Of a list: the index of the entry that is expected. */
  readonly index: number;
  /** What a completion replaces: the text, word or number that the cursor is in or behind, quotes included. */
  readonly word: TextRange;
  readonly isString: boolean;
  /** Of a key: its colon stands already. */
  readonly hasColon: boolean;
  /** What follows must be parted by a comma that does not stand yet. */
  readonly needsComma: boolean;
}

export type Container = Extract<JsonNode, { kind: 'object' | 'array' | 'numbers' }>;

function isContainer(node: JsonNode): node is Container {
  return node.kind === 'object' || node.kind === 'array' || node.kind === 'numbers';
}

function countOf(node: Container): number {
  return node.kind === 'object' ? node.properties.length : entryCount(node);
}

function rangeOf(node: Container, index: number): TextRange {
  return node.kind === 'object' ? node.properties[index]! : entryRange(node, index)!;
}

/** The last entry that begins before `offset`, or −1. */
function lastBefore(node: Container, offset: number): number {
  let low = -1;
  let high = countOf(node) - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rangeOf(node, middle).offset < offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function endOf({ offset, length }: TextRange): number {
  return offset + length;
}

/** Whether an object or list has its closing bracket, or ends where the text or what holds it does. */
function isClosed(text: string, node: Container): boolean {
  const end = endOf(node);
  if (node.length < 2 || text[end - 1] !== (node.kind === 'object' ? '}' : ']')) return false;
  const count = countOf(node);
  return count === 0 || endOf(rangeOf(node, count - 1)) < end;
}

function holds(text: string, node: Container, offset: number): boolean {
  return node.offset < offset && (offset < endOf(node) || (offset === endOf(node) && !isClosed(text, node)));
}

interface Place {
  readonly path: (string | number)[];
  readonly container: Container | null;
}

/** The innermost object or list that holds the offset. */
function innermost(text: string, root: JsonNode | null, offset: number): Place {
  const path: (string | number)[] = [];
  let container: Container | null = null;
  let next: JsonNode | undefined = root ?? undefined;
  while (next && isContainer(next) && holds(text, next, offset)) {
    container = next;
    const index = lastBefore(container, offset);
    if (index < 0 || container.kind === 'numbers') break;
    next = container.kind === 'object' ? container.properties[index]!.value : container.items[index]!;
    if (isContainer(next) && holds(text, next, offset)) {
      path.push(container.kind === 'object' ? container.properties[index]!.key : index);
    }
  }
  return { path, container };
}

/** Where the tokens are read from: behind the last entry that ends before the offset, or at the one it touches. */
function readingStart(
  text: string,
  container: Container,
  offset: number,
): { at: number; index: number; isAfter: boolean } {
  const index = lastBefore(container, offset);
  if (index < 0) return { at: container.offset + 1, index: 0, isAfter: false };
  const range = rangeOf(container, index);
  // A key without its value ends where the value would begin.
  const isUnfinished = container.kind === 'object' && container.properties[index]!.value.kind === 'invalid';
  if (endOf(range) < offset && !isUnfinished) return { at: endOf(range), index, isAfter: true };
  const value =
    container.kind === 'object'
      ? container.properties[index]!.value
      : container.kind === 'array'
        ? container.items[index]!
        : null;
  if (value && isContainer(value) && endOf(value) <= offset && isClosed(text, value)) {
    return { at: endOf(value), index, isAfter: true };
  }
  return { at: range.offset, index, isAfter: false };
}

type Awaited = 'entry' | 'colon' | 'value' | 'comma';

/** The tokens around a cursor, one after the other. */
class Reader {
  readonly #scanner;

  constructor(text: string, at: number) {
    this.#scanner = createScanner(text, false);
    this.#scanner.setPosition(at);
  }

  /** White space is no token; comments are. */
  next(): { readonly token: number; readonly start: number; readonly end: number; readonly isOpen: boolean } {
    for (;;) {
      const token: number = this.#scanner.scan();
      if (token === TRIVIA || token === LINE_BREAK) continue;
      const start = this.#scanner.getTokenOffset();
      const error: number = this.#scanner.getTokenError();
      const isOpen = error === ScanError.UnexpectedEndOfString || error === ScanError.UnexpectedEndOfComment;
      return { token, start, end: this.#scanner.getPosition(), isOpen };
    }
  }

  get value(): string {
    return this.#scanner.getTokenValue();
  }
}

/** White space and line breaks, which `Token` leaves out. */
const LINE_BREAK = 14;
const TRIVIA = 15;

/** The cursor at `offset` of `text`, whose tree is `root`. */
export function cursorAt(text: string, root: JsonNode | null, offset: number): Cursor {
  const { path, container } = innermost(text, root, offset);
  const isObject = container?.kind === 'object';
  const from = container
    ? readingStart(text, container, offset)
    : { at: text.startsWith('\uFEFF') ? 1 : 0, index: 0, isAfter: root !== null };
  const reader = new Reader(text, from.at);
  let awaited: Awaited = from.isAfter ? 'comma' : 'entry';
  let { index } = from;
  let key: string | null = null;
  const done = (expects: Cursor['expects'], word: TextRange, isString: boolean): Cursor => {
    const after = expects === 'nothing' ? NOTHING_AFTER : whatFollows(text, endOf(word));
    return { path, container, expects, key: expects === 'key' ? null : key, index, word, isString, ...after };
  };
  const here = { offset, length: 0 };
  // Outside of all brackets nothing may follow, and what stands before is not read.
  if (!container && root !== null) return done('nothing', here, false);
  for (;;) {
    const { token, start, end, isOpen } = reader.next();
    if (token === Token.LineCommentTrivia || token === Token.BlockCommentTrivia) {
      const isLine = token === Token.LineCommentTrivia;
      if (start < offset && (offset < end || (offset === end && (isLine || isOpen)))) {
        return done('nothing', here, false);
      }
      continue;
    }
    if (token === Token.EOF || start >= offset) break;
    const word = { offset: start, length: end - start };
    const isString = token === Token.StringLiteral;
    if (isString ? offset < end || (offset === end && isOpen) : offset <= end && isWord(token)) {
      if (isObject && (awaited === 'entry' || awaited === 'comma')) return done('key', word, isString);
      return done(awaited === 'colon' ? 'nothing' : 'value', word, isString);
    }
    if (token === Token.CommaToken) {
      if (awaited !== 'entry') index++;
      awaited = 'entry';
      key = null;
    } else if (token === Token.ColonToken) awaited = 'value';
    else if (isObject && (awaited === 'entry' || awaited === 'comma')) {
      key = isString ? reader.value : text.slice(start, end);
      awaited = 'colon';
    } else awaited = 'comma';
  }
  if (awaited === 'colon' || awaited === 'comma') return done('nothing', here, false);
  return done(isObject && awaited === 'entry' ? 'key' : 'value', here, false);
}

function isWord(token: number): boolean {
  switch (token) {
    case Token.NullKeyword:
    case Token.TrueKeyword:
    case Token.FalseKeyword:
    case Token.NumericLiteral:
    case Token.Unknown:
      return true;
    default:
      return false;
  }
}

const NOTHING_AFTER = { hasColon: false, needsComma: false };

/** Whether a colon follows, or another entry without a comma before it. */
function whatFollows(text: string, at: number): { readonly hasColon: boolean; readonly needsComma: boolean } {
  const reader = new Reader(text, at);
  let next = reader.next();
  while (next.token === Token.LineCommentTrivia || next.token === Token.BlockCommentTrivia)
    next = reader.next();
  switch (next.token) {
    case Token.ColonToken:
      return { hasColon: true, needsComma: false };
    case Token.CommaToken:
    case Token.CloseBraceToken:
    case Token.CloseBracketToken:
    case Token.EOF:
      return NOTHING_AFTER;
    default:
      return { hasColon: false, needsComma: true };
  }
}

/** The object that the cursor writes a key or value of, if it is in one. */
export function objectAround({ container }: Cursor): JsonObject | null {
  return container?.kind === 'object' ? container : null;
}
