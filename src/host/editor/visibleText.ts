import { showHidden } from '../../core/network/hidden';

/** Longest name in a lens or a card's head; the file itself has the rest. */
const longestName = 60;

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
