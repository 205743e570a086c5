import type { OnnxNode } from '../files/onnxReader';
import { applied, numberFormula, type GraphFormula } from './graphFormula';

/** Operators of ONNX that are activations, made of the operations that networks know. Source: Operators.md of ONNX. */

/** @param rest the other inputs; null: left out. */
type Made = (x: GraphFormula, node: OnnxNode, rest: readonly (GraphFormula | null)[]) => GraphFormula;

const zero = numberFormula(0);
const one = numberFormula(1);

/** An attribute that is a number, or the value that ONNX gives it when it is left out. */
const numberOf = ({ attributes }: OnnxNode, name: string, otherwise: number): GraphFormula =>
  numberFormula(attributes.get(name)?.float ?? otherwise);

const positive = (x: GraphFormula, above: GraphFormula, otherwise: GraphFormula): GraphFormula =>
  applied('where', x, zero, above, otherwise);

/** α (e^u − 1) */
const exponential = (alpha: GraphFormula, u: GraphFormula): GraphFormula =>
  applied('multiply', alpha, applied('subtract', applied('exp', u), one));

/** max(0, x) + min(0, y): the second part of those that are exponentials below 0. */
const halves = (x: GraphFormula, y: GraphFormula): GraphFormula =>
  applied('add', applied('max', zero, x), applied('min', zero, y));

const hardSigmoid = (x: GraphFormula, alpha: GraphFormula, beta: GraphFormula): GraphFormula =>
  applied('max', zero, applied('min', one, applied('add', applied('multiply', alpha, x), beta)));

/** √(2/π) and the rest of GELU's form with tanh. */
function geluTanh(x: GraphFormula): GraphFormula {
  const cube = applied('power', x, numberFormula(3));
  const sum = applied('add', x, applied('multiply', numberFormula(0.044715), cube));
  const tanh = applied('tanh', applied('multiply', numberFormula(Math.sqrt(2 / Math.PI)), sum));
  return applied('multiply', numberFormula(0.5), x, applied('add', one, tanh));
}

function gelu(x: GraphFormula): GraphFormula {
  const erf = applied('erf', applied('divide', x, applied('sqrt', numberFormula(2))));
  return applied('multiply', numberFormula(0.5), x, applied('add', one, erf));
}

/** Between two bounds, which are inputs, or attributes in older models; either may be missing. */
function clipped(x: GraphFormula, { attributes }: OnnxNode, rest: readonly (GraphFormula | null)[]): GraphFormula {
  const [low, high] = ['min', 'max'].map((name, n) => {
    const float = attributes.get(name)?.float ?? null;
    return rest[n] ?? (float === null ? null : numberFormula(float));
  });
  const above = low ? applied('max', low, x) : x;
  return high ? applied('min', high, above) : above;
}

export const ONNX_ACTIVATIONS: ReadonlyMap<string, Made> = new Map<string, Made>([
  [
    'LeakyRelu',
    (x, node) => positive(x, x, applied('multiply', numberOf(node, 'alpha', Math.fround(0.01)), x)),
  ],
  ['Elu', (x, node) => positive(x, x, exponential(numberOf(node, 'alpha', 1), x))],
  [
    'Selu',
    (x, node) => {
      const alpha = numberOf(node, 'alpha', Math.fround(1.6732632423543772));
      return applied(
        'multiply',
        numberOf(node, 'gamma', Math.fround(1.0507009873554805)),
        halves(x, exponential(alpha, x)),
      );
    },
  ],
  [
    'Celu',
    (x, node) => {
      const alpha = numberOf(node, 'alpha', 1);
      return halves(x, exponential(alpha, applied('divide', x, alpha)));
    },
  ],
  ['Gelu', (x, { attributes }) => (attributes.get('approximate')?.string === 'tanh' ? geluTanh(x) : gelu(x))],
  ['Softsign', (x) => applied('divide', x, applied('add', one, applied('abs', x)))],
  ['Mish', (x) => applied('multiply', x, applied('tanh', applied('softplus', x)))],
  ['HardSwish', (x) => applied('multiply', x, hardSigmoid(x, numberFormula(1 / 6), numberFormula(0.5)))],
  [
    'HardSigmoid',
    (x, node) =>
      hardSigmoid(x, numberOf(node, 'alpha', Math.fround(0.2)), numberOf(node, 'beta', 0.5)),
  ],
  [
    'Swish',
    (x, node) =>
      applied('multiply', x, applied('sigmoid', applied('multiply', numberOf(node, 'alpha', 1), x))),
  ],
  ['PRelu', (x, _node, [slope]) => positive(x, x, applied('multiply', slope ?? zero, x))],
  ['Clip', clipped],
  ['Reciprocal', (x) => applied('divide', one, x)],
]);
