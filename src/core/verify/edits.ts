/** Changes of a tree as changes of the document's text. */

import { childrenOf, isApplied, withChildren } from './trees';
import { childPlaces, type Place, type Search } from './search';
import type { Span, Written } from './written';
import { patched, withBrackets, type Edit } from './writer';

/** What has to change, and the text that it becomes; null for a text that the document's syntax cannot express. */
export interface Change {
  readonly wrongPart: Span;
  readonly suggestion: string | null;
}

/**
 * The change that puts `replacement` at a place. `write` says how, where the place has a text of its own; what a
 * program's name stands for has none, and is written out in the name's place.
 */
export function changeAt(
  search: Search,
  place: Place,
  replacement: Written,
  write: () => Edit | null,
): Change {
  const { writer } = search;
  if (!isInlined(place)) {
    const edit = write();
    if (edit) return { wrongPart: edit.span, suggestion: edit.text };
    return { wrongPart: place.node.span, suggestion: written(search, place, replacement) };
  }
  let [node, at] = [replacement, place];
  while (at.parent && isInlined(at)) {
    const { position } = at;
    const siblings = childrenOf(at.parent.node);
    node = withChildren(
      at.parent.node,
      siblings.map((child, n) => (n === position ? node : child)),
    );
    at = at.parent;
  }
  const isFactor = !isTopTerm(at);
  return { wrongPart: at.node.span, suggestion: isFactor ? writer.factor(node) : writer.write(node) };
}

function written({ writer }: Search, place: Place, replacement: Written): string | null {
  return isTopTerm(place) ? writer.write(replacement) : writer.factor(replacement);
}

/** True where a sum may stand without brackets. */
function isTopTerm({ parent, position }: Place): boolean {
  return !parent || isApplied(parent.node, 'add') || (isApplied(parent.node, 'subtract') && position === 0);
}

/** Whether a place is part of what a name stands for: it has the name's place, as the node above has. */
function isInlined({ node, parent }: Place): boolean {
  return (
    parent !== null && node.span.start === parent.node.span.start && node.span.end === parent.node.span.end
  );
}

/** The place of a factor or term with its brackets, inside the node that it is part of. */
export function wholeSpan({ writer }: Search, { node, parent }: Place): Span {
  return parent ? withBrackets(writer.text, node.span, parent.node.span) : node.span;
}

/** The text of a place as a factor: a sum gets brackets unless it stands in some. */
export function factorText(search: Search, place: Place): string | null {
  const { node } = place;
  const text = search.writer.reuse(node, true);
  const own = search.writer.reuse(node, false);
  const whole = wholeSpan(search, place);
  return whole.start < node.span.start ? own : text;
}

/** A term with one more factor after `position` of its factors; after its end where it is no product. */
export function withFactor(search: Search, place: Place, factor: Written, position: number): Edit | null {
  const { writer } = search;
  const text = writer.factor(factor);
  if (text === null) return null;
  const { node } = place;
  if (isApplied(node, 'multiply')) {
    const after = childPlaces(search, place)[position]!;
    const { end } = wholeSpan(search, after);
    if (end > node.span.end || end < node.span.start) return null;
    return {
      span: node.span,
      text: patched(writer.text, node.span, [{ span: { start: end, end }, text: writer.times + text }]),
    };
  }
  const own = factorText(search, place);
  return own === null ? null : { span: node.span, text: own + writer.times + text };
}

/** A term with a coefficient before it. */
export function withCoefficient(search: Search, place: Place, coefficient: string): Edit | null {
  const own = factorText(search, place);
  return own === null ? null : { span: place.node.span, text: coefficient + search.writer.times + own };
}

/** A sum with one more term at its end. */
export function withTerm(search: Search, place: Place, term: string, isNegative: boolean): Edit | null {
  const { writer } = search;
  const own = writer.reuse(place.node, false);
  if (own === null) return null;
  const sum = `${own} ${isNegative ? writer.minus : '+'} ${term}`;
  const isBare = isTopTerm(place) || wholeSpan(search, place).start < place.node.span.start;
  return { span: place.node.span, text: isBare ? sum : `(${sum})` };
}

/** The change that takes one or more neighbouring operands out, with the sign that joins them to the others. */
export function withoutOperands(search: Search, place: Place, from: number, to: number): Change {
  const operands = childPlaces(search, place);
  const span =
    from > 0
      ? {
          start: wholeSpan(search, operands[from - 1]!).end,
          end: wholeSpan(search, operands[to - 1]!).end,
        }
      : {
          start: wholeSpan(search, operands[0]!).start,
          end: isApplied(place.node, 'subtract')
            ? wholeSpan(search, operands[0]!).end
            : wholeSpan(search, operands[to]!).start,
        };
  return { wrongPart: span, suggestion: '' };
}

/** Whether operands can be taken out of a text: each has a place of its own, in order. */
export function hasOwnOperands(search: Search, place: Place): boolean {
  let at = place.node.span.start;
  return childPlaces(search, place).every((child) => {
    const { start, end } = child.node.span;
    const isInOrder = start >= at && end > start && end <= place.node.span.end && !isInlined(child);
    at = end;
    return isInOrder;
  });
}
