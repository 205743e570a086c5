import { stateShape } from '../../engine/updateRules';
import { activationDerivative, activationFormula } from '../../math/activations';
import { lossTermDerivative, lossTermFormula } from '../../math/losses';
import { hasVariable } from './constantFormula';
import { floatLiteral, usedDefinitions, write } from './dialect';
import { layerNumbers, type Exported } from './exported';
import { headWords, shapeWords, updateWords } from './headWords';
import { indented, type Lines } from './loopLanguage';
import { numpyDialect } from './numpyDialect';
import { outputRule } from './outputRule';
import { pythonLoops } from './pythonLoops';
import { rateFormula } from './rateFormula';
import { updateAssignments } from './updateFormulas';

const STEP = '    ';

/** An array as NumPy code, rows on lines of their own, its shape beside it. */
export function arrayLines(name: string, rows: readonly ArrayLike<number>[], shape: string): Lines {
  const row = (values: ArrayLike<number>): string => `[${Array.from(values, floatLiteral).join(', ')}]`;
  return [`${name} = np.array([`, ...rows.map((one) => `${STEP}${row(one)},`), `])  # ${shape}`];
}

export function vectorLine(name: string, values: ArrayLike<number>): string {
  return `${name} = np.array([${Array.from(values, floatLiteral).join(', ')}])  # (${values.length},)`;
}

/**
 * A training program in NumPy: samples are rows, every layer one product of matrices. Shapes stand beside each line;
 * N is the number of samples.
 */
export function numpyProgram(exported: Exported): string {
  const body = [
    ...numberLines(exported),
    ...functionLines(exported),
    ...forwardLines(exported),
    ...gradientLines(exported),
    ...updateLines(exported),
    ...trainLines(exported),
    ...checkLines(exported),
  ];
  const definitions = usedDefinitions(body.join('\n'), numpyDialect).flatMap(({ lines }) => [
    '',
    '',
    ...lines,
  ]);
  const lines = [
    ...headWords(exported, { names: false }).map((words) => pythonLoops.comment(words)),
    'import math',
    'import numpy as np',
    ...definitions,
    ...(definitions.length > 0 ? [''] : []),
    ...body,
  ];
  return `${lines.join('\n')}\n`;
}

/** Units before, and of, each layer. */
function sizesOf({ network }: Exported): number[] {
  return [network.inputs.units, ...network.layers.map(({ units }) => units)];
}

function numberLines(exported: Exported): Lines {
  const { inputs, targets, layout, parameters } = exported;
  const sizes = sizesOf(exported);
  return [
    '',
    '# The samples: a row of inputs and a row of targets each',
    ...arrayLines('X', inputs, `(${inputs.length}, ${sizes[0]})`),
    ...arrayLines('T', targets, `(${inputs.length}, ${sizes.at(-1)})`),
    ...layerNumbers(layout, parameters).flatMap(({ weights, biases }, l) => [
      '',
      pythonLoops.comment(shapeWords(exported, l)),
      ...arrayLines(`W${l + 1}`, weights, `(${sizes[l]}, ${sizes[l + 1]})`),
      ...(biases ? [vectorLine(`b${l + 1}`, biases)] : []),
    ]),
    '',
    `parameters = [${parameterNames(exported).join(', ')}]`,
  ];
}

/** W1, b1, W2, …: the parameters there are, in order. */
export function parameterNames({ network }: Exported): string[] {
  return network.layers.flatMap(({ hasBiases }, l) => [`W${l + 1}`, ...(hasBiases ? [`b${l + 1}`] : [])]);
}

function functionLines({ network }: Exported): Lines {
  const { layers, loss, symbols } = network;
  const rule = outputRule(network);
  const outputs = layers.at(-1)!.units;
  const of = (name: string, parameters: string, formula: string): Lines => [
    '',
    '',
    `def ${name}(${parameters}):`,
    `${STEP}return ${formula}`,
  ];
  return [
    ...layers.flatMap(({ activation }, l) => {
      if (activation.type === 'softmax' || activation.type === 'linear') return [];
      const needsSlope = l < layers.length - 1 || rule === 'apart';
      const formula = activationFormula(activation);
      const value = write(formula, numpyDialect);
      return [
        ...of(`activation${l + 1}`, 'a', hasVariable(formula) ? value : `0.0 * a + ${value}`),
        ...(needsSlope
          ? of(`slope${l + 1}`, 'a', write(activationDerivative(activation), numpyDialect))
          : []),
      ];
    }),
    ...(rule === 'apart' || rule === 'softmaxApart'
      ? [
          ...of('loss_terms', 'y, t', write(lossTermFormula(loss, outputs, symbols.residual), numpyDialect)),
          ...of(
            'loss_slopes',
            'y, t',
            write(lossTermDerivative(loss, outputs, symbols.residual), numpyDialect),
          ),
        ]
      : []),
  ];
}

