import { strict as assert } from 'node:assert';
import type { Network } from '../../../src/core/network/network';
import { readDocument } from '../../../src/core/verify/readDocument';
import type { Written } from '../../../src/core/verify/written';
import { networkOf } from '../engine/reference/networks';
import { networkA, networkB } from '../math/networks';
import { assertReads, formulasOf, messagesOf } from './reading';

const a = networkA();
const b = networkB();

function program(network: Network, ...lines: readonly string[]): string[] {
  return formulasOf(network, lines.join('\n'), 'python');
}

describe('reading a program', () => {
  for (const left of [
    'dw5',
    'd_w5',
    'grad_w5',
    'dE_dw5',
    'dE_total_dw5',
    'dEdw5',
    'dw_5',
    'gradient_w5',
    'w5_grad',
    'self.dw5',
    'dL_dw5',
    'dE_tot_dw5',
  ]) {
    it(`∂E/∂w_5 as ${left}`, () => {
      assertReads(
        b,
        `${left} = (a_o1 - t1) * a_h1`,
        '∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) a_h₁)',
        'python',
      );
    });
  }
  it('derivatives of anything by anything', () => {
    assert.deepEqual(
      program(
        b,
        'dE1_dao1 = a_o1 - t1',
        'da_o1_do1 = a_o1*(1-a_o1)',
        'do1_dw5 = a_h1',
        'dw5 = dE1_dao1 * da_o1_do1 * do1_dw5',
      ),
      [
        '∂E₁/∂a_o₁ = (subtract a_o₁ t₁)',
        '∂a_o₁/∂o₁ = (multiply a_o₁ (subtract 1 a_o₁))',
        '∂o₁/∂w₅ = a_h₁',
        '∂E_total/∂w₅ = (multiply ∂E₁/∂a_o₁ ∂a_o₁/∂o₁ ∂o₁/∂w₅)',
      ],
    );
    assertReads(
      a,
      'du11 = (y1 - t1) * y1 * (1 - y1) * h1',
      '∂L/∂u₁₁ = (multiply (subtract y₁ t₁) y₁ (subtract 1 y₁) h₁)',
      'python',
    );
    assertReads(a, 'db2_1 = (y1 - t1)', '∂L/∂b⁽²⁾₁ = (subtract y₁ t₁)', 'python');
  });
  it('arithmetic as Python has it', () => {
    for (const [value, expected] of [
      ['-t1**2', '(negate (power t₁ 2))'],
      ['2**-t1', '(power 2 (negate t₁))'],
      ['t1**2**o1', '(power t₁ (power 2 o₁))'],
      ['t1 - o1 - o2', '(subtract (subtract t₁ o₁) o₂)'],
      ['t1 / o1 * o2', '(multiply (divide t₁ o₁) o₂)'],
      ['1/(1+math.exp(-1*h1))', '(divide 1 (add 1 (exp (multiply (negate 1) h₁))))'],
      ['np.exp(-o1)', '(exp (negate o₁))'],
      ['sigmoid(o1) * np.tanh(o2)', '(multiply (sigmoid o₁) (tanh o₂))'],
      ['max(0, o1) + abs(o2)', '(add (max 0 o₁) (abs o₂))'],
      ['.5 * 1e-3 * 1_000', '(multiply 0.5 0.001 1000)'],
      ['(t1\n   + o1)', '(add t₁ o₁)'],
      ['t1 + \\\n o1  # with a comment', '(add t₁ o₁)'],
      ['1 if o1 > 0 else 0.01', '(where o₁ 0 1 0.01)'],
      ['pow(t1, 2) + np.square(o1)', '(add (power t₁ 2) (power o₁ 2))'],
      ['sigmoid_prime(o1)', 'sigmoid′(o₁)'],
      ['np.pi', '(pi)'],
    ] as const) {
      assertReads(b, `dw5 = ${value}`, `∂E_total/∂w₅ = ${expected}`, 'python');
    }
  });
  it('updates in every manner', () => {
    for (const update of [
      'w5 = w5 - lr * dw5',
      'w5 -= lr * dw5',
      'w5 = w5 - (learning_rate*dw5)',
      'w5 = w5 - eta*dw5',
      'w5_new = w5 - alpha * dw5',
      'new_w5 = w5 - lr*dw5',
      'self.w5 -= self.lr * self.dw5',
      'w5: float = w5 - lr * dw5',
    ]) {
      assertReads(b, update, 'w₅ ← (subtract w₅ (multiply η ∂E_total/∂w₅))', 'python');
    }
    assertReads(b, 'w5 += 0.5 * dw5', 'w₅ ← (add w₅ (multiply 0.5 ∂E_total/∂w₅))', 'python');
    assert.deepEqual(program(b, 'w5, w6 = w5 - lr*dw5, w6 - lr*dw6'), [
      'w₅ ← (subtract w₅ (multiply η ∂E_total/∂w₅))',
      'w₆ ← (subtract w₆ (multiply η ∂E_total/∂w₆))',
    ]);
  });
});

