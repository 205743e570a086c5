import { strict as assert } from 'node:assert';
import { parse } from '../../../src/core/network/parse';
import type { Quantity } from '../../../src/core/math/expression';
import { createSymbols } from '../../../src/core/network/symbols';
import { plainSpelling, symbolToUnicode } from '../../../src/core/network/spelling';
import type { Network } from '../../../src/core/network/network';
import { readDocument } from '../../../src/core/verify/readDocument';
import { networkOf } from '../engine/reference/networks';
import { networkA, networkB } from '../math/networks';
import { assertReads, formulasOf, messagesOf, onlyFormula } from './reading';

const a = networkA();
const b = networkB();

/** Every quantity of a network that has a symbol, with it. */
function symbolsOf(network: Network): readonly (readonly [string, Quantity])[] {
  const symbols = createSymbols(network);
  const found: (readonly [string, Quantity])[] = [];
  const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
  let before = network.inputs.units;
  for (const i of range(before)) found.push([symbols.input(i), { kind: 'input', i }]);
  network.layers.forEach((one, layer) => {
    for (const j of range(one.units)) {
      found.push([symbols.activation(layer, j), { kind: 'activation', layer, j }]);
      found.push([symbols.preActivation(layer, j), { kind: 'preActivation', layer, j }]);
      if (one.hasBiases) found.push([symbols.bias(layer, j), { kind: 'bias', layer, j }]);
      for (const i of range(before))
        found.push([symbols.weight(layer, i, j), { kind: 'weight', layer, i, j }]);
    }
    before = one.units;
  });
  for (const k of range(before))
    found.push([symbols.target(k), { kind: 'target', k }], [symbols.lossTerm(k), { kind: 'lossTerm', k }]);
  return found;
}

function readName(network: Network, text: string, kind: 'markdown' | 'python'): Quantity {
  const { formula } = onlyFormula(network, text, kind);
  const [side] = formula.sides;
  assert.ok(side?.kind === 'apply' && side.operands[1]?.kind === 'quantity', text);
  return side.operands[1].quantity;
}

describe('the names of a network', () => {
  const networks: Readonly<Record<string, Network>> = {
    A: a,
    B: b,
    deep: networkOf({ units: [3, 12, 2, 2, 1], activations: ['tanh', 'relu', 'sigmoid', 'sigmoid'] }),
    flat: networkOf({ units: [11, 10], activations: ['linear'] }),
  };
  for (const [name, network] of Object.entries(networks)) {
    it(`are read as the file, Unicode and Python spell them: ${name}`, () => {
      const symbols = createSymbols(network);
      const weight = symbols.weight(0, 0, 0);
      for (const [symbol, quantity] of symbolsOf(network)) {
        const left = `\\frac{\\partial ${symbols.loss}}{\\partial ${weight}}`;
        assert.deepEqual(readName(network, `$${left} = 2 \\cdot ${symbol}$`, 'markdown'), quantity, symbol);
        assert.deepEqual(
          readName(network, `$${left} = 2 · ${symbolToUnicode(symbol)}$`, 'markdown'),
          quantity,
          symbol,
        );
        assert.deepEqual(
          readName(network, `d${plainSpelling(weight)} = 2 * ${plainSpelling(symbol)}`, 'python'),
          quantity,
          symbol,
        );
      }
    });
  }
  it('that are no mathematics are read in Python', () => {
    const { network } = parse(
      `{ "inputs": ["sepal length (cm)", "class"], "layers": [{ "units": ["out"], "weights": [[1], [2]] }] }`,
    );
    assert.ok(network);
    assert.deepEqual(readName(network, 'dw11 = 2 * sepal_length_cm', 'python'), { kind: 'input', i: 0 });
    assert.deepEqual(readName(network, 'dw11 = 2 * class_', 'python'), { kind: 'input', i: 1 });
    assert.deepEqual(readName(network, 'dw11 = 2 * out', 'python'), { kind: 'activation', layer: 0, j: 0 });
  });
  it('with Greek letters, accents and constants', () => {
    const { network } = parse(
      `{ "inputs": ["\\\\xi_1"], "layers": [{ "units": ["\\\\hat{y}"], "symbols": { "weight": "\\\\omega", "bias": "b", "preActivation": "z" } }] }`,
    );
    assert.ok(network);
    assertReads(network, '$∂L/∂\\omega = (\\hat{y} - t_1) ξ_1$', '∂L/∂ω = (multiply (subtract ŷ t₁) ξ₁)');
    assertReads(network, '$∂L/∂\\omega = (\\hat y - t) \\xi_1$', '∂L/∂ω = (multiply (subtract ŷ t₁) ξ₁)');
    assertReads(network, '$∂L/∂b = δ$', '∂L/∂b = δ_z');
    assertReads(network, 'domega = z * b', '∂L/∂ω = (multiply z b)', 'python');
  });
  it('in general, where the file names each thing by itself', () => {
    assertReads(b, '$∂E/∂w^{(2)}_{ij} = δ_{o_j} a_{h_i}$', '∂E_total/∂w⁽²⁾_ij = (multiply δ_o_j a_h_i)');
    assertReads(b, '$∂E_k/∂o_k = a_{o_k} - t_k$', '∂E_k/∂o_k = (subtract a_o_k t_k)');
    assert.match(messagesOf(b, '$∂E/∂w_{ij} = δ_j$')[0]!, /"w_\{ij\}" is no name/);
  });
  it('only as far as their indices go', () => {
    for (const name of ['w_{31}', 'x_3', 'y_{3}', 'u_{13}', 'h_{10}', 't_0', 'a^{(3)}_1']) {
      assert.match(messagesOf(a, `$∂L/∂u_{11} = ${name}$`)[0]!, /is no name of this network/, name);
      assert.match(messagesOf(a, `$∂L/∂${name} = 1$`)[0]!, /is no name of this network/, name);
    }
  });
});