function forwardLines(exported: Exported): Lines {
  const { network } = exported;
  const sizes = sizesOf(exported);
  const lines = network.layers.flatMap(({ activation, hasBiases }, l) => {
    const n = l + 1;
    const before = l === 0 ? 'x' : `h${l}`;
    const value =
      activation.type === 'softmax'
        ? `softmax(a${n})`
        : activation.type === 'linear'
          ? `a${n}`
          : `activation${n}(a${n})`;
    return [
      `a${n} = ${before} @ W${n}${hasBiases ? ` + b${n}` : ''}  # (N, ${sizes[n]}) = (N, ${sizes[l]}) (${sizes[l]}, ${sizes[n]})`,
      `h${n} = ${value}  # (N, ${sizes[n]})`,
    ];
  });
  const all = network.layers.map((_, l) => `a${l + 1}, h${l + 1}`).join(', ');
  return ['', '', 'def forward(x):', ...indented([...lines, `return ${all}`], STEP)];
}

/** The loss terms and the errors of the last layer, for each rule. */
function outputLines({ network }: Exported): { readonly terms: string; readonly error: Lines } {
  const n = network.layers.length;
  const outputs = network.layers.at(-1)!.units;
  const share = outputs === 1 ? '' : ` / ${outputs}`;
  const [a, y] = [`a${n}`, `h${n}`];
  const isLinear = network.layers.at(-1)!.activation.type === 'linear';
  const bySoftmax = (slopes: string): Lines => [
    `slopes = ${slopes}`,
    `d${n} = ${y} * (slopes - (slopes * ${y}).sum(axis=1, keepdims=True))`,
  ];
  switch (outputRule(network)) {
    case 'apart':
      return {
        terms: `loss_terms(${y}, t)`,
        error: [`d${n} = loss_slopes(${y}, t)${isLinear ? '' : ` * slope${n}(${a})`}`],
      };
    case 'softmaxApart':
      return { terms: `loss_terms(${y}, t)`, error: bySoftmax(`loss_slopes(${y}, t)`) };
    case 'sigmoidBinary':
      return {
        terms: `(t * softplus(-${a}) + (1 - t) * softplus(${a}))${share}`,
        error: [`d${n} = (${y} - t)${share}`],
      };
    case 'sigmoidCategorical':
      return { terms: `t * softplus(-${a})`, error: [`d${n} = -t * (1 - ${y})`] };
    case 'softmaxCategorical':
      return {
        terms: `-log_of(t, ${y})`,
        error: [`d${n} = ${y} * t.sum(axis=1, keepdims=True) - t`],
      };
    case 'softmaxBinary':
      return {
        terms: `-(log_of(t, ${y}) + log_of(1 - t, 1 - ${y}))${share}`,
        error: bySoftmax(`(${y} - t) / (${y} * (1 - ${y}))${share}`),
      };
  }
}

function gradientLines(exported: Exported): Lines {
  const { network } = exported;
  const sizes = sizesOf(exported);
  const { l1, l2 } = network.training;
  const count = network.layers.length;
  const isMean = network.reduction === 'mean';
  const { terms, error } = outputLines(exported);
  const all = network.layers.map((_, l) => `a${l + 1}, h${l + 1}`).join(', ');
  const backward: string[] = [];
  for (let n = count; n >= 1; n--) {
    const { activation, hasBiases } = network.layers[n - 1]!;
    if (n < count) {
      const slope = activation.type === 'linear' ? '' : ` * slope${n}(a${n})`;
      backward.push(`d${n} = (d${n + 1} @ W${n + 1}.T)${slope}  # (N, ${sizes[n]})`);
    }
    const before = n === 1 ? 'x' : `h${n - 1}`;
    const penalty = [
      ...(l2 > 0 ? [` + ${floatLiteral(l2)} * W${n}`] : []),
      ...(l1 > 0 ? [` + ${floatLiteral(l1)} * np.sign(W${n})`] : []),
    ].join('');
    backward.push(`dW${n} = ${before}.T @ d${n}${penalty}  # (${sizes[n - 1]}, ${sizes[n]})`);
    if (hasBiases) backward.push(`db${n} = d${n}.sum(axis=0)  # (${sizes[n]},)`);
  }
  return [
    '',
    '',
    'def gradients(x, t):',
    ...indented(
      [
        `"""The ${network.reduction} of the samples' losses, and its gradient by every parameter${l1 > 0 || l2 > 0 ? ', the penalty included' : ''}."""`,
        `${all} = forward(x)`,
        `loss = (${terms}).sum()${isMean ? ' / len(x)' : ''}`,
        ...error,
        ...(isMean ? [`d${count} = d${count} / len(x)`] : []),
        ...backward,
        `return loss, [${parameterNames(exported)
          .map((name) => `d${name}`)
          .join(', ')}]`,
      ],
      STEP,
    ),
  ];
}

