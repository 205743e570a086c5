import assert from 'node:assert/strict';
import type { Quantity } from '../../../src/core/math/expression';
import { checkFormulas } from '../../../src/core/verify/check';
import type { MistakeCode, Syntax, WrittenFormula } from '../../../src/core/verify/written';
import { contextOf, judged, networks, repaired, type NetworkName } from './judgeNetworks';
import { read } from './judgeReader';

interface Planted {
  readonly network: NetworkName;
  readonly text: string;
  readonly code: MistakeCode;
  /** What must be squiggled. */
  readonly part: string;
  readonly message: RegExp;
  readonly syntax?: Syntax;
  /** Parameters that the program has updated before this line. */
  readonly updated?: readonly Quantity[];
}

const path1 = '(a\\_o1 - t_1) * a\\_o1 * (1 - a\\_o1) * w_5';
const path2 = '(a\\_o2 - t_2) * a\\_o2 * (1 - a\\_o2) * w_7';
const way = 'a\\_h1 * (1 - a\\_h1) * i_1';
const w = (layer: number, i: number, j: number): Quantity => ({ kind: 'weight', layer, i, j });

const planted: readonly Planted[] = [
  {
    network: 'b',
    text: '∂E_{total}/∂a\\_h1 = ∂E_1/∂a\\_h1 + ∂E_1/∂a\\_h2',
    code: 'wrongIndex',
    part: '∂E_1/∂a\\_h2',
    message: /^∂E₁\/∂a_h₂ should be ∂E₂\/∂a_h₁\.$/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂a\\_h1 = ∂E_1/∂a\\_h1',
    code: 'missingPath',
    part: '∂E_1/∂a\\_h1',
    message: /^The path through E₂ is missing: a_h₁ reaches E_total through E₁ and E₂\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_1 = ${path1} * ${way}`,
    code: 'missingPath',
    part: `${path1} * ${way}`,
    message: /^The path through o₂ is missing: w₁ reaches E_total through o₁ and o₂\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_1 = [-(t_1 - a\\_o1) * a\\_o1 * (1 - a\\_o1) * w_5] * ${way}`,
    code: 'missingPath',
    part: `[-(t_1 - a\\_o1) * a\\_o1 * (1 - a\\_o1) * w_5] * ${way}`,
    message: /through o₂/,
  },
  {
    network: 'cce',
    text: '\\frac{\\partial L}{\\partial h_1} = (y_1 - t_1) u_{11} + (y_3 - t_3) u_{13}',
    code: 'missingPath',
    part: '(y_1 - t_1) u_{11} + (y_3 - t_3) u_{13}',
    message: /^The path through y₂ is missing: h₁ reaches L through y₁, y₂ and y₃\.$/,
  },
  {
    network: 'cce',
    text: '\\frac{\\partial L}{\\partial h_1} = \\delta_1 u_{11}',
    code: 'missingPath',
    part: '\\delta_1 u_{11}',
    message: /^The paths through y₂ and y₃ are missing/,
  },
  {
    network: 'a',
    text: '\\frac{\\partial L}{\\partial w_{ij}} = (y_k - t_k) \\cdot y_k (1 - y_k) \\cdot u_{jk} \\cdot h_j (1 - h_j) \\cdot x_i',
    code: 'missingPath',
    part: '(y_k - t_k) \\cdot y_k (1 - y_k) \\cdot u_{jk} \\cdot h_j (1 - h_j) \\cdot x_i',
    message: /sum over k/,
  },
  {
    network: 'deep',
    text: '\\frac{\\partial L}{\\partial w^{(1)}_{11}} = (\\delta^{(2)}_1 w^{(2)}_{11}) (1 - (h^{(1)}_1)^2) x_1',
    code: 'missingPath',
    part: '(\\delta^{(2)}_1 w^{(2)}_{11}) (1 - (h^{(1)}_1)^2) x_1',
    message: /through h⁽²⁾₂/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_1 = (${path1} + ${path2} + w_6) * ${way}`,
    code: 'extraTerm',
    part: ' + w_6',
    message: /^The term w₆ is too many\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_1 = (${path1} + ${path2.replace('w_7', 'w_8')}) * ${way}`,
    code: 'wrongIndex',
    part: 'w_8',
    message: /^w₈ should be w₇\.$/,
  },
  {
    network: 'a',
    text: '\\frac{\\partial L}{\\partial w_{ij}} = \\sum_k (y_k - t_k) y_k (1 - y_k) u_{kj} h_j (1 - h_j) x_i',
    code: 'wrongIndex',
    part: 'u_{kj}',
    message: /^u_kj should be u_jk\.$/,
  },
  {
    network: 'b',
    text: 'dw2 = (delta_o1 * w5 + delta_o2 * w7) * a_h2 * (1 - a_h2) * i2',
    syntax: 'python',
    code: 'wrongIndex',
    part: 'a_h2 * (1 - a_h2)',
    message: /^a_h₂\(1 − a_h₂\) should be a_h₁\(1 − a_h₁\)\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_5 = (a\\_o1 - t_1) * a\\_h1`,
    code: 'missingActivationDerivative',
    part: '(a\\_o1 - t_1) * a\\_h1',
    message: /^The slope of the activation, a_o₁\(1 − a_o₁\), is missing\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_5 = ∂E_1/∂a\\_o1 * ∂o_1/∂w_5`,
    code: 'missingActivationDerivative',
    part: '∂E_1/∂a\\_o1 * ∂o_1/∂w_5',
    message: /slope of the activation/,
  },
  {
    network: 'a',
    text: '\\frac{\\partial L}{\\partial w_{ij}} = \\sum_k (y_k - t_k) \\cdot u_{jk} \\cdot h_j (1 - h_j) \\cdot x_i',
    code: 'missingActivationDerivative',
    part: '(y_k - t_k) \\cdot u_{jk} \\cdot h_j (1 - h_j) \\cdot x_i',
    message: /y_k\(1 − y_k\)/,
  },
  {
    network: 'deep',
    text: '\\delta^{(1)}_j = \\sum_k \\delta^{(2)}_k w^{(2)}_{jk}',
    code: 'missingActivationDerivative',
    part: '\\sum_k \\delta^{(2)}_k w^{(2)}_{jk}',
    message: /slope/,
  },
  {
    network: 'relu',
    text: '\\delta^{(2)}_2 = (y_1 - t_1) \\, w^{(3)}_{21}',
    code: 'missingActivationDerivative',
    part: '(y_1 - t_1) \\, w^{(3)}_{21}',
    message: /slope/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂h_1 = ∂E_1/∂a\\_h1 + ∂E_2/∂a\\_h1',
    code: 'missingActivationDerivative',
    part: '∂E_1/∂a\\_h1 + ∂E_2/∂a\\_h1',
    message: /slope/,
  },
  {
    // Behind a unit that does not act at some points every weight is right there.
    network: 'relu',
    text: '\\delta^{(1)}_2 = (1 - (h^{(1)}_2)^2) (\\delta^{(2)}_1 w^{(2)}_{21} + \\delta^{(2)}_2 w^{(2)}_{12})',
    code: 'wrongIndex',
    part: 'w^{(2)}_{12}',
    message: /^w⁽²⁾₁₂ should be w⁽²⁾₂₂/,
  },
  {
    network: 'bce',
    text: 'dw21 = (y1 - t1) * u11 * x2',
    syntax: 'python',
    code: 'missingActivationDerivative',
    part: '(y1 - t1) * u11 * x2',
    message: /h₁\(1 − h₁\)/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_1 = (${path1} + (a\\_o2 - t_2) * a\\_o2 * (1 - a\\_o2)) * ${way}`,
    code: 'missingFactor',
    part: '(a\\_o2 - t_2) * a\\_o2 * (1 - a\\_o2)',
    message: /^The factor w₇ is missing\.$/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂w_5 = ∂E_1/∂a\\_o1 * ∂a\\_o1/∂o_1',
    code: 'missingFactor',
    part: '∂E_1/∂a\\_o1 * ∂a\\_o1/∂o_1',
    message: /^The factor ∂o₁\/∂w₅ is missing\.$/,
  },
  {
    network: 'b',
    text: 'w_5 ← w_5 - ∂E_{total}/∂w_5',
    code: 'missingFactor',
    part: '∂E_{total}/∂w_5',
    message: /^The factor η is missing\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_1 = (${path1} + ${path2}) * i_2 * ${way}`,
    code: 'extraFactor',
    part: ' * i_2',
    message: /^The factor i₂ is too many\.$/,
  },
  {
    network: 'b',
    text: 'dw5 = (a_o1 - t1) * a_o1**2 * (1 - a_o1) * a_h1',
    syntax: 'python',
    code: 'extraFactor',
    part: 'a_o1**2',
    message: /a_o₁ is too many/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂w_5 = (t_1 - a\\_o1) * a\\_o1 * (1 - a\\_o1) * a\\_h1',
    code: 'sign',
    part: '(t_1 - a\\_o1) * a\\_o1 * (1 - a\\_o1) * a\\_h1',
    message: /the error enters as a_o₁ − t₁\.$/,
  },
  {
    network: 'b',
    text: 'w6 = w6 + lr * delta_o1 * a_h2',
    syntax: 'python',
    code: 'sign',
    part: '+ lr * delta_o1 * a_h2',
    message: /^The sign is wrong/,
  },
  {
    network: 'bce',
    text: '∂L/∂u_{11} = -(y_1 - t_1) h_1',
    code: 'sign',
    part: '-(y_1 - t_1) h_1',
    message: /^The sign is wrong/,
  },
  {
    network: 'a',
    text: '∂L/∂h_1 = \\delta_1 u_{11} - \\delta_2 u_{12}',
    code: 'sign',
    part: '- \\delta_2 u_{12}',
    message: /^The sign is wrong/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂w_5 = 2 * (a\\_o1 - t_1) * a\\_o1 * (1 - a\\_o1) * a\\_h1',
    code: 'factorTwo',
    part: '2 * (a\\_o1 - t_1) * a\\_o1 * (1 - a\\_o1) * a\\_h1',
    message: /^This is twice what belongs here/,
  },
  {
    network: 'a',
    text: '∂L/∂b^{(2)}_2 = ½ (y_2 − t_2) y_2 (1 − y_2)',
    code: 'factorTwo',
    part: '½ (y_2 − t_2) y_2 (1 − y_2)',
    message: /^This is half of what belongs here/,
  },
  {
    network: 'mse',
    text: '\\frac{\\partial L}{\\partial u_{11}} = \\frac{1}{3} (y_1 - t_1) h_1',
    code: 'factorTwo',
    part: '\\frac{1}{3} (y_1 - t_1) h_1',
    message: /^This is half/,
  },
  {
    network: 'mse2',
    text: '\\frac{\\partial L}{\\partial u_{11}} = \\frac{1}{2} (y_1 - t_1) h_1',
    code: 'factorTwo',
    part: '\\frac{1}{2} (y_1 - t_1) h_1',
    message: /^This is half/,
  },
  {
    network: 'mse',
    text: '\\frac{\\partial L}{\\partial y_j} = 2 (y_j - t_j)',
    code: 'sumForMean',
    part: '2 (y_j - t_j)',
    message: /mean over the outputs: the factor 1\/3 is missing/,
  },
  {
    network: 'mse2',
    text: 'du11 = 2 * (y1 - t1) * h1',
    syntax: 'python',
    code: 'sumForMean',
    part: '2 * (y1 - t1) * h1',
    message: /mean over the outputs/,
  },
  {
    network: 'bce3',
    text: '\\frac{\\partial L}{\\partial u_{12}} = (y_2 - t_2) h_1',
    code: 'sumForMean',
    part: '(y_2 - t_2) h_1',
    message: /mean over the outputs/,
  },
  {
    network: 'b',
    text: '\\frac{\\partial E_{total}}{\\partial w_5} = \\sum_s (a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) a_{h_1}',
    code: 'sumForMean',
    part: '\\sum_s (a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) a_{h_1}',
    message: /mean over the batch: the factor 1\/N is missing/,
  },
  {
    network: 'a',
    text: '\\frac{\\partial L}{\\partial u_{11}} = \\frac{1}{N} \\frac{1}{N} \\sum_s (y_1 - t_1) y_1 (1 - y_1) h_1',
    code: 'meanForSum',
    part: '\\frac{1}{N} \\frac{1}{N} \\sum_s (y_1 - t_1) y_1 (1 - y_1) h_1',
    message: /1\/N is too many/,
  },
  {
    network: 'cce',
    text: '\\frac{\\partial L}{\\partial u_{11}} = \\frac{1}{3} (y_1 - t_1) h_1',
    code: 'meanForSum',
    part: '\\frac{1}{3} (y_1 - t_1) h_1',
    message: /1\/3 is too many/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂a\\_h1 = ${path1.replace('w_5', 'w_5^{new}')} + ${path2}`,
    code: 'updatedWeights',
    part: 'w_5^{new}',
    message: /^w₅ has been updated already: the gradient needs its value before the update\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂a\\_h1 = ${path1.replace('w_5', 'w_5^{new}')} + ${path2.replace('w_7', 'w_7^{new}')}`,
    code: 'updatedWeights',
    part: `${path1.replace('w_5', 'w_5^{new}')} + ${path2.replace('w_7', 'w_7^{new}')}`,
    message: /^w₅ and w₇ have been updated already/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂w_5 = (a\\_o1 - t_2) * a\\_o1 * (1 - a\\_o1) * a\\_h1',
    code: 'wrongOutput',
    part: 't_2',
    message: /^t₂ should be t₁: each output is compared with its own target\.$/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂w_5 = (a\\_o2 - t_2) * a\\_o1 * (1 - a\\_o1) * a\\_h1',
    code: 'wrongOutput',
    part: 'a\\_o2 - t_2',
    message: /^a_o₂ − t₂ should be a_o₁ − t₁/,
  },
  {
    network: 'b',
    text: 'dw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) * h1',
    syntax: 'python',
    code: 'other',
    part: 'h1',
    message: /^h₁ should be a_h₁\.$/,
  },
  {
    network: 'b',
    text: `∂E_{total}/∂w_1 = ((a\\_o1 - t_1) * exp(a\\_o1) * w_5 + ${path2}) * ${way}`,
    code: 'other',
    part: 'exp(a\\_o1)',
    message: /^In this place belongs a_o₁\(1 − a_o₁\)\.$/,
  },
  {
    network: 'b',
    text: '∂E_{total}/∂w_1 = exp(a\\_o1)',
    code: 'other',
    part: 'exp(a\\_o1)',
    message: /no single change/,
  },
];

