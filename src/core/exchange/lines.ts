/** Long formulas in lines: TeX in which a formula is one long row, cut where a person would cut it. */

/** Signs before which a line may begin, and a bracket after one that closes: a product is cut nowhere else. */
const breaks = / = | \+ | - | \\cdot |(?<=[)\]]) [([]/y;

/** What opens and closes what no line may be cut in: braces, environments, brackets that grow. */
const opens = /\{|\\left(?![a-z])/y;
const closes = /\}|\\right(?![a-z])/y;

/** Commands that show one sign; all others show none, and what is in their braces shows itself. */
const signs = /\\(?:partial|delta|sigma|eta|sum|cdot|tanh|exp|ln|times|odot|varphi|Phi|top)(?![a-z])/gi;

/** Cuts may be so many brackets deep, where nothing else makes a line short enough. */
const deepest = 3;

/**
 * The formula in lines of about `width` em; as it is where it fits into one. Every line but the first is set in.
 */
export function linesOf(tex: string, width: number): string {
  if (roughWidth(tex) <= width || tex.includes('\\begin')) return tex;
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(tex, width, 0)) {
    if (line !== '' && roughWidth(line + piece) > width) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  lines.push(line);
  if (lines.length === 1) return tex;
  const [first, ...rest] = lines.map((one) => one.trim());
  // An empty group makes a sign that begins a line one between two things, with its spaces.
  return `\\begin{aligned} & ${first!} ${rest.map((one) => `\\\\ & \\quad {} ${one}`).join(' ')} \\end{aligned}`;
}

/** The formula, cut before the signs that a line may begin with; what is still too wide, one bracket deeper. */
function piecesOf(tex: string, width: number, depth: number): string[] {
  const pieces = cut(tex, depth);
  if (depth === deepest) return pieces;
  return pieces.flatMap((piece) => (roughWidth(piece) > width ? piecesOf(piece, width, depth + 1) : [piece]));
}

function cut(tex: string, mostBrackets: number): string[] {
  const pieces: string[] = [];
  const matches = (pattern: RegExp, at: number): boolean => {
    pattern.lastIndex = at;
    return pattern.test(tex);
  };
  let [start, groups, brackets] = [0, 0, 0];
  for (let at = 0; at < tex.length; at++) {
    const mayCut = groups === 0 && brackets <= mostBrackets && at > start;
    if (mayCut && matches(breaks, at)) {
      pieces.push(tex.slice(start, at));
      start = at;
    }
    if (matches(opens, at)) groups++;
    else if (matches(closes, at)) groups--;
    else if (tex[at] === '(' || tex[at] === '[') brackets++;
    else if (tex[at] === ')' || tex[at] === ']') brackets = Math.max(0, brackets - 1);
    // A sign after a backslash opens and closes nothing.
    if (tex[at] === '\\' && !/[a-z]/i.test(tex[at + 1] ?? '')) at++;
  }
  return [...pieces, tex.slice(start)];
}

/** In em, as a reader would guess: two signs an em; what is raised or lowered half of that. */
function roughWidth(tex: string): number {
  let shown = tex.replace(signs, 'x').replace(/\\[a-z]+|\\[,;! ]/gi, '');
  // Innermost groups first: raised and lowered ones shrink.
  for (let before = ''; before !== shown;) {
    before = shown;
    shown = shown.replace(/([_^]?)\{([^{}]*)\}/g, (_, mark: string, inside: string) =>
      mark === '' ? inside : inside.slice(0, Math.ceil(inside.length / 2)),
    );
  }
  return shown.replace(/[_^ ]/g, '').length * 0.55;
}
