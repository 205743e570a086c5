import assert from 'node:assert/strict';
import { dataTypes } from '../../../../src/core/exchange/files/dataTypes';
import { TENSOR } from '../../../../src/core/exchange/files/onnxFields';
import { bytesField, integerField, textField } from '../../../../src/core/exchange/files/protobuf';
import { importFile } from '../../../../src/core/exchange/imports/importKinds';
import type { ImportResult } from '../../../../src/core/exchange/imports/imported';
import { numbers } from '../../../../src/core/math/numbers';
import { erf } from '../../../../src/core/math/normalDistribution';
import { activationFunction } from '../../../../src/core/math/activations';
import type { Activation } from '../../../../src/core/network/network';
import { parse } from '../../../../src/core/network/parse';
import { allocationsOf } from '../files/allocations';
import { node, onnxBytes, tensorBytes, type ModelSketch, type NodeSketch } from './onnxGraphs';

const W = tensorBytes('W', [2, 3], [1, 2, 3, 4, 5, 6]);
const b = tensorBytes('b', [3], [7, 8, 9]);
const V = tensorBytes('V', [3, 1], [1, 2, 3]);
const scalar = (name: string, value: number): Uint8Array => tensorBytes(name, [], [value]);
const first = node('MatMul(x, W) a');
const last = node('MatMul(h, V) y');

function read(model: ModelSketch, choices: Readonly<Record<string, string>> = {}): ImportResult {
  const all = new Map(Object.entries({ loss: 'halfSquaredError', ...choices }));
  return importFile('onnx', { name: 'a.onnx', bytes: onnxBytes(model), choices: all });
}

function networkOf(result: ImportResult): Extract<ImportResult, { kind: 'network' }>['network'] {
  assert.ok(result.kind === 'network', JSON.stringify(result));
  assert.ok(parse(result.text).network, result.text);
  return result.network;
}

function refusal(model: ModelSketch): string {
  const result = read(model);
  assert.ok(result.kind === 'refused', JSON.stringify(result).slice(0, 400));
  const { where, cause, remedy } = result.refusal;
  assert.match(cause, /^\S.*\.$/);
  assert.match(remedy, /^\S.*\.$/);
  return `${where ?? ''}: ${cause}`;
}

/** The activation between two layers, and what is told of it. */
function between(
  nodes: readonly NodeSketch[],
  tensors: readonly Uint8Array[] = [],
): { found: Activation; notes: string } {
  const { layers, notes } = networkOf(read({ nodes: [first, ...nodes, last], tensors: [W, V, ...tensors] }));
  return { found: layers[0]!.activation, notes: notes.join(' ') };
}

