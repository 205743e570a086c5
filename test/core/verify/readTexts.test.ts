import { strict as assert } from 'node:assert';
import { readDocument } from '../../../src/core/verify/readDocument';
import { networkA, networkB } from '../math/networks';
import { formulaText } from './writtenText';

/** Formulas as the two teaching texts spell them, each with what it must be read as. */
type Reading = readonly [written: string, ...read: readonly string[]];

const sum1 =
  '(add (multiply (subtract y₁ t₁) y₁ (subtract 1 y₁) u₁₁) (multiply (subtract y₂ t₂) y₂ (subtract 1 y₂) u₁₂))';
const slope = (h: string, at: string): string =>
  `(multiply (sigmoid ${at}) (subtract 1 (sigmoid ${at}))) = (multiply ${h} (subtract 1 ${h}))`;

const firstText: readonly Reading[] = [
  ['  $$ \n  \\sigma(x) = \\frac{1}{1 + e^{-x}} \n  $$'],
  [
    "  $$ \n  \\sigma'(x) = \\sigma(x) \\cdot (1 - \\sigma(x)) \n  $$",
    'sigmoid′(a⁽¹⁾₁) = (multiply (sigmoid a⁽¹⁾₁) (subtract 1 (sigmoid a⁽¹⁾₁)))',
  ],
  ['  $$\n  L = \\frac{1}{2} \\sum_{i} (y_i - t_i)^2\n  $$'],
  ['  $$\n  a^{(1)} = xw + b^{(1)} \\quad \\text{and} \\quad a^{(2)} = hu + b^{(2)}\n  $$'],
  ['  $$\n  y = \\sigma(a^{(2)})\n  $$'],
  ['  $$\n  u \\leftarrow u - \\eta \\nabla_u L(u)\n  $$', 'u_ij ← (subtract u_ij (multiply η ∂L/∂u_ij))'],
  [
    'For $ u_{ij} $:\n\n  $$\n  \\frac{\\partial L}{\\partial u_{ij}} = \\frac{\\partial L}{\\partial y_j} \\cdot \\frac{\\partial y_j}{\\partial a^{(2)}_j} \\cdot \\frac{\\partial a^{(2)}_j}{\\partial u_{ij}}\n  $$',
    '∂L/∂u_ij = (multiply ∂L/∂y_j ∂y_j/∂a⁽²⁾_j ∂a⁽²⁾_j/∂u_ij)',
  ],
  ['    $$\n    \\frac{\\partial L}{\\partial y_j} = (y_j - t_j)\n    $$', '∂L/∂y_j = (subtract y_j t_j)'],
  [
    '    $$\n    \\frac{\\partial y_j}{\\partial a^{(2)}_j} = \\sigma(a^{(2)}_j)(1 - \\sigma(a^{(2)}_j)) = y_j(1 - y_j)\n    $$',
    `∂y_j/∂a⁽²⁾_j = ${slope('y_j', 'a⁽²⁾_j')}`,
  ],
  ['    $$\n    a^{(2)} = h u + b^{(2)}\n    $$'],
  ['    $$\n    \\frac{\\partial a^{(2)}_j}{\\partial u_{ij}} = h_i\n    $$', '∂a⁽²⁾_j/∂u_ij = h_i'],
  [
    '  $$\n  \\frac{\\partial L}{\\partial u_{ij}} = \\frac{\\partial L}{\\partial y_j} \\cdot \\frac{\\partial y_j}{\\partial a^{(2)}_j} \\cdot \\frac{\\partial a^{(2)}_j}{\\partial u_{ij}} = (y_j - t_j) \\cdot y_j(1 - y_j) \\cdot h_i = \\delta_j \\cdot h_i\n  $$',
    '∂L/∂u_ij = (multiply ∂L/∂y_j ∂y_j/∂a⁽²⁾_j ∂a⁽²⁾_j/∂u_ij) = (multiply (subtract y_j t_j) y_j (subtract 1 y_j) h_i) = (multiply δ_j h_i)',
  ],
  [
    '  $$\n  u_{ij} \\leftarrow u_{ij} - \\eta \\cdot \\delta_j \\cdot h_i\n  $$',
    'u_ij ← (subtract u_ij (multiply η δ_j h_i))',
  ],
  [
    '  $$\n  \\frac{\\partial L}{\\partial w_{ij}} = \\frac{\\partial L}{\\partial h_j} \\cdot \\frac{\\partial h_j}{\\partial a^{(1)}_j} \\cdot \\frac{\\partial a^{(1)}_j}{\\partial w_{ij}}\n  $$',
    '∂L/∂w_ij = (multiply ∂L/∂h_j ∂h_j/∂a⁽¹⁾_j ∂a⁽¹⁾_j/∂w_ij)',
  ],
  [
    '  $$\n  \\frac{\\partial h_j}{\\partial a^{(1)}_j} = \\sigma(a^{(1)}_j)(1 - \\sigma(a^{(1)}_j)) = h_j(1 - h_j)\n  $$',
    `∂h_j/∂a⁽¹⁾_j = ${slope('h_j', 'a⁽¹⁾_j')}`,
  ],
  [
    '  $$\n  a^{(1)} = x w + b^{(1)} \\quad \\Rightarrow \\quad \\frac{\\partial a^{(1)}_j}{\\partial w_{ij}} = x_i\n  $$',
    '∂a⁽¹⁾_j/∂w_ij = x_i',
  ],
  ['- the value $ \\frac{\\partial L}{\\partial h_j} $ is not known yet'],
  [
    '  $$\n  \\frac{\\partial L}{\\partial h_1} = \\frac{\\partial L}{\\partial y_1} \\cdot \\frac{\\partial y_1}{\\partial a^{(2)}_1} \\cdot \\frac{\\partial a^{(2)}_1}{\\partial h_1} + \\frac{\\partial L}{\\partial y_2} \\cdot \\frac{\\partial y_2}{\\partial a^{(2)}_2} \\cdot \\frac{\\partial a^{(2)}_2}{\\partial h_1}\n  $$\n\n  - then:\n\n  $$\n  = (y_1 - t_1) \\cdot y_1(1 - y_1) \\cdot u_{11} + (y_2 - t_2) \\cdot y_2(1 - y_2) \\cdot u_{12}\n  $$',
    '∂L/∂h₁ = (add (multiply ∂L/∂y₁ ∂y₁/∂a⁽²⁾₁ ∂a⁽²⁾₁/∂h₁) (multiply ∂L/∂y₂ ∂y₂/∂a⁽²⁾₂ ∂a⁽²⁾₂/∂h₁))',
    `∂L/∂h₁ = ${sum1}`,
  ],
  [
    '  $$\n  \\frac{\\partial L}{\\partial w_{11}} = \\left[ (y_1 - t_1) \\cdot y_1 \\cdot (1 - y_1) \\cdot u_{11} + (y_2 - t_2) \\cdot y_2 \\cdot (1 - y_2) \\cdot u_{12} \\right] \\cdot h_1(1 - h_1) \\cdot x_1\n  $$',
    `∂L/∂w₁₁ = (multiply ${sum1} h₁ (subtract 1 h₁) x₁)`,
  ],
  [
    '  $$\n  \\frac{\\partial L}{\\partial w_{ij}} = \\sum_k (y_k - t_k) \\cdot y_k(1 - y_k) \\cdot u_{jk} \\cdot h_j(1 - h_j) \\cdot x_i\n  $$',
    '∂L/∂w_ij = Σk<2((multiply (subtract y_k t_k) y_k (subtract 1 y_k) u_jk h_j (subtract 1 h_j) x_i))',
  ],
];

