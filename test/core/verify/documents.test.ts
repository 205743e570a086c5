import { strict as assert } from 'node:assert';
import {
  documentKind,
  networkReference,
  readCell,
  readDocument,
} from '../../../src/core/verify/readDocument';
import type { Written } from '../../../src/core/verify/written';
import { networkA, networkB } from '../math/networks';
import { assertReads, formulasOf } from './reading';

const a = networkA();
const b = networkB();
const right = '∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) a_h₁)';
const written = '∂E/∂w_5 = (a\\_o_1 - t_1) * a\\_h_1';

describe('documentKind', () => {
  it('goes by the ending', () => {
    assert.deepEqual(
      ['notes.md', 'A.MARKDOWN', 'x.tex', 'dir/x.py', 'My notes.ipynb', 'x.json', 'md', 'x.', ''].map(
        documentKind,
      ),
      ['markdown', 'markdown', 'latex', 'python', 'notebook', null, null, null, null],
    );
  });
});

describe('networkReference', () => {
  it('is the first comment that names a file', () => {
    for (const [text, kind] of [
      ['# Title\n\n<!-- backprop: ../net.backprop.json -->\n<!-- backprop: second -->', 'markdown'],
      ['<!--backprop:../net.backprop.json-->', 'markdown'],
      ['\\documentclass{article}\n% backprop: ../net.backprop.json\n', 'latex'],
      ['import math\n# backprop: ../net.backprop.json\r\nx = 1', 'python'],
      ['    #backprop:   ../net.backprop.json  ', 'python'],
    ] as const) {
      const found = networkReference(text, kind);
      assert.equal(found?.path, '../net.backprop.json', text);
      assert.equal(text.slice(found.span.start, found.span.end), '../net.backprop.json');
    }
  });
  it('is null where there is none', () => {
    for (const text of [
      '',
      'backprop: x.json',
      '# backprop: x.json',
      '<!-- backprop: -->',
      '<!-- backprop:',
    ]) {
      assert.equal(networkReference(text, 'markdown'), null, text);
    }
    assert.equal(networkReference('{', 'notebook'), null);
  });
  it('is found in a cell of a notebook, at its place in the file', () => {
    const file = JSON.stringify({
      cells: [{ cell_type: 'markdown', source: ['# T\n', '<!-- backprop: "a" b.json -->'] }],
    });
    const found = networkReference(file, 'notebook');
    assert.equal(found?.path, '"a" b.json');
    assert.equal(file.slice(found.span.start, found.span.end), '\\"a\\" b.json');
    const code = JSON.stringify({ cells: [{ cell_type: 'code', source: '# backprop: n.json\nx = 1' }] });
    assert.equal(networkReference(code, 'notebook')?.path, 'n.json');
  });
});

