import { Token } from './jsonTokens';
import {
  flatGap,
  isClosing,
  isComment,
  isOpening,
  leftHalf,
  tokenListSteps,
  type Brackets,
  type TokenList,
} from './formatTokens';
import { Pace, runToEnd, type Steps } from './steps';
import type { TextEdit } from './text';

/*
 * The tidy layout of a network file. It depends on the tokens alone and on what a person did with comments and blank
 * lines: whatever else the white space was, the same text comes out.
 *
 * - Each key of the file, each layer and each row of a matrix has a line of its own.
 * - The numbers of a matrix stand in columns, decimal point below decimal point; a list of numbers is one line.
 * - Anything else stands on one line if it fits there and holds no comment that needs an end of line.
 * - A comment stays on a line of its own, or behind what it is behind; one blank line stays between entries.
 */

export interface FormatOptions {
  /** One level of indentation: spaces or a tab. */
  readonly indent: string;
  /** As how many columns a level counts for what fits on a line. */
  readonly indentWidth: number;
}

export const defaultFormat: FormatOptions = { indent: '  ', indentWidth: 2 };

/** Columns of a line. */
const lineWidth = 110;

/** Tokens between two pauses: about a millisecond of work. */
const tokensPerStep = 4_000;

/**
 * The edits that give `text` the tidy layout, in file order, each of white space between two tokens. None for a text
 * that is not JSON with comments: what a half-typed file should look like nobody can say.
 */
export function formatEdits(text: string, options: FormatOptions = defaultFormat): TextEdit[] {
  return runToEnd(formatSteps(text, options));
}

/** The same with a pause every few thousand tokens. */
export function* formatSteps(text: string, options: FormatOptions): Steps<TextEdit[]> {
  const tokens = yield* tokenListSteps(text);
  if (!tokens) return [];
  const layout = new Layout(tokens, options);
  const edits: TextEdit[] = [];
  const pace = new Pace(tokensPerStep);
  let position = text.startsWith('\uFEFF') ? 1 : 0;
  const put = (end: number, newText: string): void => {
    const isSame = newText.length === end - position && text.startsWith(newText, position);
    if (!isSame) edits.push({ range: { offset: position, length: end - position }, newText });
  };
  for (let token = 0; token < tokens.kinds.length; token++) {
    put(tokens.starts[token]!, layout.gapBefore(token));
    position = tokens.ends[token]!;
    if (pace.isDue()) yield;
  }
  put(text.length, layout.lineEnd);
  return edits;
}

/** How brackets are written. */
type Mode = 'flat' | 'broken' | 'filled';

/** Brackets that are open where the layout is. */
interface Frame {
  readonly brackets: Brackets;
  readonly mode: Mode;
  /** A row whose cells go into the columns of the list around it. */
  readonly isRow: boolean;
  /** The entry that comes next, or that the layout is in. */
  entry: number;
}

/** Goes through the tokens from first to last and says what white space goes before each. */
class Layout {
  readonly lineEnd: string;
  readonly #tokens: TokenList;
  readonly #options: FormatOptions;
  readonly #frames: Frame[] = [];
  /** The next token that is no comment, for each token. */
  readonly #significant: Int32Array;
  /** Of comments: nothing but comments between marks, and no end of line, up to the next other token. */
  readonly #isInline: Uint8Array;
  #nextBrackets = 0;
  /** Where the last token ended. */
  #column = 0;
  /** The last token that is no comment. */
  #previous = -1;

  constructor(tokens: TokenList, options: FormatOptions) {
    this.#tokens = tokens;
    this.#options = options;
    this.lineEnd = /\r\n|\n|\r/.exec(tokens.text)?.[0] ?? '\n';
    const { kinds, lineEnds } = tokens;
    this.#significant = new Int32Array(kinds.length + 1).fill(kinds.length);
    this.#isInline = new Uint8Array(kinds.length + 1);
    for (let token = kinds.length - 1; token >= 0; token--) {
      const kind = kinds[token];
      this.#significant[token] = isComment(kind) ? this.#significant[token + 1]! : token;
      const isLast = !isComment(kinds[token + 1]);
      const isOnLine = kind === Token.BlockCommentTrivia && lineEnds[token + 1] === 0;
      this.#isInline[token] = isOnLine && (isLast || this.#isInline[token + 1] === 1) ? 1 : 0;
    }
  }

  /** To be called for every token in turn. */
  gapBefore(token: number): string {
    const { kinds, starts, ends } = this.#tokens;
    const kind = kinds[token]!;
    const gap = token === 0 ? '' : this.#gap(token);
    const lineStart = gap.lastIndexOf('\n') >= 0 || gap.lastIndexOf('\r') >= 0;
    if (lineStart) this.#column = 0;
    this.#column += lineStart ? this.#widthOf(gap) : gap.length;
    if (isOpening(kind)) this.#open(this.#column);
    else if (isClosing(kind)) this.#frames.pop();
    else if (kind === Token.CommaToken) this.#frames.at(-1)!.entry++;
    this.#column += ends[token]! - starts[token]!;
    if (!isComment(kind)) this.#previous = token;
    return gap;
  }

