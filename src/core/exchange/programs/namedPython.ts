import { variable } from '../../math/expression';
import { parametersOf } from '../../math/gradientList';
import { pythonFunctions, pythonLines, type PythonLines } from '../../math/pythonProgram';
import { parameterIndex } from '../../engine/layout';
import { stateShape } from '../../engine/updateRules';
import { floatLiteral, write } from './dialect';
import type { Exported } from './exported';
import { updateWords } from './headWords';
import { indented, type Lines } from './loopLanguage';
import { pythonDialect, pythonLoops } from './pythonLoops';
import { rateFormula } from './rateFormula';
import { updateAssignments } from './updateFormulas';

/*
 * A small network in Python with a line for each quantity, called as the file calls it: h1 = w1 * i1 + w2 * i2, and
 * dw1 its gradient. What a program or a notebook is put together from.
 */

/** Networks of more parameters than this are written with lists and loops: nobody reads so many lines. */
export const MOST_NAMED_PARAMETERS = 120;

export function isNamed({ parameters, network }: Exported): boolean {
  const units = network.layers.reduce((sum, layer) => sum + layer.units, 0);
  return parameters.length <= MOST_NAMED_PARAMETERS && units <= MOST_NAMED_PARAMETERS;
}

/** What the program itself calls things: no quantity of the network may be called so. */
const WORDS = [
  ...[
    'gradients',
    'update',
    'rate',
    'train',
    'parameters',
    'loss',
    'slopes',
    'one',
    'all',
    'own',
    'memory',
    'history',
  ],
  ...[
    'step',
    'epoch',
    'epochs',
    'first',
    'part',
    'place',
    'enumerate',
    'expected',
    'slope',
    'eta',
    'w',
    'g',
    'm',
    'q',
  ],
  ...['mean_scale', 'square_scale', 'rates', 'losses', 'plt', 'ImportError', 'weights'],
];

/** One parameter in the program. */
interface Named {
  readonly name: string;
  readonly gradient: string;
  readonly value: number;
  readonly expected: number;
  readonly isFrozen: boolean;
}

/** The parts of the program, each a list of lines at the left margin. */
export interface NamedPython {
  readonly lines: PythonLines;
  /** Functions that Python lacks. */
  readonly functions: Lines;
  readonly samples: Lines;
  readonly parameters: Lines;
  /** The first sample's values by their names. */
  readonly firstSample: Lines;
  /** `update` and, of optimizers that remember something, what it starts with. */
  readonly update: Lines;
  /** `gradients(samples, parameters)`: the loss and all gradients over some samples. */
  readonly gradients: Lines;
  /** `train(eta, epochs)`: from the starting weights; the loss of every epoch. */
  readonly train: Lines;
  /** The assertions by Backprop's numbers. */
  readonly check: Lines;
}

