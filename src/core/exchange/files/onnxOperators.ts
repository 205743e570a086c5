import type { OperationName } from '../../math/expression';

/**
 * The operators that compute an operation of the table, by its name. An operation that has none is written from its
 * parts in `onnx.ts`.
 */
export const OPERATORS: Readonly<Partial<Record<OperationName, string>>> = {
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

/** The operation of the table that an operator of ONNX computes. */
export const OPERATIONS: ReadonlyMap<string, OperationName> = new Map(
  (Object.entries(OPERATORS) as [OperationName, string][])
    // A chain is a product that people write with dots.
    .filter(([name]) => name !== 'chain')
    .map(([name, operator]) => [operator, name]),
);