describe('intermediate names of a program', () => {
  it('stand for what was assigned to them', () => {
    assert.deepEqual(program(b, 'err = a_o1 - t1', 'slope = a_o1 * (1 - a_o1)', 'dw5 = err * slope * a_h1'), [
      '∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) (multiply a_o₁ (subtract 1 a_o₁)) a_h₁)',
    ]);
    assert.deepEqual(
      program(b, 'delta_o1 = (a_o1 - t1) * a_o1 * (1 - a_o1)', 'dw5 = delta_o1 * a_h1').at(-1),
      '∂E_total/∂w₅ = (multiply (multiply (subtract a_o₁ t₁) a_o₁ (subtract 1 a_o₁)) a_h₁)',
    );
    assert.deepEqual(program(b, 'error = a_o1 - t1', 'dw5 = error * a_h1'), [
      '∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) a_h₁)',
    ]);
    assert.deepEqual(program(b, 'x = t1', 'x = x + x', 'dw5 = x'), ['∂E_total/∂w₅ = (add t₁ t₁)']);
  });
  it('have the span of their use, and what they are made of keeps its own place', () => {
    const text = 'err = a_o1 - t1\ndw5 = err * a_h1';
    const [formula] = readDocument(text, 'python', b).formulas;
    const spell = ({ span }: Written): string => text.slice(span.start, span.end);
    const [product] = formula!.sides;
    assert.ok(product?.kind === 'apply');
    assert.equal(spell(product), 'err * a_h1');
    const [err] = product.operands;
    assert.ok(err?.kind === 'apply');
    assert.equal(spell(err), 'err');
    assert.equal(err.span.start, text.lastIndexOf('err'));
    assert.deepEqual(err.operands.map(spell), ['a_o1', 't1']);
    assert.equal(text.slice(formula!.span.start, formula!.span.end), 'dw5 = err * a_h1');
  });
  it('are shared, and do not multiply', () => {
    const lines = [
      'x0 = t1 + t1',
      ...Array.from({ length: 40 }, (_, n) => `x${n + 1} = x${n} * x${n}`),
      'dw5 = x6',
      'dw6 = x40',
    ];
    const read = readDocument(lines.join('\n'), 'python', b);
    assert.equal(read.formulas.length, 1);
    assert.match(read.unreadable[0]!.message, /x40|not calculated|more than/);
  });
  it('of a function are gone after it', () => {
    assert.deepEqual(
      program(
        b,
        'def backward(x):',
        '    err = a_o1 - t1',
        '    dw5 = err * a_h1',
        '    return dw5',
        'dw6 = a_h2',
      ),
      ['∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) a_h₁)', '∂E_total/∂w₆ = a_h₂'],
    );
    assert.deepEqual(messagesOf(b, 'def f():\n    err = a_o1 - t1\ndw5 = err9 * a_h1', 'python').length, 1);
  });
  it('may be functions that return a value', () => {
    assert.deepEqual(
      program(
        b,
        'def sigmoid_derivative(y):',
        '    return y * (1 - y)',
        'dw5 = (a_o1 - t1) * sigmoid_derivative(a_o1) * a_h1',
      ),
      ['∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) (multiply a_o₁ (subtract 1 a_o₁)) a_h₁)'],
    );
    assert.deepEqual(program(b, 'def d(y): return y * (1 - y)', 'dw5 = d(a_o1)'), [
      '∂E_total/∂w₅ = (multiply a_o₁ (subtract 1 a_o₁))',
    ]);
    const deep = ['def f(x): return x * x', `dw5 = ${'f('.repeat(60)}t1${')'.repeat(60)}`].join('\n');
    assert.equal(messagesOf(b, deep, 'python').length, 1);
    assert.deepEqual(program(b, 'def f(x): return f(x)', 'dw5 = f(t1)'), []);
  });
});

