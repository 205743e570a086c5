import type { Optimizer } from '../../network/network';
import { arrayProgram, functionLines } from './arrayProgram';
import { floatLiteral, type Dialect } from './dialect';
import { layerNumbers, type Exported } from './exported';
import { shapeWords } from './headWords';
import { layerNames } from './layerNames';
import { indented, type Lines } from './loopLanguage';
import { arrayLines } from './numpyProgram';
import { outputRule } from './outputRule';
import { pythonLoops } from './pythonLoops';
import { rateFormula } from './rateFormula';

const STEP = '    ';

/** Keras 3: `keras.ops`, whatever computes behind it. */
export const kerasDialect: Dialect = {
  number: floatLiteral,
  functions: {
    exp: 'ops.exp',
    log: 'ops.log',
    sqrt: 'ops.sqrt',
    sin: 'ops.sin',
    cos: 'ops.cos',
    tanh: 'ops.tanh',
    erf: 'ops.erf',
    abs: 'ops.abs',
    max: 'ops.maximum',
    min: 'ops.minimum',
    sign: 'ops.sign',
    sigmoid: 'ops.sigmoid',
    softplus: 'softplus',
    relu: 'ops.relu',
    normalCdf: 'normal_cdf',
    normalPdf: 'normal_pdf',
  },
  definitions: [
    { name: 'softplus', lines: ['def softplus(x):', `${STEP}return ops.logaddexp(x, ops.zeros_like(x))`] },
    {
      name: 'normal_cdf',
      lines: ['def normal_cdf(x):', `${STEP}return (1 + ops.erf(x / math.sqrt(2))) / 2`],
    },
    {
      name: 'normal_pdf',
      lines: ['def normal_pdf(x):', `${STEP}return ops.exp(-x * x / 2) / math.sqrt(2 * math.pi)`],
    },
  ],
  conditional: (then, left, right, otherwise) => `ops.where(${left} > ${right}, ${then}, ${otherwise})`,
  power: (base, exponent) => `${base} ** ${/^[\w.]+$/.test(exponent) ? exponent : `(${exponent})`}`,
  pi: 'math.pi',
};

/**
 * A Keras 3 program in double precision, for any of its backends. Where Keras computes an optimizer otherwise than
 * PyTorch and Backprop do, the program says so.
 */
