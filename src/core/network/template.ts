import type { TextRange } from './text';

/**
 * Symbols with index letters: `w_{ij}`, `a_{h_j}`. Letters stand for an index only in subscripts and superscripts,
 * and only where a maximal run of letters consists of index letters.
 */

/** A run of index letters in a template, or text between two runs. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `needsBraces`: the run is a script without braces, in which TeX takes one character only. */
  | { readonly kind: 'run'; readonly letters: string; readonly needsBraces: boolean };

export interface Template {
  readonly parts: readonly Part[];
  /** Runs such as the `ij` of `w_ij`, of which TeX takes only the first letter; they are read as if braced. */
  readonly unbraced: readonly TextRange[];
}

/** What an index letter becomes: a 1-based number, or another letter in a general formula. */
type IndexValues = Readonly<Partial<Record<string, number | string>>>;

const LETTER = /[A-Za-z]/;
const LETTERS = /[A-Za-z]+/y;
const COMMAND = /\\(?:[A-Za-z]+|[^]|$)/y;

function matchAt(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}

/** The end of the brace group that opens at `offset`, or `offset` if none does. */
function groupEnd(text: string, offset: number): number {
  if (text[offset] !== '{') return offset;
  let depth = 0;
  for (let position = offset; position < text.length; position++) {
    if (text[position] === '{') depth++;
    if (text[position] === '}' && --depth === 0) return position + 1;
  }
  return text.length;
}

/** Reads `text` as a template whose index letters are `letters`. Any text is a template, if only a constant one. */
export function parseTemplate(text: string, letters: string): Template {
  const parts: Part[] = [];
  const unbraced: TextRange[] = [];
  const isScriptGroup: boolean[] = [];
  let literal = '';
  let isScript = false;
  let position = 0;
  const addRun = (run: string, needsBraces: boolean): void => {
    if (literal) parts.push({ kind: 'text', text: literal });
    literal = '';
    parts.push({ kind: 'run', letters: run, needsBraces });
  };
  while (position < text.length) {
    const character = text[position]!;
    let taken = character;
    if (LETTER.test(character)) {
      taken = matchAt(LETTERS, text, position);
      const isIndex = Array.from(taken).every((letter) => letters.includes(letter));
      if (isIndex && (isScript || isScriptGroup.at(-1) === true)) {
        if (isScript && taken.length > 1) unbraced.push({ offset: position, length: taken.length });
        addRun(taken, isScript);
      } else {
        literal += taken;
      }
      isScript = false;
    } else if (character === '\\') {
      taken = matchAt(COMMAND, text, position);
      if (taken === '\\text' || taken === '\\mathrm') {
        taken = text.slice(position, groupEnd(text, position + taken.length));
      }
      isScript = false;
    } else if (character === '{') {
      isScriptGroup.push(isScript || isScriptGroup.at(-1) === true);
      isScript = false;
    } else {
      if (character === '}') isScriptGroup.pop();
      isScript = character === '_' || character === '^';
    }
    if (!LETTER.test(character)) literal += taken;
    position += taken.length;
  }
  if (literal) parts.push({ kind: 'text', text: literal });
  return { parts, unbraced };
}

function needsComma(value: number | string): boolean {
  return typeof value === 'number' ? value >= 10 : value.length > 1;
}

/**
 * The symbol with every index letter replaced; a letter without a value stays. If an index of a run reaches 10,
 * the run is separated by commas.
 */
export function fillTemplate(template: Template, values: IndexValues): string {
  let filled = '';
  for (const part of template.parts) {
    if (part.kind === 'text') {
      filled += part.text;
      continue;
    }
    const indices = Array.from(part.letters, (letter) => values[letter] ?? letter);
    const run = indices.join(indices.some(needsComma) ? ',' : '');
    filled += part.needsBraces && run.length > 1 ? `{${run}}` : run;
  }
  return filled;
}
