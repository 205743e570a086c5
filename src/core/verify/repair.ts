/** What a repair of a wrong side is. */

import {
  apply,
  isSameQuantity,
  number,
  partial,
  quantity,
  type Expression,
  type Quantity,
} from '../math/expression';
import { changeAt, type Change } from './edits';
import type { Place, Search } from './search';
import type { Mistake, Written } from './written';
import type { Edit } from './writer';

export interface Repair extends Change {
  readonly mistake: Mistake;
}

/** Looks for one kind of mistake; yields often, so that whoever drives it can look at the clock. */
export type Finder = (search: Search) => Generator<undefined, Repair | null>;

export function repairAt(
  search: Search,
  mistake: Mistake,
  place: Place,
  replacement: Written,
  write: () => Edit | null,
): Repair {
  return { mistake, ...changeAt(search, place, replacement, write) };
}

/** The name of a leaf respelled in its place; null where what stands there is not that name. */
export function nameEdit(search: Search, node: Written, quantity: Quantity): Edit | null {
  const { writer, spelling } = search;
  if (node.kind !== 'quantity' || !spelling.owns(node.span, node.quantity)) return null;
  return { span: node.span, text: writer.name(quantity) };
}

/** Parts of more letters than this are not repeated in a message. */
const SHOWN_LENGTH = 80;

/** A part of a formula in a message: in the network's own names, or as the document has it. */
export function shown(search: Search, node: Written): string {
  const expression = asExpression(node);
  const text = expression ? search.words.formula(expression) : (search.writer.reuse(node, false) ?? '');
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

/** A tree as an expression, without tidying; null where it holds what expressions cannot say. */
function asExpression(node: Written): Expression | null {
  switch (node.kind) {
    case 'number':
      return number(node.value);
    case 'quantity':
      return quantity(node.quantity);
    case 'partial':
      return partial(node.of, node.by);
    case 'apply': {
      const operands = node.operands.map(asExpression);
      return operands.includes(null) ? null : apply(node.operation, ...(operands as Expression[]));
    }
    default:
      return null;
  }
}

/** The derivative as a whole, or the one name in it that is wrong where the other is right. */
export function partialEdit(
  { writer, spelling }: Search,
  node: Extract<Written, { kind: 'partial' }>,
  of: Quantity,
  by: Quantity,
): Edit | null {
  const isSameTop = isSameQuantity(of, node.of);
  const isSameBottom = isSameQuantity(by, node.by);
  if (isSameTop && spelling.owns(node.bySpan, node.by)) return { span: node.bySpan, text: writer.name(by) };
  if (isSameBottom && spelling.owns(node.ofSpan, node.of))
    return { span: node.ofSpan, text: writer.name(of) };
  const text = writer.respelled(node, { ...node, of, by });
  return text === null ? null : { span: node.span, text };
}