export function kerasProgram(exported: Exported): string {
  const { network, inputs, targets, layout, parameters, check } = exported;
  const { layers, training, reduction } = network;
  const names = layerNames(network);
  const sizes = [network.inputs.units, ...layers.map(({ units }) => units)];
  const batch = training.batchSize === 'full' ? inputs.length : Math.min(training.batchSize, inputs.length);
  const penalty = [
    ...(training.l1 > 0 ? [`${floatLiteral(training.l1)} * ops.sum(ops.abs(w))`] : []),
    ...(training.l2 > 0 ? [`${floatLiteral(training.l2 / 2)} * ops.sum(w * w)`] : []),
  ];
  const expected = layerNumbers(layout, check.gradient);
  const body: Lines = [
    ...functionLines(exported, kerasDialect),
    '',
    '',
    '# The samples: a row of inputs and a row of targets each',
    ...arrayLines('X', inputs, `(${inputs.length}, ${sizes[0]})`),
    ...arrayLines('T', targets, `(${inputs.length}, ${sizes.at(-1)})`),
    '',
    '# Layers without activations; the activations are functions of their own, called in between',
    `layers_in_order = [`,
    ...layers.map(
      ({ hasBiases }, l) =>
        `${STEP}keras.layers.Dense(${sizes[l + 1]}, use_bias=${hasBiases ? 'True' : 'False'}, name="${names[l]}"),  # ${shapeWords(exported, l)}`,
    ),
    ']',
    'x = keras.Input(shape=(X.shape[1],), dtype="float64")',
    'h = x',
    ...layers.flatMap(({ activation }, l) => [
      `a = layers_in_order[${l}](h)`,
      activation.type === 'softmax'
        ? 'h = ops.softmax(a, axis=-1)'
        : activation.type === 'linear'
          ? 'h = a'
          : `h = activation${l + 1}(a)`,
    ]),
    'network = keras.Model(x, [a, h])',
    ...layerNumbers(layout, parameters).flatMap(({ weights, biases }, l) => [
      ...arrayLines(`W${l + 1}`, weights, `(${sizes[l]}, ${sizes[l + 1]})`),
      `layers_in_order[${l}].set_weights([W${l + 1}${biases ? `, np.array([${Array.from(biases, floatLiteral).join(', ')}])` : ''}])`,
    ]),
    ...layers.flatMap(({ frozen, hasBiases }, l) =>
      frozen.weights || frozen.biases
        ? [
            `layers_in_order[${l}].kernel.trainable = ${frozen.weights ? 'False' : 'True'}`,
            ...(hasBiases
              ? [`layers_in_order[${l}].bias.trainable = ${frozen.biases ? 'False' : 'True'}`]
              : []),
          ]
        : [],
    ),
    '',
    '',
    'def data_loss(x, t):',
    `${STEP}"""The ${reduction} of the samples' losses."""`,
    `${STEP}a, y = network(x)`,
    `${STEP}return ops.sum(${lossTerms(exported)})${reduction === 'mean' ? ' / len(x)' : ''}`,
    '',
    '',
    'def penalty():',
    `${STEP}return ${penalty.length === 0 ? '0.0' : `sum(${penalty.join(' + ')} for w in [layer.kernel for layer in layers_in_order])`}`,
    '',
    '',
    'def gradients(x, t, variables):',
    `${STEP}"""The loss and its gradients by the variables, by the backend that Keras runs on."""`,
    ...indented(
      [
        'if keras.backend.backend() == "tensorflow":',
        `${STEP}import tensorflow as tf`,
        `${STEP}with tf.GradientTape() as tape:`,
        `${STEP}${STEP}tape.watch([v.value for v in variables])`,
        `${STEP}${STEP}loss = data_loss(x, t)`,
        `${STEP}${STEP}whole = loss + penalty()`,
        `${STEP}return loss, tape.gradient(whole, [v.value for v in variables])`,
        'if keras.backend.backend() == "torch":',
        `${STEP}import torch`,
        `${STEP}for v in variables:`,
        `${STEP}${STEP}v.value.requires_grad_(True)`,
        `${STEP}loss = data_loss(x, t)`,
        `${STEP}return loss, torch.autograd.grad(loss + penalty(), [v.value for v in variables])`,
        'raise SystemExit("Set KERAS_BACKEND to tensorflow or torch: JAX differentiates functions without state only.")',
      ],
      STEP,
    ),
    '',
    '',
    '# What Backprop has computed for these weights: the program checks itself by it',
    'expected = []',
    ...expected.flatMap(({ weights, biases }, l) => [
      ...arrayLines('value', weights, `(${sizes[l]}, ${sizes[l + 1]})`),
      'expected.append(value)',
      ...(biases ? [`expected.append(np.array([${Array.from(biases, floatLiteral).join(', ')}]))`] : []),
    ]),
    'variables = [v for layer in layers_in_order for v in ([layer.kernel, layer.bias] if layer.use_bias else [layer.kernel])]',
    'loss, slopes = gradients(X, T, variables)',
    'loss = float(ops.convert_to_numpy(loss))',
    `assert abs(loss - ${floatLiteral(check.loss)}) <= 1e-10 * (1 + abs(loss)), "the loss differs"`,
    'for value, slope in zip(expected, slopes):',
    `${STEP}slope = ops.convert_to_numpy(slope)`,
    `${STEP}assert np.all(np.abs(slope - value) <= 1e-10 * (1 + np.abs(value))), "a gradient differs"`,
    'print("gradients agree")',
    '',
    '',
    'def rate(epoch):',
    `${STEP}"""The learning rate of an epoch, from 0."""`,
    `${STEP}return ${rateFormula(training, pythonLoops)}`,
    '',
    '',
    ...optimizerLines(training.optimizer),
    'trained = [v for v in variables if v.trainable]',
    'history = []',
    `for epoch in range(${training.epochs}):`,
    ...indented(
      [
        'optimizer.learning_rate = rate(epoch)',
        'total = 0.0',
        `for first in range(0, len(X), ${batch}):`,
        `${STEP}x, t = X[first:first + ${batch}], T[first:first + ${batch}]`,
        `${STEP}loss, slopes = gradients(x, t, trained)`,
        `${STEP}total += float(ops.convert_to_numpy(loss))${reduction === 'mean' ? ' * len(x) / len(X)' : ''}`,
        `${STEP}optimizer.apply(slopes, trained)`,
        'history.append(total)',
      ],
      STEP,
    ),
    'print("final loss", history[-1] if history else loss)',
  ];
  const imports = [
    'import math',
    'import keras',
    'import numpy as np',
    'from keras import ops',
    '',
    'keras.config.set_floatx("float64")',
  ];
  return arrayProgram(exported, kerasDialect, imports, body);
}

