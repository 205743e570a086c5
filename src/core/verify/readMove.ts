import type { Span, Written, WrittenFormula } from './written';

/** Formulas with other places: from the text of a notebook's cells to the notebook's file. Shared parts stay shared. */
export class Mover {
  readonly #place: (span: Span) => Span;
  readonly #moved = new Map<Written, Written>();

  constructor(place: (span: Span) => Span) {
    this.#place = place;
  }

  formula(formula: WrittenFormula): WrittenFormula {
    return {
      ...formula,
      span: this.#place(formula.span),
      left: this.#node(formula.left),
      sides: formula.sides.map((side) => this.#node(side)),
      misspellings: formula.misspellings.map((one) => ({ ...one, span: this.#place(one.span) })),
    };
  }

  #node(node: Written): Written {
    const known = this.#moved.get(node);
    if (known) return known;
    const moved = this.#with(node, this.#place(node.span));
    this.#moved.set(node, moved);
    return moved;
  }

  #with(node: Written, span: Span): Written {
    switch (node.kind) {
      case 'partial':
        return { ...node, span, ofSpan: this.#place(node.ofSpan), bySpan: this.#place(node.bySpan) };
      case 'derivative':
        return { ...node, span, of: this.#node(node.of) };
      case 'prime':
        return { ...node, span, operand: this.#node(node.operand) };
      case 'sum':
      case 'sampleSum':
        return { ...node, span, body: this.#node(node.body) };
      case 'apply':
        return { ...node, span, operands: node.operands.map((operand) => this.#node(operand)) };
      default:
        return { ...node, span };
    }
  }
}
