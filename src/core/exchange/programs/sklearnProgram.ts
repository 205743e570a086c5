import { floatLiteral } from './dialect';
import { layerNumbers, type Exported } from './exported';
import { headWords, shapeWords } from './headWords';
import type { Lines } from './loopLanguage';
import { arrayLines, parameterNames, vectorLine } from './numpyProgram';
import { outputRule } from './outputRule';
import { pythonLoops } from './pythonLoops';
import { sklearnActivation } from './sklearnLimits';

/**
 * An MLPRegressor or MLPClassifier of scikit-learn with the file's weights and settings, for a network that
 * `sklearnLimits` has nothing to say of. Its gradients are read from a method that scikit-learn keeps to itself, whose
 * parameters differ between versions.
 */
export function sklearnProgram(exported: Exported): string {
  const { network, inputs, targets, layout, parameters, check } = exported;
  const { layers, training } = network;
  const { optimizer, batchSize, epochs, learningRate, l2 } = training;
  const rule = outputRule(network);
  const hidden = layers.slice(0, -1);
  const name = rule === 'apart' ? 'MLPRegressor' : 'MLPClassifier';
  const batch = batchSize === 'full' ? inputs.length : Math.min(batchSize, inputs.length);
  const sizes = [network.inputs.units, ...layers.map(({ units }) => units)];
  const first = hidden[0]?.activation ?? { type: 'linear' as const };
  const solver: Lines =
    optimizer.type === 'adam'
      ? [
          '    solver="adam",',
          `    beta_1=${floatLiteral(optimizer.beta1)},`,
          `    beta_2=${floatLiteral(optimizer.beta2)},`,
          `    epsilon=${floatLiteral(optimizer.epsilon)},  # added to another root than in PyTorch: weights differ by about as much`,
        ]
      : [
          '    solver="sgd",',
          `    momentum=${'momentum' in optimizer ? floatLiteral(optimizer.momentum) : '0.0'},`,
          `    nesterovs_momentum=${optimizer.type === 'nesterov' ? 'True' : 'False'},`,
        ];
  const isMulticlass = rule === 'softmaxCategorical';
  const gradientLists = (kind: 'W' | 'b'): string =>
    `[${parameterNames(exported)
      .filter((one) => one.startsWith(kind))
      .map((one) => `expected_${one}`)
      .join(', ')}]`;
  const lines = [
    ...headWords(exported, { names: false }).map((words) => pythonLoops.comment(words)),
    'import inspect',
    'import warnings',
    'import numpy as np',
    `from sklearn.neural_network import ${name}`,
    '',
    '# The samples: a row of inputs and a row of targets each',
    ...arrayLines('X', inputs, `(${inputs.length}, ${sizes[0]})`),
    ...arrayLines('T', targets, `(${inputs.length}, ${sizes.at(-1)})`),
    isMulticlass ? 'y = T.argmax(axis=1)' : rule === 'apart' ? 'y = T.ravel()' : 'y = T.ravel().astype(int)',
    ...layerNumbers(layout, parameters).flatMap(({ weights, biases }, l) => [
      '',
      pythonLoops.comment(shapeWords(exported, l)),
      ...arrayLines(`W${l + 1}`, weights, `(${sizes[l]}, ${sizes[l + 1]})`),
      ...(biases ? [vectorLine(`b${l + 1}`, biases)] : []),
    ]),
    '',
    `network = ${name}(`,
    `    hidden_layer_sizes=[${hidden.map(({ units }) => units).join(', ')}],`,
    `    activation="${sklearnActivation(first) ?? 'identity'}",`,
    ...solver,
    `    learning_rate_init=${floatLiteral(learningRate)},`,
    `    alpha=${floatLiteral(l2 * batch)},  # divided by the size of the batch there`,
    `    batch_size=${batch},`,
    '    shuffle=False,',
    `    max_iter=${Math.max(1, epochs)},`,
    '    n_iter_no_change=10 ** 9,',
    '    tol=0.0,',
    '    warm_start=True,',
    ')',
    '',
    '# One pass makes the arrays; then the weights are those of the file, and what the optimizer remembers is forgotten',
    'with warnings.catch_warnings():',
    '    warnings.simplefilter("ignore")',
    '    network.set_params(max_iter=1).fit(X, y)',
    `network.coefs_ = [${layers.map((_, l) => `W${l + 1}`).join(', ')}]`,
    `network.intercepts_ = [${layers.map((_, l) => `b${l + 1}`).join(', ')}]`,
    'del network._optimizer',
    'network.loss_curve_, network.n_iter_, network.t_ = [], 0, 0',
    '',
    '# What Backprop has computed for these weights: the program checks itself by it',
    ...layerNumbers(layout, check.gradient).flatMap(({ weights, biases }, l) => [
      ...arrayLines(`expected_W${l + 1}`, weights, `(${sizes[l]}, ${sizes[l + 1]})`),
      ...(biases ? [vectorLine(`expected_b${l + 1}`, biases)] : []),
    ]),
    'activations = [X] + [np.zeros((len(X), len(b))) for b in network.intercepts_]',
    'errors = [np.zeros((len(X), len(b))) for b in network.intercepts_]',
    'dW = [np.zeros_like(w) for w in network.coefs_]',
    'db = [np.zeros_like(b) for b in network.intercepts_]',
    'more = {"sample_weight": None} if "sample_weight" in inspect.signature(network._backprop).parameters else {}',
    `network.set_params(alpha=${floatLiteral(l2 * inputs.length)})`,
    'loss, dW, db = network._backprop(X, T, **more, activations=activations, deltas=errors, coef_grads=dW, intercept_grads=db)',
    `network.set_params(alpha=${floatLiteral(l2 * batch)})`,
    `assert abs(loss - ${floatLiteral(check.loss + check.penalty)}) <= 1e-10 * (1 + abs(loss)), "the loss differs"`,
    `for value, slope in zip(${gradientLists('W')} + ${gradientLists('b')}, list(dW) + list(db)):`,
    '    assert np.all(np.abs(slope - value) <= 1e-10 * (1 + np.abs(value))), "a gradient differs"',
    'print("gradients agree")',
    ...(epochs === 0
      ? []
      : [
          '',
          'with warnings.catch_warnings():',
          '    warnings.simplefilter("ignore")  # it warns that it has not converged',
          `    network.set_params(max_iter=${epochs}).fit(X, y)`,
          '# The loss that scikit-learn reports holds the penalty',
          'print("final loss", network.loss_curve_[-1])',
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
