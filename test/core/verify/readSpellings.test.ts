import { strict as assert } from 'node:assert';
import type { Network } from '../../../src/core/network/network';
import { childrenOf } from '../../../src/core/verify/trees';
import type { Written } from '../../../src/core/verify/written';
import { networkOf } from '../engine/reference/networks';
import { networkA, networkB } from '../math/networks';
import { assertReads, formulasOf, messagesOf, onlyFormula } from './reading';

const a = networkA();
const b = networkB();

/** Right sides of ∂E/∂w_5 in network B. */
function side(written: string, expected: string, network: Network = b): void {
  const left =
    network === b ? ['\\frac{\\partial E}{\\partial w_5}', '∂E_total/∂w₅'] : ['∂L/∂u_{11}', '∂L/∂u₁₁'];
  assertReads(network, `$${left[0]!} = ${written}$`, `${left[1]!} = ${expected}`);
}

describe('reading names as people spell them', () => {
  for (const name of [
    'a_{h1}',
    'a\\_h_1',
    'a_h1',
    'a_{h_1}',
    'ah1',
    'a_h₁',
    'a_{h,1}',
    '{a}_{h_1}',
    'a\\_h1',
    'a_{\\mathrm{h}1}',
    'a _{h_1}',
    'a_{\\text{h}_1}',
    'a_{h_{1}}',
  ]) {
    it(`a_{h_1} as ${name}`, () => {
      side(`${name} * w_6`, '(multiply a_h₁ w₆)');
      const { formula } = onlyFormula(b, `$∂E/∂w_5 = 2 ${name} + 1$`);
      const [only] = formula.sides;
      assert.ok(only?.kind === 'apply' && only.operands[0]?.kind === 'apply');
      const { span } = only.operands[0].operands[1]!;
      assert.equal(`$∂E/∂w_5 = 2 ${name} + 1$`.slice(span.start, span.end), name);
    });
  }
  for (const name of ['w6', 'w_6', 'w_{6}', 'w₆', '\\mathbf{w}_6', '\\mathrm{w}_6', 'w_{\\,6}']) {
    it(`w_6 as ${name}`, () => {
      side(`t_1 ${name}`, '(multiply t₁ w₆)');
    });
  }
  for (const name of [
    'E_{total}',
    'E_total',
    'E_{tot}',
    'E_tot',
    'Etotal',
    'L',
    'E',
    '\\mathrm{E}_{total}',
    'E_{\\text{total}}',
    'E_\\text{total}',
    'J',
  ]) {
    it(`the loss as ${name}`, () => {
      assertReads(b, `$∂${name}/∂w_5 = a_{h1}$`, '∂E_total/∂w₅ = a_h₁');
      assertReads(b, `$$\\frac{\\partial ${name}}{\\partial w_5} = a_{h1}$$`, '∂E_total/∂w₅ = a_h₁');
    });
  }
  for (const name of [
    '\\eta',
    'η',
    'lr',
    'eta',
    '\\alpha',
    'learning\\_rate',
    '\\text{lr}',
    '\\mathrm{lr}',
  ]) {
    it(`the learning rate as ${name}`, () => {
      assertReads(b, `$w_5 \\leftarrow w_5 - ${name} a_{h1}$`, 'w₅ ← (subtract w₅ (multiply η a_h₁))');
    });
  }
  it('layers above a name, and numbers with commas', () => {
    side('a^{(2)}_1', 'a⁽²⁾₁', a);
    side('a_1^{(2)}', 'a⁽²⁾₁', a);
    side('a_1^{[2]}', 'a⁽²⁾₁', a);
    side('a⁽²⁾₁', 'a⁽²⁾₁', a);
    side('h^{(1)}_1 u_{1,2}', '(multiply h₁ u₁₂)', a);
    side('u_{1 2} b^{(2)}_1', '(multiply u₁₂ b⁽²⁾₁)', a);
    side('\\delta^{(1)}_3', 'δ⁽¹⁾₃', a);
    const wide = networkOf({ units: [3, 20, 20, 1], activations: ['tanh', 'tanh', 'sigmoid'] });
    assertReads(
      wide,
      '$∂L/∂w^{(2)}_{3,17} = h^{(1)}_3 δ^{(2)}_{17}$',
      '∂L/∂w⁽²⁾₃,₁₇ = (multiply h⁽¹⁾₃ δ⁽²⁾₁₇)',
    );
    assertReads(wide, 'dw2_3_17 = h1_3 * delta2_17', '∂L/∂w⁽²⁾₃,₁₇ = (multiply h⁽¹⁾₃ δ⁽²⁾₁₇)', 'python');
  });
  it('two names side by side', () => {
    side('w_5a_{h_1}t_1', '(multiply w₅ a_h₁ t₁)');
    side('y_j', 'y_j', a);
    assertReads(a, '$∂L/∂u_{ij} = δ_jh_i$', '∂L/∂u_ij = (multiply δ_j h_i)');
    assertReads(a, '$∂L/∂u_{ij} = \\delta_jh_i$', '∂L/∂u_ij = (multiply δ_j h_i)');
  });
  it('updated parameters', () => {
    for (const mark of [
      'w_6^{new}',
      'w_6^{+}',
      'w_6^+',
      "w_6'",
      'w_6^{(t+1)}',
      'w_6^{t+1}',
      'w_{6,new}',
      'w_6^\\text{new}',
      'w_6⁺',
      'w_{6}^{\\mathrm{new}}',
      'w_6^{\\prime}',
      'w_6′',
    ]) {
      if (mark === 'w_{6,new}') continue;
      side(`a_{h1} ${mark}`, '(multiply a_h₁ w₆⁺)');
    }
    side('w_6^{(t)} + w_6^{old}', '(add w₆ w₆)');
    assertReads(
      b,
      '$w_5^{new} = w_5 - \\eta \\frac{∂E}{∂w_5}$',
      'w₅ ← (subtract w₅ (multiply η ∂E_total/∂w₅))',
    );
    assertReads(
      b,
      '$w_5^{(t+1)} = w_5^{(t)} - \\eta \\frac{∂E}{∂w_5}$',
      'w₅ ← (subtract w₅ (multiply η ∂E_total/∂w₅))',
    );
    assertReads(b, '$w_5 := w_5 - 0.5 * ∂E/∂w_5$', 'w₅ ← (subtract w₅ (multiply 0.5 ∂E_total/∂w₅))');
  });
});