describe('naming mistakes and repairing them', () => {
  for (const { network, text, code, part, message, syntax, updated } of planted) {
    it(`${code}: ${text}`, () => {
      const context = contextOf(networks[network]);
      const checked = judged(context, text, syntax, updated);
      assert.equal(checked.verdict, 'wrong');
      assert.equal(checked.mistake?.code, code, checked.mistake?.message);
      const { start, end } = checked.wrongPart!;
      assert.equal(text.slice(start, end), part);
      assert.match(checked.mistake.message, message);
      const mended = repaired(text, checked);
      assert.equal(judged(context, mended, syntax, updated).verdict, 'right', mended);
    });
  }

  it('cannot mend the order of a program', () => {
    const context = contextOf(networks.b);
    const text = 'dw1 = (delta_o1 * w5 + delta_o2 * w7) * a_h1 * (1 - a_h1) * i1';
    const one = judged(context, text, 'python', [w(1, 0, 0)]);
    assert.deepEqual([one.mistake!.code, one.suggestion], ['updatedWeights', null]);
    assert.equal(text.slice(one.wrongPart!.start, one.wrongPart!.end), 'w5');
    const both = judged(context, text, 'python', [w(1, 0, 0), w(1, 0, 1)]);
    assert.equal(both.mistake!.code, 'updatedWeights');
    assert.equal(text.slice(both.wrongPart!.start, both.wrongPart!.end), 'delta_o1 * w5 + delta_o2 * w7');
  });

  it('reports the first wrong side of a chain', () => {
    const text = '∂E_{total}/∂w_5 = ∂E_1/∂w_5 = ∂E_1/∂w_6 = ∂E_1/∂w_7';
    const { wrongPart } = judged(contextOf(networks.b), text);
    assert.deepEqual(wrongPart, { start: text.indexOf('w_6'), end: text.indexOf('w_6') + 3 });
  });

  it('prefers the spelling of the formula to that of the rest of the document', () => {
    const context = contextOf(networks.b);
    const [first, second] = ['∂o_1/∂w_5 = a_{h_1}', '∂o_1/∂w_5 = a\\_h2'];
    const shifted = JSON.parse(
      JSON.stringify(read(context.network, second).formulas[0]),
      (key, value: unknown) =>
        key === 'start' || key === 'end' ? (value as number) + first.length + 1 : value,
    ) as WrittenFormula;
    const formulas = [read(context.network, first).formulas[0]!, shifted];
    const checked = checkFormulas(context, `${first}\n${second}`, { formulas, unreadable: [] });
    assert.deepEqual(
      checked.map(({ suggestion }) => suggestion),
      [null, 'a\\_h1'],
    );
  });

  it('spells repairs as the document does', () => {
    const spelled = (text: string): string | null => judged(contextOf(networks.b), text).suggestion;
    assert.equal(spelled('∂E_{total}/∂w_5 = (a_o1 - t1)·a_o1·(1 - a_o1)·a_h2'), 'a_h1');
    assert.equal(spelled('∂E_{total}/∂w5 = (a_o1 − t1)·a_h1'), '(a_o1 − t1)·a_o1·(1 − a_o1)·a_h1');
    assert.equal(
      spelled('\\frac{\\partial E_{total}}{\\partial w_5} = (a_{o_1} - t_1) \\times a_{h_1}'),
      '(a_{o_1} - t_1) \\times a_{o_1} \\times (1 - a_{o_1}) \\times a_{h_1}',
    );
  });
});
