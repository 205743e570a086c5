/**
 * Characters that cannot be seen, that turn the text around them, or that a terminal obeys: controls, zero-width
 * and bidirectional marks, fillers, variation selectors, line separators, lone halves of characters, private
 * use. Network files name things freely; none of that may move a cursor or hide a word.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** `text` on one line with what cannot be seen written as ⟨U+202E⟩. */
export function showHidden(text: string): string {
  return text.replace(hidden, (character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}
