import assert from 'node:assert/strict';
import type { Quantity } from '../../../src/core/math/expression';
import { checkFormulas } from '../../../src/core/verify/check';
import { applied, named, numbered, partialOf } from '../../../src/core/verify/trees';
import type { Syntax, Written, WrittenFormula } from '../../../src/core/verify/written';
import { contextOf, exampleContext, judged, networks, type NetworkName } from './judgeNetworks';
import { read } from './judgeReader';

const right: readonly (readonly [NetworkName, string, Syntax?])[] = [
  ['b', '∂E_{total}/∂w_5 = ∂E_1/∂w_5 = ∂E_1/∂a\\_o1*∂a\\_o1/∂o_1*∂o_1/∂w_5'],
  ['b', '∂E_1/∂a\\_o1 = ∂(½ * (t_1 - a\\_o1)²)/∂a\\_o1 = (a\\_o1 - t_1)'],
  ['b', "∂a\\_o1/∂o_1 = ∂(σ(o_1))/∂o_1 = a\\_o1 * (1 - a\\_o1) = σ'(o_1)"],
  ['b', '∂o_1/∂w_5 = a\\_h1'],
  ['b', '∂E_{total}/∂w_5 = ∂(½ * (t_1 - σ(w_5 * a\\_h1 + w_6 * a\\_h2))²)/∂w_5'],
  ['b', '∂E_{total}/∂o_1 = ∂(½ * (t_1 - a\\_o1)²)/∂o_1'],
  // Held: a_o1 depends on w_5, but stands there as a number.
  ['b', '∂o_1/∂w_5 = ∂(w_5 * a\\_h1 + a\\_o1)/∂w_5'],
  ['b', '∂E_2/∂w_5 = 0'],
  ['b', '∂E_{total}/∂E_1 = 1'],
  ['b', '∂E_{total}/∂t_1 = t_1 - a\\_o1'],
  ['b', '∂E_{total}/∂a\\_h1 = ∂E_1/∂a\\_h1 + ∂E_2/∂a\\_h1'],
  ['b', '∂E_{total}/∂i_1 = ∂E_{total}/∂h_1 * w_1 + ∂E_{total}/∂h_2 * w_3'],
  ['b', 'delta_o1 = -(t1 - a_o1) * (a_o1 - a_o1**2)', 'python'],
  ['b', 'dw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) * a_h1', 'python'],
  ['b', 'w_5 ← w_5 - η * ∂E_{total}/∂w_5'],
  ['b', 'w_5 ← w_5 - 0.1 * ∂E_{total}/∂w_5'],
  ['b', 'w_5^{new} = w_5 - η * (a\\_o1 - t_1) * a\\_o1 * (1 - a\\_o1) * a\\_h1'],
  ['b', '∂E_{total}/∂w_5 = \\frac{1}{N} \\sum_s (a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) a_{h_1}', 'latex'],
  ['b', 'w_5 ← w_5 - \\frac{η}{N} \\sum_s \\delta_{o_1} a_{h_1}', 'latex'],
  [
    'a',
    '\\frac{\\partial L}{\\partial w_{ij}} = \\sum_k (y_k - t_k) \\cdot y_k (1 - y_k) \\cdot u_{jk} \\cdot h_j (1 - h_j) \\cdot x_i',
  ],
  [
    'a',
    '\\frac{\\partial L}{\\partial u_{ij}} = (y_j - t_j) \\cdot y_j(1 - y_j) \\cdot h_i = \\delta_j \\cdot h_i',
  ],
  ['a', '\\frac{\\partial a^{(2)}_j}{\\partial u_{ij}} = h_i'],
  ['a', 'u_{ij} \\leftarrow u_{ij} - \\eta \\cdot \\delta_j \\cdot h_i'],
  ['deep', '\\delta^{(1)}_j = \\left( 1 - (h^{(1)}_j)^2 \\right) \\sum_k \\delta^{(2)}_k w^{(2)}_{jk}'],
  [
    'relu',
    '\\delta^{(1)}_2 = (1 - (h^{(1)}_2)^2) (\\delta^{(2)}_1 w^{(2)}_{21} + \\delta^{(2)}_2 w^{(2)}_{22})',
  ],
  ['mse', '\\frac{\\partial L}{\\partial u_{11}} = \\frac{2}{3} (y_1 - t_1) h_1'],
  ['mse2', '\\frac{\\partial L}{\\partial u_{11}} = (y_1 - t_1) h_1'],
  ['bce', '\\frac{\\partial L}{\\partial u_{11}} = (y_1 - t_1) h_1'],
  ['bce3', '\\frac{\\partial L}{\\partial y_1} = \\frac{1}{3} \\frac{y_1 - t_1}{y_1 (1 - y_1)}'],
  ['cce', '\\frac{\\partial L}{\\partial a^{(2)}_1} = y_1 - t_1'],
];