const error = (k: string): string => `(subtract a_o${k} t${k}) a_o${k} (subtract 1 a_o${k})`;
const both = (first: string, second: string): string =>
  `(add (multiply ${error('₁')} ${first}) (multiply ${error('₂')} ${second}))`;
const hidden = (first: string, second: string, h: string, i: string): string =>
  `(multiply ${both(first, second)} a_h${h} (subtract 1 a_h${h}) i${i})`;
const line = (first: string, second: string, h: string, i: string): string =>
  `((a\\_o_1 - t_1) * a\\_o_1 * (1 - a\\_o_1) * ${first} +  (a\\_o_2 - t_2) * a\\_o_2 * (1 - a\\_o_2) * ${second}) * a\\_h_${h} * (1 - a\\_h_${h}) * i_${i}`;
const code = (first: string, second: string, h: string, i: string): string =>
  `((a_o1 - t1) * a_o1 * (1 - a_o1) * ${first} +  (a_o2 - t2) * a_o2 * (1 - a_o2) * ${second}) * a_h${h} * (1 - a_h${h}) * i${i}`;
const half = '∂E₁/∂a_o₁ = ∂(multiply 0.5 (power (subtract t₁ a_o₁) 2))/∂a_o₁ = (subtract a_o₁ t₁)';

