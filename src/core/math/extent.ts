import type { Expression } from './expression';

/** How much of a page a formula fills. */
export interface Extent {
  /** Summands that stand in it, at whatever depth: 4 in [a + b] c · (d + e), 1 in a product. */
  readonly terms: number;
  /** Names and numbers that stand in it. */
  readonly symbols: number;
}

/**
 * Formulas are typeset up to this size, which a person can still follow: at most about 15,000 characters of LaTeX,
 * below the length from which the panel shows the source instead.
 */
export const SHOWN: Extent = { terms: 200, symbols: 600 };

export function isShown({ terms, symbols }: Extent): boolean {
  return terms <= SHOWN.terms && symbols <= SHOWN.symbols;
}

/**
 * The extent of an expression as it is printed; with `isExpanded`, as it would be with every Σ written out, in work
 * that grows with the expression's own size (parts that are shared are counted once and added as often as they
 * stand).
 */
export function extentOf(expression: Expression, isExpanded = false): Extent {
  const known = new Map<Expression, Extent>();
  const visit = (node: Expression): Extent => {
    const seen = known.get(node);
    if (seen) return seen;
    const extent = measure(node);
    known.set(node, extent);
    return extent;
  };
  const measure = (node: Expression): Extent => {
    if (node.kind === 'sum') {
      const { terms, symbols } = visit(node.body);
      return isExpanded
        ? { terms: node.count * terms, symbols: node.count * symbols }
        : { terms, symbols: symbols + 1 };
    }
    if (node.kind !== 'apply') return { terms: 1, symbols: 1 };
    const parts = node.operands.map(visit);
    const isSum = node.operation === 'add';
    let terms = 0;
    let symbols = 0;
    for (const part of parts) {
      if (isSum || part.terms > 1) terms += part.terms;
      symbols += part.symbols;
    }
    return { terms: Math.max(1, terms), symbols: Math.max(1, symbols) };
  };
  return visit(expression);
}
