import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { BLANK } from '../../src/core/exchange/blocks';
import { printedNumbers, pythonPath, runPython } from '../support/python/python';
import { backprop, document, example, Workshop } from './program';

interface Marks {
  readonly formulas: readonly {
    readonly text: string;
    readonly verdict: string;
    readonly mistake: string | null;
  }[];
}

const delta = (k: number): string => `(a_{o_${k}} - t_${k}) a_{o_${k}} (1 - a_{o_${k}})`;
const pythonDelta = (k: number): string => `(a_o${k} - t${k}) * a_o${k} * (1 - a_o${k})`;

/** ∂E_total/∂w_1 … ∂E_total/∂w_8 of network B as a person works them out, in TeX and in Python. */
const answers = {
  tex: [1, 2].flatMap((j) =>
    [1, 2].map(
      (i) =>
        `(${delta(1)} w_${4 + j} + ${delta(2)} w_${6 + j}) a_{h_${j}} (1 - a_{h_${j}}) i_${i}`,
    ),
  ).concat([1, 2].flatMap((k) => [1, 2].map((j) => `${delta(k)} a_{h_${j}}`))),
  python: [1, 2].flatMap((j) =>
    [1, 2].map(
      (i) =>
        `(${pythonDelta(1)} * w${4 + j} + ${pythonDelta(2)} * w${6 + j}) * a_h${j} * (1 - a_h${j}) * i${i}`,
    ),
  ).concat([1, 2].flatMap((k) => [1, 2].map((j) => `${pythonDelta(k)} * a_h${j}`))),
}; // prettier-ignore

/** The steps of ∂E_total/∂w_1, one answer for each blank of its worksheet. */
const steps = {
  tex: [
    '\\frac{\\partial E_{total}}{\\partial a_{h_1}} \\frac{\\partial a_{h_1}}{\\partial h_1} \\frac{\\partial h_1}{\\partial w_1}',
    '\\frac{\\partial E_1}{\\partial a_{h_1}} + \\frac{\\partial E_2}{\\partial a_{h_1}}',
    `${delta(1)} w_5 + ${delta(2)} w_7`,
    'a_{h_1} (1 - a_{h_1})',
    'i_1',
    '\\delta_{h_1} i_1',
    answers.tex[0]!,
    'w_1 - \\eta \\frac{\\partial E_{total}}{\\partial w_1}',
  ],
  python: [
    'da_h1 * da_h1_dh1 * dh1_dw1',
    'dE1_da_h1 + dE2_da_h1',
    `${pythonDelta(1)} * w5 + ${pythonDelta(2)} * w7`,
    'a_h1 * (1 - a_h1)',
    'i1',
    'da_h1 * a_h1 * (1 - a_h1)',
    'delta_h1 * i1',
    answers.python[0]!,
    'w1 - eta * dw1',
  ],
};

const notations = [
  { to: 'markdown', name: 'w.md', blank: BLANK.latex, kind: 'tex' },
  { to: 'latex', name: 'w.tex', blank: BLANK.latex, kind: 'tex' },
  { to: 'python', name: 'w.py', blank: '...', kind: 'python' },
] as const;

type Notation = (typeof notations)[number];

