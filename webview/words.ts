import { sayOf, setWords, type Words } from '../src/core/words/say';

/**
 * The language of the page. A page in another language than English loads words/LANGUAGE.js before the panel: a
 * script of the extension's own, which esbuild.js makes of l10n/panel.l10n.LANGUAGE.json.
 */
declare global {
  var backpropWords: Words | undefined;
}

setWords(globalThis.backpropWords ?? null);

export { say } from '../src/core/words/say';

/** Texts by their names, in groups where that helps. */
interface Texts {
  readonly [name: string]: string | Texts;
}

type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

/**
 * Texts in the language of the page. Each string literal is its own key: scripts/l10n.mjs reads them from the source,
 * so `texts` is always written out where this is called.
 */
export function translated<const T extends Texts>(texts: T): Translated<T> {
  const entries = Object.entries(texts).map(([name, text]) => [
    name,
    typeof text === 'string' ? sayOf(text) : translated(text),
  ]);
  return Object.fromEntries(entries) as Translated<T>;
}