describe('judging formulas', () => {
  for (const [name, text, syntax] of right) {
    it(`${name}: ${text} is right`, () => {
      const { verdict, mistake } = judged(contextOf(networks[name]), text, syntax);
      assert.deepEqual([verdict, mistake], ['right', null]);
    });
  }

  it('finds a relu that does not act', () => {
    const context = contextOf(networks.relu);
    const text = '\\frac{\\partial h^{(2)}_1}{\\partial a^{(2)}_1} = \\frac{a^{(2)}_1}{a^{(2)}_1}';
    assert.equal(judged(context, text).verdict, 'wrong');
  });

  it('counts the penalty in or out', () => {
    const network = { ...networks.b, training: { ...networks.b.training, l2: 0.5 } };
    const context = contextOf(network);
    const text = '∂E_{total}/∂w_5 = (a\\_o1 - t_1) * a\\_o1 * (1 - a\\_o1) * a\\_h1';
    assert.equal(judged(context, text).verdict, 'right');
    assert.equal(judged(context, `${text} + 0.5 * w_5`).verdict, 'right');
    assert.equal(judged(context, `${text} + 0.4 * w_5`).verdict, 'wrong');
    assert.equal(judged(contextOf(networks.b), `${text} + 0.5 * w_5`).verdict, 'wrong');
  });

  it('says what has no value here instead of judging it', () => {
    const left = partialOf({ kind: 'loss' }, { kind: 'delta', layer: 1, j: 0 });
    const { verdict, mistake } = judgedTree({ left, sides: [named({ kind: 'loss' })] });
    assert.equal(verdict, 'unknown');
    assert.match(mistake!.message, /left side has no value/);
  });

  it('lets cancelling terms hide nothing', () => {
    const big = numbered(1e12);
    const w: Quantity = { kind: 'weight', layer: 1, i: 0, j: 0 };
    const left = partialOf({ kind: 'preActivation', layer: 1, j: 0 }, w);
    const h1 = named({ kind: 'activation', layer: 0, j: 0 });
    const h2 = named({ kind: 'activation', layer: 0, j: 1 });
    const hidden = (of: Written): Written => applied('subtract', applied('add', big, of), big);
    assert.equal(judgedTree({ left, sides: [hidden(h1)] }).verdict, 'unknown');
    assert.equal(judgedTree({ left, sides: [hidden(h2)] }).verdict, 'wrong');
  });

  it('keeps the order of the text and passes on what could not be read', () => {
    const context = contextOf(networks.b);
    const text = '∂o_1/∂w_5 = a\\_h1';
    const { formulas } = read(context.network, text);
    const unreadable = [
      { span: { start: 40, end: 44 }, message: 'A bracket is missing.' },
      { span: { start: 0, end: 0 }, message: 'Nothing stands here.' },
    ];
    const checked = checkFormulas(context, text, { formulas, unreadable });
    assert.deepEqual(
      checked.map(({ verdict }) => verdict),
      ['right', 'unknown', 'unknown'],
    );
    assert.deepEqual(checked[2]!.mistake, { code: 'other', message: 'A bracket is missing.' });
  });

  it('tells of a misspelt name in a right formula, and of the mistake in a wrong one', () => {
    const context = contextOf(networks.b);
    const misspelt = (text: string): WrittenFormula => ({
      ...read(context.network, text).formulas[0]!,
      misspellings: [
        {
          span: { start: 12, end: 18 },
          spelled: 'a_0_1',
          quantity: { kind: 'activation', layer: 1, j: 0 },
          suggestion: 'a\\_o1',
        },
      ],
    });
    const check = (text: string) =>
      checkFormulas(context, text, { formulas: [misspelt(text)], unreadable: [] })[0]!;
    const fine = check('∂o_1/∂w_5 = a\\_h1');
    assert.deepEqual(
      [fine.verdict, fine.mistake!.code, fine.suggestion],
      ['right', 'misspeltName', 'a\\_o1'],
    );
    assert.deepEqual(fine.wrongPart, { start: 12, end: 18 });
    assert.equal(check('∂o_1/∂w_5 = a\\_h2').mistake!.code, 'wrongIndex');
  });
});