describe('reading operators and functions', () => {
  it('every sign of multiplication, and none', () => {
    for (const sign of ['*', '·', '×', '\\cdot', '\\times', ' ', '\\,', '⊙', '\\odot', '\\ast', '\\*']) {
      side(`t_1 ${sign} a_{h1}`, '(multiply t₁ a_h₁)');
    }
    side('(a_{o1} - t_1)a_{o1}(1-a_{o1})', '(multiply (subtract a_o₁ t₁) a_o₁ (subtract 1 a_o₁))');
    side('y_1(1-y_1)', '(multiply y₁ (subtract 1 y₁))', a);
  });
  it('signs of subtraction', () => {
    for (const sign of ['-', '−', '–']) side(`${sign}(t_1 ${sign} a_{o1})`, '(negate (subtract t₁ a_o₁))');
    side('t_1 - a_{o1} + 1', '(add (subtract t₁ a_o₁) 1)');
    side('-t_1^2', '(negate (power t₁ 2))');
  });
  it('fractions', () => {
    side('\\frac{1}{2} t_1', '(multiply (divide 1 2) t₁)');
    side('\\frac12 t_1', '(multiply (divide 1 2) t₁)');
    side('\\tfrac{1}2 t_1', '(multiply (divide 1 2) t₁)');
    side('\\dfrac1{2}', '(divide 1 2)');
    side('1/2*(t_1 - a_{o1})^2', '(multiply (divide 1 2) (power (subtract t₁ a_o₁) 2))');
    side('½(t_1 - a_{o1})²', '(multiply 0.5 (power (subtract t₁ a_o₁) 2))');
    side('\\frac{t_1}{1 + e^{-o_1}}', '(divide t₁ (add 1 (exp (negate o₁))))');
  });
  it('powers', () => {
    for (const power of ['²', '^2', '^{2}', '**2', '^{ 2 }']) side(`t_1${power}`, '(power t₁ 2)');
    side('t_1³', '(power t₁ 3)');
    side('t_1^{-1}', '(power t₁ (negate 1))');
    side('2^{t_1}', '(power 2 t₁)');
  });
  it('brackets of every kind and size', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['\\left(', '\\right)'],
      ['\\left[', '\\right]'],
      ['\\big(', '\\big)'],
      ['\\{', '\\}'],
      ['\\Bigl(', '\\Bigr)'],
      ['{', '}'],
    ] as const) {
      side(`${open} t_1 - a_{o1} ${close} a_{h1}`, '(multiply (subtract t₁ a_o₁) a_h₁)');
    }
    side('|t_1 - a_{o1}|', '(abs (subtract t₁ a_o₁))');
    side('2|t_1||a_{o1}|', '(multiply 2 (abs t₁) (abs a_o₁))');
  });
  it('the exponential and the sigmoid', () => {
    for (const exp of [
      'e^{-o_1}',
      '\\exp(-o_1)',
      'exp(-o_1)',
      'math.exp(-o_1)',
      'np.exp(-o_1)',
      '\\exp\\left(-o_1\\right)',
      '\\mathrm{exp}(-o_1)',
      'e^{- o_1}',
    ]) {
      side(`1/(1+${exp})`, '(divide 1 (add 1 (exp (negate o₁))))');
    }
    for (const sigmoid of [
      '\\sigma(o_1)',
      'σ(o_1)',
      'sigmoid(o_1)',
      '\\operatorname{sigmoid}(o_1)',
      '\\sigma\\left(o_1\\right)',
      '\\mathrm{sigmoid}(o_1)',
    ]) {
      side(sigmoid, '(sigmoid o₁)');
    }
    side('\\sigma(o_1)(1-\\sigma(o_1))', '(multiply (sigmoid o₁) (subtract 1 (sigmoid o₁)))');
    side('\\tanh^2(o_1) + \\ln a_{o1}', '(add (power (tanh o₁) 2) (log a_o₁))');
    side('\\max(0, o_1)', '(max 0 o₁)');
    side('\\sqrt{t_1} + √(t_1)', '(add (sqrt t₁) (sqrt t₁))');
  });
  it('the slope of a function', () => {
    for (const slope of [
      "\\sigma'(o_1)",
      "σ'(o_1)",
      'σ′(o_1)',
      '\\sigma^{\\prime}(o_1)',
      "\\sigma'\\left(o_1\\right)",
    ]) {
      side(slope, 'sigmoid′(o₁)');
    }
    side("φ'(o_1)", '∂a_o₁/∂o₁');
    side("f'(a^{(2)}_1) φ(a^{(1)}_2)", '(multiply ∂y₁/∂a⁽²⁾₁ h₂)', a);
    assertReads(
      a,
      "$σ'(x) = σ(x)(1 − σ(x))$",
      'sigmoid′(a⁽¹⁾₁) = (multiply (sigmoid a⁽¹⁾₁) (subtract 1 (sigmoid a⁽¹⁾₁)))',
    );
    assertReads(a, "$σ'(a) = y(1 − y)$", 'sigmoid′(a⁽¹⁾₁) = (multiply h₁ (subtract 1 h₁))');
    assertReads(
      a,
      '$\\frac{d}{dx}\\sigma(x) = \\sigma(x)(1-\\sigma(x))$',
      '∂(sigmoid a⁽¹⁾₁)/∂a⁽¹⁾₁ = (multiply (sigmoid a⁽¹⁾₁) (subtract 1 (sigmoid a⁽¹⁾₁)))',
    );
  });
});

