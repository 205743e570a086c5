import { activationFormula } from '../../math/activations';
import type { Activation } from '../../network/network';
import type { OnnxNode } from '../files/onnxReader';
import { activationCalled } from '../notations/notation';
import { onnxNotation } from '../notations/onnxNotation';
import { applied, numberFormula, ofExpression, type GraphFormula } from './graphFormula';

/** What operators of ONNX that are whole activations make of a formula. Source: Operators.md of ONNX. */

/** The other inputs of an operator; null: left out. */
type Others = readonly (GraphFormula | null)[];

type Made = (x: GraphFormula, node: OnnxNode, others: Others) => GraphFormula;

/**
 * The formula of an operator that is an activation; null: it is none.
 *
 * @param others its inputs behind the first.
 */
export function activationOperator(node: OnnxNode, x: GraphFormula, others: Others): GraphFormula | null {
  const made = WITH_CONSTANTS.get(node.operator);
  if (made) return made(x, node, others);
  const activation = activationCalled(onnxNotation, node.operator);
  return activation && ofExpression(activationFormula(withAttributes(activation, node)), x);
}

/** With the constants that the node has; those that ONNX gives it otherwise are in single precision. */
function withAttributes(activation: Activation, { attributes }: OnnxNode): Activation {
  const alpha = attributes.get('alpha')?.float;
  switch (activation.type) {
    case 'leakyRelu':
      return { type: 'leakyRelu', slope: alpha ?? Math.fround(activation.slope) };
    case 'elu':
      return { type: 'elu', alpha: alpha ?? activation.alpha };
    case 'gelu':
      return { type: attributes.get('approximate')?.string === 'tanh' ? 'geluTanh' : 'gelu' };
    default:
      return activation;
  }
}

const zero = numberFormula(0);
const one = numberFormula(1);

/** An attribute that is a number, or the value that ONNX gives it when it is left out. */
const constant = ({ attributes }: OnnxNode, name: string, otherwise: number): GraphFormula =>
  numberFormula(attributes.get(name)?.float ?? Math.fround(otherwise));

/** max(0, x) + min(0, α (e^u − 1)) */
function halves(x: GraphFormula, alpha: GraphFormula, u: GraphFormula): GraphFormula {
  const below = applied('multiply', alpha, applied('expm1', u));
  return applied('add', applied('max', zero, x), applied('min', zero, below));
}

const hardSigmoid = (x: GraphFormula, alpha: GraphFormula, beta: GraphFormula): GraphFormula =>
  applied('max', zero, applied('min', one, applied('add', applied('multiply', alpha, x), beta)));

/** Operators whose formulas hold what the node says. */
const WITH_CONSTANTS: ReadonlyMap<string, Made> = new Map<string, Made>([
  [
    'Selu',
    (x, node) => {
      const below = halves(x, constant(node, 'alpha', 1.6732632423543772), x);
      return applied('multiply', constant(node, 'gamma', 1.0507009873554805), below);
    },
  ],
  [
    'Celu',
    (x, node) => {
      const alpha = constant(node, 'alpha', 1);
      return halves(x, alpha, applied('divide', x, alpha));
    },
  ],
  ['HardSigmoid', (x, node) => hardSigmoid(x, constant(node, 'alpha', 0.2), constant(node, 'beta', 0.5))],
  ['HardSwish', (x) => applied('multiply', x, hardSigmoid(x, numberFormula(1 / 6), numberFormula(0.5)))],
  ['Mish', (x) => applied('multiply', x, applied('tanh', applied('softplus', x)))],
  [
    'Swish',
    (x, node) =>
      applied('multiply', x, applied('sigmoid', applied('multiply', constant(node, 'alpha', 1), x))),
  ],
  ['PRelu', (x, _node, [slope]) => applied('where', x, zero, x, applied('multiply', slope ?? zero, x))],
  ['Clip', clipped],
  ['Reciprocal', (x) => applied('divide', one, x)],
]);

/** Between two bounds, which are inputs, or attributes in older models; either may be missing. */
function clipped(x: GraphFormula, { attributes }: OnnxNode, others: Others): GraphFormula {
  const [low, high] = ['min', 'max'].map((name, n) => {
    const float = attributes.get(name)?.float ?? null;
    return others[n] ?? (float === null ? null : numberFormula(float));
  });
  const above = low ? applied('max', low, x) : x;
  return high ? applied('min', high, above) : above;
}