describe('a graph of ONNX', () => {
  it('of MatMul and Add is a chain of layers, biases on either side', () => {
    const nodes = [first, node('Add(b, a) c'), node('Relu(c) h'), last];
    const { layers, inputs, notes } = networkOf(read({ nodes, tensors: [W, b, V] }));
    assert.deepEqual(
      layers.map(({ fanIn, units, activation, weights, biases }) => [
        fanIn,
        units,
        activation.type,
        Array.from(weights ?? []),
        biases ? Array.from(biases) : biases,
      ]),
      [
        [2, 3, 'relu', [1, 2, 3, 4, 5, 6], [7, 8, 9]],
        [3, 1, 'linear', [1, 2, 3], false],
      ],
    );
    assert.deepEqual(
      [inputs.units, notes],
      [2, ['The file has no samples. Add "data" to train the network.']],
    );
  });

  it('of Gemm has its transposes, factors and broadcast biases', () => {
    const turned = tensorBytes('fc1.weight', [3, 2], [1, 4, 2, 5, 3, 6], 'float32');
    const nodes = [
      node('Gemm(x, fc1.weight, b) h', { transB: 1, 'float:alpha': 0.5, 'float:beta': 2 }),
      node('Gemm(h, V, c) y'),
    ];
    const { layers } = networkOf(read({ nodes, tensors: [turned, b, V, tensorBytes('c', [1], [4])] }));
    assert.deepEqual(Array.from(layers[0]!.weights!), [0.5, 1, 1.5, 2, 2.5, 3]);
    assert.deepEqual(Array.from(layers[0]!.biases as Float64Array), [14, 16, 18]);
    assert.deepEqual(Array.from(layers[1]!.biases as Float64Array), [4]);
    assert.deepEqual(
      layers.map(({ name }) => name),
      ['fc1', null],
    );
  });

  it('may turn its matrices by nodes, keep them as constants, and lead them through Identity', () => {
    const turned = tensorBytes('T', [3, 2], [1, 4, 2, 5, 3, 6]);
    const nodes = [
      node('Constant() t', { value: turned }),
      node('Transpose(t) u'),
      node('Identity(u) W2'),
      node('MatMul(x, W2) h'),
      last,
    ];
    const { layers } = networkOf(read({ nodes, tensors: [V] }));
    assert.deepEqual(Array.from(layers[0]!.weights!), [1, 2, 3, 4, 5, 6]);
  });

  it('has typed numbers, packed and one by one', () => {
    const typed = (parts: readonly Uint8Array[], type: number): Uint8Array =>
      Buffer.concat([
        ...[integerField(TENSOR.dimension, 2), integerField(TENSOR.dimension, 1)],
        ...[integerField(TENSOR.type, type), textField(TENSOR.name, 'M'), ...parts],
      ]);
    const numbersOf = (tensor: Uint8Array): number[] =>
      Array.from(networkOf(read({ nodes: [node('MatMul(x, M) y')], tensors: [tensor] })).layers[0]!.weights!);
    const doubles = new Uint8Array(Float64Array.of(0.1, -2).buffer);
    assert.deepEqual(
      numbersOf(typed([bytesField(TENSOR.doubles, doubles)], dataTypes.float64.onnx)),
      [0.1, -2],
    );
    const floats = new Uint8Array(Float32Array.of(0.5, -2).buffer);
    assert.deepEqual(
      numbersOf(typed([bytesField(TENSOR.floats, floats)], dataTypes.float32.onnx)),
      [0.5, -2],
    );
    const alone = [0, 4].map((at) =>
      Buffer.concat([Uint8Array.of(TENSOR.floats * 8 + 5), floats.subarray(at, at + 4)]),
    );
    assert.deepEqual(numbersOf(typed(alone, dataTypes.float32.onnx)), [0.5, -2]);
    const minusOne = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    const whole = bytesField(TENSOR.int64s, Buffer.concat([minusOne, Uint8Array.of(0xac, 0x02)]));
    assert.deepEqual(numbersOf(typed([whole], dataTypes.int64.onnx)), [-1, 300]);
    // 1.5 and −2 as the bits of halves.
    const halves = bytesField(TENSOR.int32s, Uint8Array.of(0x80, 0x7c, 0x80, 0x80, 0x03));
    assert.deepEqual(numbersOf(typed([halves], dataTypes.float16.onnx)), [1.5, -2]);
  });

  it('says where layers share their weights, which are apart here', () => {
    const square = tensorBytes('S', [2, 2], [1, 2, 3, 4]);
    const { layers, notes } = networkOf(
      read({ nodes: [node('MatMul(x, S) a'), node('Tanh(a) h'), node('MatMul(h, S) y')], tensors: [square] }),
    );
    assert.equal(layers.length, 2);
    assert.match(notes.join(), /Several layers take the tensor "S"/);
  });

  it('names what it leaves out', () => {
    const shape = tensorBytes('shape', [2], [-1, 3], 'int64');
    const { found, notes } = between(
      [
        node('Dropout(a) d'),
        node('Reshape(d, shape) r'),
        node('Cast(r) s', { to: 1 }),
        node('Tanh(s) t'),
        node('Flatten(t) h'),
      ],
      [shape],
    );
    assert.equal(found.type, 'tanh');
    for (const operator of ['Dropout', 'Reshape', 'Cast', 'Flatten']) {
      assert.match(notes, new RegExp(`changes nothing of a row of numbers: node "\\w" \\(${operator}\\)`));
    }
  });

  const operators: readonly [
    sketch: string,
    attributes: Record<string, number | string>,
    activation: Activation,
  ][] = [
    ['LeakyRelu(a) h', { 'float:alpha': 0.25 }, { type: 'leakyRelu', slope: 0.25 }],
    ['LeakyRelu(a) h', {}, { type: 'leakyRelu', slope: Math.fround(0.01) }],
    ['Elu(a) h', { 'float:alpha': 2 }, { type: 'elu', alpha: 2 }],
    ['Elu(a) h', {}, { type: 'elu', alpha: 1 }],
    ['Gelu(a) h', {}, { type: 'gelu' }],
    ['Gelu(a) h', { approximate: 'tanh' }, { type: 'geluTanh' }],
    ['Softplus(a) h', {}, { type: 'softplus' }],
    ['Swish(a) h', {}, { type: 'silu' }],
    ['PRelu(a, s) h', {}, { type: 'leakyRelu', slope: 0.125 }],
    ['Celu(a) h', { 'float:alpha': 1 }, { type: 'elu', alpha: 1 }],
    ['Clip(a, zero) h', {}, { type: 'relu' }],
    ['Max(zero, a) h', {}, { type: 'relu' }],
    ['Softsign(a) h', {}, { type: 'formula', formula: 'a / (1 + abs(a))' }],
    ['Clip(a, zero, six) h', {}, { type: 'formula', formula: 'min(6, max(0, a))' }],
    [
      'HardSigmoid(a) h',
      { 'float:alpha': 0.5, 'float:beta': 0.5 },
      { type: 'formula', formula: 'max(0, min(1, 0.5 * a + 0.5))' },
    ],
    ['Mish(a) h', {}, { type: 'formula', formula: 'a * tanh(log(1 + exp(a)))' }],
    ['Neg(a) h', {}, { type: 'formula', formula: '-a' }],
    ['Sub(six, a) h', {}, { type: 'formula', formula: '6 - a' }],
    ['Pow(a, six) h', {}, { type: 'formula', formula: 'a ^ 6' }],
  ];
  for (const [sketch, attributes, activation] of operators) {
    it(`has the activation ${JSON.stringify(activation)} of ${sketch}`, () => {
      const constants = [scalar('zero', 0), scalar('six', 6), scalar('s', 0.125)];
      const { found, notes } = between([node(sketch, attributes)], constants);
      assert.deepEqual(found, activation);
      assert.equal(notes.includes('is the formula that the graph computes'), activation.type === 'formula');
    });
  }

  it('computes formulas with parentheses where they belong', () => {
    const { found } = between(
      [
        node('Add(a, two) p'),
        node('Mul(p, minus) q'),
        node('Sub(q, p) r'),
        node('Div(r, q) s'),
        node('Pow(p, minus) t'),
        node('Mul(s, t) h'),
      ],
      [scalar('two', 2), scalar('minus', -3)],
    );
    assert.ok(found.type === 'formula');
    assert.equal(found.formula, '((a + 2) * -3 - (a + 2)) / ((a + 2) * -3) * (a + 2) ^ -3');
    const { value } = activationFunction(found);
    for (const a of [-1, 0.5, 3]) {
      const p = a + 2;
      assert.ok(Math.abs(value(a) - ((p * -3 - p) / (p * -3)) * p ** -3) < 1e-15);
    }
  });

  it('is taken as what it computes with constants of single precision, and says so', () => {
    const half = Math.fround(1 / Math.SQRT2);
    const { found, notes } = between(
      [
        node('Mul(a, r) u'),
        node('Erf(u) v'),
        node('Add(v, one) w'),
        node('Mul(a, w) z'),
        node('Mul(z, half) h'),
      ],
      [scalar('r', half), scalar('one', 1), scalar('half', 0.5)],
    );
    assert.deepEqual(found, { type: 'gelu' });
    assert.match(notes, /rounded constants; it is taken as gelu/);
    assert.ok(Math.abs(erf(numbers, 0.5) - 0.5204998778130465) < 1e-15);
  });

  it('has a choice by each comparison, with the slope that it holds', () => {
    const constants = [scalar('zero', 0), scalar('s', 0.3)];
    const comparisons = [
      'Greater(a, zero)',
      'GreaterOrEqual(a, zero)',
      'Less(zero, a)',
      'LessOrEqual(zero, a)',
    ];
    for (const comparison of comparisons) {
      const nodes = [node('Mul(s, a) m'), node(`${comparison} c`), node('Where(c, a, m) h')];
      assert.deepEqual(between(nodes, constants).found, { type: 'leakyRelu', slope: 0.3 });
    }
  });

  it('may name the domain of its operators', () => {
    const nodes = [{ ...node('MatMul(x, W) y'), domain: 'ai.onnx' }];
    assert.equal(networkOf(read({ nodes, tensors: [W] })).layers.length, 1);
  });

  it('ends in softmax, and asks for the loss', () => {
    const nodes = [node('MatMul(x, W) a'), node('Softmax(a) y', { axis: 1 })];
    const { layers } = networkOf(read({ nodes, tensors: [W] }));
    assert.equal(layers[0]!.activation.type, 'softmax');
    const asked = importFile('onnx', {
      name: 'a',
      bytes: onnxBytes({ nodes, tensors: [W] }),
      choices: new Map(),
    });
    assert.ok(asked.kind === 'question');
    assert.deepEqual(
      [asked.question.key, asked.question.options[0]!.value],
      ['loss', 'categoricalCrossEntropy'],
    );
  });

  it('with several outputs has the one that can be read, or asks', () => {
    const nodes = [first, node('Relu(a) h'), node('ArgMax(h) label')];
    const { layers } = networkOf(read({ nodes, tensors: [W], outputs: ['label', 'h'] }));
    assert.equal(layers.length, 1);
    const asked = read({ nodes, tensors: [W], outputs: ['a', 'h'] });
    assert.ok(asked.kind === 'question');
    assert.equal(asked.question.key, 'result');
    const chosen = read({ nodes, tensors: [W], outputs: ['a', 'h'] }, { result: '2' });
    assert.equal(networkOf(chosen).layers[0]!.activation.type, 'relu');
  });

  const refused: readonly [what: string, model: ModelSketch, message: RegExp][] = [
    [
      'a convolution',
      { nodes: [node('Conv(x, W) y')], tensors: [W] },
      /^node "y" \(Conv\): .*none of the operators/,
    ],
    [
      'another domain',
      { nodes: [{ ...node('FusedGemm(x, W) y'), domain: 'com.microsoft' }], tensors: [W] },
      /not one of ONNX itself/,
    ],
    ['no layer', { nodes: [node('Relu(x) y')], tensors: [] }, /from no layer/],
    [
      'inputs that are changed',
      { nodes: [node('Relu(x) h'), node('MatMul(h, W) y')], tensors: [W] },
      /inputs are changed/,
    ],
    [
      'a bridge over a layer',
      {
        nodes: [first, node('Relu(a) h'), node('Gemm(h, S) s'), node('Add(h, s) y')],
        tensors: [W, tensorBytes('S', [3, 3], Array(9).fill(1))],
      },
      /^node "y" \(Add\): It joins what comes from different layers/,
    ],
    [
      'a factor for each unit',
      { nodes: [first, node('Mul(a, b) y')], tensors: [W, b] },
      /something else to each unit/,
    ],
    [
      'a second vector',
      { nodes: [first, node('Add(a, b) c'), node('Add(c, b) y')], tensors: [W, b] },
      /something else to each unit/,
    ],
    ['samples as columns', { nodes: [node('Gemm(x, W) y', { transA: 1 })], tensors: [W] }, /transA/],
    ['the matrix in front', { nodes: [node('MatMul(W, x) y')], tensors: [W] }, /no product of a row/],
    [
      'a matrix that is computed',
      { nodes: [node('Tanh(W) V2'), node('MatMul(x, V2) y')], tensors: [W] },
      /something else to each unit/,
    ],
    [
      'layers that do not fit',
      { nodes: [first, node('MatMul(a, W) y')], tensors: [W] },
      /takes 2 numbers, and 3 come/,
    ],
    [
      'softmax over samples',
      { nodes: [first, node('Softmax(a) y', { axis: 0 })], tensors: [W] },
      /over the samples/,
    ],
    [
      'softmax of something else',
      { nodes: [first, node('Relu(a) h'), node('Softmax(h) y')], tensors: [W] },
      /does not follow the sums/,
    ],
    [
      'something behind softmax',
      { nodes: [first, node('Softmax(a) h'), node('Log(h) y')], tensors: [W] },
      /something else to each unit/,
    ],
    [
      'softmax inside',
      { nodes: [first, node('Softmax(a) h'), last], tensors: [W, V] },
      /softmax, which Backprop has in the last layer alone/,
    ],
    [
      'another shape',
      { nodes: [first, node('Reshape(a, s) y')], tensors: [W, tensorBytes('s', [2], [-1, 6], 'int64')] },
      /changes the shape/,
    ],
    [
      'whole numbers',
      { nodes: [first, node('Cast(a) y', { to: 7 })], tensors: [W] },
      /changes the shape or the type/,
    ],
    ['no output', { nodes: [first], tensors: [W], outputs: [] }, /no output/],
    [
      'an output that nothing makes',
      { nodes: [first], tensors: [W], outputs: ['z'] },
      /Nothing in the graph makes the value "z"/,
    ],
    [
      'a value before it is made',
      { nodes: [node('Relu(h) y'), node('MatMul(x, W) h')], tensors: [W] },
      /makes the value "h" before/,
    ],
    [
      'one name twice',
      { nodes: [first, node('Relu(x) a')], tensors: [W], outputs: ['a'] },
      /or that of another value/,
    ],
    ['two tensors of one name', { nodes: [first], tensors: [W, W] }, /two tensors/],
    [
      'a choice without words',
      {
        nodes: [first, node('Exp(a) e'), node('Greater(e, one) c'), node('Where(c, a, e) y')],
        tensors: [W, scalar('one', 1)],
      },
      /no formula of a network file/,
    ],
    [
      '65 layers',
      {
        nodes: Array.from({ length: 65 }, (_, n) =>
          node(`MatMul(${n === 0 ? 'x' : `h${n}`}, S) ${n === 64 ? 'y' : `h${n + 1}`}`),
        ),
        tensors: [tensorBytes('S', [1, 1], [1])],
      },
      /more than the 64 layers/,
    ],
    [
      'NaN',
      { nodes: [node('MatMul(x, N) y')], tensors: [tensorBytes('N', [1, 1], [Number.NaN])] },
      /tensor "N": .*not finite/,
    ],
  ];
  for (const [what, model, message] of refused) {
    it(`is refused: ${what}`, () => {
      assert.match(refusal(model), message);
    });
  }

  it('whose weights lie in another file is refused, however it says so', () => {
    for (const sign of [textField(TENSOR.externalData, ''), integerField(TENSOR.location, 1)]) {
      const outside = Buffer.concat([
        ...[integerField(TENSOR.dimension, 2), integerField(TENSOR.dimension, 3)],
        ...[integerField(TENSOR.type, dataTypes.float64.onnx), textField(TENSOR.name, 'W'), sign],
      ]);
      assert.match(
        refusal({ nodes: [{ ...first, output: 'y' }], tensors: [outside] }),
        /"W": .*never opened/,
      );
    }
  });

  it('with tensors of 10 GB, doubled values and deep chains ends soon and small', () => {
    const huge = (type: number, numbers: number): Uint8Array =>
      Buffer.concat([
        ...[integerField(TENSOR.dimension, 100_000), integerField(TENSOR.dimension, 12_500)],
        ...[integerField(TENSOR.type, type), textField(TENSOR.name, 'W')],
        bytesField(numbers, new Uint8Array(8)),
      ]);
    const doubling = Array.from({ length: 3_000 }, (_, n) => node(`Add(v${n}, v${n}) v${n + 1}`));
    const start = { ...first, output: 'v0' };
    const models: ModelSketch[] = [
      { nodes: [first], tensors: [huge(dataTypes.float64.onnx, TENSOR.doubles)], outputs: ['a'] },
      { nodes: [first], tensors: [huge(dataTypes.int64.onnx, TENSOR.int64s)], outputs: ['a'] },
      { nodes: [first], tensors: [new Uint8Array(2_000_000).fill(8)], outputs: ['a'] },
      { nodes: [start, ...doubling], tensors: [W], outputs: ['v3000'] },
      {
        nodes: [start, ...doubling.map(({ output }, n) => node(`Neg(v${n}) ${output}`))],
        tensors: [W],
        outputs: ['v3000'],
      },
    ];
    for (const model of models) {
      const bytes = onnxBytes(model);
      const { largest, milliseconds } = allocationsOf(() => {
        const { kind } = importFile('onnx', { name: 'a', bytes, choices: new Map([['loss', 'huber']]) });
        assert.notEqual(kind, 'question');
      });
      assert.ok(largest <= 4 * bytes.length + 16_384, `${largest} bytes at once of ${bytes.length}`);
      console.log(`      ${bytes.length} bytes in ${milliseconds.toFixed(1)} ms`);
    }
  });
});