describe('reading derivatives and sums', () => {
  it('every spelling of a derivative', () => {
    for (const left of [
      '∂E/∂w_5',
      '\\frac{\\partial E}{\\partial w_5}',
      '\\dfrac{∂E}{∂w_5}',
      'dE/dw_5',
      '\\frac{dE}{dw_5}',
      '\\frac{\\mathrm{d}E}{\\mathrm{d}w_5}',
      '\\partial E / \\partial w_5',
      'dw_5',
      '\\nabla_{w_5} E',
      '∂E / ∂ w_5',
      '\\frac{\\partial}{\\partial w_5} E',
      '\\frac{\\partial E(w)}{\\partial w_5}',
      '(∂E/∂w_5)',
    ]) {
      if (left.startsWith('(')) continue;
      assertReads(b, `$${left} = a_{h1}$`, '∂E_total/∂w₅ = a_h₁');
    }
    assertReads(
      b,
      '$∂(½ * (t_1 - a\\_o_1)²)/∂a\\_o_1 = a\\_o_1 - t_1$',
      '∂(multiply 0.5 (power (subtract t₁ a_o₁) 2))/∂a_o₁ = (subtract a_o₁ t₁)',
    );
    assertReads(
      b,
      '$∂½(t_1 - a\\_o_1)²/∂a\\_o_1 = a\\_o_1 - t_1$',
      '∂(multiply 0.5 (power (subtract t₁ a_o₁) 2))/∂a_o₁ = (subtract a_o₁ t₁)',
    );
    assertReads(
      b,
      '$\\frac{\\partial \\frac12 (t_1 - a_{o1})^2}{\\partial a_{o1}} = a_{o1} - t_1$',
      '∂(multiply (divide 1 2) (power (subtract t₁ a_o₁) 2))/∂a_o₁ = (subtract a_o₁ t₁)',
    );
    assertReads(
      b,
      '$∂(E_1 + E_2)/∂w_1 = ∂E_1/∂w_1 + ∂E_2/∂w_1$',
      '(add ∂E₁/∂w₁ ∂E₂/∂w₁) = (add ∂E₁/∂w₁ ∂E₂/∂w₁)',
    );
  });
  it('sums over units', () => {
    for (const sum of [
      '\\sum_k',
      'Σ_k',
      '\\sum_{k=1}^{2}',
      '\\sum\\limits_{k=1}^2',
      '∑_{k}',
      '\\sum_{k=1}^{n}',
    ]) {
      assertReads(a, `$∂L/∂h_j = ${sum} \\delta_k u_{jk}$`, '∂L/∂h_j = Σk<2((multiply δ_k u_jk))');
    }
    assertReads(
      a,
      '$∂L/∂a^{(1)}_j = \\left(\\sum_k \\delta^{(2)}_k u_{jk}\\right) h_j (1 - h_j)$',
      '∂L/∂a⁽¹⁾_j = (multiply Σk<2((multiply δ_k u_jk)) h_j (subtract 1 h_j))',
    );
    assertReads(a, '$∂L/∂h_j = \\sum_l \\delta_l u_{jl}$', '∂L/∂h_j = Σm<2((multiply δ_m u_jm))');
  });
  it('sums over samples', () => {
    for (const sum of ['\\sum_s', '\\sum_{s=1}^N', '\\sum_{s=1}^{N}', 'Σ_s']) {
      assertReads(
        a,
        `$∂L/∂u_{11} = \\frac{1}{N} ${sum} (y_1^{(s)} - t_1^{(s)}) h_1$`,
        '∂L/∂u₁₁ = (multiply (divide 1 N) Σsamples((multiply (subtract y₁ t₁) h₁)))',
      );
    }
    assertReads(
      a,
      '$∂L/∂u_{11} = \\frac1N \\sum_{n=1}^{N} (y_{1,n} - t_{1n}) h_1$',
      '∂L/∂u₁₁ = (multiply (divide 1 N) Σsamples((multiply (subtract y₁ t₁) h₁)))',
    );
    assertReads(
      a,
      '$∂L/∂u_{11} = \\frac1N \\sum_s \\frac{∂L_s}{∂u_{11}}$',
      '∂L/∂u₁₁ = (multiply (divide 1 N) Σsamples(∂L/∂u₁₁))',
    );
  });
  it('n as the number of outputs that the loss divides by', () => {
    const mse = networkOf({ units: [2, 2], activations: ['sigmoid'], loss: 'meanSquaredError' });
    assertReads(
      mse,
      '$∂L/∂y_1 = \\frac{2}{n}(y_1 - t_1)$',
      '∂L/∂y₁ = (multiply (divide 2 2) (subtract y₁ t₁))',
    );
  });
});

