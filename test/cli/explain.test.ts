import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readReference } from '../core/engine/reference/referenceCases';
import { nearestSymbols, texSpelling } from '../../src/cli/symbolSpelling';
import { readyNetwork } from '../../src/cli/load';
import { backprop, document, example, failure, smallNetwork, Workshop } from './program';

interface ExplainDocument {
  readonly symbol: string;
  readonly value: number;
  readonly gradient: number;
  readonly steps: readonly {
    readonly title: string;
    readonly latex: string;
    readonly value: number | null;
  }[];
  readonly contributions: readonly { readonly through: string; readonly value: number }[];
}

const explained = (...args: readonly string[]): ExplainDocument =>
  document('explain', ...args) as ExplainDocument;

const squeezed = (latex: string): string => latex.replace(/\\,|\s/g, '');

describe('backprop explain', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('derives w_1 of network B through both outputs', () => {
    const { states } = readReference('no-bias-2-2-2-learning-rates.json') as {
      states: Record<string, { gradients: { weights: number[][][] } }[]>;
    };
    const { symbol, value, gradient, steps, contributions } = explained(example('network-b'), 'w_1');
    assert.equal(symbol, 'w_1');
    assert.equal(value, 0.15);
    assert.ok(Math.abs(gradient - states['0.5']![0]!.gradients.weights[0]![0]![0]!) < 1e-15);
    assert.deepEqual(
      contributions.map((one) => [one.through, one.value.toPrecision(5)]),
      [['o_1', '0.00071165'], ['o_2', '-0.00052339']], // prettier-ignore
    );
    assert.ok(steps.every((step) => Object.keys(step).join() === 'title,latex,value'));
    const unfolded =
      '\\frac{\\partial E_{total}}{\\partial w_1} = [(a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) w_5 + ' +
      '(a_{o_2} - t_2) a_{o_2} (1 - a_{o_2}) w_7] \\cdot a_{h_1} (1 - a_{h_1}) \\cdot i_1';
    const step = steps.find(({ latex }) => squeezed(latex) === squeezed(unfolded));
    assert.ok(step, steps.map(({ latex }) => latex).join('\n'));
    assert.ok(Math.abs(step.value! - gradient) < 1e-15);
  });

  it('derives u_11 and w_11 of network A by both spellings', () => {
    for (const [plain, tex] of [
      ['u11', 'u_{11}'],
      ['w11', 'w_{11}'],
    ] as const) {
      // prettier-ignore
      const one = explained(example('network-a'), plain);
      assert.equal(one.symbol, tex);
      assert.deepEqual(explained(example('network-a'), tex), one);
    }
    const { steps } = explained(example('network-a'), 'u_{11}');
    const golden = '\\frac{\\partial L}{\\partial u_{11}} = (y_1 - t_1) \\cdot y_1 (1 - y_1) \\cdot h_1';
    assert.ok(steps.some(({ latex }) => squeezed(latex) === squeezed(golden)));
  });

  it('prints Unicode, LaTeX and Markdown', () => {
    const unicode = backprop('explain', example('network-b'), 'w5').stdout;
    assert.match(unicode, /^∂E_total\/∂w₅ += 0\.0721571 /m);
    assert.match(unicode, /∂E_total\/∂w₅ = \(a_o₁ − t₁\) · a_o₁\(1 − a_o₁\) · a_h₁\n/);
    assert.match(unicode, /= \(0\.606478 − 0\.01\) · 0\.606478 · \(1 − 0\.606478\) · 0\.506875\n/);
    const latex = backprop('explain', example('network-b'), 'w5', '--to', 'latex').stdout;
    assert.equal(latex.match(/^\\\[$/gm)?.length, latex.match(/^\\\]$/gm)?.length);
    assert.match(latex, /\\frac\{\\partial E_\{total\}\}\{\\partial w_5\} = 0\.0721571/);
    const markdown = backprop('explain', example('network-b'), 'w5', '--to', 'markdown').stdout;
    assert.match(markdown, /^## \$\\frac\{\\partial E_\{total\}\}\{\\partial w_5\}\$$/m);
    assert.equal(markdown.match(/^ {3}\$\$$/gm)!.length % 2, 0);
    assert.match(markdown, /a\\_o₁/);
  });

  it('takes a symbol as the program prints it', () => {
    assert.equal(texSpelling('w⁽²⁾₃₁'), 'w^{(2)}_{31}');
    assert.equal(texSpelling('w₃,₁₇'), 'w_{3,17}');
    assert.equal(texSpelling('a_h₁'), 'a_h_{1}');
    assert.equal(explained(example('network-b'), 'a_h₁').symbol, 'a_{h_1}');
  });

  it('of a batch has no numbers of one sample in JSON, and says whose they are for people', () => {
    const batch = explained(example('xor'), 'w_{11}');
    const own = batch.steps.filter(({ value }) => value !== null).map(({ title }) => title);
    assert.deepEqual(own, ['Mean over the samples', 'Update']);
    const text = backprop('explain', example('xor'), 'w_{11}').stdout;
    assert.match(text, /mean over 4 training samples/);
    assert.match(text, /= \S+ +\(sample 1\)\n/);
    assert.equal(explained(example('xor'), 'h_1').value, null);
    assert.match(backprop('explain', example('xor'), 'h_1').stdout, /^h₁ += 0 .*; of sample 1\n/);
  });

  it('--sample gives the share of one sample; their mean is the gradient of the batch', () => {
    const { gradient } = explained(example('xor'), 'w_{11}');
    const singles = [1, 2, 3, 4].map((sample) =>
      explained(example('xor'), 'w_{11}', '--sample', String(sample)),
    );
    const mean = singles.reduce((sum, one) => sum + one.gradient, 0) / 4;
    assert.ok(Math.abs(mean - gradient) < 1e-16);
    for (const { steps } of singles) assert.ok(steps.some(({ value }) => value !== null));
  });

  it('is the gradient that grad prints', () => {
    const network = smallNetwork({ training: { l2: 0.1, l1: 0.01 } });
    const file = workshop.write('net.json', network);
    const { layers } = document('grad', file) as { layers: { weights: number[][]; biases: number[] }[] };
    assert.equal(explained(file, 'u21').gradient, layers[1]!.weights[1]![0]);
    assert.equal(explained(file, 'b1_2').gradient, layers[0]!.biases[1]);
  });

  it('derives the error of a unit from the next layer, by every spelling of it', () => {
    const hidden = explained(example('network-b'), 'delta_h1');
    assert.equal(hidden.symbol, '\\delta_{h_1}');
    assert.ok(Math.abs(hidden.value - hidden.gradient) < 1e-17);
    // (δ_o1 w_5 + δ_o2 w_7) a_h1 (1 − a_h1) with the numbers of the page.
    assert.equal(hidden.gradient.toPrecision(6), '0.00376511');
    for (const spelling of ['\\delta_{h_1}', 'delta_h_1', 'δ_h₁', 'δ_{h_1}']) {
      assert.deepEqual(explained(example('network-b'), spelling), hidden, spelling);
    }
    const golden = [
      '\\delta_{h_1} = \\frac{\\partial E_{total}}{\\partial h_1}',
      '\\delta_{h_1} = (\\delta_{o_1} w_5 + \\delta_{o_2} w_7) \\cdot a_{h_1} (1 - a_{h_1})',
      '\\delta_{h_1} = [(a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) w_5 + (a_{o_2} - t_2) a_{o_2} (1 - a_{o_2}) w_7] \\cdot a_{h_1} (1 - a_{h_1})',
    ];
    for (const formula of golden) {
      assert.ok(
        hidden.steps.some(({ latex }) => squeezed(latex) === squeezed(formula)),
        formula,
      );
    }
    assert.match(failure('explain', example('network-b'), 'delta_q1'), /The nearest are δ_/);
  });

  it('shows what cancels in the error of an output, and what is left', () => {
    const network = smallNetwork({ loss: 'binaryCrossEntropy' });
    const one = explained(workshop.write('net.json', network), 'delta1');
    assert.ok(
      one.steps.some(({ latex }) => latex.endsWith('= y_1 - t_1') && latex.includes('\\frac{t_1}{y_1}')),
    );
    const soft = { units: 2, activation: 'softmax', weights: [[0.5, -0.5], [0.25, 0.75]] }; // prettier-ignore
    const file = workshop.write(
      'softmax.json',
      JSON.stringify({
        inputs: 2,
        layers: [soft],
        loss: 'categoricalCrossEntropy',
        data: { inputs: [[1, 2]], targets: [[0, 1]] },
      }),
    );
    const { stdout } = backprop('explain', file, 'delta2');
    assert.match(stdout, /= y₂ \(t₁ \+ t₂\) − t₂\n/);
    assert.match(stdout, /targets add up to 1, so output minus target is left\./);
    const soft2 = explained(file, 'delta2').steps;
    assert.equal(squeezed(soft2.at(-1)!.latex), squeezed('\\delta_2 = y_2 - t_2'));
    const weight = explained(file, 'w_{22}').steps.find(({ title }) => title === 'Unfolded');
    assert.ok(squeezed(weight!.latex).endsWith(squeezed('= (y_2 - t_2) x_2')), weight!.latex);
    const uneven = workshop.write('uneven.json', readFileSync(file, 'utf8').replace('[[0,1]]', '[[0.5,1]]'));
    assert.match(explained(uneven, 'delta2').steps.at(-1)!.latex, /- t_2$/);
    assert.ok(!explained(uneven, 'delta2').steps.some(({ latex }) => squeezed(latex).endsWith('=y_2-t_2')));
  });

  it('writes the error of a unit at every level, as a worksheet and as a program, and explains a number for it', () => {
    const of = (...args: readonly string[]): string =>
      backprop('explain', example('network-b'), 'delta_o1', ...args).stdout;
    assert.equal(of('--level', 'delta'), 'δ_o₁ = (a_o₁ − t₁) · a_o₁(1 − a_o₁)\n');
    assert.match(of('--level', 'numbers'), /^δ_o₁ = .* = 0\.142357\n$/);
    assert.match(of('--form', 'matrix'), /^δ⁽²⁾ = \(a_o − t\) ⊙ σ′\(o\)\n/);
    assert.match(of('--names', 'indices'), /^δ₁ += 0\.142357/);
    assert.match(of('--hide'), / δ_o₁ = \?\n/);
    assert.match(of('--to', 'python'), /\ndelta_o1 = \(a_o1 - t1\) \* a_o1 \* \(1 - a_o1\)\n/);
    assert.match(of('--mine', '0.142357'), /^right: 0\.142357 is δ_o₁\.\n/);
    assert.match(of('--mine', '-0.142357'), /\[sign\]\n {2}δ_o₁ = 0\.142357\n$/);
    const batch = explained(example('xor'), 'delta1');
    assert.equal(batch.value, null);
    const singles = [1, 2, 3, 4].map((n) => explained(example('xor'), 'delta1', '--sample', String(n)).value);
    assert.ok(Math.abs(singles.reduce((sum, one) => sum + one / 4, 0) - batch.gradient) < 1e-16);
  });

  it('names the nearest symbols of one that is not there', () => {
    assert.match(
      failure('explain', example('network-b'), 'w_9'),
      /: error: The network has no symbol "w_9"\. The nearest are w₁, .* \[explain\.symbol\]$/,
    );
    const { network } = readyNetwork(example('network-b'));
    assert.deepEqual(nearestSymbols(network, 'a_h3').slice(0, 2).sort(), ['a_h₁', 'a_h₂']);
    assert.deepEqual(nearestSymbols(network, 'somethingelse'), []);
  });

  it('refuses what has no gradient and samples that are not there', () => {
    for (const symbol of ['t_1', 'E_1', 'E_{total}']) {
      assert.match(failure('explain', example('network-b'), symbol), /no gradient.*\[explain\.symbol\]$/);
    }
    assert.match(
      failure('explain', example('xor'), 'w11', '--sample', '5'),
      /no sample 5: the data has 4 samples/,
    );
  });

  it('29: names that are no mathematics are text in every notation', () => {
    const name = '$\\href{javascript:x}](command:y)<img>%\u202e\n';
    const file = workshop.write('net.json', smallNetwork({ inputs: [name, 'b'] }));
    const notations = ['unicode', 'latex', 'markdown'].map((to) =>
      backprop('explain', file, 'w11', '--to', to),
    );
    for (const { status, stdout } of notations) {
      assert.equal(status, 0);
      assert.doesNotMatch(stdout, /[\u202a-\u202e]/);
    }
    const formulas = notations[1]!.stdout.split('\n').filter((line) => !line.startsWith('%'));
    assert.ok(formulas.some((line) => line.includes('href')));
    assert.doesNotMatch(formulas.join('\n'), /\\href/);
    assert.doesNotMatch(notations[2]!.stdout, /[^\\]<img|[^\\]\]\(command/);
  });
});
