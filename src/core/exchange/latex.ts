import { showHidden } from '../network/hidden';
import { escapedForTex } from '../network/spelling';
import { BLANK, onOneLine, splitAtTopLevel, type Block, type Equation, type Inline } from './blocks';
import { say } from '../words/say';

/**
 * Displayed equations for a LaTeX document of the reader's own that loads amsmath, each under a comment that names
 * its rule; everything that is not an equation is a comment.
 */
export function writeLatexEquations(blocks: readonly Block[]): string {
  const parts = blocks.flatMap((block) => {
    switch (block.kind) {
      case 'heading':
        return [];
      case 'paragraph':
        return [
          [comment(wordsAndSymbols(block.content)), ...display(equationsAmong(block.content))].join('\n'),
        ];
      case 'step': {
        const words = [block.title ?? '', wordsAndSymbols(block.words).trim()]
          .filter((one) => one !== '')
          .join('. ');
        return [`${words === '' ? '' : `${comment(words)}\n`}\\[\n  ${onOneLine(block.equation)}\n\\]`];
      }
      case 'diagram':
      case 'pageBreak':
        return [];
    }
  });
  return `${parts.join('\n\n')}\n`;
}

/** What is said as an equation in a line of text is one in the document too. */
function equationsAmong(content: readonly Inline[]): string[] {
  return content.flatMap((one) => ('tex' in one && one.tex.includes(' = ') ? [one.tex] : []));
}

function display(equations: readonly string[]): string[] {
  return equations.length === 0 ? [] : ['\\[', `  ${showHidden(equations.join(', \\qquad '))}`, '\\]'];
}

function wordsAndSymbols(content: readonly Inline[]): string {
  return content.map((one) => ('tex' in one ? one.tex : one.text)).join('');
}

function comment(words: string): string {
  return `% ${showHidden(words).trim()}`;
}

export interface LatexDocument {
  readonly blocks: readonly Block[];
  /** The diagram as a `tikzpicture`. */
  readonly picture: string;
}

/** A line that says so where pdflatex does not know all characters of a text. */
export function engineRemark(text: string): string[] {
  return UNKNOWN_TO_PDFLATEX.test(text)
    ? [comment(say('Some names need LuaLaTeX or XeLaTeX, and a font that has their letters.'))]
    : [];
}

/** A whole LaTeX document: amsmath, TikZ for the diagram, and graphicx to fit it to the page. */
export function writeLatexDocument({ blocks, picture }: LatexDocument): string {
  // Displays that follow each other are one paragraph: a blank line between them would be a line of white space.
  const body = blocks.flatMap((block, n) => [
    ...latexOf(block, picture),
    ...(isDisplay(block) && isDisplay(blocks[n + 1]) ? [] : ['']),
  ]);
  return [
    ...engineRemark(body.join('')),
    '\\documentclass[11pt,a4paper]{article}',
    '\\usepackage{amsmath,amssymb}',
    '\\usepackage{graphicx}',
    '\\usepackage{tikz}',
    '\\usepackage[margin=25mm]{geometry}',
    '\\setlength{\\parindent}{0pt}',
    '\\setlength{\\parskip}{6pt}',
    '\\allowdisplaybreaks',
    // A number of seventeen digits cannot be hyphenated, and belongs on the line of its name.
    '\\raggedright',
    '\\relpenalty=10000',
    '\\begin{document}',
    '',
    ...body,
    '\\end{document}',
    '',
  ].join('\n');
}

/** A step that is an equation and nothing else. */
function isDisplay(block: Block | undefined): boolean {
  return block?.kind === 'step' && block.title === null && block.words.length === 0;
}

/** Letters beyond Latin, and signs: pdfLaTeX stops at them. A dash, an ellipsis and quotes it knows. */
const UNKNOWN_TO_PDFLATEX = /[^\0-\u024f–—…‘’“”]/u;

/** Under a blank, on paper. */
const ROOM_TO_WRITE = '\\vspace{8mm}';

const HEADINGS = { 1: 'section*', 2: 'subsection*', 3: 'subsubsection*' } as const;

function latexOf(block: Block, picture: string): string[] {
  switch (block.kind) {
    case 'heading':
      // A fraction in a heading is as large as its letters.
      return [`\\${HEADINGS[block.level]}{${line(block.content, '\\displaystyle ')}}`];
    case 'paragraph':
      return [line(block.content)];
    case 'step': {
      const words = line(block.words).trim();
      const title = block.title === null ? '' : `\\textbf{${escapedLatex(block.title)}.} `;
      const said = `${title}${words}`.trim();
      const isBlank = block.equation.sides.some((side) => side.tex === BLANK.latex);
      const equation = [...aligned(block.equation), ...(isBlank ? [ROOM_TO_WRITE] : [])];
      // What is said of an equation without a title stands after it.
      return block.title === null ? [...equation, ...(words === '' ? [] : [words])] : [said, ...equation];
    }
    case 'diagram':
      return picture === ''
        ? []
        : [
            '\\begin{center}',
            '\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%',
            `${picture}}`,
            '\\end{center}',
          ];
    case 'pageBreak':
      return ['\\newpage'];
  }
}

