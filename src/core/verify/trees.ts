/** Walks over written trees, and trees that repairs are built from. */

import type { Expression, OperationName, Quantity } from '../math/expression';
import { indicesOf } from './places';
import type { Letter, Span, Written } from './written';

/** The place of what stands in no document. */
export const NOWHERE: Span = { start: -1, end: -1 };

export type WrittenApply = Extract<Written, { kind: 'apply' }>;

export function childrenOf(node: Written): readonly Written[] {
  switch (node.kind) {
    case 'apply':
      return node.operands;
    case 'sum':
    case 'sampleSum':
      return [node.body];
    case 'derivative':
      return [node.of];
    case 'prime':
      return [node.operand];
    default:
      return [];
  }
}

/** The same node over other children, as many as before. */
export function withChildren(node: Written, children: readonly Written[]): Written {
  switch (node.kind) {
    case 'apply':
      return { ...node, operands: children };
    case 'sum':
    case 'sampleSum':
      return { ...node, body: children[0]! };
    case 'derivative':
      return { ...node, of: children[0]! };
    case 'prime':
      return { ...node, operand: children[0]! };
    default:
      return node;
  }
}

export function isApplied<Name extends OperationName>(
  node: Written,
  ...names: readonly Name[]
): node is WrittenApply & { readonly operation: Name } {
  return node.kind === 'apply' && (names as readonly OperationName[]).includes(node.operation);
}

export function applied(operation: OperationName, ...operands: readonly Written[]): Written {
  return { kind: 'apply', operation, operands, span: NOWHERE };
}

export function numbered(value: number): Written {
  return { kind: 'number', value, span: NOWHERE };
}

export function named(quantity: Quantity): Written {
  return { kind: 'quantity', quantity, span: NOWHERE };
}

export function partialOf(of: Quantity, by: Quantity): Written {
  return { kind: 'partial', of, by, span: NOWHERE, ofSpan: NOWHERE, bySpan: NOWHERE };
}

/** An expression as if it had been written; null where it holds something that people do not write. */
export function asWritten(expression: Expression): Written | null {
  switch (expression.kind) {
    case 'number': {
      const { ratio } = expression;
      if (ratio && ratio[1] !== 1) return applied('divide', numbered(ratio[0]), numbered(ratio[1]));
      return numbered(expression.value);
    }
    case 'quantity':
      return named(expression.quantity);
    case 'partial':
      return partialOf(expression.of, expression.by);
    case 'variable':
      return null;
    case 'sum': {
      const body = asWritten(expression.body);
      return body && { kind: 'sum', index: expression.index, count: expression.count, body, span: NOWHERE };
    }
    case 'apply': {
      if (expression.operation === 'where') return null;
      const operands = expression.operands.map(asWritten);
      if (operands.includes(null)) return null;
      const operation = expression.operation === 'chain' ? 'multiply' : expression.operation;
      return applied(operation, ...(operands as Written[]));
    }
  }
}

/** The same tree with every quantity renamed, the places kept; the node itself where nothing changes. */
export function renamed(node: Written, rename: (of: Quantity) => Quantity): Written {
  switch (node.kind) {
    case 'quantity':
    case 'updated': {
      const quantity = rename(node.quantity);
      return quantity === node.quantity ? node : { ...node, quantity };
    }
    case 'partial': {
      const [of, by] = [rename(node.of), rename(node.by)];
      return of === node.of && by === node.by ? node : { ...node, of, by };
    }
    case 'derivative': {
      const [of, by] = [renamed(node.of, rename), rename(node.by)];
      return of === node.of && by === node.by ? node : { ...node, of, by };
    }
    default: {
      const before = childrenOf(node);
      const after = before.map((child) => renamed(child, rename));
      return after.every((child, n) => child === before[n]) ? node : withChildren(node, after);
    }
  }
}

/** The quantities that a node itself names. */
function ownQuantities(node: Written): readonly Quantity[] {
  switch (node.kind) {
    case 'quantity':
    case 'updated':
      return [node.quantity];
    case 'partial':
      return [node.of, node.by];
    case 'derivative':
      return [node.by];
    default:
      return [];
  }
}

/** Every node of a tree once, however often it is shared; parents before children. */
export function* nodesOf(root: Written): Generator<Written> {
  const seen = new Set<Written>([root]);
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    for (const child of childrenOf(node)) {
      if (seen.has(child)) continue;
      seen.add(child);
      open.push(child);
    }
  }
}

export function* quantitiesOf(root: Written): Generator<Quantity> {
  for (const node of nodesOf(root)) yield* ownQuantities(node);
}

export function contains(root: Written, kind: Written['kind']): boolean {
  for (const node of nodesOf(root)) if (node.kind === kind) return true;
  return false;
}

/** Where a letter stands: a quantity, and which of its indices. */
export type LetterUse = readonly [of: Quantity, place: number];

/** The letters that are free in a tree, each with one of its uses. */
export function freeLetters(root: Written): ReadonlyMap<Letter, LetterUse> {
  const known = new Map<Written, ReadonlyMap<Letter, LetterUse>>();
  const visit = (node: Written): ReadonlyMap<Letter, LetterUse> => {
    const before = known.get(node);
    if (before) return before;
    const found = new Map<Letter, LetterUse>();
    for (const of of ownQuantities(node)) {
      indicesOf(of).forEach((index, place) => {
        if (typeof index !== 'number') found.set(index, [of, place]);
      });
    }
    for (const child of childrenOf(node)) for (const [letter, use] of visit(child)) found.set(letter, use);
    if (node.kind === 'sum') found.delete(node.index);
    known.set(node, found);
    return found;
  };
  return visit(root);
}

/**
 * Whether a tree is small enough to be judged: at most `nodes` nodes, shared ones once, and nested at most `depth`
 * deep. Takes no stack, so that it can be asked first.
 */
export function isWithin(root: Written, nodes: number, depth: number): boolean {
  const depths = new Map<Written, number>();
  const open = [{ node: root, next: 0, deepest: 0 }];
  for (let frame = open.at(-1); frame; frame = open.at(-1)) {
    const child = childrenOf(frame.node)[frame.next];
    if (child) {
      const known = depths.get(child);
      if (known === undefined) {
        if (open.length >= depth) return false;
        open.push({ node: child, next: 0, deepest: 0 });
        continue;
      }
      frame.deepest = Math.max(frame.deepest, known);
      frame.next++;
      continue;
    }
    depths.set(frame.node, frame.deepest + 1);
    if (frame.deepest >= depth || depths.size > nodes) return false;
    open.pop();
  }
  return true;
}
