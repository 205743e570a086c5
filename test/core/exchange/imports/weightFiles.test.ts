import assert from 'node:assert/strict';
import { writeNpz } from '../../../../src/core/exchange/files/npz';
import { writeSafetensors } from '../../../../src/core/exchange/files/safetensors';
import type { Tensor } from '../../../../src/core/exchange/files/tensor';
import {
  importFile,
  recognisedKind,
  type ImportKindName,
} from '../../../../src/core/exchange/imports/importKinds';
import type { ImportResult } from '../../../../src/core/exchange/imports/imported';
import { parse } from '../../../../src/core/network/parse';

/** Numbers that differ everywhere: row r, column c of tensor t is t.rc. */
function tensor(name: string, ...shape: readonly number[]): Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  const values = Float64Array.from({ length: count }, (_, n) => (n + 1) / 8 + name.length);
  return { name, shape, values };
}

const answers = { hidden: 'tanh', output: 'linear', loss: 'halfSquaredError' };

function read(
  kind: 'safetensors' | 'npz',
  tensors: readonly Tensor[],
  choices: Readonly<Record<string, string>> = answers,
): ImportResult {
  const bytes = kind === 'npz' ? writeNpz(tensors, '') : writeSafetensors(tensors, { format: 'pt' });
  return importFile(kind, { name: `a.${kind}`, bytes, choices: new Map(Object.entries(choices)) });
}

/** Names and shapes of the layers, such as `fc1 2→3`. */
function layersOf(result: ImportResult): string {
  assert.ok(result.kind === 'network', JSON.stringify(result));
  assert.ok(parse(result.text).network, result.text);
  return result.network.layers
    .map(({ name, fanIn, units, biases }) => `${name ?? '·'} ${fanIn}→${units}${biases ? '+b' : ''}`)
    .join(', ');
}

function questionOf(result: ImportResult): string {
  assert.ok(result.kind === 'question', JSON.stringify(result));
  const { key, options } = result.question;
  return `${key}: ${options.map(({ value, label }) => (value === label ? value : `${value}=${label}`)).join(' | ')}`;
}

function refusal(result: ImportResult): string {
  assert.ok(result.kind === 'refused', JSON.stringify(result).slice(0, 300));
  const { where, cause, remedy } = result.refusal;
  assert.match(cause, /^\S.*\.$/);
  assert.match(remedy, /^\S.*\.$/);
  return `${where ?? ''}: ${cause}`;
}

