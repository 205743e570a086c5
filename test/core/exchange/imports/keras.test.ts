import assert from 'node:assert/strict';
import { imported, networkFrom, questionFrom, refusalFrom } from './importing';

type Config = Record<string, unknown>;

/** Layers as Keras 3 writes them. */
const input = (shape: readonly (number | null)[] = [null, 2]): Config => ({
  module: 'keras.layers',
  class_name: 'InputLayer',
  config: { batch_shape: shape, dtype: 'float32', sparse: false, name: 'input_layer' },
  registered_name: null,
});
const layer = (className: string, name: string, config: Config = {}): Config => ({
  module: 'keras.layers',
  class_name: className,
  config: { name, trainable: true, ...config },
  registered_name: null,
});
const dense = (name: string, units: number, activation: unknown = 'linear', more: Config = {}): Config =>
  layer('Dense', name, {
    units,
    activation,
    use_bias: true,
    kernel_initializer: { module: 'keras.initializers', class_name: 'GlorotUniform', config: { seed: null } },
    bias_initializer: { module: 'keras.initializers', class_name: 'Zeros', config: {} },
    kernel_regularizer: null,
    bias_regularizer: null,
    kernel_constraint: null,
    bias_constraint: null,
    ...more,
  });
const sequential = (layers: readonly Config[], more: Config = {}): Config => ({
  module: 'keras',
  class_name: 'Sequential',
  config: { name: 'sequential', trainable: true, layers },
  registered_name: null,
  ...more,
});
const compiled = (loss: unknown, optimizer: unknown = null): Config => ({
  compile_config: { optimizer, loss, metrics: ['accuracy'] },
});

/** A functional model of Keras 3: each layer with the names of those before it. */
const functional = (
  layers: readonly (readonly [Config, ...(readonly string[])[]])[],
  more: Config = {},
): Config => ({
  class_name: 'Functional',
  config: {
    name: 'functional',
    layers: layers.map(([config, ...calls]) => ({
      ...config,
      name: (config['config'] as { readonly name: string }).name,
      inbound_nodes: calls.map((sources) => ({
        args: sources.map((source) => ({
          class_name: '__keras_tensor__',
          config: { shape: [null, 2], dtype: 'float32', keras_history: [source, 0, 0] },
        })),
        kwargs: {},
      })),
    })),
    input_layers: [['input_layer', 0, 0]],
    output_layers: [['out', 0, 0]],
    ...more,
  },
});

const types = (content: object, choices = {}): string[] =>
  networkFrom(imported('keras', content, choices)).network.layers.map(({ activation }) => activation.type);

