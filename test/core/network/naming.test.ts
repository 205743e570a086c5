import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { symbolFamilies } from '../../../src/core/network/families';
import { withNaming, type Naming } from '../../../src/core/network/naming';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import { canonicalSymbol, isMathematical } from '../../../src/core/network/spelling';
import { createSymbols } from '../../../src/core/network/symbols';

function networkOf(text: string): Network {
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  return network;
}

const example = (name: string): Network =>
  networkOf(readFileSync(`media/examples/${name}.backprop.json`, 'utf8'));

function allSymbols(network: Network): string[] {
  return symbolFamilies(network).flatMap((family) =>
    Array.from({ length: family.rows * family.columns }, (_, n) =>
      family.symbol(Math.floor(n / family.columns), n % family.columns),
    ),
  );
}

describe('withNaming', () => {
  it('gives the file of network B the names of network A', () => {
    const s = createSymbols(withNaming(example('network-b'), 'indices'));
    assert.deepEqual(
      [s.input(0), s.weight(0, 1, 0), s.activation(0, 1), s.weight(1, 0, 1), s.activation(1, 0), s.target(1)],
      ['x_1', 'w_{21}', 'h_2', 'u_{12}', 'y_1', 't_2'],
    );
    assert.deepEqual(
      [s.loss, s.lossTerm(0), s.preActivation(1, 1), s.product, s.residual],
      ['L', 'L_1', 'a^{(2)}_2', 'inputFirst', 'outputMinusTarget'],
    );
  });

  it('numbers network B as its file does, name by name', () => {
    const network = example('network-b');
    assert.deepEqual(allSymbols(withNaming(network, 'numbered')), allSymbols(network));
    const { product, residual } = withNaming(network, 'numbered').symbols;
    assert.deepEqual([product, residual], [network.symbols.product, network.symbols.residual]);
  });

  it('numbers network A through all layers, per receiving unit and then per sender', () => {
    const s = createSymbols(withNaming(example('network-a'), 'numbered'));
    assert.deepEqual(
      [s.weight(0, 0, 0), s.weight(0, 1, 0), s.weight(0, 0, 1), s.weight(1, 0, 0), s.weight(1, 2, 1)],
      ['w_1', 'w_2', 'w_3', 'w_7', 'w_{12}'],
    );
    assert.deepEqual(
      [s.bias(0, 0), s.bias(0, 2), s.bias(1, 1), s.activation(0, 2), s.activation(1, 0), s.lossTerm(1)],
      ['b_1', 'b_3', 'b_5', 'a_{h_3}', 'a_{o_1}', 'E_2'],
    );
  });

  it('tells several hidden layers apart', () => {
    const network = networkOf('{ "inputs": 2, "layers": [{ "units": 12 }, { "units": 2 }, { "units": 1 }] }');
    const s = createSymbols(withNaming(network, 'numbered'));
    assert.deepEqual(
      [s.preActivation(0, 11), s.activation(1, 1), s.activation(2, 0)],
      ['h^{(1)}_{12}', 'a_{h^{(2)}_2}', 'a_{o_1}'],
    );
  });

  it('leaves the file’s own names, and everything that is not a name', () => {
    const network = example('network-b');
    assert.equal(withNaming(network, 'file'), network);
    for (const naming of ['indices', 'numbered'] as const) {
      const { inputs, layers, symbols, ...rest } = withNaming(network, naming);
      assert.deepEqual({ ...network, ...rest }, network);
      assert.equal(inputs.units, network.inputs.units);
      assert.ok(symbols !== network.symbols);
      layers.forEach((layer, l) => {
        const original = network.layers[l]!;
        assert.deepEqual({ ...layer, symbols: original.symbols, unitNames: original.unitNames }, original);
      });
    }
  });

  it('never gives two things one name, whatever the shape', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 7 });
    const flags = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(widths, flags, fc.constantFrom<Naming>('indices', 'numbered'), (units, biased, naming) => {
        const [inputs, ...layers] = units;
        const network = networkOf(
          JSON.stringify({
            inputs: Array.from({ length: inputs! }, (_, i) => `w_{${i + 1}} ${i}`),
            layers: layers.map((count, l) => ({ units: count, ...(biased[l] ? {} : { biases: false }) })),
          }),
        );
        const symbols = allSymbols(withNaming(network, naming)).map(canonicalSymbol);
        assert.equal(new Set(symbols).size, symbols.length);
        assert.ok(symbols.every(isMathematical));
      }),
      { numRuns: 300 },
    );
  });
});
