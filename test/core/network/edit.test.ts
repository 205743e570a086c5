import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { numberText, parameterEdits, parameterEditSteps } from '../../../src/core/network/edit';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import type { ParameterSubject } from '../../../src/core/network/subject';
import type { TextEdit } from '../../../src/core/network/text';
import { layeredText } from './generated';

function applied(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const { range, newText } of edits) {
    assert.ok(range.offset >= position, 'edits overlap or are out of order');
    result += text.slice(position, range.offset) + newText;
    position = range.offset + range.length;
  }
  return result + text.slice(position);
}

/** The text after writing `values` back. */
function written(text: string, values: (subject: ParameterSubject) => number): string {
  const parsed = parse(text);
  assert.ok(parsed.network, JSON.stringify(parsed.diagnostics));
  return applied(text, parameterEdits(parsed, values));
}

/** A value of its own for every parameter. */
function distinct(subject: ParameterSubject): number {
  const i = subject.kind === 'weight' ? subject.i + 1 : 0;
  return subject.layer * 1000 + i * 10 + subject.j + 0.25;
}

/** The value that the network has, or `missing` for an omitted parameter. */
function current(network: Network, subject: ParameterSubject, missing = 0): number {
  const layer = network.layers[subject.layer];
  const value =
    subject.kind === 'weight' ? layer?.weights?.[subject.i]?.[subject.j] : layer?.biases?.[subject.j];
  return value ?? missing;
}

function assertHolds(text: string, values: (subject: ParameterSubject) => number): void {
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  network.layers.forEach((layer, l) => {
    assert.ok(layer.weights);
    layer.weights.forEach((row, i) => {
      row.forEach((weight, j) => {
        assert.ok(Object.is(weight, values({ kind: 'weight', layer: l, i, j })));
      });
    });
    assert.equal(layer.biases !== null, layer.hasBiases);
    layer.biases?.forEach((bias, j) => {
      assert.ok(Object.is(bias, values({ kind: 'bias', layer: l, j })));
    });
  });
}

