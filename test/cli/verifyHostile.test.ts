import assert from 'node:assert/strict';
import { backprop, example, Workshop } from './program';

const networkB = example('network-b');
const left = '∂E_{total}/∂w_5 = ';
const longSum = 'a_{h_1} + '.repeat(105_000);

/** Documents that mean no good; none has a formula that can be judged. */
const hostile: readonly (readonly [what: string, name: string, text: string])[] = [
  ['10,000 nested braces', 'braces.md', `$${left}${'{'.repeat(10_000)}a_{h_1}${'}'.repeat(10_000)}$`],
  ['10,000 open brackets', 'brackets.tex', `\\[${left}${'('.repeat(10_000)}\\]`],
  ['10,000 nested calls', 'calls.py', `dw5 = ${'f('.repeat(10_000)}1${')'.repeat(10_000)}`],
  ['10,000 nested fractions', 'fractions.md', `$${left}${'\\frac{1}{'.repeat(10_000)}$`],
  ['a formula of 1 MB in Markdown', 'long.md', `$${left}${longSum}1$`],
  ['a formula of 1 MB in LaTeX', 'long.tex', `\\[${left}${longSum}1\\]`],
  ['a formula of 1 MB in Python', 'long.py', `dw5 = ${'a_h1 + '.repeat(150_000)}1`],
  ['1 MB of dollar signs', 'dollars.md', '$'.repeat(1_000_000)],
  ['1 MB of comment openings', 'comments.md', '<!-- '.repeat(200_000)],
  ['a notebook that is no JSON', 'text.ipynb', 'this is no JSON'],
  ['a notebook that is no object', 'list.ipynb', '[1, 2, 3]'],
  ['a notebook of 100,000 open brackets', 'open.ipynb', '['.repeat(100_000)],
  [
    'a notebook in itself, 5,000 deep',
    'nested.ipynb',
    `${'{"cells": [{"cell_type": "code", "source": '.repeat(5_000)}"dw5 = "${'}]}'.repeat(5_000)}`,
  ],
  [
    'a notebook whose cells are no cells',
    'cells.ipynb',
    '{"cells": [1, null, "x", [], {"cell_type": 3}, {"cell_type": "code", "source": {"source": ["dw5 = 1"]}}]}',
  ],
  ['a notebook without its end', 'cut.ipynb', '{"cells": [{"cell_type": "markdown", "source": ["$∂E_{to'],
];

describe('backprop verify of a hostile document', () => {
  const workshop = new Workshop();
  after(() => {
    workshop.dispose();
  });

  for (const [what, name, text] of hostile) {
    it(`${what}: ends with 1 and a line for people`, () => {
      const file = workshop.write(name, text);
      const { status, stdout, stderr } = backprop('verify', file, '--network', networkB);
      assert.deepEqual([status, stderr], [1, '']);
      assert.ok(stdout.length < 5_000, `${stdout.length} characters`);
      assert.match(
        stdout.trimEnd().split('\n').at(-1)!,
        /(?:formulas?, 0 right, 0 wrong, .*not judged|no gradient formula)/,
      );
    });
  }

  it('a notebook that holds a notebook is not read twice', () => {
    const inner = { cells: [{ cell_type: 'code', source: ['dw5 = 1'] }] };
    const file = workshop.write('double.ipynb', {
      cells: [
        { cell_type: 'code', source: ['pass\n'], ...inner },
        inner,
        { cell_type: 'raw', source: 'dw5 = 1' },
      ],
    });
    const { status, stdout } = backprop('verify', file, '--network', networkB, '--json');
    assert.equal(status, 1);
    assert.deepEqual(JSON.parse(stdout), { formulas: [] });
  });

  it('a document that names a device, a folder or a name that is none is told so', () => {
    for (const path of [
      '/dev/zero',
      '../../../../../../../../dev/zero',
      '.',
      'a\u0000b',
      '\u001b[31m',
      'x'.repeat(900),
    ]) {
      const file = workshop.write('names.md', `<!-- backprop: ${path} -->\n\n$${left}1$`);
      const { status, stdout, stderr } = backprop('verify', file);
      assert.deepEqual([status, stdout], [1, ''], JSON.stringify(path));
      // eslint-disable-next-line no-control-regex -- they are what must not be there
      assert.match(stderr, /^[^\n\u0000-\u001f]+: error: [^\n\u0000-\u001f]+ \[[a-z]+\.[a-z]+\]\n$/);
    }
  });
});
