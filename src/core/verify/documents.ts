/** What kinds of documents have formulas, and where in a document its network is named. */

import type { Span } from './written';

export type DocumentKind = 'markdown' | 'latex' | 'python' | 'notebook';

/** A stretch of a document that may hold formulas. */
export interface Region extends Span {
  /**
   * `math` stood between the marks of mathematics, `text` is a line or more of text with formulas between words,
   * `code` is a program that goes on from one region to the next, `snippet` a piece of one by itself.
   */
  readonly kind: 'math' | 'text' | 'code' | 'snippet';
}

const KINDS: Readonly<Record<string, DocumentKind>> = {
  md: 'markdown',
  markdown: 'markdown',
  mkd: 'markdown',
  txt: 'markdown',
  tex: 'latex',
  latex: 'latex',
  py: 'python',
  ipynb: 'notebook',
};

/** The kind of a document by the ending of its name, in any letter case; null for one that is not read. */
export function documentKind(fileName: string): DocumentKind | null {
  const ending = /\.([A-Za-z]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(KINDS, ending) ? KINDS[ending]! : null;
}

const KEYWORD = 'backprop:';

/** What stands before the keyword on its line, and what ends the path. */
const COMMENTS: Readonly<Record<DocumentKind, RegExp>> = {
  markdown: /<!--\s*$/,
  latex: /%\s*$/,
  python: /#\s*$/,
  notebook: /(?:<!--|#)\s*$/,
};

/** Longer paths are none. */
const LONGEST_PATH = 1_000;

export interface NetworkReference {
  /** As written: relative to the document. */
  readonly path: string;
  readonly span: Span;
}

/** The first comment of a text that names a network file: `<!-- backprop: net.backprop.json -->`, `% …`, `# …`. */
export function referenceIn(text: string, kind: DocumentKind): NetworkReference | null {
  for (let at = text.indexOf(KEYWORD); at >= 0; at = text.indexOf(KEYWORD, at + 1)) {
    // The whole line is not looked for: a line of a megabyte may hold the keyword all over.
    const before = text.slice(Math.max(0, at - 20), at);
    if (!COMMENTS[kind].test(before.slice(before.lastIndexOf('\n') + 1))) continue;
    const from = at + KEYWORD.length;
    const lineEnd = text.slice(from, from + LONGEST_PATH).search(/[\r\n]|-->/);
    const line = text.slice(from, lineEnd < 0 ? from + LONGEST_PATH : from + lineEnd);
    const path = line.trim();
    const start = from + line.indexOf(path);
    if (path !== '') return { path, span: { start, end: start + path.length } };
  }
  return null;
}