describe('a worksheet, filled in and checked', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
    cpSync(example('network-b'), workshop.path('net.backprop.json'));
  });
  afterEach(() => {
    workshop.dispose();
  });

  /** Writes the worksheet and gives its text; without a symbol that of all gradients. */
  function worksheet({ to, name }: Pick<Notation, 'to' | 'name'>, ...more: readonly string[]): string {
    const out = ['--out', workshop.path(name), '--force'];
    const { status, stderr } = backprop(
      'explain',
      workshop.path('net.backprop.json'),
      ...more,
      '--hide',
      '--to',
      to,
      ...out,
    );
    assert.equal(status, 0, stderr);
    return workshop.read(name);
  }

  /** The worksheet with the answers in place of its blanks, as many as it has. */
  function fill(text: string, { name, blank }: Notation, fills: readonly (string | null)[]): void {
    const parts = text.split(`${blank}\n`);
    assert.equal(parts.length - 1, fills.length, text);
    const filled = parts.map((part, n) => (n < fills.length ? `${part}${fills[n] ?? blank}\n` : part));
    workshop.write(name, filled.join(''));
  }

  function marksOf(name: string, ...more: readonly string[]): Marks['formulas'] {
    const { stdout, stderr } = backprop('verify', workshop.path(name), ...more, '--json');
    assert.equal(stderr, '');
    return (JSON.parse(stdout) as Marks).formulas;
  }

  for (const notation of notations) {
    const { to, name, kind } = notation;

    it(`${to}: as printed, nothing has been filled in`, () => {
      for (const symbol of [['w_1'], ['w_5'], ['a_{h_1}'], ['i_2'], []]) {
        worksheet(notation, ...symbol);
        const { status, stdout } = backprop('verify', workshop.path(name));
        assert.equal(status, 1);
        assert.match(stdout, /there is no gradient formula in it/);
        assert.deepEqual(marksOf(name), []);
      }
    });

    it(`${to}: the eight right gradients are right, one wrong one is found among them`, () => {
      const text = worksheet(notation);
      fill(text, notation, answers[kind]);
      assert.equal(backprop('verify', workshop.path(name)).status, 0);
      assert.deepEqual(
        marksOf(name).map(({ verdict }) => verdict),
        Array<string>(8).fill('right'),
      );
      const wrong = answers[kind].with(2, answers[kind][0]!);
      fill(text, notation, wrong);
      const marks = marksOf(name);
      assert.deepEqual(
        marks.map(({ verdict }) => verdict),
        Array<string>(8).fill('right').with(2, 'wrong'),
      );
      assert.equal(backprop('verify', workshop.path(name)).status, 1);
    });

    it(`${to}: what is still blank is passed over`, () => {
      const text = worksheet(notation);
      fill(
        text,
        notation,
        answers[kind].map((one, n) => (n % 3 === 0 ? one : null)),
      );
      assert.deepEqual(
        marksOf(name).map(({ verdict }) => verdict),
        ['right', 'right', 'right'],
      );
    });

    it(`${to}: every step of one derivation is marked`, () => {
      const text = worksheet(notation, 'w_1');
      fill(text, notation, steps[kind]);
      const marks = marksOf(name);
      assert.deepEqual(
        marks.map(({ verdict, text: formula }) => [verdict, formula]),
        marks.map(({ text: formula }) => ['right', formula]),
      );
      assert.equal(marks.length, steps[kind].length);
      // The slope of the activation without its second factor.
      fill(text, notation, steps[kind].with(3, kind === 'tex' ? 'a_{h_1}' : 'a_h1'));
      const wrong = marksOf(name).filter(({ verdict }) => verdict === 'wrong');
      assert.ok(wrong.length >= 1);
      assert.match(wrong[0]!.text, kind === 'tex' ? /partial h_1\} = a_\{h_1\}$/ : /^da_h1_dh1 = a_h1$/);
    });
  }

  it('in other names does not say that it is in the file\u2019s, and is checked in those', () => {
    const net = ['--network', workshop.path('net.backprop.json')];
    const solution = (names: string): void => {
      const out = ['--to', 'markdown', '--out', workshop.path('w.md'), '--force'];
      assert.equal(backprop('explain', net[1]!, '--names', names, ...out).status, 0);
    };
    for (const names of ['indices', 'numbered']) {
      for (const { to, name } of notations) {
        const text = worksheet({ to, name }, '--names', names);
        assert.doesNotMatch(text, /backprop:/);
        assert.ok(text.split('\n')[0]!.includes(`of net.backprop.json, --names ${names}`), text);
      }
      solution(names);
      const marks = marksOf('w.md', ...net, '--names', names);
      assert.ok(marks.length === 8 && marks.every(({ verdict }) => verdict === 'right'));
    }
    solution('indices');
    assert.ok(marksOf('w.md', ...net).every(({ verdict }) => verdict !== 'right'));
  });

  it('in Python runs when filled in, and prints the gradients that grad gives', async function () {
    this.timeout(300_000);
    const python = await pythonPath();
    const notation = notations[2];
    fill(worksheet(notation), notation, answers.python);
    const printed = printedNumbers(runPython(python, workshop.read(notation.name)));
    const { layers } = document('grad', workshop.path('net.backprop.json')) as {
      layers: { weights: number[][] }[];
    };
    const [hidden, output] = layers.map(({ weights }) => weights);
    const expected = [hidden, output].flatMap((w) => [0, 1].flatMap((j) => [w![0]![j]!, w![1]![j]!]));
    expected.forEach((gradient, n) => {
      assert.ok(Math.abs(printed.get(`dw${n + 1}`)! - gradient) <= 1e-15, `dw${n + 1}`);
    });
  });
});