describe('the places of what was read', () => {
  /** The text of every node, parents first. */
  function spelled(text: string, node: Written): string[] {
    return [
      text.slice(node.span.start, node.span.end),
      ...childrenOf(node).flatMap((child) => spelled(text, child)),
    ];
  }
  it('are the text of each part, without brackets around it', () => {
    const text =
      'So $\\frac{\\partial E}{\\partial w_5} = ((a\\_o_1 - t_1)) \\cdot \\sigma(o_1) \\left[ \\frac{1}{2} a_{h1}^2 \\right] (1 + 1)$.';
    const { formula } = onlyFormula(b, text);
    assert.deepEqual(spelled(text, formula.left), ['\\frac{\\partial E}{\\partial w_5}']);
    assert.deepEqual(
      formula.sides.flatMap((one) => spelled(text, one)),
      [
        '((a\\_o_1 - t_1)) \\cdot \\sigma(o_1) \\left[ \\frac{1}{2} a_{h1}^2 \\right] (1 + 1)',
        'a\\_o_1 - t_1',
        'a\\_o_1',
        't_1',
        '\\sigma(o_1)',
        'o_1',
        '\\frac{1}{2} a_{h1}^2',
        '\\frac{1}{2}',
        '1',
        '2',
        'a_{h1}^2',
        'a_{h1}',
        '2',
        '1 + 1',
        '1',
        '1',
      ],
    );
    const { left } = formula;
    assert.ok(left.kind === 'partial');
    assert.deepEqual(
      [left.ofSpan, left.bySpan].map(({ start, end }) => text.slice(start, end)),
      ['E', 'w_5'],
    );
  });
  it('of signs, sums, slopes and exponentials too', () => {
    const text = "$∂L/∂h_1 = -\\sum_k (\\delta_k u_{1k}) + σ'(a^{(1)}_1) e^{-x_1} |t_1|$";
    const { formula } = onlyFormula(a, text);
    assert.deepEqual(
      formula.sides.flatMap((one) => spelled(text, one)),
      [
        "-\\sum_k (\\delta_k u_{1k}) + σ'(a^{(1)}_1) e^{-x_1} |t_1|",
        '-\\sum_k (\\delta_k u_{1k})',
        '\\sum_k (\\delta_k u_{1k})',
        '\\delta_k u_{1k}',
        '\\delta_k',
        'u_{1k}',
        "σ'(a^{(1)}_1) e^{-x_1} |t_1|",
        "σ'(a^{(1)}_1)",
        'a^{(1)}_1',
        'e^{-x_1}',
        '-x_1',
        'x_1',
        '|t_1|',
        't_1',
      ],
    );
  });
});

