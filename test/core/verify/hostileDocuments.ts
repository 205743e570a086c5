import type { DocumentKind } from '../../../src/core/verify/readDocument';

const left = '∂E_{total}/∂w_5 = ';
const right = '(a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) a_{h_1}';
const assignment = 'dw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) * a_h1\n';

export interface HostileDocument {
  readonly what: string;
  readonly kind: DocumentKind;
  readonly text: string;
}

/** `piece` over and over, a megabyte of it. */
function megabyte(piece: string): string {
  return piece.repeat(Math.ceil(1_000_000 / piece.length));
}

function notebook(cells: readonly (readonly [type: 'code' | 'markdown', source: string])[]): string {
  return JSON.stringify({ cells: cells.map(([cell_type, source]) => ({ cell_type, source: [source] })) });
}

/** Documents of about a megabyte for the network of the second text that take long to read, if anything does. */
export const megabytes: readonly HostileDocument[] = [
  { what: 'dollar signs', kind: 'markdown', text: megabyte('$') },
  { what: 'formulas in one line', kind: 'markdown', text: megabyte('$x$ ') },
  { what: 'comment openings', kind: 'markdown', text: megabyte('<!-- ') },
  { what: 'programs in code spans', kind: 'markdown', text: megabyte('`dw5 = a` ') },
  { what: 'fences', kind: 'markdown', text: megabyte('```python\ndw5 = 1\n```\n') },
  { what: 'sentences with ∂ and =', kind: 'markdown', text: megabyte('Words about ∂L and w = 5 here.\n') },
  { what: 'right formulas', kind: 'markdown', text: megabyte(`$${left}${right}$\n\n`) },
  { what: 'right formulas', kind: 'latex', text: megabyte(`\\[ ${left}${right} \\]\n\n`) },
  { what: 'commands', kind: 'latex', text: megabyte('\\alpha ') },
  { what: 'right assignments', kind: 'python', text: megabyte(assignment) },
  { what: 'one assignment', kind: 'python', text: `dw5 = ${megabyte('a_h1 + ')}1` },
  { what: 'functions', kind: 'python', text: megabyte('def f(a):\n  return a\n') },
  {
    what: 'cells',
    kind: 'notebook',
    text: notebook(
      Array.from({ length: 800 }, (_, n) =>
        n % 2 === 0 ? ['code', assignment.repeat(20)] : ['markdown', `$${left}${right}$\n\n`.repeat(20)],
      ),
    ),
  },
  { what: 'one cell', kind: 'notebook', text: notebook([['code', megabyte(assignment)]]) },
];