describe('formulas in Markdown', () => {
  it('between every pair of marks', () => {
    for (const text of [
      `$${written}$`,
      `$$${written}$$`,
      `$$\n${written}\n$$`,
      `\\(${written}\\)`,
      `\\[${written}\\]`,
      `- $${written}$`,
      `text $${written}$, more.`,
      `    $\n    ${written}\n    $`,
      `> $${written}$`,
      `$ ${written} $`,
      `\`\`\`math\n${written}\n\`\`\``,
      `| a | $${written}$ |`,
      `$$\n\n${written}\n\n$$`,
      `1. $$${written}$$`,
      `**$${written}$**`,
      `costs \\$5 and $${written}$`,
    ])
      assertReads(b, text, right);
  });
  it('between single dollars over lines, one after the other', () => {
    const text =
      '    $\n    ∂E/∂w_6 = a\\_h_2\n    $\n$\n∂E/∂w_7 = a\\_h_1\n$\n$\n∂E/∂w_8 = a\\_h_2    \n$\n';
    assert.deepEqual(formulasOf(b, text), [
      '∂E_total/∂w₆ = a_h₂',
      '∂E_total/∂w₇ = a_h₁',
      '∂E_total/∂w₈ = a_h₂',
    ]);
  });
  it('bare in a line of text', () => {
    for (const text of [
      'So ∂E_total/∂w_5 = (a_o1 − t_1) · a_h1 holds.',
      '- ∂E/∂w₅ = (a_o₁ − t₁) a_h₁',
      'We get ∂E/∂w5 = (a_o1 - t1) * a_h1, as before',
      '∂E/∂w5 = (a_o1 - t1) * a_h1 (since w_5 has no relation to it)',
      '**∂E/∂w5 = (a_o1 - t1) * a_h1**',
      '$∂E/∂w_5$ = $(a\\_o_1 - t_1)$ * $a\\_h_1$',
      '`∂E/∂w5 = (a_o1 - t1) * a_h1`',
    ])
      assertReads(b, text, right);
    assertReads(
      b,
      'Then w_5 ← w_5 − η ∂E/∂w_5 is the update',
      'w₅ ← (subtract w₅ (multiply η ∂E_total/∂w₅))',
    );
    assert.deepEqual(formulasOf(b, 'Here ∂E/∂w_5 = a_h1 and ∂E/∂w_6 = a_h2.'), [
      '∂E_total/∂w₅ = a_h₁',
      '∂E_total/∂w₆ = a_h₂',
    ]);
  });
  it('after a dollar that is never closed', () => {
    assert.deepEqual(formulasOf(b, `- $${written}\n- $∂E/∂w_6 = a\\_h_2$`), [right, '∂E_total/∂w₆ = a_h₂']);
    assert.deepEqual(formulasOf(b, `- $${written}\n\n$∂E/∂w_6 = a\\_h_2$`), [right, '∂E_total/∂w₆ = a_h₂']);
    assert.deepEqual(formulasOf(b, `$$\n${written}\n\n$∂E/∂w_6 = a\\_h_2$`), [right, '∂E_total/∂w₆ = a_h₂']);
    assert.deepEqual(formulasOf(b, `$${written} and then $w_6$ too`), [right]);
    assertReads(b, `$\n${written}\n`, right);
    assertReads(b, `$${written}`, right);
    assertReads(b, `\\(x\n\n$${written}$`, right);
  });
  it('in code', () => {
    const python = 'dw5 = (a_o1 - t1) * a_h1';
    for (const text of [
      `\`${python}\``,
      `\`\`\`python\n${python}\n\`\`\``,
      `\`\`\`\n${python}\n\`\`\``,
      `~~~py\n${python}\n~~~`,
      `        \`\`\`python\n        ${python}\n        \`\`\``,
      `\`\`\`{.python}\n${python}\n\`\`\``,
      `\`\`\`python\n${python}`,
      `- \`\`\`python\n  ${python}\n  \`\`\``,
      `\`\`${python}\`\``,
    ]) {
      assertReads(b, text, right);
    }
    for (const text of [
      `\`\`\`js\n${python}\n\`\`\``,
      `<!-- $${written}$ -->`,
      `\`\`\`json\n$${written}$\n\`\`\``,
    ])
      assert.deepEqual(formulasOf(b, text), []);
    assert.deepEqual(
      formulasOf(b, '```python\nerr = a_o1 - t1\n```\n\ntext\n\n```python\ndw5 = err * a_h1\n```'),
      [right],
    );
  });
});