describe('the forward pass of a program', () => {
  it('binds a person’s own names', () => {
    assert.deepEqual(
      program(
        b,
        'net_h1 = w1*i1 + w2*i2',
        'out_h1 = 1/(1+math.exp(-net_h1))',
        'net_h2 = i1*w3 + i2*w4',
        'out_h2 = sigmoid(net_h2)',
        'net_o1 = w5*out_h1 + w6*out_h2',
        'out_o1 = 1/(1+np.exp(-net_o1))',
        'out_o2 = sigmoid(w7*out_h1 + w8*out_h2)',
        'err1 = 0.5*(t1 - out_o1)**2',
        'total = err1 + 0.5*(t2 - out_o2)**2',
        'dw5 = (out_o1 - t1) * out_o1 * (1 - out_o1) * out_h1',
        'dw7 = (out_o2 - t2) * out_h1',
      ),
      [
        '∂E_total/∂w₅ = (multiply (subtract a_o₁ t₁) a_o₁ (subtract 1 a_o₁) a_h₁)',
        '∂E_total/∂w₇ = (multiply (subtract a_o₂ t₂) a_h₁)',
      ],
    );
  });
  it('wins over a name that the file gives to something else', () => {
    // In network A h_1 is an activation; here it is what the unit adds up.
    assert.deepEqual(program(a, 'h1 = x1*w11 + x2*w21 + b1_1', 'z = sigmoid(h1)', 'du11 = (y1 - t1) * z'), [
      '∂L/∂u₁₁ = (multiply (subtract y₁ t₁) h₁)',
    ]);
    assert.deepEqual(program(b, 'h1 = sigmoid(w1*i1 + w2*i2)', 'dw5 = h1'), ['∂E_total/∂w₅ = a_h₁']);
  });
  it('does not take what is something else for it', () => {
    assert.deepEqual(program(b, 'n1 = w1*i1 + w2*i1', 'dw5 = n1'), [
      '∂E_total/∂w₅ = (add (multiply w₁ i₁) (multiply w₂ i₁))',
    ]);
    assert.deepEqual(program(b, 'e = (t1 - a_o1)**2', 'dw5 = e'), [
      '∂E_total/∂w₅ = (power (subtract t₁ a_o₁) 2)',
    ]);
  });
  it('knows softmax, cross-entropy and layers without activation', () => {
    const softmax = networkOf({
      units: [2, 2],
      activations: ['softmax'],
      loss: 'categoricalCrossEntropy',
      biases: [false],
    });
    assert.deepEqual(
      program(softmax, 'p1 = np.exp(a1) / (np.exp(a1) + np.exp(a2))', 'dw11 = (p1 - t1) * x1'),
      ['∂L/∂w₁₁ = (multiply (subtract y₁ t₁) x₁)'],
    );
  });
});

