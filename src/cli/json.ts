/** Characters that JSON may hold as they are and a terminal obeys, or that turn the text around them. */
const obeyed = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * One JSON document with its line end. Numbers carry full precision; one that is not finite, which JSON does not
 * have, is the string "Infinity", "-Infinity" or "NaN".
 */
export function jsonDocument(value: unknown): string {
  const text = JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'number' && !Number.isFinite(one) ? String(one) : one,
  );
  return `${text.replace(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