describe('formulas in LaTeX', () => {
  it('in every environment', () => {
    const tex = '\\frac{\\partial E}{\\partial w_5} = (a_{o_1} - t_1)\\, a_{h_1}';
    for (const text of [
      `$${tex}$`,
      `$$${tex}$$`,
      `\\(${tex}\\)`,
      `\\[${tex}\\]`,
      `\\begin{equation}\n${tex}\n\\end{equation}`,
      `\\begin{equation*}\\label{x}${tex}.\\end{equation*}`,
      `\\begin{align}\n${tex.replace('=', '&=')}\\\\\n\\end{align}`,
      `\\begin{gather}${tex}\\end{gather}`,
      `\\begin{multline}${tex}\\end{multline}`,
      `\\begin{displaymath}${tex}\\end{displaymath}`,
      `\\begin{equation}\\begin{split}${tex.replace('=', '&=')}\\end{split}\\end{equation}`,
      `\\begin{eqnarray}${tex.replace('=', '&=&')}\\end{eqnarray}`,
      `% $x\n\\[ ${tex} % = wrong\n\\]`,
      `5\\% of $${tex}$`,
      `$${tex}\n\n$x$`,
      `\\begin{equation}\n${tex}\n\ntext`,
    ])
      assertReads(b, text, right, 'latex');
    assert.deepEqual(formulasOf(b, `% $${tex}$`, 'latex'), []);
    assert.deepEqual(formulasOf(b, `\\begin{verbatim}$${tex}$\\end{verbatim}`, 'latex'), []);
    assert.equal(formulasOf(b, `\\begin{verbatim}$x\\end{verbatim} $${tex}$`, 'latex').length, 1);
  });
});

describe('formulas in a notebook', () => {
  const cells = [
    { cell_type: 'markdown', source: ['# "Title"\n', `Here: $${written}$\n`, 'end — ½'] },
    { cell_type: 'raw', source: `$${written}$` },
    { cell_type: 'code', source: ['err = (a_o1\n', '       - t1)\n', 'dw5 = err * a_h1'] },
    { cell_type: 'code', source: 'dw6 = err * a_h2 # "é"' },
  ];
  const files = [
    JSON.stringify({ nbformat: 4, cells }),
    JSON.stringify({ cells }, null, 1),
    JSON.stringify({ cells }).replaceAll('∂', '\\u2202').replaceAll('½', '\\u00bd'),
  ];

  it('are read in cells of both kinds, with names from cell to cell', () => {
    for (const file of files) {
      assert.deepEqual(formulasOf(b, file, 'notebook'), [
        right,
        right,
        '∂E_total/∂w₆ = (multiply (subtract a_o₁ t₁) a_h₂)',
      ]);
    }
  });
  it('have their places in the file', () => {
    for (const file of files) {
      const decoded = (span: { start: number; end: number }): string =>
        JSON.parse(`"${file.slice(span.start, span.end)}"`) as string;
      const [markdown, code, next] = readDocument(file, 'notebook', b).formulas;
      assert.equal(decoded(markdown!.span), written);
      assert.equal(decoded(code!.span), 'dw5 = err * a_h1');
      assert.equal(decoded(next!.span), 'dw6 = err * a_h2');
      const [product] = markdown!.sides;
      assert.ok(product?.kind === 'apply');
      assert.deepEqual(
        product.operands.map(({ span }: Written) => decoded(span)),
        ['a\\_o_1 - t_1', 'a\\_h_1'],
      );
    }
  });
  it('that is none is told once', () => {
    for (const text of [
      '',
      '{',
      '[]',
      '{"cells": 3}',
      'not json',
      '{"cells": {"a": 1}}',
      '\ud800',
      '{"cells":'.repeat(3000),
    ]) {
      const { formulas, unreadable } = readDocument(text, 'notebook', b);
      assert.deepEqual(formulas, []);
      assert.equal(unreadable.length, 1, text.slice(0, 20));
      assert.match(unreadable[0]!.message, /no notebook/);
    }
    for (const text of [
      '{"cells": []}',
      '{"cells": [1, null, {"cell_type": "code"}, {"cell_type": 4, "source": "dw5 = 3"}, {"cell_type": "code", "source": [1, 2]}]}',
    ]) {
      assert.deepEqual(readDocument(text, 'notebook', b), { formulas: [], unreadable: [] });
    }
  });
});

describe('readCell', () => {
  it('reads the source of one cell', () => {
    assert.equal(readCell(`$${written}$`, 'markdown', b).formulas.length, 1);
    assert.equal(readCell('dw5 = a_h1', 'code', b).formulas[0]?.syntax, 'python');
    assert.equal(readCell('$\\delta_j = y_j$', 'markdown', a).formulas[0]?.syntax, 'markdown');
  });
});
