import { strict as assert } from 'node:assert';
import { parse, parseSteps } from '../../../src/core/network/parse';
import { trainingRefusals } from '../../../src/core/network/trainingRefusals';
import { assertReported, mended } from './marked';

/** A network of 2 inputs, 2 hidden units and 1 output; `more` are further keys of the file. */
function file(more: string, last = '"units": 1', first = '"units": 2'): string {
  return `{"inputs": 2, "layers": [{${first}}, {${last}}]${more && `, ${more}`}}`;
}

function onlyMessage(text: string): string {
  const { diagnostics } = parse(text);
  assert.equal(diagnostics.length, 1, JSON.stringify(diagnostics));
  return diagnostics[0]!.message;
}

describe('parse, the file as a whole', () => {
  it('fills in every default of the format', () => {
    const { network, diagnostics } = parse(file('"data": {"generator": "xor"}'));
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(network?.layers[0], {
      name: 'layer 1',
      units: 2,
      unitNames: null,
      activation: { type: 'linear' },
      weights: null,
      hasBiases: true,
      biases: null,
      init: { type: 'xavierUniform' },
      frozen: { weights: false, biases: false },
      symbols: {},
    });
    assert.deepEqual(network.loss, { type: 'halfSquaredError' });
    assert.equal(network.reduction, 'mean');
    assert.deepEqual(network.data, { kind: 'generator', generator: 'xor', samples: 200, noise: 0, seed: 1 });
    assert.deepEqual(network.training, {
      optimizer: { type: 'sgd' },
      learningRate: 0.1,
      schedule: null,
      epochs: 100,
      batchSize: 'full',
      shuffle: null,
      seed: 1,
      l1: 0,
      l2: 0,
      stopWhen: { lossBelow: null, patience: null },
      precision: 'float64',
    });
    assert.deepEqual(network.symbols, { product: 'inputFirst', residual: 'outputMinusTarget' });
    assert.equal(network.sweep, null);
  });

  it('gives optimizers the constants of PyTorch', () => {
    const names = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'];
    const resolved = names.map(
      (name) => parse(file(`"training": {"optimizer": "${name}"}`)).network?.training.optimizer,
    );
    assert.deepEqual(resolved, [
      { type: 'sgd' },
      { type: 'momentum', momentum: 0.9 },
      { type: 'nesterov', momentum: 0.9 },
      { type: 'adagrad', epsilon: 1e-10 },
      { type: 'rmsprop', alpha: 0.99, epsilon: 1e-8 },
      { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
    ]);
    const given = parse(file('"training": {"optimizer": {"type": "adam", "beta1": 0.5}}')).network;
    assert.deepEqual(given?.training.optimizer, { type: 'adam', beta1: 0.5, beta2: 0.999, epsilon: 1e-8 });
  });

  it('resolves every form a value may have', () => {
    const { network, diagnostics } = parse(`{
      "inputs": ["p", "q"], "reduction": "sum", "loss": {"type": "huber", "delta": 2},
      "layers": [
        {"units": ["r"], "activation": {"type": "leakyRelu", "slope": 0.2}, "init": {"uniform": [-1, 1]}, "frozen": "weights"},
        {"units": 2, "activation": "elu", "init": {"normal": [0, 2]}, "frozen": true, "biases": [1, 2], "weights": [[3, 4]]},
        {"units": 2, "activation": {"formula": "a^2"}, "biases": false, "name": "out"}
      ],
      "data": {"file": "data/x.csv", "inputs": ["a", "b"], "targets": ["c", "d"], "standardize": true, "testFraction": 0.25},
      "training": {"schedule": {"type": "step", "every": 30}, "batchSize": 4, "stopWhen": {"patience": 3}},
      "sweep": {"seed": [1, 2], "schedule": [{"type": "cosine"}]}
    }`);
    assert.deepEqual(diagnostics, []);
    assert.ok(network);
    assert.deepEqual(network.inputs, { units: 2, names: ['p', 'q'] });
    assert.deepEqual(network.loss, { type: 'huber', delta: 2 });
    assert.deepEqual(
      network.layers.map((layer) => layer.activation),
      [
        { type: 'leakyRelu', slope: 0.2 },
        { type: 'elu', alpha: 1 },
        { type: 'formula', formula: 'a^2' },
      ],
    );
    assert.deepEqual(
      network.layers.map((layer) => layer.init.type),
      ['uniform', 'normal', 'xavierUniform'],
    );
    assert.deepEqual(
      network.layers.map((layer) => layer.frozen),
      [
        { weights: true, biases: false },
        { weights: true, biases: true },
        { weights: false, biases: false },
      ],
    );
    assert.deepEqual(network.layers[1]?.weights, [[3, 4]]);
    assert.deepEqual([network.layers[2]?.hasBiases, network.layers[2]?.name], [false, 'out']);
    assert.deepEqual(network.data, {
      kind: 'file',
      path: 'data/x.csv',
      inputs: ['a', 'b'],
      targets: ['c', 'd'],
      oneHot: [],
      standardize: true,
    });
    assert.equal(network.testFraction, 0.25);
    assert.deepEqual(network.training.schedule, { type: 'step', every: 30, factor: 0.1 });
    assert.deepEqual(network.sweep?.keys, ['seed', 'schedule']);
    assert.deepEqual(network.sweep.values, [
      [{ seed: 1 }, { seed: 2 }],
      [{ schedule: { type: 'cosine', to: 0 } }],
    ]);
  });

  it('offers an example to an empty file, and the example is sound', () => {
    for (const text of ['', ' \n\t', '\uFEFF', '\uFEFF\n', '// nothing yet\n']) {
      const { diagnostics, network } = parse(text);
      assert.equal(network, null);
      assert.deepEqual(
        diagnostics.map(({ severity, code }) => [severity, code]),
        [['error', 'json.empty']],
      );
      const filled = parse(mended(text, diagnostics[0]!));
      assert.deepEqual(filled.diagnostics, []);
      assert.ok(filled.network?.data);
    }
  });

  it('reports what is not one object', () => {
    assertReported('«[»1]', 'error network.type');
    assertReported('«4»2', 'error network.type');
    assertReported('««{»»}', 'error inputs.missing', 'error layers.missing');
  });

  it('gives the same in steps', () => {
    const text = file('"data": {"inputs": [[1, 2]], "targets": [[3]]}, "lss": 1');
    const steps = parseSteps(text);
    let step = steps.next();
    let pauses = 0;
    for (; !step.done; step = steps.next()) pauses++;
    assert.ok(pauses > 5);
    assert.deepEqual(step.value, parse(text));
  });

  it('shows 200 diagnostics, errors first, and counts the rest', () => {
    const unknown = Array.from({ length: 300 }, (_, index) => `"q${index}": 0`).join(', ');
    const { diagnostics } = parse(file(`${unknown}, "loss": "nothing like it"`));
    assert.equal(diagnostics.length, 201);
    assert.ok(diagnostics.some(({ code }) => code === 'loss.type'));
    assert.equal(diagnostics.at(-1)?.code, 'diagnostics.more');
    assert.match(diagnostics.at(-1)!.message, /101 more/);
    const offsets = diagnostics.map(({ range }) => range.offset);
    assert.deepEqual(
      offsets,
      offsets.toSorted((a, b) => a - b),
    );
  });

  it('says nothing more about what it could not read', () => {
    assertReported(file('"training": {"learningRate": «01», "epochs": 5}'), 'error json.number');
    assertReported(
      '«{»"inputs": 2, "layers": [{"units": 1, "weights": [[«.5»], [1]]}]',
      'error json.syntax',
      'error json.number',
    );
  });
});

describe('parse, forms of values', () => {
  it('warns of an unknown key and offers the nearest', () => {
    const { diagnostics, text } = assertReported(file('«"reducton"»: "sum"'), 'warning key.unknown');
    assert.match(diagnostics[0]!.message, /Did you mean "reduction"/);
    assert.equal(parse(mended(text, diagnostics[0]!)).network?.reduction, 'sum');
    assertReported(
      file('«"__proto__"»: 1, «"constructor"»: 2'),
      'warning key.unknown',
      'warning key.unknown',
    );
    assertReported(
      file('"training": {«"optimiser"»: "sgd", "optimizer": {"type": "sgd", «"momentum"»: 0.5}}'),
      'warning key.unknown',
      'warning key.unknown',
    );
    assertReported(file('"data": {"generator": "xor", «"sampels"»: 5}'), 'warning key.unknown');
    assertReported(file('', '"units": 1, «"activaton"»: "tanh"'), 'warning key.unknown');
    assert.match(onlyMessage(file('"learningRate": 1')), /Settings of training stand in "training"/);
  });

  it('says what a value must be, and what it is', () => {
    assert.equal(
      onlyMessage(file('"training": {"learningRate": -1}')),
      '"learningRate" in "training" must be a number, at least 0, not -1.',
    );
    assert.equal(
      onlyMessage(file('', '"units": 0')),
      '"units" of layer 2 must be a whole number from 1 to 4,096, not 0.',
    );
    assert.equal(
      onlyMessage(file('', '"units": 1, "weights": [[1], [null]]')),
      'Row 2, column 1 of "weights" of layer 2 must be a number, not null.',
    );
    assert.equal(
      onlyMessage(file('"training": {"optimizer": {"type": "adm"}}')),
      '"type" in "optimizer" must be one of "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", not "adm".',
    );
    assert.equal(
      onlyMessage(file('', '"name": "x"')),
      '"units" of layer 2 is missing. It must be a whole number from 1 to 4,096, or a list of so many names.',
    );
  });

  it('reads a number in quotes as text, and offers to unquote it', () => {
    const { diagnostics, text } = assertReported(
      file('"training": {"learningRate": «"0.25"»}'),
      'error learningRate.type',
    );
    assert.equal(parse(mended(text, diagnostics[0]!)).network?.training.learningRate, 0.25);
    assertReported(file('', '"units": 1, "weights": [[«"0.5"»], [1]]'), 'error weights.type');
    assertReported(file('', '"units": 1, "biases": [«"0.5"»]'), 'error biases.type');
  });

  it('offers the nearest word', () => {
    const { diagnostics, text } = assertReported(
      file('', '"units": 1, "activation": «"Sigmoid"»'),
      'error activation.type',
    );
    assert.deepEqual(parse(mended(text, diagnostics[0]!)).network?.layers[1]?.activation, {
      type: 'sigmoid',
    });
    const optimizer = parse(file('"training": {"optimizer": {"type": "adamm"}}'));
    assert.equal(optimizer.diagnostics[0]?.fixes?.[0]?.edits[0]?.newText, '"adam"');
  });

  const wrong: readonly (readonly [string, string, string?])[] = [
    ['', '"units": «1.5»', 'units.type'],
    ['', '"units": «"1"»', 'units.type'],
    ['', '"units": «[]»', 'units.range'],
    ['', '"units": [«""»]', 'units.range'],
    ['', '"units": 1, "biases": «true»', 'biases.type'],
    ['', '"units": 1, "weights": «3»', 'weights.type'],
    ['', '"units": 1, "weights": [[1], «2»]', 'weights.type'],
    ['', '"units": 1, "init": {"uniform": [«"a"», 1]}', 'uniform.type'],
    ['', '"units": 1, "init": {"uniform": «[1]»}', 'uniform.range'],
    ['', '"units": 1, "frozen": «"all"»', 'frozen.type'],
    ['', '"units": 1, "activation": {"formula": «3»}', 'formula.type'],
    ['', '"units": 1, "activation": {"type": «"formula"»}', 'activation.type'],
    ['', '"units": 1, "activation": {"type": "elu", "alpha": «"1"»}', 'alpha.type'],
    ['"loss": {"type": "huber", "delta": «0»}', '"units": 1', 'delta.range'],
    ['"loss": «null»', '"units": 1', 'loss.type'],
    ['"reduction": «"max"»', '"units": 1', 'reduction.type'],
    ['"data": «{}»', '"units": 1', 'data.type'],
    ['"data": «{»"inputs": [[1, 2]]}', '"units": 1', 'targets.missing'],
    ['"loss": «{"d": 1}»', '"units": 1', 'loss.type'],
    ['', '"units": 1, "init": «{"gauss": [1]}»', 'init.type'],
    ['', '"units": 1, "activation": «{}»', 'activation.type'],
    ['"sweep": {"optimizer": [«"adm"»]}', '"units": 1', 'optimizer.type'],
    ['"training": {"schedule": {"type": «"x"»}}', '"units": 1', 'schedule.type'],
    ['"data": {"generator": «"xr"»}', '"units": 1', 'generator.type'],
    ['"data": {"generator": "xor", "samples": «0»}', '"units": 1', 'samples.range'],
    ['"data": {"generator": "xor", "noise": «-1»}', '"units": 1', 'noise.range'],
    ['"data": {"generator": "xor", "testFraction": «1»}', '"units": 1', 'testFraction.range'],
    ['"data": {"file": "a.csv", "inputs": ["a", "b"], "targets": «[]»}', '"units": 1', 'targets.range'],
    ['"data": {"file": "a.csv", "inputs": ["a", «3»], "targets": ["c"]}', '"units": 1', 'inputs.type'],
    [
      '"data": {"file": "a.csv", "generator": «"xor"», "inputs": ["a", "b"], "targets": ["c"]}',
      '"units": 1',
      'generator.type',
    ],
    ['"training": {"epochs": «1.5»}', '"units": 1', 'epochs.type'],
    ['"training": {"epochs": «-1»}', '"units": 1', 'epochs.range'],
    ['"training": {"batchSize": «0»}', '"units": 1', 'batchSize.range'],
    ['"training": {"batchSize": «"all"»}', '"units": 1', 'batchSize.type'],
    ['"training": {"seed": «1.5»}', '"units": 1', 'seed.type'],
    ['"training": {"l2": «-1»}', '"units": 1', 'l2.range'],
    ['"training": {"shuffle": «"yes"»}', '"units": 1', 'shuffle.type'],
    ['"training": {"schedule": {"type": "step", "every": «0»}}', '"units": 1', 'every.range'],
    ['"training": {"schedule": «{»"type": "exponential"}}', '"units": 1', 'factor.missing'],
    ['"training": {"schedule": {"type": "exponential", "factor": «-1»}}', '"units": 1', 'factor.range'],
    ['"training": {"schedule": «"step"»}', '"units": 1', 'schedule.type'],
    ['"training": {"stopWhen": {"patience": «0»}}', '"units": 1', 'patience.range'],
    ['"training": {"optimizer": {"type": "adam", "beta1": «1»}}', '"units": 1', 'beta1.range'],
    ['"training": {"optimizer": {"type": "nesterov", "momentum": «0»}}', '"units": 1', 'momentum.range'],
    ['"training": {"precision": «"float16"»}', '"units": 1', 'precision.type'],
    ['"sweep": {"learningRate": «0.1»}', '"units": 1', 'learningRate.type'],
    ['"sweep": {"learningRate": [0.1, «-1»]}', '"units": 1', 'learningRate.range'],
    ['"sweep": {"learningRate": «[]»}', '"units": 1', 'learningRate.range'],
    ['"sweep": {«"precision"»: ["float32"]}', '"units": 1', 'sweep.precision'],
    ['"symbols": {"product": «"first"»}', '"units": 1', 'product.type'],
    ['"symbols": {"loss": «5»}', '"units": 1', 'loss.type'],
    ['"name": «5»', '"units": 1', 'name.type'],
  ];
  for (const [more, last, code] of wrong) {
    it(`reports ${code ?? ''} at ${(/«.*»/.exec(more + last)?.[0] ?? '').slice(0, 30)}`, () => {
      assertReported(file(more, last), `error ${code ?? ''}`);
    });
  }
});

describe('parse, what parts mean together', () => {
  const hidden = '"units": 2';
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    // Shapes.
    ['ragged rows', file('', '"units": 2, "weights": [[1, 2], «[3]»]'), ['error weights.shape']],
    ['too many rows', file('', '"units": 1, "weights": «[[1], [2], [3]]»'), ['error weights.shape']],
    ['no rows', file('', '"units": 1, "weights": «[]»'), ['error weights.shape']],
    [
      'rows of nothing',
      file('', '"units": 1, "weights": [«[]», «[]»]'),
      ['error weights.shape', 'error weights.shape'],
    ],
    ['too few biases', file('', '"units": 1, "biases": «[1, 2]»'), ['error biases.shape']],
    [
      'ragged rows where the units are unknown',
      file('', '"units": «0», "weights": [[1, 2], «[3]»]'),
      ['error units.range', 'error weights.shape'],
    ],
    [
      'names in another shape',
      file('', '"units": 1, "symbols": {"bias": «["a", "b"]»}'),
      ['error bias.shape'],
    ],
    [
      'weight names transposed',
      file('', '"units": 1, "symbols": {"weight": «[["a", "b"]]»}'),
      ['error weight.shape'],
    ],
    ['names of targets', file('"symbols": {"target": «["p", "q"]»}'), ['error target.shape']],
    // Activations, losses.
    [
      'softmax in a hidden layer',
      file('', '"units": 2', '"units": 2, "activation": «"softmax"»'),
      ['error activation.softmax'],
    ],
    [
      'softmax of one output',
      file('', '"units": 1, "activation": «"softmax"»'),
      ['warning activation.softmax'],
    ],
    [
      'relu and binary cross-entropy',
      file('"loss": «"binaryCrossEntropy"»', '"units": 1, "activation": "relu"'),
      ['error loss.activation'],
    ],
    [
      'linear by default and categorical',
      file('"loss": «"categoricalCrossEntropy"»', '"units": 2'),
      ['error loss.activation'],
    ],
    [
      'a formula and binary',
      file('"loss": «"binaryCrossEntropy"»', '"units": 1, "activation": {"formula": "a"}'),
      ['error loss.activation'],
    ],
    [
      'softmax and binary',
      file('"loss": «"binaryCrossEntropy"»', '"units": 2, "activation": "softmax"'),
      ['warning loss.pairing'],
    ],
    [
      'sigmoid and categorical',
      file('"loss": «"categoricalCrossEntropy"»', '"units": 2, "activation": "sigmoid"'),
      ['warning loss.pairing'],
    ],
    // Targets.
    [
      'a binary target of 2',
      file(
        '"data": {"inputs": [[1, 2], [3, 4]], "targets": [[«2»], [«-1»]]}, "loss": "binaryCrossEntropy"',
        '"units": 1, "activation": "sigmoid"',
      ),
      ['error targets.binary', 'error targets.binary'],
    ],
    [
      'targets that sum to 0.9',
      file(
        '"data": {"inputs": [[1, 2]], "targets": [«[0.5, 0.4]»]}, "loss": "categoricalCrossEntropy"',
        '"units": 2, "activation": "softmax"',
      ),
      ['warning targets.sum'],
    ],
    [
      'a target sigmoid cannot reach',
      file(
        '"data": {"inputs": [[1, 2], [1, 2]], "targets": [[«3»], [4]]}',
        '"units": 1, "activation": "sigmoid"',
      ),
      ['warning targets.range'],
    ],
    [
      'sine for sigmoid',
      `{"inputs": 1, "layers": [{"units": 1, "activation": "sigmoid"}], "data": {"generator": «"sine"»}}`,
      ['warning targets.range'],
    ],
    [
      'plane for binary cross-entropy',
      file(
        '"data": {"generator": «"plane"»}, "loss": "binaryCrossEntropy"',
        '"units": 1, "activation": "sigmoid"',
      ),
      ['error targets.binary'],
    ],
    // Data.
    ['no samples', file('"data": {"inputs": «[]», "targets": []}'), ['error data.samples']],
    [
      'samples of unequal length',
      file('"data": {"inputs": [[1, 2], «[3]»], "targets": [[1], [2]]}'),
      ['error data.inputs'],
    ],
    [
      'targets of another width',
      file('"data": {"inputs": [[1, 2]], "targets": [«[1, 2]»]}'),
      ['error data.targets'],
    ],
    [
      'fewer targets than inputs',
      file('"data": {"inputs": [[1, 2], [3, 4]], "targets": «[[1]]»}'),
      ['error data.samples'],
    ],
    ['one sample', file('"data": {"inputs": [[1, 2]], "targets": [[1]]}'), []],
    ['a constant target', file('"data": {"inputs": [[1, 2], [3, 4]], "targets": [[1], [1]]}'), []],
    [
      'a generator of two inputs for three',
      `{"inputs": 3, "layers": [{"units": 1}], "data": {"generator": «"moons"»}}`,
      ['error data.inputs'],
    ],
    ['a generator for two outputs', file('"data": {"generator": «"xor"»}', hidden), ['error data.targets']],
    [
      'a key of another form beside a generator',
      file('"data": {"generator": "xor", «"standardize"»: true}'),
      ['warning key.unknown'],
    ],
    [
      'samples beside a generator',
      file('"data": {"generator": "xor", «"inputs"»: [[1, 2]]}'),
      ['warning key.unknown'],
    ],
    [
      'a key of a file beside inline samples',
      file('"data": {"inputs": [[1, 2]], "targets": [[1]], «"oneHot"»: ["x"]}'),
      ['warning key.unknown'],
    ],
    ['sine for two inputs', file('"data": {"generator": «"sine"»}'), ['error data.inputs']],
    [
      'columns for inputs',
      file('"data": {"file": "a.csv", "inputs": «["x"]», "targets": ["t"]}'),
      ['error data.inputs'],
    ],
    [
      'one-hot columns of unknown number',
      file('"data": {"file": "a.csv", "inputs": ["x"], "oneHot": ["x"], "targets": ["t"]}'),
      [],
    ],
    [
      'a one-hot column that is not used',
      file('"data": {"file": "a.csv", "inputs": ["x", "y"], "oneHot": [«"z"»], "targets": ["t"]}'),
      ['warning data.oneHot'],
    ],
    // Training.
    ['learning rate 0', file('"training": {"learningRate": «0»}'), ['warning learningRate.zero']],
    ['learning rate 1e308', file('"training": {"learningRate": 1e308}'), []],
    ['an init upside down', file('', '"units": 1, "init": {"uniform": «[1, -1]»}'), ['error init.range']],
    ['a negative deviation', file('', '"units": 1, "init": {"normal": [0, «-1»]}'), ['error init.range']],
    ['a stop that never comes', file('"training": {"stopWhen": «{}»}'), ['warning stopWhen.empty']],
    ['an empty sweep', file('"sweep": «{}»'), ['warning sweep.empty']],
    ['a seed past 2^53', file('"training": {"seed": «9007199254740993»}'), ['hint seed.precision']],
    ['a swept seed past 2^53', file('"sweep": {"seed": [1, «9007199254740993»]}'), ['hint seed.precision']],
    ['a seed of 2^53', file('"training": {"seed": 9007199254740992}'), []],
    // Symbols.
    ['v_ij', file('', '"units": 1, "symbols": {"weight": "v_«ij»"}'), ['warning symbols.braces']],
    [
      'names and a template',
      file('', '"units": ["z"], "symbols": {«"activation"»: "y_j"}'),
      ['warning symbols.overridden'],
    ],
    ['a name used twice', `{"inputs": ["p", «"p"»], "layers": [{"units": 1}]}`, ['error symbols.twice']],
    [
      'a template without its index',
      file('', '"units": 1, "symbols": {"weight": «"v"»}'),
      ['error symbols.twice'],
    ],
    [
      'one template in two layers',
      file('', '"units": 1, "symbols": {"bias": «"c_j"»}', '"units": 2, "symbols": {"bias": "c_j"}'),
      ['error symbols.twice'],
    ],
    [
      'a name that is a default elsewhere',
      `{"inputs": [«"t_1"», "q"], "layers": [{"units": 1}]}`,
      ['error symbols.twice'],
    ],
    ['w_1 and w_{1}', `{"inputs": ["s_1", «"s_{1}"»], "layers": [{"units": 1}]}`, ['error symbols.twice']],
    ['a name of blanks', `{"inputs": [«" "», "q"], "layers": [{"units": 1}]}`, ['warning names.blank']],
  ];
  for (const [title, text, expected] of cases) {
    it(`${title}: ${expected.join(', ') || 'nothing'}`, () => {
      assertReported(text, ...expected);
    });
  }

  it('names both shapes of a transposed matrix, and accepts a square one', () => {
    const text = file('', '"units": 3, "weights": [[1, 2], [3, 4], [5, 6]]');
    assert.match(onlyMessage(text), /are 3×2 and must be 2×3.*transposed/);
    assertReported(file('', '"units": 2, "weights": [[1, 2], [3, 4]]'));
  });

  it('offers the sensible partner of a loss', () => {
    const binary = file('"loss": "binaryCrossEntropy"', '"units": 1, "activation": "relu"');
    const found = parse(binary).diagnostics[0]!;
    assert.deepEqual(parse(mended(binary, found, 0)).network?.layers[1]?.activation, { type: 'sigmoid' });
    assert.deepEqual(parse(mended(binary, found, 1)).network?.loss, { type: 'halfSquaredError' });
    const linear = file('"loss": "categoricalCrossEntropy"', '"units": 2');
    assert.deepEqual(parse(mended(linear, parse(linear).diagnostics[0]!)).network?.layers[1]?.activation, {
      type: 'softmax',
    });
  });

  it('says how many rows, columns and sums there are', () => {
    assert.match(
      onlyMessage(file('', '"units": 1, "weights": [[1]]')),
      /are 1×1 and must be 2×1.*need 2 rows.*have 1/,
    );
    assert.match(
      onlyMessage(file('', '"units": 2, "weights": [[1, 2], [3]]')),
      /Row 2 of the weights of layer 2 holds 1 entry and must hold 2/,
    );
    assert.match(
      onlyMessage(
        file(
          '"data": {"inputs": [[1, 2]], "targets": [[0.5, 0.4]]}, "loss": "categoricalCrossEntropy"',
          '"units": 2, "activation": "softmax"',
        ),
      ),
      /sum to 0\.9;/,
    );
  });

  it('mends w_ij', () => {
    const text = file('', '"units": 1, "symbols": {"weight": "v_ij"}');
    assert.deepEqual(parse(mended(text, parse(text).diagnostics[0]!)).network?.layers[1]?.symbols, {
      weight: 'v_{ij}',
    });
  });

  it('refuses paths that lead out of the folder, and the rest of the tricks', () => {
    const refused = [
      '../x.csv',
      'a/../../x.csv',
      '/etc/passwd',
      '~/x.csv',
      'C:\\\\x.csv',
      'C:/x.csv',
      '\\\\\\\\server\\\\x',
      'file:///etc/passwd',
      'http://x/y.csv',
      'CON',
      'sub/nul.csv',
      'a\\u0000b',
      ' ',
    ];
    for (const path of refused) {
      assertReported(
        file(`"data": {"file": «"${path}"», "inputs": ["a", "b"], "targets": ["c"]}`),
        'error data.path',
      );
    }
    for (const path of ['x.csv', 'data/x y.csv', './x.csv', 'a..b.csv', 'console.csv']) {
      assertReported(file(`"data": {"file": "${path}", "inputs": ["a", "b"], "targets": ["c"]}`));
    }
  });
});

describe('trainingRefusals', () => {
  it('refuses a network without data, and nothing else', () => {
    const text = file('"training": {"precision": "float32"}', '"units": 1, "activation": {"formula": "a^3"}');
    const parsed = parse(text);
    assert.deepEqual(parsed.diagnostics, []);
    const refusals = trainingRefusals(parsed);
    assert.deepEqual(
      refusals.map(({ code, range }) => [code, text.slice(range.offset, range.offset + range.length)]),
      [['training.data', '{']],
    );
    assert.deepEqual(trainingRefusals(parse(file('"data": {"generator": "xor"}'))), []);
  });
});