describe('Keras models', () => {
  it('are read from their configuration: shape, names, activations, settings', () => {
    const adam = {
      class_name: 'Adam',
      config: {
        learning_rate: 0.0010000000474974513,
        beta_1: 0.9,
        beta_2: 0.999,
        epsilon: 1e-7,
        amsgrad: false,
      },
    };
    const model = sequential(
      [input([null, 4]), dense('first', 3, 'relu'), dense('out', 1, 'sigmoid', { use_bias: false })],
      compiled('binary_crossentropy', adam),
    );
    const { network, notes, text } = networkFrom(imported(null, model));
    assert.equal(network.name, 'sequential');
    assert.equal(network.inputs.units, 4);
    assert.deepEqual(
      network.layers.map(({ name, units, activation, hasBiases, weights }) => [name, units, activation.type, hasBiases, weights]),
      [
        ['first', 3, 'relu', true, null],
        ['out', 1, 'sigmoid', false, null],
      ],
    ); // prettier-ignore
    assert.equal(network.loss.type, 'binaryCrossEntropy');
    assert.deepEqual(network.training.optimizer, { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    assert.equal(network.training.learningRate, 0.0010000000474974513);
    assert.match(notes, /no weights: they are drawn from the seed/);
    assert.match(notes, /adds epsilon in another place/);
    assert.match(text, /"first"/);
  });

  it('have their weights beside them, bit for bit', () => {
    const config = sequential([input(), dense('a', 2, 'tanh'), dense('b', 1)]);
    const weights = { a: [[[0.10000000149011612, -0.5], [1e-45, 3]], [0.25, 0]], b: [[[1], [2]], [5e-324]] }; // prettier-ignore
    const { network } = networkFrom(imported(null, { config, weights }));
    assert.deepEqual(network.layers[0]!.weights, weights.a[0]);
    assert.deepEqual(network.layers[0]!.biases, [0.25, 0]);
    assert.deepEqual(network.layers[1]!.weights, [[1], [2]]);
    assert.deepEqual(network.layers[1]!.biases, [5e-324]);
  });

  it('may be functional, of Keras 3 or 2, in any order of their layers', () => {
    const chain = functional([
      [dense('out', 1), ['mid']],
      [dense('mid', 3, 'silu'), ['input_layer']],
      [input()],
    ]);
    const { network } = networkFrom(imported(null, chain));
    assert.deepEqual(
      network.layers.map(({ name }) => name),
      ['mid', 'out'],
    );
    const old = {
      class_name: 'Functional',
      config: {
        name: 'model',
        layers: [
          {
            class_name: 'InputLayer',
            config: { batch_input_shape: [null, 2], name: 'i' },
            name: 'i',
            inbound_nodes: [],
          },
          { ...dense('o', 2, 'softmax'), name: 'o', inbound_nodes: [[['i', 0, 0, {}]]] },
        ],
        input_layers: [['i', 0, 0]],
        output_layers: ['o', 0, 0],
      },
      keras_version: '2.15.0',
    };
    assert.deepEqual(types(old), ['softmax']);
  });

  it('have activations as layers of their own, with their constants', () => {
    const cases: readonly (readonly [Config, object])[] = [
      [layer('Activation', 'act', { activation: 'softplus' }), { type: 'softplus' }],
      [layer('ReLU', 'act', { negative_slope: 0, max_value: null, threshold: 0 }), { type: 'relu' }],
      [layer('ReLU', 'act', { negative_slope: 0.2, max_value: null, threshold: 0 }), { type: 'leakyRelu', slope: 0.2 }],
      [layer('LeakyReLU', 'act', { negative_slope: 0.05 }), { type: 'leakyRelu', slope: 0.05 }],
      [layer('LeakyReLU', 'act', { alpha: { class_name: '__numpy__', config: { value: 0.3 } } }), { type: 'leakyRelu', slope: 0.3 }],
      [layer('ELU', 'act', { alpha: 2 }), { type: 'elu', alpha: 2 }],
      [layer('Softmax', 'act', { axis: -1 }), { type: 'softmax' }],
    ]; // prettier-ignore
    for (const [act, expected] of cases) {
      const { network } = networkFrom(imported('keras', sequential([input(), dense('d', 2), act])));
      assert.deepEqual(network.layers[0]!.activation, expected);
      const inside = dense('d', 2, { class_name: act['class_name'], config: act['config'] });
      if (act['class_name'] === 'Activation') continue;
      assert.deepEqual(
        networkFrom(imported('keras', sequential([input(), inside]))).network.layers[0]!.activation,
        expected,
      );
    }
    const named = (activation: string): object =>
      networkFrom(imported('keras', sequential([input(), dense('d', 2, activation)]))).network.layers[0]!
        .activation;
    assert.deepEqual(named('leaky_relu'), { type: 'leakyRelu', slope: 0.2 });
    assert.deepEqual(named('hard_sigmoid'), { type: 'formula', formula: 'max(0, min(1, a / 6 + 0.5))' });
    assert.deepEqual(named('swish'), { type: 'silu' });
  });

  it('name what acts in training alone, and what is left out', () => {
    const model = sequential(
      [
        input(),
        layer('Dropout', 'drop_nothing', { rate: 0 }),
        dense('d', 2, 'relu', { kernel_constraint: { class_name: 'MaxNorm', config: {} }, trainable: false }),
        layer('Dropout', 'half', { rate: 0.5 }),
        dense('e', 1, 'linear', { kernel_initializer: { class_name: 'Orthogonal', config: {} } }),
      ],
      compiled('poisson', { class_name: 'Lion', config: { learning_rate: 0.1, clipnorm: 1 } }),
    );
    const { notes, network } = networkFrom(imported('keras', model));
    assert.match(notes, /layer "half" \(Dropout\) acts only while Keras trains/);
    assert.doesNotMatch(notes, /drop_nothing/);
    assert.match(notes, /layer "d": kernel_constraint is left out/);
    assert.match(notes, /initialiser Orthogonal is left out/);
    assert.match(notes, /no loss "poisson"/);
    assert.match(notes, /no optimizer "Lion"/);
    assert.match(notes, /no clipnorm of the optimizer/);
    assert.deepEqual(network.layers[0]!.frozen, { weights: true, biases: true });
  });

  it('ask where the loss takes logits', () => {
    const loss = {
      class_name: 'BinaryCrossentropy',
      config: { from_logits: true, reduction: 'sum_over_batch_size' },
    };
    const model = sequential([input(), dense('d', 1)], compiled(loss));
    const question = questionFrom(imported('keras', model));
    assert.equal(question.key, 'logits');
    assert.deepEqual(
      question.options.map(({ value }) => value),
      ['probabilities', 'logits'],
    );
    assert.deepEqual(types(model, { logits: 'probabilities' }), ['sigmoid']);
    const kept = networkFrom(imported('keras', model, { logits: 'logits' }));
    assert.equal(kept.network.layers[0]!.activation.type, 'linear');
    assert.equal(kept.network.loss.type, 'halfSquaredError');
    assert.match(kept.notes, /takes logits and is left out/);
    assert.equal(imported('keras', model, { logits: 'neither' }).kind, 'question');
  });

  it('leave out a loss whose outputs are none for it, and say so', () => {
    const { network, notes } = networkFrom(
      imported('keras', sequential([input(), dense('d', 2, 'relu')], compiled('categorical_crossentropy'))),
    );
    assert.equal(network.loss.type, 'halfSquaredError');
    assert.match(notes, /categoricalCrossEntropy needs sigmoid or softmax outputs, and these are relu/);
  });

  it('have one penalty for all kernels, in the measure of the format', () => {
    const l2 = { kernel_regularizer: { class_name: 'L2', config: { l2: 0.01 } } };
    const both = networkFrom(
      imported('keras', sequential([input(), dense('d', 2, 'relu', l2), dense('e', 1, 'linear', l2)])),
    );
    assert.equal(both.network.training.l2, 0.02);
    const one = networkFrom(
      imported('keras', sequential([input(), dense('d', 2, 'relu', l2), dense('e', 1)])),
    );
    assert.equal(one.network.training.l2, 0);
    assert.match(one.notes, /layer "d" has a penalty of its own/);
  });

  const refused: readonly (readonly [string, object, RegExp, RegExp])[] = [
    ['a convolution', sequential([input([null, 8, 8, 1]), layer('Conv2D', 'conv2d', { filters: 4 }), dense('d', 1)]), /layer "input_layer"/, /3 dimensions/],
    ['a convolution without an input layer', sequential([layer('Conv2D', 'conv2d', { filters: 4 }), dense('d', 1)]), /layer "conv2d"/, /Conv2D layer, which Backprop does not have/],
    ['batch normalisation', sequential([input(), dense('d', 1), layer('BatchNormalization', 'bn')]), /layer "bn"/, /BatchNormalization layer/],
    ['an unknown activation', sequential([input(), dense('d', 1, 'sparsemax')]), /layer "d"/, /no activation "sparsemax"/],
    ['a function of one’s own', sequential([input(), dense('d', 1, { module: 'builtins', class_name: 'function', config: 'mine', registered_name: 'function' })]), /layer "d"/, /no activation "mine"/],
    ['ReLU with a limit', sequential([input(), dense('d', 1), layer('ReLU', 'r', { max_value: 6 })]), /layer "r"/, /largest value/],
    ['two activations', sequential([input(), dense('d', 1, 'tanh'), layer('Activation', 'r', { activation: 'relu' })]), /layer "r"/, /second activation/],
    ['an activation first', sequential([input(), layer('Activation', 'r', { activation: 'relu' }), dense('d', 1)]), /layer "r"/, /before the first Dense/],
    ['hidden softmax', sequential([input(), dense('d', 2, 'softmax'), dense('e', 1)]), /layer "d"/, /softmax, which Backprop has in the last/],
    ['tied weights', functional([[input()], [dense('a', 2), ['input_layer'], ['a']], [dense('out', 1), ['a']]]), /layer "a"/, /used 2 times, with the same weights/],
    ['a branch', functional([[input()], [dense('a', 2), ['input_layer']], [dense('b', 2), ['input_layer']], [layer('Add', 'out'), ['a', 'b']]]), /layer "out"/, /no single chain/],
    ['a layer beside the way', functional([[input()], [dense('b', 2), ['input_layer']], [dense('out', 1), ['input_layer']]]), /layer "b"/, /beside the way/],
    ['a circle', functional([[input()], [dense('a', 2), ['out']], [dense('out', 2), ['a']]]), /layer "out"/, /used twice/],
    ['two outputs', functional([[input()], [dense('out', 1), ['input_layer']]], { output_layers: [['out', 0, 0], ['out', 0, 0]] }), /^$/, /2 outputs/],
    ['a class of one’s own', { class_name: 'MyModel', config: { layers: [] } }, /^$/, /"MyModel"; only its own code/],
    ['no Dense layer', sequential([input()]), /^$/, /no Dense layer/],
    ['no inputs', sequential([dense('d', 1)]), /layer "d"/, /how many inputs/],
    ['no units', sequential([input(), dense('d', 0)]), /units/, /whole number, at least 1/],
    ['too many units', sequential([input(), dense('d', 1e9)]), /layer "d"/, /from 1 to 4,096/],
    ['LoRA', sequential([input(), dense('d', 1, 'linear', { lora_rank: 4 })]), /layer "d"/, /LoRA/],
    ['a kernel of another shape', { config: sequential([input(), dense('d', 1)]), weights: { d: [[[1], [2], [3]], [0]] } }, /layer "d"/, /3×1 and must be 2×1/],
    ['no bias where one is', { config: sequential([input(), dense('d', 1)]), weights: { d: [[[1], [2]]] } }, /layer "d": bias/, /missing/],
    ['no weights of a layer', { config: sequential([input(), dense('d', 1)]), weights: {} }, /weights\["d"\]/, /missing/],
  ]; // prettier-ignore
  for (const [what, content, where, cause] of refused) {
    it(`are refused with the layer: ${what}`, () => {
      const refusal = refusalFrom(imported('keras', content));
      assert.match(refusal.where ?? '', where);
      assert.match(refusal.cause, cause);
      assert.match(refusal.remedy, /\.$/);
    });
  }

  it('keep the number of notes and the time small however many layers there are', () => {
    const layers = Array.from({ length: 2_000 }, (_, n) => dense(`d${n}`, 1));
    assert.match(
      refusalFrom(imported('keras', sequential([input(), ...layers]))).cause,
      /2000 layers; a network file holds at most 64/,
    );
  });
});
