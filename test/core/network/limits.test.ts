import { strict as assert } from 'node:assert';
import { parse } from '../../../src/core/network/parse';

/** Codes of severity error that a file is given. */
function errors(file: unknown): string[] {
  return parse(JSON.stringify(file))
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

function zeros(rows: number, columns: number): number[][] {
  const row = Array.from({ length: columns }, () => 0);
  return Array.from({ length: rows }, () => row);
}

function named(length: number): string {
  return 'n'.repeat(length);
}

const one = { units: 1 };

/** A limit: a file of that size, and the code where it is passed. */
const limits: readonly (readonly [string, number, (size: number) => unknown, string])[] = [
  ['layers', 64, (size) => ({ inputs: 1, layers: Array.from({ length: size }, () => one) }), 'layers.range'],
  ['units', 4_096, (size) => ({ inputs: 1, layers: [{ units: size }] }), 'units.range'],
  ['inputs', 4_096, (size) => ({ inputs: size, layers: [one] }), 'inputs.range'],
  [
    'unit names',
    4_096,
    (size) => ({ inputs: 1, layers: [{ units: Array.from({ length: size }, (_, j) => `n_{${j}}`) }] }),
    'units.range',
  ],
  [
    'weights',
    1_000_000,
    (size) => ({
      inputs: size > 4e6 ? 2500 : 1000,
      layers: [{ units: size > 4e6 ? size / 2500 : size / 1000 }],
    }),
    'weights.limit',
  ],
  [
    'numbers of inline data',
    1_000_000,
    (size) => ({
      inputs: 999,
      layers: [one],
      data: { inputs: zeros(size / 1000, 999), targets: zeros(size / 1000, 1) },
    }),
    'data.limit',
  ],
  ['characters of a name', 200, (size) => ({ name: named(size), inputs: 1, layers: [one] }), 'name.range'],
  [
    'characters of a layer name',
    200,
    (size) => ({ inputs: 1, layers: [{ name: named(size), units: 1 }] }),
    'name.range',
  ],
  ['characters of an input name', 200, (size) => ({ inputs: [named(size)], layers: [one] }), 'inputs.range'],
  [
    'characters of a symbol',
    200,
    (size) => ({ inputs: 1, layers: [one], symbols: { loss: named(size) } }),
    'loss.range',
  ],
  [
    'characters of a weight name',
    200,
    (size) => ({ inputs: 1, layers: [{ units: 1, symbols: { weight: [[named(size)]] } }] }),
    'weight.type',
  ],
  ['epochs', 1e9, (size) => ({ inputs: 1, layers: [one], training: { epochs: size } }), 'epochs.range'],
  [
    'combinations of a sweep',
    1_000,
    (size) => ({
      inputs: 1,
      layers: [one],
      sweep: { l1: Array.from({ length: size / 10 }, (_, k) => k), seed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    }),
    'sweep.limit',
  ],
  [
    'samples of a generator',
    1_000_000,
    (size) => ({ inputs: 2, layers: [one], data: { generator: 'xor', samples: size } }),
    'samples.range',
  ],
  [
    'characters of a formula',
    1_000,
    (size) => ({
      inputs: 1,
      layers: [{ units: 1, activation: { formula: `a${' '.repeat(size - 4)}+ 1` } }],
    }),
    'activation.formula',
  ],
  [
    'operations of a formula',
    100,
    (size) => ({ inputs: 1, layers: [{ units: 1, activation: { formula: `a${'+1'.repeat(size)}` } }] }),
    'activation.formula',
  ],
  [
    'levels of a formula',
    50,
    (size) => ({
      inputs: 1,
      layers: [{ units: 1, activation: { formula: `${'('.repeat(size - 1)}a${')'.repeat(size - 1)}` } }],
    }),
    'activation.formula',
  ],
];

describe('limits', () => {
  for (const [what, limit, file, code] of limits) {
    // A step that keeps shapes whole: weights and numbers of data come by the thousand.
    const step =
      limit === 1_000_000 && !what.startsWith('samples')
        ? 1_000
        : limit === 1_000 && what.startsWith('comb')
          ? 10
          : 1;
    it(`${limit} ${what} are taken, ${limit + step} and ${10 * limit} are refused with ${code}`, () => {
      assert.deepEqual(errors(file(limit)), []);
      for (const size of [limit + step, 10 * limit])
        assert.ok(errors(file(size)).includes(code), String(errors(file(size))));
    });
  }

  it('takes brackets 64 deep and refuses 65', () => {
    const deep = (depth: number) => `{"x": ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const codes = (depth: number) => parse(deep(depth)).diagnostics.map(({ code }) => code);
    assert.ok(!codes(64).includes('json.depth'));
    assert.deepEqual(codes(65), ['json.depth']);
    assert.deepEqual(codes(640), ['json.depth']);
  });
}).timeout(60_000);
