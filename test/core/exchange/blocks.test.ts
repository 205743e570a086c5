import assert from 'node:assert/strict';
import katex from 'katex';
import { splitAtTopLevel, tex, text, type Block } from '../../../src/core/exchange/blocks';
import { escapedHtml, writeHtml } from '../../../src/core/exchange/html';
import { escapedLatex, writeLatexDocument, writeLatexEquations } from '../../../src/core/exchange/latex';
import { writeMarkdown } from '../../../src/core/exchange/markdown';
import { runsWidth, symbolRuns } from '../../../src/core/exchange/symbolRuns';

const equation = (left: string, ...sides: string[]): Block => ({
  kind: 'step',
  title: 'Rule',
  equation: { left, sides: sides.map((side) => ({ relation: '=', tex: side })) },
  words: [text('Why.')],
});

describe('splitAtTopLevel', () => {
  it('cuts outside of braces, environments and growing brackets alone', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['a = b = c', ['a', 'b', 'c']],
      ['\\text{a = b} = c', ['\\text{a = b}', 'c']],
      ['\\left( a = b \\right) = c', ['\\left( a = b \\right)', 'c']],
      ['\\begin{cases} a = b & c \\end{cases} = d', ['\\begin{cases} a = b & c \\end{cases}', 'd']],
      ['w \\leftarrow a = b', ['w \\leftarrow a', 'b']],
      ['\\{ = \\}', ['\\{', '\\}']],
    ];
    for (const [source, parts] of cases) assert.deepEqual(splitAtTopLevel(source, ' = '), parts);
  });

  it('takes time in proportion', () => {
    const parts = splitAtTopLevel('{a} = '.repeat(50_000), ' = ');
    assert.equal(parts.length, 50_001);
  });
});

describe('the writers', () => {
  const hostile = '<img src=x onerror=y> $x$ ](command:z) \\input{/etc/passwd} % & # \u202e\n**b** `c`';

  it('write nothing that a reader of the document obeys', () => {
    const blocks: readonly Block[] = [
      { kind: 'heading', level: 1, content: [text(hostile)] },
      { kind: 'paragraph', content: [text(hostile), tex('w_5')] },
      { ...equation('w_5', 'x'), title: hostile, words: [text(hostile)] } as Block,
    ];
    const markdown = writeMarkdown(blocks);
    assert.doesNotMatch(markdown, /[^\\]<img|[^\\]\]\(|[\u202a-\u202e]|[^\\*]\*\*b/);
    const html = writeHtml(blocks, (source) => `<math>${source}</math>`);
    assert.doesNotMatch(html, /<img|[\u202a-\u202e]/);
    for (const latex of [
      writeLatexDocument({ blocks, picture: '' }).split('\\begin{document}')[1]!,
      writeLatexEquations(blocks).replace(/^%.*$/gm, ''),
    ]) {
      assert.doesNotMatch(latex, /\\input|[^\\][%&#]|[\u202a-\u202e]/);
    }
  });

  it('number the steps anew under each heading', () => {
    const heading: Block = { kind: 'heading', level: 2, content: [text('H')] };
    const steps = [heading, equation('a', 'b'), equation('b', 'c'), heading, equation('a', 'b')];
    assert.deepEqual(writeMarkdown(steps).match(/^\d\. /gm), ['1. ', '2. ', '1. ']);
    assert.equal(writeHtml(steps, (source) => source).match(/<ol>/g)?.length, 2);
  });

  it('break a long sum in LaTeX before the plus of a term, never inside of one', () => {
    const term = '(a_{o_1} - t_1) \\, a_{o_1} (1 - a_{o_1}) \\, w_5';
    const long = Array.from({ length: 9 }, () => term).join(' + ');
    const document = writeLatexDocument({ blocks: [equation('x', long, '0.5')], picture: '' });
    const rows = /\\begin\{align\*\}([^]*)\\end\{align\*\}/.exec(document)![1]!.trim().split('\\\\\n');
    assert.ok(rows.length > 3, document);
    assert.ok(rows.slice(1, -1).every((row) => row.trim().startsWith('&\\qquad + (')));
    assert.equal(rows.join(' ').match(/w_5/g)?.length, 9);
    assert.doesNotThrow(() =>
      katex.renderToString(`\\begin{align*}${rows.join('\\\\')}\\end{align*}`, { displayMode: true }),
    );
  });

  it('say that a name needs another TeX only where one does', () => {
    const document = (words: string): string =>
      writeLatexDocument({ blocks: [{ kind: 'paragraph', content: [text(words)] }], picture: '' });
    assert.doesNotMatch(document('∂E₂/∂w₅ = 0, Größe'), /LuaLaTeX/);
    assert.match(document('温度'), /^% .*LuaLaTeX/);
  });
});

describe('words in LaTeX and HTML', () => {
  it('set symbols in sentences as mathematics', () => {
    assert.equal(escapedLatex('from a_h₁ to o₁'), 'from $a_{h_{1}}$ to $o_{1}$');
    assert.equal(escapedLatex('a⁽²⁾₁ and w₃,₁₇, E_total'), '$a^{(2)}_{1}$ and $w_{3,17}$, $E_{total}$');
    assert.equal(escapedLatex('∂L/∂δ_o₁ − 1'), '$\\partial$L/$\\partial$$\\delta_{o_{1}}$ $-$ 1');
    assert.equal(escapedLatex('my_name 50% a_b_c'), 'my\\_name 50\\% a\\_b\\_c');
  });

  it('escape all that HTML reads', () => {
    assert.equal(escapedHtml(`<a href="x" & 'y'>`), '&lt;a href=&quot;x&quot; &amp; &#39;y&#39;&gt;');
  });
});

describe('symbolRuns', () => {
  it('sets scripts on their baselines, a subscript under its superscript', () => {
    const runs = symbolRuns('a_{h_1}', 'a_h₁');
    assert.deepEqual(
      runs.map((run) => run.text),
      ['a', 'h', '1'],
    );
    assert.ok(runs[0]!.shift < runs[1]!.shift && runs[1]!.shift < runs[2]!.shift);
    const [, raised, lowered] = symbolRuns('b^{(1)}_2', 'b⁽¹⁾₂');
    assert.ok(raised!.shift < 0 && lowered!.shift > 0);
    assert.ok(
      lowered!.back > 0 && runsWidth(symbolRuns('b^{(1)}_2', '')) < runsWidth(symbolRuns('b^{(1)}x_2', '')),
    );
    assert.deepEqual(
      symbolRuns('\\mathrm{net}\\alpha', 'netα').map(({ text: words, isItalic }) => [words, isItalic]),
      [['net', false], ['α', true]], // prettier-ignore
    );
  });

  it('takes names that are no mathematics as they stand, and ends for every name', () => {
    assert.deepEqual(
      symbolRuns('sepal length (cm)', 'sepal length (cm)').map((run) => run.text),
      ['sepal length (cm)'],
    );
    for (const name of ['', '_', '^', '{', '}', '\\', '\\hat', 'a_', "x'", '\\hat{y}_1', '{{{a}}}_{b^c}']) {
      assert.ok(symbolRuns(name, name).length <= 4, name);
    }
  });
});
