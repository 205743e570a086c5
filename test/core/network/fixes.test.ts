import assert from 'node:assert/strict';
import { createRandom } from '../../../src/core/engine/random';
import { nodeAtPath } from '../../../src/core/network/jsonTree';
import { removedEntry, setKey } from '../../../src/core/network/layout';
import { parse } from '../../../src/core/network/parse';
import { edited } from '../../support/edited';

/** What the text becomes by the fix of a problem whose title begins so. */
function fixed(text: string, code: string, title: string): string {
  const { diagnostics } = parse(text);
  const problem = diagnostics.find((one) => one.code === code);
  assert.ok(problem, `${code}: ${JSON.stringify(diagnostics)}`);
  const fix = problem.fixes?.find((one) => one.title.startsWith(title));
  assert.ok(fix, `${title}: ${problem.fixes?.map((one) => one.title).join()}`);
  return edited(text, fix.edits);
}

const layer = (inner: string) => `{ "inputs": 2, "layers": [{ "units": 3${inner} }] }`;

describe('fixes of shapes', () => {
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    [
      'exchanges rows and columns and keeps the layout',
      layer(', "weights": [\n  [1, 2.50],\n  [3, 4],\n  [5, 6]\n]'),
      'weights.shape',
      'Exchange',
      layer(', "weights": [\n  [1, 3, 5],\n  [2.50, 4, 6]\n]'),
    ],
    [
      'pads rows',
      layer(', "weights": [[1], [2, 3, 4]]'),
      'weights.shape',
      'Pad with 0 to 2×3',
      layer(', "weights": [[1, 0, 0], [2, 3, 4]]'),
    ],
    [
      'pads an empty row',
      layer(', "weights": [[], [2, 3, 4]]'),
      'weights.shape',
      'Pad with 0 to 2×3',
      layer(', "weights": [[0, 0, 0], [2, 3, 4]]'),
    ],
    [
      'pads the matrix in its layout',
      layer(', "weights": [\n  [1, 2, 3]\n]').replace('"inputs": 2', '"inputs": 3'),
      'weights.shape',
      'Pad with 0 to 3×3',
      layer(', "weights": [\n  [1, 2, 3], [0, 0, 0], [0, 0, 0]\n]').replace('"inputs": 2', '"inputs": 3'),
    ],
    [
      'trims rows and the matrix',
      layer(', "weights": [[1, 2, 3, 4], [5, 6, 7, 8], [9]]'),
      'weights.shape',
      'Trim to 2×3',
      layer(', "weights": [[1, 2, 3], [5, 6, 7]]'),
    ],
    [
      'pads and trims',
      layer(', "weights": [[1, 2], [5, 6, 7, 8]]'),
      'weights.shape',
      'Pad with 0 and trim to 2×3',
      layer(', "weights": [[1, 2, 0], [5, 6, 7]]'),
    ],
    [
      'takes weights out',
      layer(', "weights": [[1, 2], [5, 6, 7, 8]], "biases": false'),
      'weights.shape',
      'Remove the weights',
      layer(', "biases": false'),
    ],
    [
      'takes the last key out with the comma before it',
      layer(', "weights": [[1, 2], [5, 6, 7, 8]]'),
      'weights.shape',
      'Remove the weights',
      layer(''),
    ],
    [
      'pads biases',
      layer(', "biases": [1]'),
      'biases.shape',
      'Pad with 0 to 3',
      layer(', "biases": [1, 0, 0]'),
    ],
    [
      'trims biases',
      layer(', "biases": [1, 2, 3, 4]'),
      'biases.shape',
      'Trim to 3',
      layer(', "biases": [1, 2, 3]'),
    ],
    [
      'trims names',
      layer(', "symbols": { "bias": ["p", "q", "r", "s"] }'),
      'bias.shape',
      'Trim to 3',
      layer(', "symbols": { "bias": ["p", "q", "r"] }'),
    ],
    [
      'takes names out',
      layer(', "symbols": { "bias": ["p"], "weight": "w_{ij}" }'),
      'bias.shape',
      'Remove these names',
      layer(', "symbols": { "weight": "w_{ij}" }'),
    ],
    [
      'counts the inputs',
      '{ "inputs": 2, "layers": [{ "units": 1 }], "data": { "inputs": [[1, 2, 3]], "targets": [[1]] } }',
      'data.inputs',
      'Set "inputs" to 3',
      '{ "inputs": 3, "layers": [{ "units": 1 }], "data": { "inputs": [[1, 2, 3]], "targets": [[1]] } }',
    ],
    [
      'counts the units',
      '{ "inputs": 1, "layers": [{ "units": 1 }], "data": { "inputs": [[1]], "targets": [[1, 2]] } }',
      'data.targets',
      'Set "units" to 2',
      '{ "inputs": 1, "layers": [{ "units": 2 }], "data": { "inputs": [[1]], "targets": [[1, 2]] } }',
    ],
    [
      'pads samples',
      '{ "inputs": 2, "layers": [{ "units": 1, "weights": [[1], [2]] }], "data": { "inputs": [[1, 2], [3]], "targets": [[1], [2]] } }',
      'data.inputs',
      'Pad with 0 to 2×2',
      '{ "inputs": 2, "layers": [{ "units": 1, "weights": [[1], [2]] }], "data": { "inputs": [[1, 2], [3, 0]], "targets": [[1], [2]] } }',
    ],
  ];
  for (const [what, wrong, code, title, right] of cases) {
    it(what, () => {
      assert.equal(fixed(wrong, code, title), right);
      assert.deepEqual(parse(right).diagnostics, []);
    });
  }

  it('offer no 0 for a name, and no other number of units than the weights have', () => {
    const titles = (text: string) =>
      parse(text).diagnostics.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
    assert.deepEqual(titles(layer(', "symbols": { "bias": ["p"] }')), ['Remove these names']);
    const text =
      '{ "inputs": 2, "layers": [{ "units": 1, "weights": [[1], [2]] }], "data": { "inputs": [[1, 2, 3]], "targets": [[1]] } }';
    assert.deepEqual(titles(text), ['Trim to 1×2']);
  });

  it('point to the units that say what the shape must be', () => {
    const text = '{ "inputs": ["p", "q"], "layers": [{ "units": 2 }, { "units": 3, "weights": [[1]] }] }';
    const [first] = parse(text).diagnostics;
    const shown = first!.related?.map(({ message, range }) => [
      message,
      text.slice(range.offset, range.offset + range.length),
    ]);
    assert.deepEqual(shown, [
      ['Layer 2 has 3 units.', '3'],
      ['Layer 1 has 2 units.', '2'],
    ]);
  });

  it('mend any wrong matrix', () => {
    const random = createRandom(3);
    const upTo = (most: number) => Math.floor(random.uniform() * (most + 1));
    let mended = 0;
    for (let n = 0; n < 300; n++) {
      const rows = Array.from({ length: 1 + upTo(4) }, () => Array.from({ length: upTo(4) }, () => upTo(9)));
      const [inputs, units] = [1 + upTo(3), 1 + upTo(3)];
      const text = `{ "inputs": ${inputs}, "layers": [{ "units": ${units}, "weights": ${JSON.stringify(rows, null, n % 2)} }] }`;
      for (const { fixes = [], code } of parse(text).diagnostics) {
        assert.equal(code, 'weights.shape');
        for (const { title, edits } of fixes) {
          assert.deepEqual(parse(edited(text, edits)).diagnostics, [], `${title} in ${text}`);
          mended++;
        }
      }
    }
    assert.ok(mended > 300);
  });
});

