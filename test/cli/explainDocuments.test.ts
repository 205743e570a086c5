import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import katex from 'katex';
import { BLANK } from '../../src/core/exchange/blocks';
import { printedNumbers, pythonPath, runPrograms, runPython } from '../support/python/python';
import { backprop, document, example, failure, smallNetwork, Workshop } from './program';

interface Gradients {
  readonly gradients: readonly {
    readonly symbol: string;
    readonly value: number;
    readonly gradient: number;
    readonly latex: string;
  }[];
}

interface Grad {
  readonly loss: number;
  readonly layers: readonly { readonly weights: number[][]; readonly biases: number[] | null }[];
}

/** What a command that ends with 0 prints. */
function printed(...args: readonly string[]): string {
  const { status, stdout, stderr } = backprop(...args);
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Every formula of a LaTeX source, set by KaTeX; throws where one cannot be. */
function setFormulas(latex: string): number {
  const body = latex.replace(/^%.*$/gm, '').replace(/\\begin\{tikzpicture\}[^]*?\\end\{tikzpicture\}/g, '');
  const displayed = [...body.matchAll(/\\\[([^]*?)\\\]|(\\begin\{align\*\}[^]*?\\end\{align\*\})/g)];
  const inline = [
    ...body
      .replace(/\\\[[^]*?\\\]|\\begin\{align\*\}[^]*?\\end\{align\*\}/g, '')
      .matchAll(/(?<!\\)\$((?:[^$\\]|\\.)+)\$/g),
  ];
  for (const [, formula, aligned] of displayed) {
    katex.renderToString(formula ?? aligned!, { displayMode: true, strict: 'ignore' });
  }
  for (const [, formula] of inline) katex.renderToString(formula!, { strict: 'ignore' });
  return displayed.length + inline.length;
}

/** Environments open and close in their order, and so do braces. */
function assertBalanced(latex: string): void {
  const open: string[] = [];
  for (const [, what, name] of latex.matchAll(/\\(begin|end)\{([a-z*]+)\}/g)) {
    if (what === 'begin') open.push(name!);
    else assert.equal(open.pop(), name);
  }
  assert.deepEqual(open, []);
  const bare = latex.replace(/^%.*$/gm, '').replace(/\\[\\{}]/g, '');
  assert.equal(bare.match(/\{/g)?.length, bare.match(/\}/g)?.length);
}

describe('backprop explain without a symbol', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('lists the eight gradients of network B, each as one formula with its number', () => {
    const { gradients } = document('explain', example('network-b')) as Gradients;
    assert.deepEqual(
      gradients.map(({ symbol }) => symbol),
      ['w_1', 'w_2', 'w_3', 'w_4', 'w_5', 'w_6', 'w_7', 'w_8'],
    );
    assert.deepEqual(Object.keys(gradients[0]!), ['symbol', 'value', 'gradient', 'latex']);
    const { layers } = document('grad', example('network-b')) as Grad;
    assert.equal(gradients[4]!.gradient, layers[1]!.weights[0]![0]);
    assert.equal(gradients[2]!.gradient, layers[0]!.weights[0]![1]);
    const unicode = printed('explain', example('network-b'));
    assert.equal(unicode.match(/^∂E_total\/∂w[₁-₈] = /gm)?.length, 8);
    assert.match(unicode, /^∂E_total\/∂w₅ = \(a_o₁ − t₁\) · a_o₁\(1 − a_o₁\) · a_h₁\n {3}= 0\.0721571$/m);
    const latex = printed('explain', example('network-b'), '--to', 'latex');
    assert.equal(latex.match(/\\frac\{\\partial E_\{total\}\}\{\\partial w_\d\} = /g)?.length, 8);
    assert.ok(setFormulas(latex) >= 8);
    const markdown = printed('explain', example('network-b'), '--to', 'markdown');
    assert.equal(markdown.match(/^\$\$$/gm)?.length, 16);
    assert.match(markdown, /\\cdot a_\{h_1\} = 0\.0721571$/m);
    const mathml = printed('explain', example('network-b'), '--to', 'mathml');
    assert.equal(mathml.match(/<math [^>]*display="block">/g)?.length, 8);
    assert.match(mathml, /<mfrac>/);
  });

  it('keeps the number of a batch apart from the formula of a sample', () => {
    const unicode = printed('explain', example('xor'));
    assert.match(unicode, /formulas of one sample; numbers: mean over 4 training samples/);
    assert.match(unicode, /^∂L\/∂w₁₁ = .*\n {3}over the samples: \S+$/m);
    const markdown = printed('explain', example('xor'), '--to', 'markdown');
    assert.match(markdown, /^Mean over the samples: \$[\d.-]+\$$/m);
    assert.match(printed('explain', example('xor'), '--sample', '2'), /sample 2 of 4 alone.*\n[^]*\n {3}= /);
  });

  it('adds the penalty where the formula is the gradient', () => {
    const data = { inputs: [[1, 2]], targets: [[0]] }; // prettier-ignore
    const file = workshop.write('net.json', smallNetwork({ data, training: { l2: 0.5 } }));
    assert.match(printed('explain', file), /^∂L\/∂u₁₁ = .* \+ 0\.5 u₁₁$/m);
  });

  it('refuses a list that nobody could read', () => {
    const file = workshop.write('wide.json', {
      inputs: 2,
      layers: [{ units: 900 }, { units: 1 }],
      data: { generator: 'xor' },
    });
    assert.match(
      failure('explain', file),
      /all 3,601 gradients is too long; the limit is 2,000.*\[explain\.size\]$/,
    );
  });
});