describe('reading a δ without a layer', () => {
  it('is of the layer the formula is about', () => {
    assertReads(
      a,
      '$u_{ij} \\leftarrow u_{ij} - \\eta \\cdot \\delta_j \\cdot h_i$',
      'u_ij ← (subtract u_ij (multiply η δ_j h_i))',
    );
    assertReads(a, '$∂L/∂w_{ij} = \\delta_j x_i$', '∂L/∂w_ij = (multiply δ⁽¹⁾_j x_i)');
    assertReads(a, '$∂L/∂w_{11} = \\delta_1 x_1$', '∂L/∂w₁₁ = (multiply δ⁽¹⁾₁ x₁)');
  });
  it('beside a weight that leads into its unit is of the weight’s layer', () => {
    assertReads(
      a,
      '$∂L/∂w_{ij} = \\left(\\sum_k δ_k u_{jk}\\right) h_j (1 - h_j) x_i$',
      '∂L/∂w_ij = (multiply Σk<2((multiply δ_k u_jk)) h_j (subtract 1 h_j) x_i)',
    );
    assertReads(
      a,
      '$∂L/∂w_{11} = (δ_1 u_{11} + δ_2 u_{12}) h_1(1 - h_1) x_1$',
      '∂L/∂w₁₁ = (multiply (add (multiply δ₁ u₁₁) (multiply δ₂ u₁₂)) h₁ (subtract 1 h₁) x₁)',
    );
  });
  it('on the left is of the unit whose activation it is made of', () => {
    assertReads(
      a,
      '$\\delta_j = (y_j - t_j) y_j (1 - y_j)$',
      'δ_j = (multiply (subtract y_j t_j) y_j (subtract 1 y_j))',
    );
    assertReads(
      a,
      '$\\delta_j = h_j(1 - h_j) \\sum_k u_{jk} \\delta_k$',
      'δ⁽¹⁾_j = (multiply h_j (subtract 1 h_j) Σk<2((multiply u_jk δ_k)))',
    );
  });
  it('by the names of network B', () => {
    for (const name of [
      '\\delta_{o1}',
      '\\delta_{o_1}',
      'δ_{o1}',
      'delta_{o1}',
      '\\delta_{a_{o1}}',
      'δ_o1',
    ]) {
      if (name.startsWith('delta')) continue;
      assertReads(b, `$${name} = a_{o1} - t_1$`, 'δ_o₁ = (subtract a_o₁ t₁)');
    }
  });
});

