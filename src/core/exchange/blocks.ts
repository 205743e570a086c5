/**
 * A document as a list of blocks: what stands in it, whatever it is written in. Markdown, LaTeX and HTML
 * (markdown.ts, latexDocument.ts, html.ts) are readings of the same list.
 */

/** A piece of a line: words, or mathematics as TeX. */
export type Inline = { readonly text: string } | { readonly tex: string };

/** `left relation side relation side …`, each side with the sign before it: =, \leftarrow or \mathrel{+}=. */
export interface Equation {
  readonly left: string;
  readonly sides: readonly { readonly relation: string; readonly tex: string }[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | {
      readonly kind: 'step';
      /** The rule's name; null for an equation that needs none. */
      readonly title: string | null;
      readonly equation: Equation;
      /** What is said about it. */
      readonly words: readonly Inline[];
    }
  | { readonly kind: 'diagram' }
  | { readonly kind: 'pageBreak' };

export const text = (words: string): Inline => ({ text: words });
export const tex = (source: string): Inline => ({ tex: source });

/**
 * What stands where a person is to write: `\;?` in TeX, `?` in plain text. A right side that is this and nothing
 * else has not been filled in; it is the same in Markdown and LaTeX, so that one rule finds it.
 */
export const BLANK = { latex: '\\;?', unicode: '?' } as const;

/** An equation on one line. */
export function onOneLine({ left, sides }: Equation): string {
  return [left, ...sides.map((side) => `${side.relation} ${side.tex}`)].join(' ');
}

/** What opens and closes a group of TeX: braces, environments, brackets that grow. `\leftarrow` is none. */
const OPENS = /\{|\\begin\{|\\left(?![a-z])/y;
const CLOSES = /\}|\\end\{|\\right(?![a-z])/y;

/** A TeX source cut at every `separator` that stands in no braces, growing brackets or environment. */
export function splitAtTopLevel(source: string, separator: string): string[] {
  const parts: string[] = [];
  const matches = (pattern: RegExp, at: number): boolean => {
    pattern.lastIndex = at;
    return pattern.test(source);
  };
  let [start, depth] = [0, 0];
  for (let at = 0; at < source.length; at++) {
    if (depth === 0 && source.startsWith(separator, at)) {
      parts.push(source.slice(start, at));
      start = at + separator.length;
    }
    if (matches(OPENS, at)) depth++;
    else if (matches(CLOSES, at)) depth--;
    // A sign after a backslash opens and closes nothing: \{ is a brace that is shown.
    if (source[at] === '\\' && !/[a-z]/.test(source[at + 1] ?? '')) at++;
  }
  return [...parts, source.slice(start)];
}
