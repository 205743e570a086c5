/** A stretch of a text: zero-based offset and length, both in UTF-16 code units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** One replacement in a text. Edits of one list refer to the same text and never overlap. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** The text with its edits made; they are in file order. */
export function editedText(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { range, newText } of edits) {
    parts.push(text.slice(position, range.offset), newText);
    position = range.offset + range.length;
  }
  return parts.join('') + text.slice(position);
}

/** The same change as one replacement, from the first edit to the end of the last; at least one, in file order. */
export function mergedEdit(text: string, edits: readonly TextEdit[]): TextEdit {
  const start = edits[0]?.range.offset ?? 0;
  const last = edits.at(-1)?.range;
  const end = last ? last.offset + last.length : start;
  const shifted = edits.map(({ range, newText }) => ({
    range: { offset: range.offset - start, length: range.length },
    newText,
  }));
  return {
    range: { offset: start, length: end - start },
    newText: editedText(text.slice(start, end), shifted),
  };
}

/** Where an offset of the text is after `edits`, which are in file order; within a replaced stretch, behind it. */
export function movedOffset(offset: number, edits: readonly TextEdit[]): number {
  let moved = offset;
  for (const { range, newText } of edits) {
    if (range.offset >= offset) break;
    moved += newText.length - Math.min(range.length, offset - range.offset);
  }
  return moved;
}
