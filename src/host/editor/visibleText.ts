/**
 * Characters that cannot be seen or that turn the text around them: controls, zero-width and bidirectional
 * marks, fillers, variation selectors, line separators, lone halves of characters, private use.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Longest name in a lens or a card's head; the file itself has the rest. */
const longestName = 60;

/** `text` with what cannot be seen written as ⟨U+202E⟩. */
export function showHidden(text: string): string {
  return text.replace(hidden, (character) => `⟨U+${codeOf(character)}⟩`);
}

/** A name in one line: what cannot be seen in it made visible, cut after 60 characters. */
export function visibleText(text: string): string {
  const seen = showHidden(text);
  const characters = Array.from(seen);
  return characters.length > longestName ? `${characters.slice(0, longestName - 1).join('')}…` : seen;
}

/** `text` as an editor label shows it: `$(name)` stays these characters instead of becoming an icon. */
export function labelText(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

function codeOf(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}