describe('files of weights', () => {
  const found: readonly [what: string, kind: 'safetensors' | 'npz', tensors: Tensor[], layers: string][] = [
    [
      'a state_dict in any order',
      'safetensors',
      [tensor('fc2.bias', 1), tensor('fc1.weight', 3, 2), tensor('fc2.weight', 1, 3), tensor('fc1.bias', 3)],
      'fc1 2→3+b, fc2 3→1+b',
    ],
    [
      'a Sequential, whose square matrices PyTorch has by rows',
      'safetensors',
      [tensor('net.10.weight', 2, 2), tensor('net.0.weight', 2, 2), tensor('net.2.weight', 2, 2)],
      'net.0 2→2, net.2 2→2, net.10 2→2',
    ],
    [
      'names without numbers, by their shapes',
      'safetensors',
      [tensor('output.weight', 1, 4), tensor('hidden.weight', 4, 2), tensor('hidden.bias', 4)],
      'hidden 2→4+b, output 4→1',
    ],
    [
      'kernels of Keras, by columns',
      'npz',
      [
        tensor('dense/kernel:0', 2, 2),
        tensor('dense/bias:0', 2),
        tensor('dense_1/kernel:0', 2, 2),
        tensor('dense_1/bias:0', 2),
      ],
      'dense 2→2+b, dense_1 2→2+b',
    ],
    [
      'W1 and b1',
      'npz',
      [tensor('W1', 2, 3), tensor('b1', 3), tensor('W2', 3, 1), tensor('b2', 1)],
      '· 2→3+b, · 3→1+b',
    ],
    [
      'W1 by rows, with biases of one row',
      'npz',
      [tensor('W1', 3, 2), tensor('b1', 1, 3), tensor('W2', 1, 3), tensor('b2', 1, 1)],
      '· 2→3+b, · 3→1+b',
    ],
    [
      'coefs_ and intercepts_ of scikit-learn',
      'npz',
      [
        tensor('coefs_0', 3, 3),
        tensor('coefs_1', 3, 3),
        tensor('intercepts_0', 3),
        tensor('intercepts_1', 3),
      ],
      '· 3→3+b, · 3→3+b',
    ],
    [
      'arrays by their positions',
      'npz',
      [tensor('arr_0', 2, 5), tensor('arr_1', 5), tensor('arr_10', 1, 3), tensor('arr_2', 5, 1)],
      '· 2→5+b, · 5→1, · 1→3',
    ],
    ['one layer', 'npz', [tensor('W', 2, 3), tensor('b', 3)], '· 2→3+b'],
    [
      'flax',
      'safetensors',
      [tensor('params.Dense_0.kernel', 2, 2), tensor('params.Dense_0.bias', 2)],
      'params.Dense_0 2→2+b',
    ],
  ];
  for (const [what, kind, tensors, layers] of found) {
    it(`are read: ${what}`, () => {
      assert.equal(layersOf(read(kind, tensors)), layers);
    });
  }

  it('have rows turned to columns, but for those that are columns already', () => {
    const rows = read('safetensors', [tensor('fc.weight', 2, 3)], { ...answers });
    const columns = read('npz', [tensor('fc.kernel', 2, 3)], { ...answers });
    assert.ok(rows.kind === 'network' && columns.kind === 'network');
    const at = (result: typeof rows): number[] =>
      Array.from(result.network.layers[0]!.weights!, (w) => (w - 9) * 8);
    assert.deepEqual(at(rows), [1, 4, 2, 5, 3, 6]);
    assert.deepEqual(at(columns), [1, 2, 3, 4, 5, 6]);
  });

  it('are taken as they fit where names say otherwise, with a note', () => {
    const result = read('npz', [tensor('a.kernel', 3, 2), tensor('a.bias', 3)]);
    assert.equal(layersOf(result), 'a 2→3+b');
    assert.match(result.kind === 'network' ? result.network.notes.join() : '', /unlike what their names say/);
  });

  it('ask for what they do not say, and read what was chosen', () => {
    const tensors = [tensor('W1', 2, 2), tensor('W2', 2, 2)];
    assert.equal(
      questionOf(read('npz', tensors)),
      'matrices: rows=a row for each unit: W x | columns=a column for each unit: x W',
    );
    for (const name of ['fc_weight', 'weight', 'weight_1', 'fc.w']) {
      assert.match(questionOf(read('npz', [tensor(name, 2, 2)])), /^matrices/, name);
    }
    const rows = read('npz', tensors, { ...answers, matrices: 'rows' });
    const columns = read('npz', tensors, { ...answers, matrices: 'columns' });
    assert.ok(rows.kind === 'network' && columns.kind === 'network');
    assert.deepEqual(Array.from(rows.network.layers[0]!.weights!), [2.125, 2.375, 2.25, 2.5]);
    assert.deepEqual(Array.from(columns.network.layers[0]!.weights!), [2.125, 2.25, 2.375, 2.5]);

    const two = [tensor('left.weight', 2, 2), tensor('right.weight', 2, 2)];
    assert.equal(questionOf(read('safetensors', two)), 'order: 1=left → right | 2=right → left');
    assert.equal(layersOf(read('safetensors', two, { ...answers, order: '2' })), 'right 2→2, left 2→2');
    assert.match(questionOf(read('safetensors', two, { ...answers, order: '3' })), /^order/);
  });

  it('ask for activations and loss', () => {
    const three = ['1', '2', '3'].map((n) => tensor(`fc${n}.weight`, 2, 2));
    const asked = (choices: Readonly<Record<string, string>>): string =>
      questionOf(read('safetensors', three, choices));
    assert.match(asked({}), /^hidden: relu \| .*\| each=another one for each layer$/);
    assert.match(asked({ hidden: 'relu' }), /^output: linear \| /);
    assert.match(asked({ hidden: 'relu', output: 'linear' }), /^loss: halfSquaredError \| (?!.*Cross)/);
    assert.match(asked({ hidden: 'relu', output: 'softmax' }), /^loss: categoricalCrossEntropy \| /);
    assert.match(asked({ hidden: 'each' }), /^hidden-1/);
    const result = read('safetensors', three, {
      hidden: 'each',
      'hidden-1': 'elu',
      'hidden-2': 'gelu',
      output: 'sigmoid',
      loss: 'huber',
    });
    assert.ok(result.kind === 'network');
    assert.deepEqual(
      [result.network.layers.map(({ activation }) => activation), result.network.loss],
      [[{ type: 'elu', alpha: 1 }, { type: 'gelu' }, { type: 'sigmoid' }], { type: 'huber', delta: 1 }],
    );
    assert.match(questionOf(read('npz', [tensor('W', 1, 2), tensor('b', 2)], {})), /^output/);
  });

  const refused: readonly [what: string, tensors: Tensor[], message: RegExp][] = [
    [
      'a convolution',
      [tensor('conv1.weight', 4, 3, 3, 3)],
      /tensor "conv1.weight": .*4 × 3 × 3 × 3.* convolution/,
    ],
    [
      'a normalisation',
      [tensor('bn.weight', 4), tensor('bn.bias', 4)],
      /tensor "bn.weight": .*normalisation/,
    ],
    ['its averages', [tensor('bn.running_mean', 4)], /tensor "bn.running_mean": .*normalisation/],
    ['an unknown name', [tensor('theta', 4, 3)], /tensor "theta": .*neither weight nor bias/],
    ['biases alone', [tensor('fc.bias', 4)], /tensor "fc.bias": .*without a matrix/],
    [
      'the same part twice',
      [tensor('fc.weight', 4, 3), tensor('fc.kernel', 4, 3)],
      /"fc.kernel": .*same part/,
    ],
    [
      'layers that do not fit',
      [tensor('a.weight', 2, 3), tensor('b.weight', 5, 7)],
      /^: The layers a, b cannot follow/,
    ],
    [
      'biases that do not fit',
      [tensor('a.weight', 2, 3), tensor('a.bias', 4)],
      /^: The layers a cannot follow/,
    ],
    ['nothing', [], /holds no numbers/],
    ['an empty matrix', [tensor('a.weight', 0, 3)], /"a.weight": It is empty/],
    ['biases in a table', [tensor('a.weight', 2, 3), tensor('a.bias', 2, 2)], /"a.bias": .*2 × 2/],
    [
      'more orders than can be asked',
      ['a', 'b', 'c', 'd', 'e'].map((name) => tensor(`${name}.weight`, 2, 2)),
      /more ways than can be asked/,
    ],
    [
      '65 layers',
      Array.from({ length: 65 }, (_, n) => tensor(`fc${n}.weight`, 1, 1)),
      /65 layers; .* at most 64/,
    ],
    [
      '64 layers in which no order is found soon',
      Array.from({ length: 64 }, (_, n) =>
        tensor(`${'x'.repeat(n + 1)}.weight`, n < 63 ? 2 : 3, n < 62 ? 2 : 4),
      ),
      /more ways than|cannot follow/,
    ],
  ];
  for (const [what, tensors, message] of refused) {
    it(`are refused: ${what}`, () => {
      assert.match(refusal(read('safetensors', tensors)), message);
    });
  }

  it('show every trick of a name as text', () => {
    assert.match(refusal(read('safetensors', [tensor('\u202Eweights\n', 2, 2, 2)])), /⟨U\+202E⟩weights\\n/);
  });

  it('are known by their first bytes under another name', () => {
    const kind = (bytes: Uint8Array): ImportKindName | null => recognisedKind({ name: 'download', bytes });
    assert.equal(kind(writeNpz([tensor('W', 1, 2)], '')), 'npz');
    assert.equal(kind(writeSafetensors([tensor('W', 1, 2)], {})), 'safetensors');
    assert.equal(kind(new Uint8Array(100)), null);
  });

  it('of another network than their texts are read without these', () => {
    const texts = {
      producer: 'backprop',
      layers: '["a"]',
      names: '["A"]',
      activations: '[{"type":"tanh"}]',
      loss: '{"type":"huber","delta":2}',
      reduction: 'sum',
    };
    const of = (changes: Readonly<Record<string, string>>, name = 'a.weight'): ImportResult =>
      importFile('safetensors', {
        name: 'a.safetensors',
        bytes: writeSafetensors([tensor(name, 2, 2)], { ...texts, ...changes }),
        choices: new Map(),
      });
    const whole = of({});
    assert.equal(layersOf(whole), 'A 2→2');
    assert.ok(whole.kind === 'network');
    assert.deepEqual(
      [whole.network.loss, whole.network.reduction, whole.network.layers[0]!.activation],
      [{ type: 'huber', delta: 2 }, 'sum', { type: 'tanh' }],
    );
    const changes = [
      { producer: 'another' },
      { activations: '[{"type":"tanh"},{"type":"tanh"}]' },
      { activations: '[{"type":"constructor"}]' },
      { activations: '[{"type":"leakyRelu","slope":"0.1"}]' },
      { activations: '[{"type":"formula","formula":"import os"}]' },
      { activations: '[' },
      { loss: '{"type":"huber"}' },
      { reduction: 'median' },
      { layers: '["b"]' },
    ];
    for (const change of changes) assert.match(questionOf(of(change)), /^output/, JSON.stringify(change));
  });
});