function lossTerms({ network }: Exported): string {
  const outputs = network.layers.at(-1)!.units;
  const share = outputs === 1 ? '' : ` / ${outputs}`;
  switch (outputRule(network)) {
    case 'apart':
    case 'softmaxApart':
      return 'loss_terms(y, t)';
    case 'sigmoidBinary':
      return `(t * softplus(-a) + (1 - t) * softplus(a))${share}`;
    case 'sigmoidCategorical':
      return 't * softplus(-a)';
    case 'softmaxCategorical':
      return '-t * ops.log_softmax(a, axis=-1)';
    case 'softmaxBinary':
      return `-(t * ops.log(ops.where(t == 0, 1.0, y)) + (1 - t) * ops.log(ops.where(t == 1, 1.0, 1 - y)))${share}`;
  }
}

/** The optimizer of the same name, with what Keras does otherwise said above it. */
function optimizerLines(optimizer: Optimizer): Lines {
  const number = floatLiteral;
  const epsilon =
    '# Keras adds epsilon in another place than PyTorch and Backprop: weights differ by about as much.';
  switch (optimizer.type) {
    case 'sgd':
      return ['optimizer = keras.optimizers.SGD(rate(0))'];
    case 'momentum':
    case 'nesterov':
      return [
        '# Keras puts the learning rate into the velocity: the same updates as long as the rate stays the same.',
        `optimizer = keras.optimizers.SGD(rate(0), momentum=${number(optimizer.momentum)}, nesterov=${optimizer.type === 'nesterov' ? 'True' : 'False'})`,
      ];
    case 'adagrad':
      return [
        epsilon,
        `optimizer = keras.optimizers.Adagrad(rate(0), initial_accumulator_value=0.0, epsilon=${number(optimizer.epsilon)})`,
      ];
    case 'rmsprop':
      return [
        epsilon,
        `optimizer = keras.optimizers.RMSprop(rate(0), rho=${number(optimizer.alpha)}, epsilon=${number(optimizer.epsilon)})`,
      ];
    case 'adam':
      return [
        epsilon,
        `optimizer = keras.optimizers.Adam(rate(0), beta_1=${number(optimizer.beta1)}, beta_2=${number(optimizer.beta2)}, epsilon=${number(optimizer.epsilon)})`,
      ];
    case 'adamw':
      return [
        epsilon,
        `optimizer = keras.optimizers.AdamW(rate(0), weight_decay=${number(optimizer.weightDecay)}, beta_1=${number(optimizer.beta1)}, beta_2=${number(optimizer.beta2)}, epsilon=${number(optimizer.epsilon)})`,
      ];
  }
}