describe('judging numbers', () => {
  const context = exampleContext('network-b');
  const cases: readonly (readonly [string, 'right' | 'wrong'])[] = [
    ['∂E_{total}/∂w_5 = 0.0721571', 'right'],
    ['∂E_{total}/∂w_5 = 0.0722', 'right'],
    ['∂E_{total}/∂w_5 = 0.07', 'right'],
    ['∂E_{total}/∂w_5 = 0.0721', 'wrong'],
    ['∂E_{total}/∂w_5 = 0', 'wrong'],
    ['∂E_{total}/∂w_5 = -0.0722', 'wrong'],
    ['∂E_{total}/∂a\\_h1 = 0.01506', 'right'],
    ['∂E_{total}/∂a\\_h1 = 0.12100', 'wrong'],
    ['∂E_{total}/∂w_5 = (a\\_o1 - t_1) * a\\_o1 * (1 - a\\_o1) * a\\_h1 = 0.0721571', 'right'],
    ['∂E_{total}/∂w_5 = 0.5933 * 0.24130 * 0.50400', 'right'],
    ['∂E_{total}/∂w_5 = 0.5933 * 0.24130 * 0.51400', 'wrong'],
    ['w_5 ← 0.3639215', 'right'],
    ['w_5 ← 0.4721571', 'wrong'],
    ['∂a\\_o1/∂o_1 = 0.2387', 'right'],
  ];
  for (const [text, verdict] of cases) {
    it(`${text} is ${verdict}`, () => {
      assert.equal(judged(context, text).verdict, verdict, JSON.stringify(judged(context, text)));
    });
  }

  it('offers the right digits', () => {
    const { wrongPart, suggestion } = judged(context, '∂E_{total}/∂a\\_h1 = 0.12100');
    assert.deepEqual([wrongPart, suggestion], [{ start: 20, end: 27 }, '0.01506']);
  });

  it('cannot judge a number without data', () => {
    const { verdict, mistake } = judged(contextOf(networks.b), '∂E_{total}/∂w_5 = 0.0721571');
    assert.equal(verdict, 'unknown');
    assert.match(mistake!.message, /data and the weights/);
  });

  it('takes the gradient of the batch, and a value of any sample', () => {
    const many = exampleContext('network-b', (text) =>
      text
        .replace('[0.05, 0.10]', '[0.05, 0.10], [0.5, -1]')
        .replace('[0.01, 0.99]', '[0.01, 0.99], [0.4, 0.2]'),
    );
    assert.equal(judged(many, '∂E_{total}/∂w_5 = 0.0721571').verdict, 'wrong');
    assert.equal(judged(many, '∂a\\_o1/∂o_1 = 0.2387').verdict, 'right');
    assert.equal(judged(many, '∂a\\_o1/∂o_1 = 0.1111').verdict, 'unknown');
  });
});

function judgedTree(formula: Pick<WrittenFormula, 'left' | 'sides'>) {
  const whole: WrittenFormula = {
    span: { start: 0, end: 0 },
    syntax: 'markdown',
    isUpdate: false,
    misspellings: [],
    ...formula,
  };
  return checkFormulas(contextOf(networks.b), '', { formulas: [whole], unreadable: [] })[0]!;
}
