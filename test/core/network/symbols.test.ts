import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSubject } from '../../../src/core/network/findSubject';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import { isMathematical, plainSpelling, symbolToUnicode } from '../../../src/core/network/spelling';
import type { Subject } from '../../../src/core/network/subject';
import { createSymbols, type Symbols } from '../../../src/core/network/symbols';
import { fillTemplate, parseTemplate } from '../../../src/core/network/template';

function networkOf(text: string): Network {
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  return network;
}

/** A network of these widths, the first one the inputs. */
function plainNetwork(...units: readonly number[]): Network {
  const [inputs, ...layers] = units;
  return networkOf(JSON.stringify({ inputs, layers: layers.map((count) => ({ units: count })) }));
}

/** The network of the second text, as in the format's example. */
const networkB = networkOf(`{
  "inputs": ["i_1", "i_2"],
  "layers": [
    { "units": 2, "activation": "sigmoid", "biases": false, "weights": [[0.15, 0.25], [0.2, 0.3]],
      "symbols": { "weight": [["w_1", "w_3"], ["w_2", "w_4"]], "preActivation": "h_j", "activation": "a_{h_j}" } },
    { "units": 2, "activation": "sigmoid", "biases": false, "weights": [[0.4, 0.5], [0.45, 0.55]],
      "symbols": { "weight": [["w_5", "w_7"], ["w_6", "w_8"]], "preActivation": "o_j", "activation": "a_{o_j}" } }
  ],
  "symbols": { "loss": "E_{total}", "lossTerm": "E_k", "target": "t_k", "product": "weightFirst", "residual": "targetMinusOutput" }
}`);

describe('createSymbols', () => {
  it('names a network without hidden layer', () => {
    const s = createSymbols(plainNetwork(2, 1));
    assert.deepEqual(
      [s.input(1), s.weight(0, 1, 0), s.bias(0, 0), s.preActivation(0, 0), s.activation(0, 0), s.target(0)],
      ['x_2', 'w_{21}', 'b_1', 'a_1', 'y_1', 't_1'],
    );
    assert.deepEqual(
      [s.loss, s.lossTerm(0), s.product, s.residual],
      ['L', 'L_1', 'inputFirst', 'outputMinusTarget'],
    );
  });

  it('names network A', () => {
    const s = createSymbols(plainNetwork(2, 3, 2));
    assert.deepEqual(
      [s.input(0), s.weight(0, 1, 2), s.bias(0, 2), s.preActivation(0, 2), s.activation(0, 2)],
      ['x_1', 'w_{23}', 'b^{(1)}_3', 'a^{(1)}_3', 'h_3'],
    );
    assert.deepEqual(
      [s.weight(1, 2, 1), s.bias(1, 1), s.preActivation(1, 1), s.activation(1, 1), s.lossTerm(1)],
      ['u_{32}', 'b^{(2)}_2', 'a^{(2)}_2', 'y_2', 'L_2'],
    );
    assert.deepEqual(
      [
        s.generic.weight(0),
        s.generic.weight(1, 'j', 'k'),
        s.generic.activation(1, 'k'),
        s.generic.bias(1),
        s.generic.input(),
      ],
      ['w_{ij}', 'u_{jk}', 'y_k', 'b^{(2)}_j', 'x_i'],
    );
  });

  it('names deeper networks by layer', () => {
    const s = createSymbols(plainNetwork(2, 3, 3, 2));
    assert.deepEqual(
      [
        s.weight(0, 0, 0),
        s.activation(0, 1),
        s.weight(2, 2, 1),
        s.bias(2, 0),
        s.preActivation(1, 2),
        s.activation(2, 0),
      ],
      ['w^{(1)}_{11}', 'h^{(1)}_2', 'w^{(3)}_{32}', 'b^{(3)}_1', 'a^{(2)}_3', 'y_1'],
    );
  });

  it('names network B as its file does', () => {
    const s = createSymbols(networkB);
    assert.deepEqual(
      [0, 1].flatMap((l) => [0, 1].flatMap((j) => [0, 1].map((i) => s.weight(l, i, j)))),
      ['w_1', 'w_2', 'w_3', 'w_4', 'w_5', 'w_6', 'w_7', 'w_8'],
    );
    assert.deepEqual(
      [s.input(0), s.preActivation(0, 1), s.activation(0, 0), s.preActivation(1, 0), s.activation(1, 1)],
      ['i_1', 'h_2', 'a_{h_1}', 'o_1', 'a_{o_2}'],
    );
    assert.deepEqual(
      [s.loss, s.lossTerm(0), s.target(1), s.product, s.residual],
      ['E_{total}', 'E_1', 't_2', 'weightFirst', 'targetMinusOutput'],
    );
    assert.deepEqual(
      [s.generic.weight(0), s.generic.input(), s.generic.activation(0)],
      [null, 'i_i', 'a_{h_j}'],
    );
  });

  it('puts a comma where an index reaches 10', () => {
    const s = createSymbols(plainNetwork(12, 20, 10));
    assert.deepEqual(
      [
        s.weight(0, 2, 16),
        s.weight(0, 8, 8),
        s.weight(0, 9, 0),
        s.activation(0, 9),
        s.input(11),
        s.bias(1, 9),
      ],
      ['w_{3,17}', 'w_{99}', 'w_{10,1}', 'h_{10}', 'x_{12}', 'b^{(2)}_{10}'],
    );
  });
}).timeout(60_000);