function updateLines({ network }: Exported): Lines {
  const { training } = network;
  const { optimizer } = training;
  const { hasMean, hasSquare } = stateShape(optimizer);
  const isAdam = optimizer.type === 'adam' || optimizer.type === 'adamw';
  return [
    '',
    '',
    'def rate(epoch):',
    `${STEP}"""The learning rate of an epoch, from 0."""`,
    `${STEP}return ${rateFormula(training, pythonLoops)}`,
    '',
    '',
    'def update(w, g, m, q, eta, step):',
    ...indented(
      [
        `"""${updateWords(optimizer)}: the new parameters, and what is remembered of them."""`,
        ...(isAdam
          ? [
              `mean_scale = 1 / (1 - ${floatLiteral(optimizer.beta1)} ** step)`,
              `square_scale = 1 / (1 - ${floatLiteral(optimizer.beta2)} ** step)`,
            ]
          : []),
        ...updateAssignments(optimizer).map(
          ({ name, formula }) => `${name} = ${write(formula, numpyDialect)}`,
        ),
        `return w, ${hasMean ? 'm' : '0.0'}, ${hasSquare ? 'q' : '0.0'}`,
      ],
      STEP,
    ),
  ];
}

function trainLines(exported: Exported): Lines {
  const { network, inputs } = exported;
  const { batchSize } = network.training;
  const batch = batchSize === 'full' ? inputs.length : Math.min(batchSize, inputs.length);
  const names = parameterNames(exported);
  const frozen = network.layers.flatMap(({ hasBiases, frozen: is }) => [
    is.weights,
    ...(hasBiases ? [is.biases] : []),
  ]);
  const frozenPlaces = frozen.flatMap((isFrozen, place) => (isFrozen ? [String(place)] : []));
  return [
    '',
    '',
    'def train(epochs):',
    ...indented(
      [
        '"""Trains from the parameters as they are; gives back the loss of every epoch."""',
        `m = [0.0] * ${names.length}`,
        `q = [0.0] * ${names.length}`,
        'history = []',
        'step = 0',
        'for epoch in range(epochs):',
        ...indented(
          [
            'total = 0.0',
            `for first in range(0, len(X), ${batch}):`,
            ...indented(
              [
                `x, t = X[first:first + ${batch}], T[first:first + ${batch}]`,
                'loss, slopes = gradients(x, t)',
                network.reduction === 'mean' ? 'total += loss * len(x) / len(X)' : 'total += loss',
                'step += 1',
                `for place in range(${names.length}):`,
                ...indented(
                  [
                    ...(frozenPlaces.length > 0
                      ? [`if place in [${frozenPlaces.join(', ')}]:`, `${STEP}continue  # frozen`]
                      : []),
                    'new, m[place], q[place] = update(parameters[place], slopes[place], m[place], q[place], rate(epoch), step)',
                    'parameters[place][...] = new',
                  ],
                  STEP,
                ),
              ],
              STEP,
            ),
            'history.append(total)',
          ],
          STEP,
        ),
        'return history',
      ],
      STEP,
    ),
  ];
}

function checkLines(exported: Exported): Lines {
  const { check, layout, network } = exported;
  const expected = layerNumbers(layout, check.gradient);
  const sizes = sizesOf(exported);
  return [
    '',
    '',
    '# What Backprop has computed for these weights: the program checks itself by it',
    ...expected.flatMap(({ weights, biases }, l) => [
      ...arrayLines(`expected_W${l + 1}`, weights, `(${sizes[l]}, ${sizes[l + 1]})`),
      ...(biases ? [vectorLine(`expected_b${l + 1}`, biases)] : []),
    ]),
    `expected = [${parameterNames(exported)
      .map((name) => `expected_${name}`)
      .join(', ')}]`,
    'loss, slopes = gradients(X, T)',
    `assert abs(loss - ${floatLiteral(check.loss)}) <= 1e-10 * (1 + abs(loss)), "the loss differs"`,
    'for place, (value, slope) in enumerate(zip(expected, slopes)):',
    `${STEP}assert np.all(np.abs(slope - value) <= 1e-10 * (1 + np.abs(value))), f"gradient {place} differs"`,
    'print("gradients agree")',
    '',
    `history = train(${network.training.epochs})`,
    'print("final loss", history[-1] if history else loss)',
  ];
}
