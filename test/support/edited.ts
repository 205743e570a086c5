import type { TextEdit } from '../../src/core/network/text';

/** The text with edits that do not overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { range, newText } of edits.toSorted((a, b) => b.range.offset - a.range.offset)) {
    result = result.slice(0, range.offset) + newText + result.slice(range.offset + range.length);
  }
  return result;
}
