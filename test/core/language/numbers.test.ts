import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseCsv } from '../../../src/core/engine/csv';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { csvColumns } from '../../../src/core/language/csvHeader';
import { lossLines } from '../../../src/core/language/lossNumbers';
import { unitLines } from '../../../src/core/language/unitNumbers';
import { parse } from '../../../src/core/network/parse';
import { createSymbols } from '../../../src/core/network/symbols';

function placeOf(text: string) {
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  const prepared = network.data ? prepareDataset(network, null) : null;
  const dataset = prepared && 'dataset' in prepared ? prepared.dataset : null;
  return {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset,
    parameters: initialParameters(network),
  };
}

/** y₁ = 2 relu(x + 1) and y₂ = −relu(x + 1) by hand, at x = 1 and x = −3. */
const text = `{
  "inputs": ["x"],
  "layers": [
    { "units": 1, "activation": "relu", "weights": [[1]], "biases": [1] },
    { "units": ["y", "z"], "weights": [[2, -1]], "biases": false }
  ],
  "data": { "inputs": [[1], [-3]], "targets": [[3, 0], [1, 2]] },
  "training": { "l2": 0.5 }
}`;

describe('the numbers of a unit', () => {
  it('are those of the first sample and the means over all', () => {
    // Sample 1: a = 2, h = 2, y = 4, z = −2; δ of the outputs 1 and −2, of the hidden unit 2 · 1 + (−1)(−2) = 4.
    // Sample 2: a = −2, h = 0, and nothing passes back.
    assert.deepEqual(unitLines(placeOf(text), { kind: 'activation', layer: 0, j: 0 }, null), [
      'a⁽¹⁾₁ = 2   h₁ = 2   δ⁽¹⁾₁ = 4   sample 1',
      'a⁽¹⁾₁ = 0   h₁ = 1   δ⁽¹⁾₁ = 2   mean of 2 samples',
      'in: 1 weight, w₁₁ = 1; b⁽¹⁾₁ = 1',
      'out: 2 weights, u₁₁ = 2, u₁₂ = -1',
    ]);
  });

  it('are those of the sample that is pointed at', () => {
    assert.deepEqual(unitLines(placeOf(text), { kind: 'preActivation', layer: 1, j: 1 }, 1), [
      'a⁽²⁾₂ = 0   z = 0   δ₂ = -2   sample 2',
      'in: 1 weight, u₁₂ = -1; no bias',
    ]);
  });

  it('are weights alone without samples, and for inputs', () => {
    assert.deepEqual(unitLines(placeOf(text), { kind: 'input', i: 0 }, null), ['out: 1 weight, w₁₁ = 1']);
    const bare = placeOf('{ "inputs": 1, "layers": [{ "units": 1, "weights": [[3]], "biases": false }] }');
    assert.deepEqual(unitLines(bare, { kind: 'activation', layer: 0, j: 0 }, null), [
      'in: 1 weight, w₁₁ = 3; no bias',
    ]);
  });

  it('tell the heaviest of many weights, in the order of the file', () => {
    const rows = [0.1, -9, 0.2, 8, 0.3, -7, 6, 5, -4].map((weight) => `[${weight}]`).join(',');
    const wide = placeOf(
      `{ "inputs": 9, "layers": [{ "units": 1, "weights": [${rows}], "biases": false }] }`,
    );
    assert.deepEqual(unitLines(wide, { kind: 'activation', layer: 0, j: 0 }, null), [
      'in: 9 weights, heaviest w₂₁ = -9, w₄₁ = 8, w₆₁ = -7, w₇₁ = 6, w₈₁ = 5, w₉₁ = -4; no bias',
    ]);
  });
});

describe('the terms of the loss', () => {
  it('add up to it, with the penalty beside', () => {
    const place = placeOf(text);
    const { network, symbols, model, parameters, dataset } = place;
    const evaluation = evaluate(model, parameters, dataset!, dataset!.trainingIndices);
    // ½(1² + 1²)/2 and ½(2² + 2²)/2; ½ · 0.5 · (1 + 4 + 1).
    assert.deepEqual(lossLines({ network, symbols }, evaluation, 2), [
      'L₁ = 0.5   20 %',
      'L₂ = 2   80 %',
      'penalty = 1.5, beside L',
      'mean over 2 samples',
    ]);
  });
});

describe('the columns of a CSV text', () => {
  it('are those of its header, with their places', () => {
    const csv = '\uFEFF\r\n"a, ""b""",length (mm),kind\r\n1,2,"x\n';
    const columns = csvColumns(csv);
    assert.deepEqual(
      columns.map(({ name, range }) => [name, csv.slice(range.offset, range.offset + range.length)]),
      [
        ['a, "b"', '"a, ""b"""'],
        ['length (mm)', 'length (mm)'],
        ['kind', 'kind'],
      ],
    );
    assert.deepEqual(csvColumns(''), []);
    assert.deepEqual(csvColumns('\n\n'), []);
  });

  it('are the ones that the reader of samples finds', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', '"', '\n', 'é') });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), (names) => {
        const line = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
        const table = parseCsv(`${line}\n`);
        assert.ok('rows' in table);
        assert.deepEqual(
          csvColumns(`${line}\n`).map(({ name }) => name),
          table.rows[0],
        );
      }),
    );
  });
});
