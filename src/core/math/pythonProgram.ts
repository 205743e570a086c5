/**
 * A whole Python program: the network's numbers, its forward pass, its loss and its gradients, every line in the
 * file's own names, and the gradients printed. It needs nothing but Python 3.
 */

import { showHidden } from '../network/hidden';
import type { Network } from '../network/network';
import type { ParameterSubject, Subject } from '../network/subject';
import { isSoftmax } from './activations';
import { derive, type DerivationStep, type Rule } from './derivation';
import type { Expression, Quantity } from './expression';
import { forwardEquations } from './forwardEquations';
import { lastLayer, output, penaltyDerivative, unitCount } from './formulas';
import { listGradients, parametersOf, type GradientList } from './gradientList';
import type { Style } from './printer';
import {
  printPython,
  pythonDefinitions,
  pythonFloat,
  pythonNames,
  pythonStyle,
  type PythonNames,
} from './python';

/** The numbers a program starts from; at least one sample. */
export interface ProgramNumbers {
  readonly samples: readonly ProgramSample[];
  readonly parameter: (subject: ParameterSubject) => number;
}

export interface ProgramSample {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

export interface ProgramOptions {
  /** Whose gradients; every parameter's if absent. */
  readonly subjects?: readonly Subject[];
  /** Lines above the program, as comments. */
  readonly head?: readonly string[];
  /** The steps of each derivation stand above its result, under these titles; without, there are no steps. */
  readonly title?: (rule: Rule) => string;
  /** What is derived is left blank, to be filled in; of the first sample alone, without penalty. */
  readonly isBlank?: boolean;
}

/** A value of Python that stands for what has not been filled in. */
const BLANK = '...';

const LOSS: Quantity = { kind: 'loss' };

interface Program {
  readonly network: Network;
  readonly names: PythonNames;
  readonly style: Style;
  readonly list: GradientList;
  readonly options: ProgramOptions;
}

/**
 * The program. Gradients are those of the loss with its penalty, over all samples given: their mean or sum, as
 * the network says. Throws RangeError for a subject without a gradient.
 */
export function pythonGradients(
  network: Network,
  numbers: ProgramNumbers,
  options: ProgramOptions = {},
): string {
  const names = pythonNames(network);
  const list = listGradients<Subject>(network, options.subjects ?? parametersOf(network));
  const program: Program = { network, names, style: pythonStyle(names), list, options };
  const [first] = numbers.samples;
  if (!first) throw new RangeError('a program needs a sample');
  const isSingle = numbers.samples.length === 1 || options.isBlank === true;
  const body = isSingle ? singleSample(program, first) : manySamples(program, numbers.samples);
  const parameters = Array.from(
    parametersOf(network),
    (subject) => `${names.quantity(subject)} = ${pythonFloat(numbers.parameter(subject))}`,
  );
  const text = body.join('\n');
  const definitions = pythonFunctions(text);
  return [
    ...(options.head ?? []).map((line) => comment(line)),
    'import math',
    ...definitions.flatMap((definition) => ['', '', ...definition]),
    ...(definitions.length > 0 ? [''] : []),
    '',
    '# Weights and biases',
    ...parameters,
    '',
    ...body,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The lines of one sample's forward pass and gradients, for programs that do more than print them. */
export interface PythonLines {
  readonly names: PythonNames;
  /** Each unit's sum and activation, each loss term, the loss. */
  readonly forward: readonly string[];
  /** The errors and every gradient, without the penalty. */
  readonly gradients: readonly string[];
  /** What the penalty adds to the gradients; empty without one. */
  readonly penalty: readonly string[];
}

/** @param reserved words of the program that no quantity may be called. */
export function pythonLines(network: Network, reserved: readonly string[]): PythonLines {
  const names = pythonNames(network, reserved);
  const list = listGradients<Subject>(network, parametersOf(network));
  const program: Program = { network, names, style: pythonStyle(names), list, options: {} };
  return {
    names,
    forward: forwardLines(program),
    gradients: gradientLines(program),
    penalty: penaltyLines(program, names.gradient).filter((line) => line !== ''),
  };
}

/** The functions that `text` calls and Python lacks, each with its lines. */
export function pythonFunctions(text: string): readonly (readonly string[])[] {
  return [...pythonDefinitions(text), ...vectorDefinitions(text)];
}

/** Functions of more than one number, for the forward pass alone. */
const VECTOR_FUNCTIONS: readonly (readonly [name: string, ...lines: readonly string[]])[] = [
  [
    'softmax',
    'def softmax(*a):',
    '    largest = max(a)',
    '    powers = [math.exp(x - largest) for x in a]',
    '    return [power / sum(powers) for power in powers]',
  ],
  [
    'cross',
    'def cross(t, y):',
    '    # t ln y, which is 0 where t is 0',
    '    return 0.0 if t == 0 else t * math.log(y) if y > 0 else -math.inf',
  ],
];

function vectorDefinitions(text: string): readonly (readonly string[])[] {
  return VECTOR_FUNCTIONS.flatMap(([name, ...lines]) =>
    new RegExp(`\\b${name}\\(`).test(text) ? [lines] : [],
  );
}

function comment(words: string): string {
  return `# ${showHidden(words)}`;
}

function singleSample(program: Program, { inputs, targets }: ProgramSample): string[] {
  const { names, list, options } = program;
  const { quantity, gradient } = names;
  const name = (of: Quantity): string => `print("${quantity(of)} =", ${quantity(of)})`;
  return [
    '# The sample',
    ...Array.from(inputs, (value, i) => `${quantity({ kind: 'input', i })} = ${pythonFloat(value)}`),
    ...Array.from(targets, (value, k) => `${quantity({ kind: 'target', k })} = ${pythonFloat(value)}`),
    '',
    '# Forward pass',
    ...forwardLines(program),
    '',
    ...gradientLines(program),
    ...(options.isBlank ? [] : penaltyLines(program, gradient)),
    '',
    name(LOSS),
    ...list.gradients.map(({ subject }) => `print("${gradient(subject)} =", ${gradient(subject)})`),
  ];
}

function manySamples(program: Program, samples: readonly ProgramSample[]): string[] {
  const { network, names, list } = program;
  const { quantity, gradient } = names;
  const outputs = unitCount(network, lastLayer(network));
  const row = (values: ArrayLike<number>): string => `[${Array.from(values, pythonFloat).join(', ')}]`;
  const tuple = (count: number, of: (n: number) => Quantity): string =>
    `[${Array.from({ length: count }, (_, n) => quantity(of(n))).join(', ')}]`;
  const inputs = tuple(network.inputs.units, (i) => ({ kind: 'input', i }));
  const targets = tuple(outputs, (k) => ({ kind: 'target', k }));
  const wanted = [quantity(LOSS), ...list.gradients.map(({ subject }) => gradient(subject))];
  const isMean = network.reduction === 'mean';
  return [
    '# Inputs and targets of each sample',
    'samples = [',
    ...samples.map((sample) => `    (${row(sample.inputs)}, ${row(sample.targets)}),`),
    ']',
    '',
    `# The ${isMean ? 'mean' : 'sum'} over the samples`,
    'total = {}',
    `for ${inputs}, ${targets} in samples:`,
    ...['# Forward pass', ...forwardLines(program), '', ...gradientLines(program), ''].map(indented),
    ...[
      'for name, value in [',
      ...wanted.map((one) => `    ("${one}", ${one}),`),
      ']:',
      `    total[name] = total.get(name, 0.0) + value${isMean ? ' / len(samples)' : ''}`,
    ].map(indented),
    ...penaltyLines(program, (subject) => `total["${gradient(subject)}"]`),
    '',
    'for name, value in total.items():',
    '    print(name, "=", value)',
  ];
}

function indented(line: string): string {
  return line === '' ? '' : `    ${line}`;
}

/** Each unit's sum and activation, each loss term, the loss. */
function forwardLines({ network, names, style }: Program): string[] {
  return forwardEquations(network).flatMap(({ rule, about, equation }) => {
    if (!about) return [];
    const line = (right: string): string[] => [`${names.quantity(about)} = ${right}`];
    if (about.kind === 'activation' && isSoftmax(network.layers[about.layer]!.activation)) {
      return about.j === 0 ? [softmaxLine(network, names, about.layer)] : [];
    }
    const cross =
      rule === 'lossTerm' && about.kind === 'lossTerm' ? crossEntropy(network, names, about.k) : null;
    return line(cross ?? printPython(equation.at(-1)!, style));
  });
}

function softmaxLine(network: Network, names: PythonNames, layer: number): string {
  const all = (kind: 'activation' | 'preActivation'): string =>
    Array.from({ length: unitCount(network, layer) }, (_, j) => names.quantity({ kind, layer, j })).join(
      ', ',
    );
  return `[${all('activation')}] = softmax(${all('preActivation')})`;
}

/** −t ln y, or −(t ln y + (1 − t) ln(1 − y))/n, with 0 ln 0 = 0; null for a loss without logarithms. */
function crossEntropy(network: Network, names: PythonNames, k: number | string): string | null {
  if (typeof k !== 'number') return null;
  const t = names.quantity({ kind: 'target', k });
  const y = names.quantity(output(lastLayer(network), k));
  const outputs = unitCount(network, lastLayer(network));
  switch (network.loss.type) {
    case 'categoricalCrossEntropy':
      return `-cross(${t}, ${y})`;
    case 'binaryCrossEntropy':
      return `-(cross(${t}, ${y}) + cross(1 - ${t}, 1 - ${y}))${outputs === 1 ? '' : ` / ${outputs}`}`;
    default:
      return null;
  }
}

function gradientLines(program: Program): string[] {
  const { network, names, style, list, options } = program;
  const blankOr = (formula: Expression): string => (options.isBlank ? BLANK : printPython(formula, style));
  const deltas = list.deltas.map(({ delta, formula }) => `${names.quantity(delta)} = ${blankOr(formula)}`);
  return [
    ...(deltas.length === 0 ? [] : ['# Errors', ...deltas, '']),
    '# Gradients',
    ...list.gradients.flatMap(({ subject, formula }, n) => {
      const steps = options.title ? derive(network, subject).steps : [];
      return [
        ...(n > 0 && steps.length > 0 ? [''] : []),
        ...steps.flatMap((step) => stepLines(program, step)),
        ...(options.isBlank && steps.length > 0 ? [] : [`${names.gradient(subject)} = ${blankOr(formula)}`]),
      ];
    }),
  ];
}

/** A step as a comment, or with its left side to be filled in; a comment where a line would change a parameter. */
function stepLines({ names, style, options }: Program, { rule, about, equation }: DerivationStep): string[] {
  const title = options.title?.(rule) ?? '';
  const [left, ...right] = equation;
  const spelled =
    rule === 'update' && left?.kind === 'quantity' ? names.updated(left.quantity) : printPython(left!, style);
  if (options.isBlank) {
    // Filled in with δ, the line runs only if δ is there.
    const error =
      rule === 'deltaForm' && about && left?.kind === 'partial'
        ? [`${names.quantity(about)} = ${BLANK}`]
        : [];
    return [comment(title), ...error, `${spelled} = ${BLANK}`];
  }
  // The result itself follows as a line that runs.
  if (rule === 'unfolded') return [];
  return [comment(`${title}: ${[spelled, ...right.map((side) => printPython(side, style))].join(' = ')}`)];
}

/** λ₂ w + λ₁ sign(w) added to the gradient of each weight. */
function penaltyLines({ network, style, list }: Program, gradient: (of: Subject) => string): string[] {
  const { l1, l2 } = network.training;
  if (l1 === 0 && l2 === 0) return [];
  const weights = list.gradients.filter(({ subject }) => subject.kind === 'weight');
  return [
    '',
    '# The penalty on the weights',
    ...weights.map(
      ({ subject }) => `${gradient(subject)} += ${printPython(penaltyDerivative(network, subject), style)}`,
    ),
  ];
}