describe('parameters after their update', () => {
  it('are told from the old ones', () => {
    assert.deepEqual(program(b, 'w5 = w5 - lr*dw5', 'dw1 = w5 * w6'), [
      'w₅ ← (subtract w₅ (multiply η ∂E_total/∂w₅))',
      '∂E_total/∂w₁ = (multiply w₅⁺ w₆)',
    ]);
    assert.deepEqual(program(b, 'w5_new = w5 - lr*dw5', 'dw1 = w5', 'w5 = w5_new', 'dw2 = w5'), [
      'w₅ ← (subtract w₅ (multiply η ∂E_total/∂w₅))',
      '∂E_total/∂w₁ = w₅',
      '∂E_total/∂w₂ = w₅⁺',
    ]);
    assert.deepEqual(program(b, 'w5 -= lr*dw5', 'dw1 = w5').at(-1), '∂E_total/∂w₁ = w₅⁺');
  });
  it('are the old ones again in the next forward pass', () => {
    assert.deepEqual(
      program(b, 'w5 = w5 - lr*dw5', 'o1 = w5*a_h1 + w6*a_h2', 'dw1 = w5').at(-1),
      '∂E_total/∂w₁ = w₅',
    );
    assert.deepEqual(program(b, 'w5 = w5 - lr*dw5', 'w5 = 0.4', 'dw1 = w5').at(-1), '∂E_total/∂w₁ = w₅');
  });
});

describe('gradients that a program adds up', () => {
  it('are the sum in the end', () => {
    assert.deepEqual(program(b, 'dw1 = w5 * i1', 'dw1 += w7 * i1'), [
      '∂E_total/∂w₁ = (add (multiply w₅ i₁) (multiply w₇ i₁))',
    ]);
    assert.deepEqual(program(b, 'dw1 = 0', 'dw1 += w7 * i1'), ['∂E_total/∂w₁ = (multiply w₇ i₁)']);
  });
});

describe('what is no arithmetic in a program', () => {
  it('is passed over', () => {
    const text = `
import numpy as np
from math import exp
%matplotlib inline
!pip install x
class Net(object):
    """A text with dw5 = 3
    over lines."""
    def __init__(self, n):
        self.w5 = np.random.rand()
        self.data = [1, 2, {'a': 3}]
for epoch in range(1000):
    if epoch % 100 == 0: print(f"loss {E_tot}")
    dW = np.dot(x.T, delta)
    dw5 = np.zeros(3)
    dw6 = compute(a_h1)
    x[0] = 3; y = lambda t: t
    grads['w5'] = a_h1
    dw7 = dw8 = None
    dw7 = ...
w5 = 0.4
lr = 0.5
dw_total = 3
data = 7
depth = 2
d = 4
while True:
    break
`;
    assert.deepEqual(formulasOf(b, text, 'python'), []);
    assert.deepEqual(messagesOf(b, text, 'python'), []);
  });
  it('is told where a gradient depends on it', () => {
    assert.match(
      messagesOf(b, 'err = compute(t1)\ndw5 = err * a_h1', 'python')[0]!,
      /at "err": this name’s value is not calculated/,
    );
    assert.match(messagesOf(b, 'dw5 = zz * a_h1', 'python')[0]!, /at "zz": this is no name of this network/);
    assert.match(messagesOf(b, 'dw5 = (a_o1 - t1 * a_h1', 'python')[0]!, /not closed/);
  });
  it('reads the bodies of loops and conditions', () => {
    assert.deepEqual(
      program(b, 'for epoch in range(3):', '\tif True:', '\t\tdw5 = a_h1', '\telse:', '\t\tpass'),
      ['∂E_total/∂w₅ = a_h₁'],
    );
  });
  it('mends a slip of the pen, and says so', () => {
    const text = 'dw5 = (a_01 - t1) * a_h1';
    const [formula] = readDocument(text, 'python', b).formulas;
    assert.deepEqual(
      formula?.misspellings.map(({ spelled, suggestion, span }) => [
        spelled,
        suggestion,
        text.slice(span.start, span.end),
      ]),
      [['a_01', 'a_o1', 'a_01']],
    );
  });
});
