/**
 * Formulas in a document's own manner: what stood there is reused letter by letter, what is new is written with
 * the signs that the formula around it uses.
 */

import type { OperationName, Quantity } from '../math/expression';
import { operation } from '../math/operations';
import { textAt } from './digits';
import type { Spelling } from './spelling';
import { childrenOf, isApplied } from './trees';
import type { Span, Syntax, Written, WrittenFormula } from './written';

/** A piece of text to put in place of a stretch of the document. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** How tightly a piece of text binds. */
const SUM = 0;
const PRODUCT = 1;
const UNARY = 2;
const POWER = 3;
const ATOM = 4;

interface Piece {
  readonly text: string;
  readonly binding: number;
}

export class Writer {
  readonly text: string;
  readonly #spelling: Spelling;
  readonly #formula: WrittenFormula;
  readonly #syntax: Syntax;
  readonly #isTex: boolean;
  readonly #times: string;
  readonly #minus: string;
  readonly #hasFractions: boolean;

  constructor(text: string, formula: WrittenFormula, spelling: Spelling) {
    this.text = text;
    this.#spelling = spelling;
    this.#formula = formula;
    this.#syntax = formula.syntax;
    const own = textAt(text, formula.span);
    this.#isTex =
      formula.syntax !== 'python' && /\\(?:frac|partial|cdot|times|left|sigma|delta|eta|sum)/.test(own);
    this.#hasFractions = this.#isTex && !own.includes('∂');
    this.#times = timesOf(own, formula.syntax, this.#isTex);
    this.#minus = own.includes('−') ? '−' : '-';
  }

  /** A factor's sign of multiplication, with its spaces. */
  get times(): string {
    return this.#times;
  }

  get minus(): string {
    return this.#minus;
  }

  /** Whether a derivative can be written at all: Python has names for numbers only. */
  get hasPartials(): boolean {
    return this.#syntax !== 'python';
  }

  name(quantity: Quantity): string {
    const name = this.#spelling.name(quantity, this.#formula);
    return name === '\\eta' && !this.#isTex ? 'η' : name;
  }

  /** A tree from scratch; null where it holds what cannot be written. */
  write(node: Written): string | null {
    return this.#piece(node)?.text ?? null;
  }

  /** A tree that is to be a factor. */
  factor(node: Written): string | null {
    const piece = this.#piece(node);
    return piece && bracketed(piece, PRODUCT);
  }

  /** A tree that is to be subtracted, or a term after a sign. */
  term(node: Written): string | null {
    const piece = this.#piece(node);
    return piece && bracketed(piece, PRODUCT);
  }

  /**
   * `changed`, which has the shape of `original`, in the words of `original`: only the names that differ are
   * respelled. Null where a name stands for more than itself, as a name that a program has given to a formula.
   */
  respelled(original: Written, changed: Written): string | null {
    const edits: Edit[] = [];
    return this.#collect(original, changed, original.span, edits)
      ? patched(this.text, original.span, edits)
      : null;
  }

  /** A node's own text, or the node from scratch where it has none; bracketed where it is a sum and must be a factor. */
  reuse(node: Written, isFactor: boolean): string | null {
    const own = textAt(this.text, node.span);
    if (own === '') return isFactor ? this.factor(node) : this.write(node);
    const isSum = isApplied(node, 'add', 'subtract', 'oneMinus', 'negate');
    return isFactor && isSum ? `(${own})` : own;
  }

  #collect(original: Written, changed: Written, whole: Span, edits: Edit[]): boolean {
    if (original === changed) return true;
    const rename = (span: Span, before: Quantity, after: Quantity): boolean => {
      if (before === after) return true;
      if (span.start < whole.start || span.end > whole.end || !this.#spelling.owns(span, before))
        return false;
      edits.push({ span, text: this.name(after) });
      return true;
    };
    if (original.kind === 'quantity' && changed.kind === 'quantity') {
      return rename(original.span, original.quantity, changed.quantity);
    }
    if (original.kind === 'partial' && changed.kind === 'partial') {
      return (
        rename(original.ofSpan, original.of, changed.of) && rename(original.bySpan, original.by, changed.by)
      );
    }
    const [before, after] = [childrenOf(original), childrenOf(changed)];
    if (original.kind !== changed.kind || before.length === 0 || original.kind === 'derivative') return false;
    return before.every((child, n) => this.#collect(child, after[n]!, whole, edits));
  }

  #piece(node: Written): Piece | null {
    switch (node.kind) {
      case 'number':
        return { text: String(node.value), binding: node.value < 0 ? SUM : ATOM };
      case 'quantity':
        return { text: this.name(node.quantity), binding: ATOM };
      case 'sampleCount':
        return { text: 'N', binding: ATOM };
      case 'partial':
        return this.#partial(node.of, node.by);
      case 'sum': {
        const body = this.#piece(node.body);
        if (!body || !this.hasPartials) return null;
        const sign = this.#isTex ? `\\sum_${node.index}` : `Σ_${node.index}`;
        return { text: `${sign} ${bracketed(body, PRODUCT)}`, binding: PRODUCT };
      }
      case 'prime': {
        const operand = this.#piece(node.operand);
        const name = this.#function(node.operation);
        if (!operand || name === null || !this.hasPartials) return null;
        return { text: `${name}'(${operand.text})`, binding: ATOM };
      }
      case 'apply':
        return this.#applied(node.operation, node.operands);
      case 'updated':
      case 'derivative':
      case 'sampleSum':
        return null;
    }
  }