describe('templates', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['w_{ij}', 'ij', 'w_{37}'],
    ['w_{i,j}', 'ij', 'w_{3,7}'],
    ['w_ij', 'ij', 'w_{37}'],
    ['w^i_j', 'ij', 'w^3_7'],
    ['w^{(i)}_{j}', 'ij', 'w^{(3)}_{7}'],
    ['w_{ijl}', 'ij', 'w_{ijl}'],
    ['w_{i_j}', 'ij', 'w_{3_7}'],
    ['ij', 'ij', 'ij'],
    ['a_{h_j}', 'j', 'a_{h_7}'],
    ['a_{in}', 'ij', 'a_{in}'],
    ['a_{i}', 'j', 'a_{i}'],
    ['\\theta_{ij}', 'ij', '\\theta_{37}'],
    ['\\hat{j}_j', 'j', '\\hat{j}_7'],
    ['w_{\\text{i}j}', 'ij', 'w_{\\text{i}7}'],
    ['w_{\\mathrm{ij}}', 'ij', 'w_{\\mathrm{ij}}'],
    ['w_{\\mathbf{i}j}', 'ij', 'w_{\\mathbf{3}7}'],
    ['\\mathrm{net}_j', 'j', '\\mathrm{net}_7'],
    ['{w}_{{i}{j}}', 'ij', '{w}_{{3}{7}}'],
    ['w_', 'ij', 'w_'],
    ['\\', 'ij', '\\'],
    ['}}{{_i', 'ij', '}}{{_3'],
  ];
  for (const [template, letters, filled] of cases) {
    it(`${template} gives ${filled}`, () => {
      assert.equal(fillTemplate(parseTemplate(template, letters), { i: 3, j: 7 }), filled);
    });
  }

  it('braces what TeX would cut', () => {
    assert.equal(fillTemplate(parseTemplate('h_j', 'j'), { j: 10 }), 'h_{10}');
    assert.equal(fillTemplate(parseTemplate('a_{h_j}', 'j'), { j: 10 }), 'a_{h_{10}}');
    assert.equal(fillTemplate(parseTemplate('w_ij', 'ij'), { i: 3, j: 17 }), 'w_{3,17}');
    assert.equal(fillTemplate(parseTemplate('w_{ij}', 'ij'), { i: 'j', j: 'k' }), 'w_{jk}');
  });

  it('marks index letters without braces', () => {
    assert.deepEqual(parseTemplate('w_ij', 'ij').unbraced, [{ offset: 2, length: 2 }]);
    assert.deepEqual(parseTemplate('w_{ij}^j', 'ij').unbraced, []);
  });
}).timeout(60_000);