describe('slips of the pen', () => {
  it('are read as the name they resemble, and mended in the manner of the document', () => {
    for (const [spelled, suggestion] of [
      ['a\\_0_1', 'a\\_o_1'],
      ['a_{01}', 'a_{o1}'],
      ['a_{0_1}', 'a_{o_1}'],
      ['A_{o1}', 'a_{o1}'],
      ['\\alpha_{o1}', 'a_{o1}'],
      ['a_{O1}', 'a_{o1}'],
      ['a_01', 'a_o1'],
      ['W_5', 'w_5'],
      ['T_1', 't_1'],
    ] as const) {
      const text = `$∂E/∂w_6 = 2 ${spelled}$`;
      const { formula } = onlyFormula(b, text);
      const [slip] = formula.misspellings;
      assert.equal(slip?.spelled, spelled);
      assert.equal(slip.suggestion, suggestion);
      assert.equal(text.slice(slip.span.start, slip.span.end), spelled);
      const mended = `${text.slice(0, slip.span.start)}${slip.suggestion}${text.slice(slip.span.end)}`;
      assert.deepEqual(onlyFormula(b, mended).formula.misspellings, []);
      assert.deepEqual(
        onlyFormula(b, mended).formula.sides,
        readDocument(mended, 'markdown', b).formulas[0]!.sides,
      );
    }
  });
  it('of a letter too many, too few or in the wrong place', () => {
    for (const [spelled, suggestion] of [
      ['E_{totl}', 'E_{total}'],
      ['E_{ttoal}', 'E_{total}'],
      ['E_{tootal}', 'E_{total}'],
      ['E_{tatal}', 'E_{total}'],
    ] as const) {
      const { formula } = onlyFormula(b, `$∂${spelled}/∂w_6 = a_{h1}$`);
      assert.deepEqual(
        formula.misspellings.map((one) => one.suggestion),
        [suggestion],
        spelled,
      );
    }
  });
  it('that may mean several names are told with them', () => {
    assert.match(messagesOf(b, '$∂E/∂w_6 = a_{k1}$')[0]!, /may mean a_\{h_1\} or a_\{o_1\}/);
    assert.match(messagesOf(b, 'dw6 = a_i1', 'python')[0]!, /may mean a_\{h_1\} or a_\{o_1\}/);
  });
  it('are not made of a wrong number', () => {
    for (const name of ['w_9', 'a_{h3}', 't_3', 'E_3'])
      assert.match(messagesOf(b, `$∂E/∂w_6 = ${name}$`)[0]!, /is no name/);
    assert.deepEqual(formulasOf(b, 'dw9 = a_h1', 'python'), []);
  });
});