describe('parameterEdits', () => {
  it('changes numbers and nothing else', () => {
    const text = `\uFEFF// network\r
{ "inputs": 2, "layers": [\r
  { "units": 2, "biases": [0.50, /* b */ -1e0,],\r
\t  "weights": [ // rows\r
      [1.50, 2.0 /* second */ ,],\r
      [\t3,4],\r
    ],\r
  },\r
]}\r
`;
    const values = (subject: ParameterSubject) =>
      subject.kind === 'weight' && subject.i === 0 && subject.j === 1
        ? 0.1
        : subject.kind === 'bias'
          ? -1
          : distinct(subject);
    const result = written(text, values);
    const expected = text
      .replace('1.50', '10.25')
      .replace('2.0 /*', '0.1 /*')
      .replace('[\t3,4]', '[\t20.25,21.25]')
      .replace('0.50', '-1');
    assert.equal(result, expected);
  });

  it('leaves the spelling of numbers that keep their value', () => {
    const text =
      '{"inputs": 1, "layers": [{"units": 4, "biases": false, "weights": [[0.10, 1e-1, 100E-3, -0.0]]}]}';
    const { network } = parse(text);
    assert.equal(
      written(text, (subject) => current(network!, subject)),
      text,
    );
    assert.match(
      written(text, () => 0),
      /\[\[0, 0, 0, 0\]\]/,
    );
    assert.match(
      written(text, (subject) => (subject.j === 3 ? -0 : 0)),
      /\[\[0, 0, 0, -0\.0\]\]/,
    );
  });

  const added: readonly (readonly [string, string, string])[] = [
    [
      'on lines of their own, with the indentation of the file',
      '{\n    "inputs": 2,\n    "layers": [\n        {\n            "name": "l",\n            "units": 1\n        }\n    ]\n}\n',
      '{\n    "inputs": 2,\n    "layers": [\n        {\n            "name": "l",\n            "units": 1,\n            "weights": [\n                [10.25],\n                [20.25]\n            ],\n            "biases": [0.25]\n        }\n    ]\n}\n',
    ],
    [
      'behind a comment, with CRLF and tabs',
      '{\r\n\t"inputs": 1,\r\n\t"layers": [\r\n\t\t{\r\n\t\t\t"units": 1 // one\r\n\t\t}\r\n\t]\r\n}',
      '{\r\n\t"inputs": 1,\r\n\t"layers": [\r\n\t\t{\r\n\t\t\t"units": 1, // one\r\n\t\t\t"weights": [\r\n\t\t\t\t[10.25]\r\n\t\t\t],\r\n\t\t\t"biases": [0.25]\r\n\t\t}\r\n\t]\r\n}',
    ],
    [
      'before a trailing comma that stays one',
      '{\n  "inputs": 1,\n  "layers": [\n    {\n      "units": 1,\n      "biases": false, // none\n    },\n  ],\n}',
      '{\n  "inputs": 1,\n  "layers": [\n    {\n      "units": 1,\n      "biases": false, // none\n      "weights": [\n        [10.25]\n      ],\n    },\n  ],\n}',
    ],
    [
      'into an object on one line',
      '{\n  "inputs": 2,\n  "layers": [\n    { "units": 1 /* u */ }\n  ]\n}',
      '{\n  "inputs": 2,\n  "layers": [\n    { "units": 1, /* u */ "weights": [\n        [10.25],\n        [20.25]\n      ], "biases": [0.25] }\n  ]\n}',
    ],
    [
      'into an object that is closed behind its last key',
      '{\n  "inputs": 1,\n  "layers": [{\n    "units": 1,\n    "biases": false }]\n}',
      '{\n  "inputs": 1,\n  "layers": [{\n    "units": 1,\n    "biases": false,\n    "weights": [\n      [10.25]\n    ] }]\n}',
    ],
    [
      'where only the biases are missing',
      '{"inputs":1,"layers":[{"units":1,"weights":[[7]]}]}',
      '{"inputs":1,"layers":[{"units":1,"weights":[[10.25]], "biases": [0.25]}]}',
    ],
  ];
  for (const [title, text, expected] of added) {
    it(`adds what is omitted ${title}`, () => {
      const result = written(text, distinct);
      assert.equal(result, expected);
      assertHolds(result, distinct);
      assert.equal(written(result, distinct), result);
    });
  }

  it('adds no biases where the file says there are none', () => {
    const text = '{"inputs": 1, "layers": [{"units": 1, "biases": false}]}';
    assert.equal(parse(written(text, distinct)).network?.layers[0]?.hasBiases, false);
  });

  it('refuses numbers that JSON cannot hold, by name', () => {
    const parsed = parse('{"inputs": 1, "layers": [{"name": "out", "units": 1, "weights": [[1]]}]}');
    assert.throws(() => parameterEdits(parsed, () => NaN), {
      name: 'RangeError',
      message: /weight from unit 1 to unit 1 of out is NaN/,
    });
    assert.throws(() => parameterEdits(parsed, ({ kind }) => (kind === 'bias' ? -Infinity : 1)), RangeError);
    assert.throws(() => parameterEdits(parse('{}'), () => 1), /without errors/);
  });

  it('makes one edit a row for a large matrix', () => {
    const row = Array.from({ length: 100 }, (_, j) => j / 8).join(', /* c */ ');
    const text = `{"inputs": 100, "layers": [{"units": 100, "biases": false, "weights": [\n${Array.from({ length: 100 }, () => `[${row}]`).join(',\n')}]}]}`;
    const parsed = parse(text);
    const edits = parameterEdits(parsed, distinct);
    assert.equal(edits.length, 100);
    assertHolds(applied(text, edits), distinct);
    assert.equal(applied(text, edits).match(/\/\* c \*\//g)?.length, 9_900);
    const steps = parameterEditSteps(parsed, distinct);
    assert.equal(steps.next().done, false);
    let step = steps.next();
    while (!step.done) step = steps.next();
    assert.deepEqual(step.value, edits);
    const one = parameterEdits(parsed, (subject) =>
      subject.kind === 'weight' && subject.i === 5 && subject.j === 7
        ? 42
        : current(parsed.network!, subject),
    );
    assert.equal(one.length, 1);
    assert.equal(one[0]?.newText, '42');
  });

  it('writes digits that read back as the same double', () => {
    const bits = new DataView(new ArrayBuffer(8));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (pattern) => {
        bits.setBigUint64(0, pattern);
        const value = bits.getFloat64(0);
        if (!Number.isFinite(value)) return;
        const text = numberText(value);
        assert.ok(Object.is(Number(text), value));
        assert.ok(Object.is(JSON.parse(text), value));
      }),
      { numRuns: 20_000, seed: 1 },
    );
    for (const value of [-0, 5e-324, 2.2250738585072014e-308, Number.MAX_VALUE, 0.1 + 0.2, 1e21, 1e-7]) {
      assert.ok(Object.is(Number(numberText(value)), value));
    }
  });

  it('touches only numbers in 1,000 generated files, whatever their layout', () => {
    fc.assert(
      fc.property(layeredText(), fc.integer(), (text, seed) => {
        const parsed = parse(text);
        assert.ok(parsed.network, JSON.stringify(parsed.diagnostics));
        const values = (subject: ParameterSubject): number => {
          const mixed = Math.sin(distinct(subject) * 12.9898 + seed) * 43758.5453;
          // Some parameters keep their value.
          return mixed % 1 > 0.3
            ? current(parsed.network!, subject, mixed)
            : mixed * 10 ** ((seed % 40) - 20);
        };
        const result = applied(text, parameterEdits(parsed, values));
        assertHolds(result, values);
        // Every edit replaces exactly one number, or inserts and so keeps every byte.
        for (const { range } of parameterEdits(parsed, values)) {
          const replaced = text.slice(range.offset, range.offset + range.length);
          assert.match(replaced, /^(-?\d+(\.\d+)?([eE][+-]?\d+)?)?$/);
        }
        const isWhole = parsed.network.layers.every(
          (layer) => layer.weights && (layer.biases ?? !layer.hasBiases),
        );
        // With every number masked, a file that omitted nothing reads as before.
        const masked = (one: string) => one.replace(/-?\d+(\.\d+)?(e[+-]?\d+)?/gi, '#');
        if (isWhole) assert.equal(masked(result), masked(text));
        assert.equal(result.includes('\r'), text.includes('\r'));
        assert.equal(result.startsWith('\uFEFF'), text.startsWith('\uFEFF'));
        assert.deepEqual(parameterEdits(parse(result), values), []);
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });
}).timeout(60_000);