const secondText: readonly Reading[] = [
  ['- $h_1$ = $w_1$*$i_1$ + $w_2$*$i_2$\t\t'],
  ['- $a\\_h_1$ = σ($h_1$) = 1/(1 + exp(-$h_1$))\t\t'],
  ['- $o_1$ = $w_5$*$a\\_h_1$ + $w6$*$a\\_h_2$\t\t'],
  ['- $E_1$ = ½ * ($t_1$ - $a\\_o_1$)²\t\t'],
  [
    '- written $∂E_{total}/∂w_5 = ∂E_1/∂w_5$ (because $w_5$ does not lead to E2, $∂E_2/∂w_5$ is 0).',
    '∂E_total/∂w₅ = ∂E₁/∂w₅',
  ],
  [
    '- again $∂E_{total}/∂w_5 = ∂E_1/∂w_5 = ∂E_1/∂a\\_o_1*∂a\\_o_1/∂o_1*∂o_1/∂w_5$.',
    '∂E_total/∂w₅ = ∂E₁/∂w₅ = (multiply ∂E₁/∂a_o₁ ∂a_o₁/∂o₁ ∂o₁/∂w₅)',
  ],
  [
    '    - $∂E_1/∂a\\_o_1 =  ∂(½ * (t_1 - a\\_o_1)²)/∂a\\_o_1 = (a\\_o_1 - t_1)$\n    - $∂a\\_o_1/∂o_1 =  ∂(σ(o_1))/∂o_1 = a\\_o_1 * (1 - a\\_o_1)$\n    - $∂o_1/∂w_5 = a\\_h_1$\t\t\t',
    half,
    '∂a_o₁/∂o₁ = ∂(sigmoid o₁)/∂o₁ = (multiply a_o₁ (subtract 1 a_o₁))',
    '∂o₁/∂w₅ = a_h₁',
  ],
  [
    '- so \n    \n    $∂E_{total}/∂w_5 = (a\\_0_1 - t_1) * a\\_o_1 * (1 - a\\_o_1) *  a\\_h_1$',
    `∂E_total/∂w₅ = (multiply ${error('₁')} a_h₁)`,
  ],
  [
    '- and w6, w7\n\n    $\n    ∂E_{total}/∂w_6 = (a\\_o_1 - t_1) * a\\_o_1 * (1 - a\\_o_1) *  a\\_h_2\n    $\n$\n∂E_{total}/∂w_7 = (a\\_o_2 - t_2) * a\\_o_2 * (1 - a\\_o_2) *  a\\_h_1\n$\n$\n∂E_{total}/∂w_8 = (a\\_o_2 - t_2) * a\\_o_2 * (1 - a\\_o_2) *  a\\_h_2    \n$\n- done',
    `∂E_total/∂w₆ = (multiply ${error('₁')} a_h₂)`,
    `∂E_total/∂w₇ = (multiply ${error('₂')} a_h₁)`,
    `∂E_total/∂w₈ = (multiply ${error('₂')} a_h₂)`,
  ],
  [
    '- with a_h1 it is $∂E_{total}/∂a_h1 = ∂E_1/∂a\\_h1 + ∂E_1/∂a\\_h2$ ',
    '∂E_total/∂a_h₁ = (add ∂E₁/∂a_h₁ ∂E₁/∂a_h₂)',
  ],
  [
    '- then $∂E_{total}/∂a\\_h_1 = ∂E_1/∂a\\_h_1 = ∂E_1/∂a\\_o_1*∂a\\_o_1/∂o_1*∂o_1/∂a\\_h_1$.',
    '∂E_total/∂a_h₁ = ∂E₁/∂a_h₁ = (multiply ∂E₁/∂a_o₁ ∂a_o₁/∂o₁ ∂o₁/∂a_h₁)',
  ],
  ['    - $∂o_1/∂a\\_h_1 = w_5$', '∂o₁/∂a_h₁ = w₅'],
  [
    '    $∂E_1/∂a\\_h_1 = (a\\_o_1 - t_1) * a\\_o_1 * (1 - a\\_o_1) * w_5$\t\n- and $∂E_2/∂a\\_h_1 = (a\\_0_2 - t_2) * a\\_o_2 * (1 - a\\_o_2) * w_7$',
    `∂E₁/∂a_h₁ = (multiply ${error('₁')} w₅)`,
    `∂E₂/∂a_h₁ = (multiply ${error('₂')} w₇)`,
  ],
  [
    '- so $∂E_{total}/∂a\\_h_1 = ∂E_1/∂a\\_h_1 + ∂E_1/∂a\\_h_2$ becomes: \n\n    $\n        ∂E_{total}/∂a\\_h_1 = (a\\_o_1 - t_1) * a\\_o_1 * (1 - a\\_o_1) * w_5 +  (a\\_o_2 - t_2) * a\\_o_2 * (1 - a\\_o_2) * w_7\n    $',
    '∂E_total/∂a_h₁ = (add ∂E₁/∂a_h₁ ∂E₁/∂a_h₂)',
    `∂E_total/∂a_h₁ = ${both('w₅', 'w₇')}`,
  ],
  [
    '    $\n        ∂E_{total}/∂w_1 = ∂E_{total}/∂a\\_h_1 * ∂a\\_h_1/∂h_1 * ∂h_1/∂w_1\n    $',
    '∂E_total/∂w₁ = (multiply ∂E_total/∂a_h₁ ∂a_h₁/∂h₁ ∂h₁/∂w₁)',
  ],
  [
    `    -    $\n    ∂E_{total}/∂w_1 = ${line('w_5', 'w_7', '1', '1')}\n    $\n\n    - $\n    ∂E_{total}/∂w_2 = ${line('w_5', 'w_7', '1', '2')}\n    $\n    \n\n    - $∂E_{total}/∂w_3 = ${line('w_6', 'w_8', '2', '1')}\n    $\n    \n    - $∂E_{total}/∂w_4 = ${line('w_6', 'w_8', '2', '2')}\n$`,
    `∂E_total/∂w₁ = ${hidden('w₅', 'w₇', '₁', '₁')}`,
    `∂E_total/∂w₂ = ${hidden('w₅', 'w₇', '₁', '₂')}`,
    `∂E_total/∂w₃ = ${hidden('w₆', 'w₈', '₂', '₁')}`,
    `∂E_total/∂w₄ = ${hidden('w₆', 'w₈', '₂', '₂')}`,
  ],
  ["```\nnew_weight = old_weight - (learning rate x weight's gradient)\n```"],
  [
    '        ```python\n        h1 = i1*w1 + i2*w2 \n        a_h1 = 1/(1+math.exp(-1*h1))\n        E1 = 0.5 * (t1 - a_o1)**2\n        E_tot = E1 + E2\n        ```',
  ],
  [
    `        \`\`\`python\n        dw1 = ${code('w5', 'w7', '1', '1')}\n        dw4 = ${code('w6', 'w8', '2', '2')}\n        dw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) *  a_h1\n        \`\`\``,
    `∂E_total/∂w₁ = ${hidden('w₅', 'w₇', '₁', '₁')}`,
    `∂E_total/∂w₄ = ${hidden('w₆', 'w₈', '₂', '₂')}`,
    `∂E_total/∂w₅ = (multiply ${error('₁')} a_h₁)`,
  ],
  [
    '        ```python\n        w1 = w1 - (learning_rate*dw1)\n        w8 = w8 - (learning_rate*dw8)\n        ```',
    'w₁ ← (subtract w₁ (multiply η ∂E_total/∂w₁))',
    'w₈ ← (subtract w₈ (multiply η ∂E_total/∂w₈))',
  ],
];

