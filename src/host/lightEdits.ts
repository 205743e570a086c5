import { mergedEdit, type TextEdit } from '../core/network/text';

/**
 * The editor compares each edit up to this length with what it replaces, letter by letter, to make it smaller:
 * many rows of digits would take it half a minute. More text than this goes as one edit, which it takes as it is.
 */
const comparedLength = 100_000;

/** The editor is slow with more edits than this, however short. */
const mostEdits = 2_000;

/** `edits` of `text`, in file order, as the editor takes them in reasonable time. */
export function lightEdits(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const length = edits.reduce((sum, { newText }) => sum + newText.length, 0);
  return length > comparedLength || edits.length > mostEdits ? [mergedEdit(text, edits)] : edits;
}