  #widthOf(gap: string): number {
    const { indent, indentWidth } = this.#options;
    const length = gap.length - Math.max(gap.lastIndexOf('\n'), gap.lastIndexOf('\r')) - 1;
    return (length / indent.length) * indentWidth;
  }

  #open(column: number): void {
    const brackets = this.#tokens.brackets[this.#nextBrackets++]!;
    const around = this.#frames.at(-1)?.brackets;
    const isRow = !!around && isGrid(around) && isCells(brackets);
    this.#frames.push({ brackets, isRow, mode: modeOf(brackets, isRow, column), entry: 0 });
  }

  #gap(token: number): string {
    const { kinds, lineEnds } = this.#tokens;
    const before = kinds[token - 1]!;
    const kind = kinds[token]!;
    const frame = this.#frames.at(-1);
    const isBroken = frame?.mode !== 'flat';
    if (isComment(before) || isComment(kind)) {
      const isKept = lineEnds[token]! > 0 || before === Token.LineCommentTrivia;
      return isKept || this.#startsLine(token, isBroken) ? this.#newLine(token) : this.#besideComment(token);
    }
    if (!frame || (isOpening(before) && isClosing(kind))) return '';
    if (isOpening(before) || isClosing(kind) || before === Token.CommaToken) {
      if (frame.mode === 'broken') return this.#newLine(token);
      if (frame.mode === 'filled') return this.#fills(token) ? ' ' : this.#newLine(token);
    }
    const gap = flatGap(before, kind, frame.brackets.isObject);
    return frame.isRow && !isClosing(kind) && kind !== Token.CommaToken ? gap + this.#padding(token) : gap;
  }

  /** Whether a token beside a comment goes to a new line though none was there. */
  #startsLine(token: number, isBroken: boolean): boolean {
    const { kinds } = this.#tokens;
    if (!isBroken || this.#frames.length === 0) return false;
    if (isClosing(kinds[token])) return true;
    // A comment that its line shares with the entry behind it goes with that entry.
    const previous = kinds[token - 1];
    const isAtEntry = isOpening(previous) || previous === Token.CommaToken;
    return isAtEntry && this.#isInline[token] === 1 && !isClosing(kinds[this.#significant[token]!]);
  }

  #besideComment(token: number): string {
    const { kinds } = this.#tokens;
    const kind = kinds[token]!;
    const isObject = this.#frames.at(-1)?.brackets.isObject === true;
    return flatGap(kinds[token - 1]!, kind, isObject);
  }

  /** Whether the entry of a filled list joins the line; its brackets have lines of their own. */
  #fills(token: number): boolean {
    const { kinds, starts, ends } = this.#tokens;
    if (kinds[token - 1] !== Token.CommaToken || isClosing(kinds[token])) return false;
    return this.#column + 1 + ends[token]! - starts[token]! + 1 <= lineWidth;
  }

  /** What brings a cell of a row to its column. */
  #padding(token: number): string {
    const { text, kinds, starts, ends } = this.#tokens;
    const { brackets, entry } = this.#frames.at(-1)!;
    const { left, right } = brackets.parent!.columns;
    const kind = kinds[token]!;
    let width = left[entry]! - leftHalf(text, kind, starts[token]!, ends[token]!);
    if (entry > 0) {
      const cell = token - 2;
      const [start, end] = [starts[cell]!, ends[cell]!];
      width += right[entry - 1]! - (end - start - leftHalf(text, kinds[cell]!, start, end));
    }
    return ' '.repeat(width);
  }

  #newLine(token: number): string {
    const { kinds, lineEnds } = this.#tokens;
    const before = kinds[token - 1]!;
    const previous = kinds[this.#previous];
    const next = kinds[this.#significant[token]!];
    const isAtEntry = this.#previous < 0 || isOpening(previous) || previous === Token.CommaToken;
    const isInside = !isAtEntry && next !== undefined && !isClosing(next);
    const isEnd = isClosing(kinds[token]);
    const level = this.#frames.length + (isInside ? 1 : 0) - (isEnd ? 1 : 0);
    const isApart = lineEnds[token] === 2 && !isOpening(before) && !isEnd && !isInside;
    const keepsBlank = isApart && this.#frames.at(-1)?.mode !== 'filled';
    return (keepsBlank ? this.lineEnd : '') + this.lineEnd + this.#options.indent.repeat(level);
  }
}

/** A list of lists of scalars whose cells fit into columns. */
function isGrid({ isObject, entries, hasList, hasScalar, hasObject, columns }: Brackets): boolean {
  return !isObject && entries > 0 && hasList && !hasScalar && !hasObject && !columns.isTooWide;
}

function isCells({ hasComment, hasList, hasObject }: Brackets): boolean {
  return !hasComment && !hasList && !hasObject;
}

function modeOf(brackets: Brackets, isRow: boolean, column: number): Mode {
  const { isObject, isBroken, entries, hasOther, width } = brackets;
  if (isBroken) return 'broken';
  const isNumbers = !isObject && !hasOther;
  // A comma may follow.
  if (entries === 0 || isRow || isNumbers || column + width + 1 <= lineWidth) return 'flat';
  return !isObject && isCells(brackets) ? 'filled' : 'broken';
}