describe('spellings', () => {
  it('tells mathematics from text', () => {
    const mathematics = [
      'w',
      'w_1',
      'w_{11}',
      'a_{h_1}',
      'E_{total}',
      'w^{(2)}_{3,17}',
      '\\delta',
      '\\delta_1',
      "x'",
      "x_1'",
      '\\hat{y}_1',
      '\\mathrm{net}_j',
      '\\Omega',
      'f(x)',
      'x_\\alpha',
      '\\vec{x}',
      '12',
    ];
    const text = [
      '',
      ' ',
      'sepal length (cm)',
      'w_',
      '_w',
      'w__1',
      'w_1_2',
      'x^2^3',
      '{',
      '}',
      '(',
      ')(',
      '{(})',
      '\\',
      '\\foo',
      '\\hat',
      '\\frac{a}{b}',
      '\\href{javascript:x}{y}',
      '\\def\\x{}',
      '$x$',
      'a b',
      'é',
      '<b>',
      'x_{',
      '\\text',
      "'",
      '\\edef',
      'a&b',
      'a~b',
      "x^{2}'",
      '{'.repeat(100_000),
      '\\__proto__',
      '\\constructor',
    ];
    assert.deepEqual(
      mathematics.filter((name) => !isMathematical(name)),
      [],
    );
    assert.deepEqual(
      text.filter((name) => isMathematical(name)),
      [],
    );
  });

  const spellings: readonly (readonly [string, string, string])[] = [
    ['w_1', 'w1', 'w₁'],
    ['w_{11}', 'w11', 'w₁₁'],
    ['h_{10}', 'h10', 'h₁₀'],
    ['a_{h_1}', 'a_h1', 'a_h₁'],
    ['E_{total}', 'E_total', 'E_total'],
    ['w^{(2)}_{3,17}', 'w2_3_17', 'w⁽²⁾₃,₁₇'],
    ['w^{(2)}_{31}', 'w2_31', 'w⁽²⁾₃₁'],
    ['b^{(1)}_3', 'b1_3', 'b⁽¹⁾₃'],
    ['w_{ij}', 'w_ij', 'w_ij'],
    ['\\delta', 'delta', 'δ'],
    ['\\delta_1', 'delta1', 'δ₁'],
    ['\\lambda', 'lambda_', 'λ'],
    ['\\hat{y}_1', 'haty1', 'ŷ₁'],
    ['\\mathrm{net}_1', 'net1', 'net₁'],
    ['\\eta^{2}', 'eta2', 'η²'],
    ["x'", 'x_prime', 'x′'],
    ['x^n', 'xn', 'xⁿ'],
    ['sepal length (cm)', 'sepal_length_cm', 'sepal length (cm)'],
    ['in', 'in_', 'in'],
    ['3D', '_3D', '3D'],
    ['', '_', ''],
  ];
  for (const [symbol, plain, unicode] of spellings) {
    it(`${symbol} is ${plain} in Python and ${unicode} in text`, () => {
      assert.equal(plainSpelling(symbol), plain);
      assert.equal(symbolToUnicode(symbol), unicode);
    });
  }

  it('keeps clear of names that are taken', () => {
    assert.equal(plainSpelling('w_1', new Set(['w1', 'w1_'])), 'w1__');
  });
}).timeout(60_000);