describe('fixes of losses and targets', () => {
  const text = (activation: string, targets: string, loss = '"halfSquaredError"') =>
    `{ "inputs": 1, "layers": [{ "units": 1, "activation": ${activation} }], "loss": ${loss}, "data": { "inputs": [[1], [2]], "targets": ${targets} } }`;

  it('give the last layer an activation that reaches the targets', () => {
    assert.equal(
      fixed(text('"sigmoid"', '[[-0.5], [1]]'), 'targets.range', 'Use tanh'),
      text('"tanh"', '[[-0.5], [1]]'),
    );
    assert.equal(
      fixed(text('"sigmoid"', '[[0.5], [7]]'), 'targets.range', 'Use softplus'),
      text('"softplus"', '[[0.5], [7]]'),
    );
    assert.equal(
      fixed(text('"relu"', '[[-5], [7]]'), 'targets.range', 'Use linear'),
      text('"linear"', '[[-5], [7]]'),
    );
  });

  it('scale the targets into reach', () => {
    assert.equal(
      fixed(text('"tanh"', '[[2], [6]]'), 'targets.range', 'Scale the targets to -1 … 1'),
      text('"tanh"', '[[-1], [1]]'),
    );
    assert.equal(
      fixed(text('"sigmoid"', '[[3], [1]]'), 'targets.range', 'Scale the targets to 0 … 1'),
      text('"sigmoid"', '[[1], [0]]'),
    );
  });

  it('change a loss that cannot take the targets, or the activation', () => {
    const wrong = text('"sigmoid"', '[[0], [2]]', '"binaryCrossEntropy"');
    assert.equal(fixed(wrong, 'targets.binary', 'Replace by'), text('"sigmoid"', '[[0], [2]]'));
    const pair = text('"tanh"', '[[0], [1]]', '"binaryCrossEntropy"');
    assert.equal(
      fixed(pair, 'loss.activation', 'Use sigmoid'),
      text('"sigmoid"', '[[0], [1]]', '"binaryCrossEntropy"'),
    );
    assert.equal(fixed(pair, 'loss.activation', 'Replace by'), text('"tanh"', '[[0], [1]]'));
  });
});