export function namedPython(exported: Exported): NamedPython {
  const { network, layout, parameters, inputs, targets, check } = exported;
  const lines = pythonLines(network, WORDS);
  const { quantity, gradient } = lines.names;
  const named = Array.from(parametersOf(network), (subject): Named => {
    const index = parameterIndex(layout, subject);
    const { frozen } = network.layers[subject.layer]!;
    return {
      name: quantity(subject),
      gradient: gradient(subject),
      value: parameters[index]!,
      expected: check.gradient[index]!,
      isFrozen: subject.kind === 'weight' ? frozen.weights : frozen.biases,
    };
  });
  const outputs = network.layers.at(-1)!.units;
  const inputNames = Array.from({ length: network.inputs.units }, (_, i) => quantity({ kind: 'input', i }));
  const targetNames = Array.from({ length: outputs }, (_, k) => quantity({ kind: 'target', k }));
  const loss = quantity({ kind: 'loss' });
  const list = (names: readonly string[]): string => `[${names.join(', ')}]`;
  const numbers = (values: ArrayLike<number>): string => list(Array.from(values, floatLiteral));
  const all = list(named.map(({ name }) => name));
  const isMean = network.reduction === 'mean';
  const { training } = network;
  const remembers = Object.values(stateShape(training.optimizer)).some(Boolean);
  const isAdam = training.optimizer.type === 'adam' || training.optimizer.type === 'adamw';
  const batch = training.batchSize === 'full' ? 'len(samples)' : String(training.batchSize);

  const gradients = [
    'def gradients(samples, parameters):',
    ...indented(
      [
        `"""The ${network.reduction} of the losses of some samples, and its gradient by every parameter."""`,
        `${all} = parameters`,
        'loss = 0.0',
        `slopes = [0.0] * ${named.length}`,
        `for ${list(inputNames)}, ${list(targetNames)} in samples:`,
        ...indented(
          [
            ...lines.forward,
            '',
            ...lines.gradients,
            '',
            `loss += ${loss}${isMean ? ' / len(samples)' : ''}`,
            `one = ${list(named.map((parameter) => parameter.gradient))}`,
            `slopes = [all + own${isMean ? ' / len(samples)' : ''} for all, own in zip(slopes, one)]`,
          ],
          '    ',
        ),
        ...(lines.penalty.length > 0
          ? [
              `${list(named.map((parameter) => parameter.gradient))} = slopes`,
              ...lines.penalty,
              `slopes = ${list(named.map((parameter) => parameter.gradient))}`,
            ]
          : []),
        'return loss, slopes',
      ],
      '    ',
    ),
  ];
  const update = updateLines(exported);
  const train = [
    'def train(eta, epochs):',
    ...indented(
      [
        '"""Trains from the starting weights; gives back the loss of every epoch, and the weights."""',
        `parameters = ${all}`,
        ...(remembers ? ['memory = [(0.0, 0.0)] * len(parameters)'] : []),
        'history = []',
        ...(isAdam ? ['step = 0'] : []),
        'for epoch in range(epochs):',
        ...indented(
          [
            'loss = 0.0',
            `for first in range(0, len(samples), ${batch}):`,
            ...indented(
              [
                `part = samples[first:first + ${batch}]`,
                'value, slopes = gradients(part, parameters)',
                isMean ? 'loss += value * len(part) / len(samples)' : 'loss += value',
                ...(isAdam ? ['step += 1'] : []),
                'for place, g in enumerate(slopes):',
                ...indented(
                  [
                    ...(named.some(({ isFrozen }) => isFrozen)
                      ? [
                          `if place in ${list(named.flatMap(({ isFrozen }, place) => (isFrozen ? [String(place)] : [])))}:`,
                          '    continue  # frozen',
                        ]
                      : []),
                    remembers
                      ? `parameters[place], memory[place] = update(parameters[place], g, memory[place], rate(eta, epoch)${isAdam ? ', step' : ''})`
                      : 'parameters[place] = update(parameters[place], g, rate(eta, epoch))',
                  ],
                  '    ',
                ),
              ],
              '    ',
            ),
            'history.append(loss)',
          ],
          '    ',
        ),
        'return history, parameters',
      ],
      '    ',
    ),
  ];
  const body = [...lines.forward, ...lines.gradients, ...lines.penalty, ...update].join('\n');
  return {
    lines,
    functions: pythonFunctions(body).flatMap((lines_) => ['', '', ...lines_]),
    samples: [
      'samples = [',
      ...inputs.map((row, s) => `    (${numbers(row)}, ${numbers(targets[s]!)}),`),
      ']',
    ],
    parameters: named.map(({ name, value }) => `${name} = ${floatLiteral(value)}`),
    firstSample: [
      ...inputNames.map((name, i) => `${name} = ${floatLiteral(inputs[0]![i]!)}`),
      ...targetNames.map((name, k) => `${name} = ${floatLiteral(targets[0]![k]!)}`),
    ],
    update,
    gradients,
    train,
    check: [
      'expected = [',
      ...named.map((one) => `    ("${one.gradient}", ${floatLiteral(one.expected)}),`),
      ']',
      `loss, slopes = gradients(samples, ${all})`,
      `assert abs(loss - ${floatLiteral(check.loss)}) <= 1e-10 * (1 + abs(loss)), "the loss differs"`,
      'for (name, value), slope in zip(expected, slopes):',
      '    assert abs(slope - value) <= 1e-10 * (1 + abs(value)), f"{name} differs"',
      'print("gradients agree")',
    ],
  };
}

function updateLines({ network }: Exported): Lines {
  const { training } = network;
  const { optimizer } = training;
  const { hasMean, hasSquare } = stateShape(optimizer);
  const isAdam = optimizer.type === 'adam' || optimizer.type === 'adamw';
  const remembers = hasMean || hasSquare;
  return [
    'def rate(eta, epoch):',
    `    """The learning rate of an epoch, from 0."""`,
    `    return ${rateFormula(training, pythonLoops, variable('eta'))}`,
    '',
    '',
    `def update(w, g, ${remembers ? 'memory, ' : ''}eta${isAdam ? ', step' : ''}):`,
    `    """${updateWords(optimizer)}: the new weight${remembers ? ', and what is remembered of it' : ''}."""`,
    ...indented(
      [
        ...(remembers ? ['m, q = memory'] : []),
        ...(isAdam
          ? [
              `mean_scale = 1 / (1 - ${floatLiteral(optimizer.beta1)} ** step)`,
              `square_scale = 1 / (1 - ${floatLiteral(optimizer.beta2)} ** step)`,
            ]
          : []),
        ...updateAssignments(optimizer).map(
          ({ name, formula }) => `${name} = ${write(formula, pythonDialect)}`,
        ),
        remembers ? `return w, (${hasMean ? 'm' : '0.0'}, ${hasSquare ? 'q' : '0.0'})` : 'return w',
      ],
      '    ',
    ),
  ];
}