describe('the teaching texts', () => {
  for (const [title, network, readings] of [
    ['first', networkA(), firstText],
    ['second', networkB(), secondText],
  ] as const) {
    it(`every gradient formula of the ${title} is read, and nothing else`, () => {
      const text = `# A title\n\n${readings.map(([written]) => written).join('\n\nSome words.\n\n')}\n`;
      const { formulas, unreadable } = readDocument(text, 'markdown', network);
      assert.deepEqual(unreadable, []);
      assert.deepEqual(
        formulas.map((formula) => formulaText(network, formula)),
        readings.flatMap(([, ...read]) => read),
      );
    });
  }
  it('the slips of the second are told with their mending', () => {
    const text = secondText.map(([written]) => written).join('\n\n');
    const slips = readDocument(text, 'markdown', networkB()).formulas.flatMap(
      (formula) => formula.misspellings,
    );
    assert.deepEqual(
      slips.map(({ spelled, suggestion }) => [spelled, suggestion]),
      [
        ['a\\_0_1', 'a\\_o_1'],
        ['a\\_0_2', 'a\\_o_2'],
      ],
    );
    for (const { span, spelled } of slips) assert.equal(text.slice(span.start, span.end), spelled);
  });
  it('every formula’s span is the equation and nothing else', () => {
    for (const [network, readings] of [
      [networkA(), firstText],
      [networkB(), secondText],
    ] as const) {
      const text = readings.map(([written]) => written).join('\n\n');
      for (const { span, left, sides } of readDocument(text, 'markdown', network).formulas) {
        const equation = text.slice(span.start, span.end);
        assert.match(equation, /=|\\leftarrow/);
        assert.doesNotMatch(equation, /[$`]|^\s|\s$/);
        assert.ok(equation.startsWith('=') || left.span.start === span.start);
        const end = sides.at(-1)!.span.end;
        assert.match(text.slice(end, span.end), /^\s*[)\]]*$/);
      }
    }
  });
});