function line(content: readonly Inline[], style = ''): string {
  return content
    .map((one) => ('tex' in one ? `$${style}${showHidden(one.tex)}$` : escapedLatex(one.text)))
    .join('');
}

/** A symbol as it stands in a sentence: a⁽¹⁾₁, a_h₁, w₃,₁₇, E_total. One letter, and at least one script. */
const SYMBOL =
  /(?<![\p{L}\d_])(\p{L})(?:_(\p{L}+)([₀-₉]+(?:,[₀-₉]+)*)?|([⁰¹²³⁴-⁹⁽⁾]+)?([₀-₉]+(?:,[₀-₉]+)*)?)(?![\p{L}\d_])/gu;

/** Words as LaTeX sets them as they stand; symbols and signs of mathematics among them as mathematics. */
export function escapedLatex(words: string): string {
  const shown = showHidden(words);
  const parts: string[] = [];
  let end = 0;
  for (const match of shown.matchAll(SYMBOL)) {
    if (match[0].length === 1) continue;
    parts.push(escapedWords(shown.slice(end, match.index)), symbolSource(match));
    end = match.index + match[0].length;
  }
  return parts.join('') + escapedWords(shown.slice(end));
}

function symbolSource([, letter = '', named, index, raised, lowered]: RegExpMatchArray): string {
  const plain = (script: string): string =>
    Array.from(script, (sign) => (MATHEMATICS.get(sign) ?? sign).replace(/^[_^]\{(.)\}$/, '$1')).join('');
  const base = MATHEMATICS.get(letter) ?? letter;
  const superscript = raised === undefined ? '' : `^{${plain(raised)}}`;
  if (named === undefined)
    return `$${base}${superscript}${lowered === undefined ? '' : `_{${plain(lowered)}}`}$`;
  return `$${base}_{${named}${index === undefined ? '' : `_{${plain(index)}}`}}$`;
}

function escapedWords(words: string): string {
  return escapedForTex(words).replace(/[^\0-\u024f]+/gu, (signs) =>
    Array.from(signs, (sign) => {
      const source = MATHEMATICS.get(sign);
      return source === undefined ? sign : `$${source}$`;
    }).join(''),
  );
}

const GREEK =
  'α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma τ tau υ upsilon ϕ phi φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ∂ partial √ surd · cdot ∞ infty → to'.split(
    ' ',
  );

const MATHEMATICS: ReadonlyMap<string, string> = new Map([
  ...GREEK.flatMap((sign, n) => (n % 2 === 0 ? [[sign, `\\${GREEK[n + 1]!}`] as const] : [])),
  ...Array.from('₀₁₂₃₄₅₆₇₈₉', (sign, n) => [sign, `_{${n}}`] as const),
  ...Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹', (sign, n) => [sign, `^{${n}}`] as const),
  ...Array.from('₊₋₍₎', (sign, n) => [sign, `_{${'+-()'[n]!}}`] as const),
  ...Array.from('⁺⁻⁽⁾', (sign, n) => [sign, `^{${'+-()'[n]!}}`] as const),
  ['−', '-'],
  ['′', "'"],
]);

/** Characters of a formula, as it is seen, that a line has room for. */
const LINE_WIDTH = 68;

/** An equation whose sides stand under each other; a side that is too long goes on in the next line. */
function aligned({ left, sides }: Equation): string[] {
  const rows = sides.flatMap(({ relation, tex }) =>
    brokenLines(tex).map((part, n) => (n === 0 ? `&${relation} ${part}` : `&\\qquad ${part}`)),
  );
  const [first = '', ...rest] = rows;
  if (rest.length === 0) return ['\\[', `  ${onOneLine({ left, sides })}`, '\\]'];
  return [
    '\\begin{align*}',
    [`  ${left} ${first}`, ...rest.map((row) => `  ${row}`)].join(' \\\\\n'),
    '\\end{align*}',
  ];
}

/** A long formula as several lines, each but the first beginning with the plus of a term. */
function brokenLines(source: string): string[] {
  if (seenWidth(source) <= LINE_WIDTH) return [source];
  const [head = '', ...terms] = splitAtTopLevel(source, ' + ');
  const lines = [head];
  for (const term of terms) {
    const last = lines.at(-1)!;
    if (seenWidth(last) + seenWidth(term) + 3 > LINE_WIDTH) lines.push(`+ ${term}`);
    else lines[lines.length - 1] = `${last} + ${term}`;
  }
  return lines;
}

/** About how many characters wide a formula is set: a fraction as wide as its longer part, scripts as they are. */
function seenWidth(source: string): number {
  return source
    .replace(/\\underset\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, 'xxxx')
    .replace(/\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{(?:[^{}]|\{[^{}]*\})*\}/g, '$1')
    .replace(/\\[A-Za-z]+/g, 'x')
    .replace(/[{}_^\\&\s]/g, '').length;
}