describe('taking an entry out', () => {
  function without(text: string, index: number): string {
    const node = nodeAtPath(parse(text).root, []);
    assert.ok(node?.kind === 'object');
    return edited(text, removedEntry(text, node.properties, index));
  }

  it('keeps comments and the other lines as they are', () => {
    const text = '{\n  // first\n  "a": 1,\n  // second\n  "b": [\n    2\n  ], // behind\n  "c": 3\n}\n';
    assert.equal(
      without(text, 0),
      '{\n  // first\n  // second\n  "b": [\n    2\n  ], // behind\n  "c": 3\n}\n',
    );
    assert.equal(without(text, 1), '{\n  // first\n  "a": 1,\n  // second\n  // behind\n  "c": 3\n}\n');
    assert.equal(
      without(text, 2),
      '{\n  // first\n  "a": 1,\n  // second\n  "b": [\n    2\n  ] // behind\n}\n',
    );
  });

  it('leaves valid JSON of the other entries, wherever commas, comments and line ends are', () => {
    const random = createRandom(9);
    const pick = (words: readonly string[]) => words[Math.floor(random.uniform() * words.length)]!;
    for (let n = 0; n < 500; n++) {
      const space = () => pick(['', ' ', '\n  ', '\r\n\t', ' /* c */ ', ' // d\n  ']);
      const count = 1 + (n % 4);
      const keys = Array.from(
        { length: count },
        (_, k) => `${space()}"k${k}"${space()}:${space()}${k}${space()}`,
      );
      const text = `{${keys.join(',')}${pick(['', `,${space()}`])}}`;
      for (let index = 0; index < count; index++) {
        const left = without(text, index);
        const { root, diagnostics } = parse(left);
        const syntax = diagnostics.filter(({ code }) => code.startsWith('json.'));
        assert.deepEqual(syntax, [], JSON.stringify([text, left]));
        assert.ok(root?.kind === 'object');
        const expected = Array.from({ length: count }, (_, k) => `k${k}`).filter((_, k) => k !== index);
        assert.deepEqual(
          root.properties.map(({ key }) => key),
          expected,
        );
        const comments = (one: string) => one.split(/\/\* c \*\/|\/\/ d/).length;
        // Those inside the entry go with it.
        assert.equal(
          comments(left),
          comments(text) -
            comments(
              keys[index]!.trim()
                .replace(/\s*(?:\/\* c \*\/|\/\/ d\s*)$/, '')
                .replace(/^(?:\/\* c \*\/|\/\/ d)/, ''),
            ) +
            1,
        );
      }
    }
  });

  it('sets a key where it is, behind the others, or in an empty object', () => {
    const set = (text: string) => {
      const node = nodeAtPath(parse(text).root, []);
      assert.ok(node?.kind === 'object');
      return edited(text, setKey(text, node, 'a', '2'));
    };
    assert.equal(set('{ "a": 1 /* one */ }'), '{ "a": 2 /* one */ }');
    assert.equal(set('{ "b": 1 }'), '{ "b": 1, "a": 2 }');
    assert.equal(set('{}'), '{ "a": 2 }');
    assert.equal(set('{ // none\n}'), '{ "a": 2  // none\n}');
  });
});