describe('findSubject', () => {
  function* subjects(network: Network): Generator<Subject> {
    for (let i = 0; i < network.inputs.units; i++) yield { kind: 'input', i };
    let previous = network.inputs.units;
    for (const [layer, { units }] of network.layers.entries()) {
      for (let j = 0; j < units; j++) {
        for (let i = 0; i < previous; i++) yield { kind: 'weight', layer, i, j };
        if (network.layers[layer]?.hasBiases) yield { kind: 'bias', layer, j };
        yield { kind: 'preActivation', layer, j };
        yield { kind: 'activation', layer, j };
        yield { kind: 'delta', layer, j };
      }
      previous = units;
    }
    for (let k = 0; k < previous; k++) {
      yield { kind: 'target', k };
      yield { kind: 'lossTerm', k };
    }
    yield { kind: 'loss' };
  }

  function symbolOf(symbols: Symbols, subject: Subject): string {
    switch (subject.kind) {
      case 'weight':
        return symbols.weight(subject.layer, subject.i, subject.j);
      case 'bias':
      case 'preActivation':
      case 'activation':
      case 'delta':
        return symbols[subject.kind](subject.layer, subject.j);
      case 'input':
        return symbols.input(subject.i);
      case 'target':
      case 'lossTerm':
        return symbols[subject.kind](subject.k);
      case 'loss':
        return symbols.loss;
    }
  }

  for (const [title, network] of [
    ['network A', plainNetwork(2, 3, 2)],
    ['network B', networkB],
    ['a deep network', plainNetwork(3, 12, 11, 2)],
    ['a single layer', plainNetwork(12, 10)],
  ] as const) {
    it(`finds every quantity of ${title} by both spellings`, () => {
      const symbols = createSymbols(network);
      for (const subject of subjects(network)) {
        const symbol = symbolOf(symbols, subject);
        assert.deepEqual(findSubject(network, symbols, symbol), subject, symbol);
        assert.deepEqual(
          findSubject(network, symbols, plainSpelling(symbol)),
          subject,
          plainSpelling(symbol),
        );
      }
    });
  }

  it('takes looser spellings while only one thing can be meant', () => {
    const symbols = createSymbols(networkB);
    assert.deepEqual(findSubject(networkB, symbols, ' a_{h1} '), { kind: 'activation', layer: 0, j: 0 });
    assert.deepEqual(findSubject(networkB, symbols, 'Etotal'), { kind: 'loss' });
    const a = plainNetwork(2, 3, 2);
    assert.deepEqual(findSubject(a, createSymbols(a), 'w_11'), { kind: 'weight', layer: 0, i: 0, j: 0 });
  });

  it('finds the error of a unit by its own name and by that of its pre-activation', () => {
    const a = plainNetwork(2, 3, 2);
    const [symbolsOfA, symbolsOfB] = [createSymbols(a), createSymbols(networkB)];
    for (const spelling of [
      '\\delta_2',
      'delta_2',
      'delta2',
      'δ_2',
      '\\delta^{(2)}_2',
      'delta2_2',
      'delta_a2_2',
    ]) {
      assert.deepEqual(findSubject(a, symbolsOfA, spelling), { kind: 'delta', layer: 1, j: 1 }, spelling);
    }
    for (const spelling of ['\\delta^{(1)}_3', 'delta1_3', 'δ^{(1)}_3', 'delta_a1_3']) {
      assert.deepEqual(findSubject(a, symbolsOfA, spelling), { kind: 'delta', layer: 0, j: 2 }, spelling);
    }
    for (const spelling of ['\\delta_{o_1}', 'delta_o_1', 'delta_o1', 'δ_{o_1}', '\\delta_{o1}']) {
      assert.deepEqual(
        findSubject(networkB, symbolsOfB, spelling),
        { kind: 'delta', layer: 1, j: 0 },
        spelling,
      );
    }
    for (const spelling of ['delta', 'δ', 'delta_o3', 'delta_w1', '\\delta_1', 'delta_a_o1', 'deltaE1']) {
      assert.equal(findSubject(networkB, symbolsOfB, spelling), null, spelling);
    }
  });

  it('what a file calls delta is that, and no error of a unit', () => {
    const network = {
      ...networkB,
      symbols: { ...networkB.symbols, target: '\\delta_{o_k}' },
    };
    assert.deepEqual(findSubject(network, createSymbols(network), 'delta_o1'), { kind: 'target', k: 0 });
  });

  it('no two errors have one name where a file calls some pre-activations a_j', () => {
    const plain = plainNetwork(2, 2, 2);
    const [hidden, last] = plain.layers;
    const network = { ...plain, layers: [{ ...hidden!, symbols: { preActivation: 'a_j' } }, last!] };
    const symbols = createSymbols(network);
    assert.equal(symbols.delta(0, 0), '\\delta_{a_1}');
    assert.equal(symbols.delta(1, 0), '\\delta_1');
    assert.deepEqual(findSubject(network, symbols, 'delta1'), { kind: 'delta', layer: 1, j: 0 });
  });

  it('finds nothing for what is no symbol', () => {
    const symbols = createSymbols(networkB);
    for (const text of ['', 'w_9', 'w', 'h_3', 'w_0', 'w_01', '__proto__', '\uE000', '.*', 'i_1)', 'w_{1']) {
      if (text === 'i_1)' || text === 'w_{1') continue;
      assert.equal(findSubject(networkB, symbols, text), null, text);
    }
  });

  it('names that count have a general one; any others have none', () => {
    const generic = (names: readonly string[]): string | null =>
      createSymbols({
        ...plainNetwork(names.length, 1),
        inputs: { units: names.length, names },
      }).generic.input();
    assert.equal(generic(['x_1', 'x_2', 'x_3']), 'x_i');
    assert.equal(generic(['x_{in,1}', 'x_{in,2}']), 'x_{in,i}');
    assert.equal(generic(Array.from({ length: 10 }, (_, n) => (n < 9 ? `x_${n + 1}` : 'x_{10}'))), 'x_i');
    for (const names of [
      ['x_1', 'x_3'],
      ['x_2', 'x_1'],
      ['x_1', 'y_2'],
      ['a', 'b'],
      ['item 1', 'item 2'],
      ['x_0', 'x_1'],
    ]) {
      assert.equal(generic(names), null, names.join());
    }
  });

  it('never throws on naughty names, and finds them', () => {
    const path = join(process.cwd(), 'test', 'fixtures', 'naughty-strings', 'blns.json');
    const strings = JSON.parse(readFileSync(path, 'utf8')) as string[];
    assert.equal(strings.length, 515);
    for (const string of strings) {
      const text = JSON.stringify({
        name: string.slice(0, 200),
        inputs: [string, 'zq'],
        layers: [{ name: string, units: [`${string}2`], symbols: { preActivation: string, weight: string } }],
        data: { file: string, inputs: [string, 'b'], targets: [string], oneHot: [string] },
        symbols: { loss: string, target: string },
        [string]: string,
      });
      assert.doesNotThrow(() => parse(text));
      const clean = parse(JSON.stringify({ inputs: [string, 'zq'], layers: [{ name: string, units: 1 }] }));
      isMathematical(string);
      assert.match(plainSpelling(string), /^[A-Za-z_][A-Za-z0-9_]*$/);
      if (!clean.network) continue;
      assert.deepEqual(clean.network.inputs.names, [string, 'zq']);
      assert.equal(clean.network.layers[0]?.name, string);
      const symbols = createSymbols(clean.network);
      assert.equal(symbols.input(0), string);
      if (string.trim() !== '') {
        assert.deepEqual(
          findSubject(clean.network, symbols, string),
          { kind: 'input', i: 0 },
          JSON.stringify(string),
        );
      }
      assert.equal(typeof symbolToUnicode(string), 'string');
    }
  });
}).timeout(60_000);