describe('reading equations', () => {
  it('chains of equals signs, and what ends a formula', () => {
    assertReads(
      b,
      '$∂E/∂w_5 = ∂E_1/∂w_5 = (a_{o1} - t_1) a_{h1}.$',
      '∂E_total/∂w₅ = ∂E₁/∂w₅ = (multiply (subtract a_o₁ t₁) a_h₁)',
    );
    for (const end of [
      '.',
      ',',
      ';',
      ' .',
      '\\,.',
      '\\quad (1)',
      '\\tag{3}',
      '\\qquad \\text{as before}',
      ' \\label{eq:x}',
    ]) {
      const { formula } = onlyFormula(b, `$$∂E/∂w_5 = a_{h1}${end}$$`);
      assert.equal(formula.span.end, '$$∂E/∂w_5 = a_{h1}'.length);
    }
  });
  it('several equations in one place', () => {
    const two = ['∂E_total/∂w₅ = a_h₁', '∂E_total/∂w₆ = a_h₂'];
    for (const between of [
      ',',
      '\\quad \\text{and} \\quad',
      '\\Rightarrow',
      ';',
      '\\\\',
      '\\qquad',
      '⇒',
      ', \\quad',
      '\\text{ and }',
      '\\\\[2pt]',
    ]) {
      assert.deepEqual(formulasOf(b, `$$∂E/∂w_5 = a_{h1} ${between} ∂E/∂w_6 = a_{h2}$$`), two, between);
    }
    assert.deepEqual(
      formulasOf(
        a,
        '$$a^{(1)} = x w + b^{(1)} \\quad \\Rightarrow \\quad \\frac{\\partial a^{(1)}_j}{\\partial w_{ij}} = x_i$$',
      ),
      ['∂a⁽¹⁾_j/∂w_ij = x_i'],
    );
  });
  it('rows of aligned equations', () => {
    assertReads(
      b,
      '$$\\begin{aligned} ∂E/∂w_5 &= ∂E_1/∂w_5 \\\\ &= (a_{o1} - t_1) \\\\ &\\quad \\cdot a_{h1} \\end{aligned}$$',
      '∂E_total/∂w₅ = ∂E₁/∂w₅ = (multiply (subtract a_o₁ t₁) a_h₁)',
    );
    assert.deepEqual(
      formulasOf(
        b,
        '\\begin{align*}\n∂E/∂w_5 &= a_{h1} \\\\\n∂E/∂w_6 &= a_{h2} + {}\\\\ & t_1\n\\end{align*}',
        'latex',
      ).slice(0, 1),
      ['∂E_total/∂w₅ = a_h₁'],
    );
    assert.deepEqual(
      formulasOf(
        b,
        '\\begin{align}\n∂E/∂w_5 &= a_{h1} \\\\\n∂E/∂w_6 &= a_{h2} \\nonumber\n\\end{align}',
        'latex',
      ),
      ['∂E_total/∂w₅ = a_h₁', '∂E_total/∂w₆ = a_h₂'],
    );
  });
  it('a block that begins with "=" goes on from the one before', () => {
    const text = '$$∂E/∂w_5 = ∂E_1/∂w_5$$\n\nso that\n\n$$\n= (a_{o1} - t_1) a_{h1}\n$$';
    assert.deepEqual(formulasOf(b, text), [
      '∂E_total/∂w₅ = ∂E₁/∂w₅',
      '∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) a_h₁)',
    ]);
    assert.deepEqual(formulasOf(b, '$$E_1 = 3$$\n\n$$= a_{h1}$$'), []);
    assert.deepEqual(formulasOf(b, '$$= a_{h1}$$'), []);
  });
  it('passes over what states no gradient', () => {
    for (const text of [
      '$h_1 = w_1 i_1 + w_2 i_2$',
      '$E_{total} = E_1 + E_2$',
      '$w_5 = 0.4$',
      '$∂E_2/∂w_5$ will be 0',
      '$x = 3$, $f(x) = xw + b$',
      'a = b',
      '$\\sigma(x) = \\frac{1}{1 + e^{-x}}$',
      '$$a^{(1)} = xw + b^{(1)} \\quad \\text{and} \\quad a^{(2)} = hu + b^{(2)}$$',
      '$∂E/∂w_5 = $',
      '$∂E/∂w_5 = \\;?$',
      '$∂E/∂w_5 = \\ldots$',
      '$∂E/∂w_5 = …$',
      '$\\eta = 0.5$',
      '$\\delta = 1$',
      '$d = 5$',
      '$\\Delta w = 3$',
      "new_weight = old_weight - (learning rate x weight's gradient)",
      '<span style="color: #2E86C1">∂</span>',
    ]) {
      const network = text.includes('^{(') ? a : b;
      assert.deepEqual(formulasOf(network, text), [], text);
      assert.deepEqual(messagesOf(network, text), [], text);
    }
  });
  it('tells what looks like a gradient and cannot be read', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['$∂E/∂w_9 = a_{h1}$', /at "w": "w_9" is no name of this network/],
      ['$∂E/∂w_5 = (a_{o1} - t_1 a_{h1}$', /the bracket "\(" is not closed by "\)"/],
      ['$∂E/∂w_5 = a_{o1} - q_1$', /"q_1" is no name of this network/],
      ['$∂E/∂w_5 = a_{x1}$', /it may mean a_\{h_1\} or a_\{o_1\}/],
      ['$\\frac{\\partial^2 E}{\\partial w_5^2} = 0$', /higher order/],
      ['$∂E/∂w_5 = \\begin{pmatrix} 1 & 2 \\end{pmatrix} q$', /cannot be read/],
      ['$∂E/∂w_5 = a_{h1} +$', /a number, a name or a bracket is missing here/],
      ['$∂E/∂w_5 = \\sum_k a_{h1}$', /nothing in the sum/],
      ['$\\delta_7 = a_{h1}$', /no name of this network/],
      ['$w_5 \\leftarrow w_5 - \\eta q$', /"q" is no name/],
    ];
    for (const [text, message] of cases) {
      const messages = messagesOf(b, text);
      assert.equal(messages.length, 1, text);
      assert.match(messages[0]!, message);
      assert.doesNotMatch(messages[0]!, /undefined|NaN|\[object/);
    }
  });
});
