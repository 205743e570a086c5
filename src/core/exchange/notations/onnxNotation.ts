import type { OperationName } from '../../math/expression';
import type { Notation } from './notation';

/** Operators of ONNX that are whole activations. The exporter writes others as their formulas, from `onnxOperators`. */
export const onnxNotation: Notation = {
  activations: {
    linear: ['Identity'],
    sigmoid: ['Sigmoid'],
    tanh: ['Tanh'],
    relu: ['Relu'],
    leakyRelu: ['LeakyRelu'],
    elu: ['Elu'],
    gelu: ['Gelu'],
    geluTanh: [],
    silu: [],
    softplus: ['Softplus'],
    softmax: ['Softmax'],
    formula: [],
  },
  constants: { slope: 0.01, alpha: 1 },
  formulas: { Softsign: 'a / (1 + abs(a))' },
  losses: {
    halfSquaredError: [],
    meanSquaredError: [],
    meanAbsoluteError: [],
    huber: [],
    binaryCrossEntropy: [],
    categoricalCrossEntropy: [],
  },
};

/** The operators that compute an operation of the table, by its name. An operation that has none is made of others. */
export const onnxOperators: Readonly<Partial<Record<OperationName, string>>> = {
  add: 'Add',
  subtract: 'Sub',
  negate: 'Neg',
  multiply: 'Mul',
  chain: 'Mul',
  divide: 'Div',
  power: 'Pow',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  abs: 'Abs',
  sign: 'Sign',
  max: 'Max',
  min: 'Min',
  sin: 'Sin',
  cos: 'Cos',
  tanh: 'Tanh',
  erf: 'Erf',
  sigmoid: 'Sigmoid',
  relu: 'Relu',
  softplus: 'Softplus',
};

/** The operation of the table that an operator computes. */
export const onnxOperations: ReadonlyMap<string, OperationName> = new Map(
  (Object.entries(onnxOperators) as [OperationName, string][])
    // A chain is a product that people write with dots.
    .filter(([name]) => name !== 'chain')
    .map(([name, operator]) => [operator, name]),
);