  #partial(of: Quantity, by: Quantity): Piece | null {
    if (!this.hasPartials) return null;
    const [top, bottom] = [this.name(of), this.name(by)];
    const text = this.#hasFractions ? `\\frac{\\partial ${top}}{\\partial ${bottom}}` : `∂${top}/∂${bottom}`;
    return { text, binding: this.#hasFractions ? ATOM : PRODUCT };
  }

  #function(name: OperationName): string | null {
    const notation = operation(name).name;
    if (!notation) return null;
    if (this.#syntax === 'python') return name;
    return this.#isTex ? notation.latex : notation.unicode;
  }

  #applied(name: OperationName, operands: readonly Written[]): Piece | null {
    const pieces = operands.map((operand) => this.#piece(operand));
    if (pieces.includes(null)) return null;
    const parts = pieces as Piece[];
    const at = (position: number, binding: number): string => bracketed(parts[position]!, binding);
    switch (name) {
      case 'add':
        return { text: parts.map(({ text }) => text).join(' + '), binding: SUM };
      case 'subtract':
        return { text: `${at(0, SUM)} ${this.#minus} ${at(1, PRODUCT)}`, binding: SUM };
      case 'oneMinus':
        return { text: `1 ${this.#minus} ${at(0, PRODUCT)}`, binding: SUM };
      case 'oneMinusSquare':
        return { text: `1 ${this.#minus} ${this.#base(parts[0]!)}${this.#square()}`, binding: SUM };
      case 'negate':
        return { text: `${this.#minus}${at(0, PRODUCT)}`, binding: SUM };
      case 'multiply':
      case 'chain':
        return { text: parts.map((piece) => bracketed(piece, PRODUCT)).join(this.#times), binding: PRODUCT };
      case 'divide':
        if (this.#hasFractions)
          return { text: `\\frac{${parts[0]!.text}}{${parts[1]!.text}}`, binding: ATOM };
        return { text: `${at(0, UNARY)}/${at(1, UNARY)}`, binding: PRODUCT };
      case 'power':
        if (this.#syntax === 'python')
          return { text: `${this.#base(parts[0]!)}**${at(1, ATOM)}`, binding: POWER };
        return { text: `${this.#base(parts[0]!)}^{${parts[1]!.text}}`, binding: POWER };
      default: {
        const called = this.#function(name);
        if (called === null) return null;
        return { text: `${called}(${parts.map(({ text }) => text).join(', ')})`, binding: ATOM };
      }
    }
  }

  /** What a power is of; a name that is raised itself needs brackets. */
  #base(piece: Piece): string {
    const isRaised = this.#syntax !== 'python' && /[\^⁰¹²³⁴-⁹⁽]/.test(piece.text);
    return piece.binding < ATOM || isRaised ? `(${piece.text})` : piece.text;
  }

  #square(): string {
    if (this.#syntax === 'python') return '**2';
    return this.#isTex ? '^2' : '²';
  }
}

function bracketed({ text, binding }: Piece, least: number): string {
  return binding >= least ? text : `(${text})`;
}

/** The sign of multiplication that a formula uses, with the spaces around it. */
function timesOf(own: string, syntax: Syntax, isTex: boolean): string {
  if (syntax === 'python') return ' * ';
  const match = /\\cdot(?![a-zA-Z])|\\times(?![a-zA-Z])|[*×·]/.exec(own);
  if (!match) return isTex ? ' \\cdot ' : ' * ';
  if (match[0].startsWith('\\')) return ` ${match[0]} `;
  const hasSpaces = own[match.index - 1] === ' ';
  return hasSpaces ? ` ${match[0]} ` : match[0];
}

/** The text of a span with some of it replaced; edits lie inside the span and do not overlap. */
export function patched(text: string, { start, end }: Span, edits: readonly Edit[]): string {
  let made = '';
  let at = start;
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    // One name that stands for several quantities at once cannot be respelled twice.
    if (edit.span.start < at) continue;
    made += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return made + text.slice(at, end);
}

const OPENS = /(?:\\(?:left|[bB]igg?l?)\s*)?[([]\s*$/;
const CLOSES = /^\s*(?:\\(?:right|[bB]igg?r?)\s*)?[)\]]/;

/** A span with the brackets around it, inside `limit`: a reader may leave them out of a factor's place. */
export function withBrackets(text: string, span: Span, limit: Span): Span {
  let { start, end } = span;
  for (;;) {
    const before = OPENS.exec(text.slice(Math.max(limit.start, start - 12), start));
    const after = CLOSES.exec(text.slice(end, Math.min(limit.end, end + 12)));
    if (!before || !after) return { start, end };
    start -= before[0].length;
    end += after[0].length;
  }
}