describe('backprop explain --to python', () => {
  let workshop: Workshop;
  let python: string;

  before(async () => {
    python = await pythonPath();
  });
  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('prints programs that give what grad gives, of examples, batches, penalties and one sample', () => {
    const penalised = workshop.write('net.json', smallNetwork({ training: { l2: 0.1, l1: 0.01 } }));
    const files = [example('network-b'), example('network-a'), example('xor'), penalised];
    const outputs = runPrograms(
      python,
      files.map((file) => printed('explain', file, '--to', 'python')),
    );
    files.forEach((file, n) => {
      const numbers = printedNumbers(outputs[n]!);
      const { gradients } = document('explain', file) as Gradients;
      const { loss } = document('grad', file) as Grad;
      assert.equal(numbers.size, gradients.length + 1);
      const [first, ...rest] = numbers.values();
      assert.ok(Math.abs(first! - loss) < 1e-14);
      rest.forEach((value, g) => {
        assert.ok(Math.abs(value - gradients[g]!.gradient) < 1e-14, `${file}: ${value}`);
      });
    });
    const one = runPython(python, printed('explain', penalised, 'u21', '--sample', '2', '--to', 'python'));
    const { gradient } = document('explain', penalised, 'u21', '--sample', '2') as { gradient: number };
    assert.ok(Math.abs(printedNumbers(one).get('du21')! - gradient) < 1e-14);
  });

  it('a worksheet runs as it stands, and right when it is filled in', () => {
    const program = printed('explain', example('network-b'), 'w5', '--hide', '--to', 'python');
    assert.match(program, /^# backprop: network-b\.backprop\.json\n/);
    assert.doesNotMatch(program, /0\.0721|\(1 - a_o1/);
    assert.match(runPython(python, program), /^dw5 = Ellipsis$/m);
    const filled = program
      .replace('dE1_da_o1 = ...', 'dE1_da_o1 = a_o1 - t1')
      .replace('da_o1_do1 = ...', 'da_o1_do1 = a_o1 * (1 - a_o1)')
      .replace('delta_o1 = ...', 'delta_o1 = dE1_da_o1 * da_o1_do1')
      .replace('do1_dw5 = ...', 'do1_dw5 = a_h1')
      .replace(/dw5 = \.\.\.(?![^]*dw5 = \.\.\.)/, 'dw5 = delta_o1 * do1_dw5');
    const { gradient } = document('explain', example('network-b'), 'w5') as { gradient: number };
    assert.ok(Math.abs(printedNumbers(runPython(python, filled)).get('dw5')! - gradient) < 1e-15);
  });
});

describe('backprop explain --hide', () => {
  it('leaves every right side blank, in every notation, and keeps the rules', () => {
    const { steps } = document('explain', example('network-b'), 'w1') as { steps: { title: string }[] };
    for (const [to, blank, start] of [
      ['unicode', /^ {3}\S+ [=←] \?$/gm, '<!-- backprop: network-b.backprop.json -->\n'],
      ['markdown', / (?:=|\\leftarrow) \\;\?$/gm, '<!-- backprop: network-b.backprop.json -->\n'],
      ['latex', / (?:=|\\leftarrow) \\;\?$/gm, '% backprop: network-b.backprop.json\n'],
    ] as const) {
      const sheet = printed('explain', example('network-b'), 'w1', '--hide', '--to', to);
      assert.ok(sheet.startsWith(start), sheet);
      assert.equal(sheet.match(blank)?.length, steps.length, sheet);
      for (const { title } of steps) assert.ok(sheet.includes(title), title);
      // Neither a number nor a factor of the answer.
      assert.doesNotMatch(sheet, /\d\.\d|1 [-−] a/);
    }
    assert.equal(BLANK.latex, '\\;?');
    const list = printed('explain', example('network-b'), '--hide', '--to', 'markdown');
    assert.equal(list.match(/\\partial w_\d\} = \\;\?$/gm)?.length, 8);
  });

  it('of a batch blanks its mean and its penalty too', () => {
    const workshop = new Workshop();
    try {
      const file = workshop.write('net.json', smallNetwork({ training: { l2: 0.1 } }));
      const sheet = printed('explain', file, 'w11', '--hide', '--to', 'markdown');
      assert.match(sheet, /\*\*Mean over the samples\.\*\*\n\n {3}\$\$\n {3}\\frac.* = \\;\?$/m);
      assert.match(sheet, /\*\*Penalty\.\*\*\n\n {3}\$\$\n {3}\\frac.* \\mathrel\{\+\}= \\;\?$/m);
    } finally {
      workshop.dispose();
    }
  });
});

describe('backprop explain --document', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('writes a LaTeX document: diagram, worksheet, solution on its own page, every formula sound', () => {
    const out = workshop.path('notes.tex');
    const said = printed(
      'explain',
      example('network-b'),
      '--document',
      '--solution',
      '--to',
      'latex',
      '--out',
      out,
    );
    assert.equal(said, `${workshop.path('notes.svg')} was written.\n${out} was written.\n`);
    assert.match(workshop.read('notes.svg'), /^<svg /);
    const latex = workshop.read('notes.tex');
    assertBalanced(latex);
    assert.match(latex, /^% backprop: \S+network-b\.backprop\.json\n/);
    for (const name of ['amsmath', 'graphicx', 'tikz'])
      assert.match(latex, new RegExp(`\\\\usepackage\\{[^}]*${name}`));
    const [worksheet = '', solution = ''] = latex.split('\\newpage');
    assert.equal(latex.match(/\\begin\{tikzpicture\}/g)?.length, 2);
    assert.ok(worksheet.split('= \\;?').length > 60);
    assert.doesNotMatch(worksheet, /0\.0721571|underset/);
    assert.match(solution, /0\.0721571/);
    assert.doesNotMatch(solution, /\\;\?/);
    assert.equal(solution.match(/\\subsection\*\{\$\\displaystyle \\frac/g)?.length, 8);
    assert.ok(setFormulas(latex) > 150, String(setFormulas(latex)));
  });

  it('writes a Markdown page with its diagram beside it', () => {
    const out = workshop.path('a (b).md');
    printed('explain', example('network-a'), 'u11', '--document', '--to', 'markdown', '--out', out);
    const page = workshop.read('a (b).md');
    assert.match(page, /^!\[Network A[^\]]*\]\(a%20%28b%29\.svg\)$/m);
    assert.match(workshop.read('a (b).svg'), /^<svg /);
    for (const heading of ['Given', 'Forward pass', '$\\frac{\\partial L}{\\partial u_{11}}$']) {
      assert.ok(page.includes(`## ${heading}\n`), heading);
    }
    assert.match(page, /y_1 = \\sigma\(a\^\{\(2\)\}_1\) = .* = 0\.600446/);
    assert.doesNotMatch(page, /page-break/);
  });

  it('says whose numbers they are in a batch, and lists its samples', () => {
    const out = workshop.path('x.md');
    printed('explain', example('xor'), 'w11', '--document', '--solution', '--to', 'markdown', '--out', out);
    const page = workshop.read('x.md');
    assert.match(page, /^## Forward pass of sample 1$/m);
    assert.equal(page.match(/^Sample \d: \$x_1/gm)?.length, 8);
    assert.match(page, /<div style="page-break-after: always"><\/div>/);
  });

  it('holds names of every kind as text', () => {
    const network = smallNetwork({
      name: '<script>alert(1)</script> & 50% "names" \\input{x}',
      inputs: ['sepal length (cm)', '$\\href{javascript:x}](command:y)<img>%\u202e\n'],
    });
    const file = workshop.write('net.json', network);
    for (const to of ['latex', 'markdown']) {
      const out = workshop.path(`doc.${to}`);
      printed('explain', file, '--document', '--solution', '--to', to, '--out', out, '--force');
    }
    const latex = workshop.read('doc.latex');
    assertBalanced(latex);
    assert.ok(setFormulas(latex) > 100);
    // In the fonts that TeX begins with, < | > are ¡ — ¿ outside of mathematics.
    assert.match(latex, /\\text\{[^}]*\\\$.*\\textless\{\}img\\textgreater\{\}/);
    assert.doesNotMatch(latex.replace(/^%.*$/gm, ''), /\\input\{x|\\href\{|[\u202a-\u202e]/);
    const page = workshop.read('doc.markdown');
    assert.doesNotMatch(page, /[^\\]<img|[^\\]<script|[^\\]\]\(command/);
    assert.doesNotMatch(workshop.read('doc.svg'), /<img|<script/);
  });

  it('is bounded for a large network: a page for one weight, a refusal for all', () => {
    const inputs = [Array.from({ length: 300 }, (_, n) => n / 300)];
    const layers = [
      { units: 120, activation: 'relu' },
      { units: 10, activation: 'softmax' },
    ];
    const file = workshop.write('net.json', {
      inputs: 300,
      layers,
      loss: 'categoricalCrossEntropy',
      data: { inputs, targets: [[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]] }, // prettier-ignore
    });
    const options = ['--document', '--to', 'markdown', '--out', workshop.path('one.md')];
    printed('explain', file, 'w11', ...options);
    assert.ok(workshop.read('one.md').length < 60_000);
    assert.match(workshop.read('one.svg'), /… 120 units/);
    assert.match(failure('explain', file, ...options, '--force'), /limit is 200.*\[explain\.size\]$/);
  });
});

describe('backprop explain --out', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('never replaces a file without --force, and then whole', () => {
    const file = workshop.write('net.json', smallNetwork());
    const out = workshop.write('notes.md', 'mine');
    assert.match(failure('explain', file, '--out', out), /is there already.*--force.*\[file\.exists\]$/);
    assert.equal(workshop.read('notes.md'), 'mine');
    printed('explain', file, '--out', out, '--force');
    assert.equal(workshop.read('notes.md'), printed('explain', file));
    const tex = workshop.path('notes.tex');
    printed('explain', file, 'w11', '--to', 'latex', '--out', tex);
    assert.equal(workshop.read('notes.tex'), printed('explain', file, 'w11', '--to', 'latex'));
  });

  it('writes nothing where one of two files is taken', () => {
    const file = workshop.write('net.json', smallNetwork());
    workshop.write('notes.svg', 'mine');
    const line = failure(
      'explain',
      file,
      '--document',
      '--to',
      'markdown',
      '--out',
      workshop.path('notes.md'),
    );
    assert.match(line, /notes\.svg: error: .*\[file\.exists\]$/);
    assert.ok(!existsSync(workshop.path('notes.md')));
  });

  it('never touches the network file, by whatever name, nor what is no file', () => {
    const file = workshop.write('net.json', smallNetwork());
    const before = readFileSync(file, 'utf8');
    symlinkSync(file, workshop.path('link'));
    for (const out of [file, workshop.path('link')]) {
      assert.match(
        failure('explain', file, '--out', out, '--force'),
        /the file that is read.*\[file\.exists\]$/,
      );
    }
    mkdirSync(workshop.path('folder'));
    assert.match(failure('explain', file, '--out', workshop.path('folder'), '--force'), /not a regular file/);
    assert.match(
      failure('explain', file, '--out', workshop.path('none/x.md')),
      /no such file.*\[file\.write\]$/,
    );
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('names the network by the way from the worksheet to it', () => {
    const file = workshop.write('net.json', smallNetwork());
    mkdirSync(workshop.path('notes'));
    const out = join('notes', 'w.md');
    printed('explain', file, 'w11', '--hide', '--to', 'markdown', '--out', workshop.path(out));
    assert.match(workshop.read(out), /^<!-- backprop: \.\.\/net\.json -->\n/);
    const strange = workshop.write('a-->b.json', smallNetwork());
    assert.doesNotMatch(printed('explain', strange, 'w11', '--hide').split(' -->')[0]!, /-->/);
  });
});
