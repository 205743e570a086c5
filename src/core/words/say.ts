/**
 * The sentences of the core in the language of whoever reads them. A sentence is written in English where it is
 * said; its English text is its key in the bundle of another language (l10n/bundle.l10n.*.json, the file that VS
 * Code reads for `vscode.l10n.t`). scripts/l10n.mjs finds the keys in the source: the first argument of `say`
 * and `saying` is therefore always a literal.
 */

/** The sentences of a language by their English text, both with {0}, {1} … for values. */
export type Words = Readonly<Record<string, string>>;

let words: Words | null = null;

/**
 * Sets the language of this thread: once, before anything is said.
 *
 * @param bundle null: English.
 */
export function setWords(bundle: Words | null): void {
  words = bundle;
}

/** The sentences that were set, to be handed to a thread; null: English. */
export function wordsSet(): Words | null {
  return words;
}

/**
 * A sentence, or a part of one that needs no other words around it, in the language that was set.
 *
 * @param english a literal, with {0}, {1} … where values stand; other braces are themselves.
 * @param values put in as they are.
 */
export function say(english: string, ...values: readonly (string | number)[]): string {
  return filled(translation(english), values);
}

/** `say` for a helper that makes the key of literals that its callers write; scripts/l10n.mjs knows such helpers. */
export function sayOf(key: string, ...values: readonly (string | number)[]): string {
  return filled(translation(key), values);
}

/** What `say` says, once it is needed: for tables, which are made before the language is known. */
export function saying(english: string, ...values: readonly (string | number)[]): () => string {
  return () => say(english, ...values);
}

/** A key like `toString` has no translation of its own. */
function translation(english: string): string {
  return words !== null && Object.hasOwn(words, english) ? words[english]! : english;
}

function filled(text: string, values: readonly (string | number)[]): string {
  if (values.length === 0) return text;
  return text.replace(/\{(\d+)\}/g, (written, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? written : String(value);
  });
}
