import type { Expression } from './expression';
import { operation } from './operations';

/** A formula compiled to a function of the values of its variables, in the order they were named. */
export type Compiled = (...values: readonly number[]) => number;

/**
 * Turns an expression over `variables` into a function, by composing the kernels of the operation table; no
 * text is ever made or run. 1 − σ(x) and 1 − tanh² x are computed from x (see operations.ts). Throws
 * `RangeError` for an expression that holds anything but numbers, these variables and operations.
 */
export function compile(expression: Expression, variables: readonly string[]): Compiled {
  switch (expression.kind) {
    case 'number': {
      const { value } = expression;
      return () => value;
    }
    case 'variable': {
      const at = variables.indexOf(expression.name);
      if (at < 0) throw new RangeError(`the formula names ${expression.name}, which has no value here`);
      if (at === 0) return (first) => first;
      return (...values) => values[at]!;
    }
    case 'apply':
      return compileOperation(expression, variables);
    case 'quantity':
    case 'partial':
    case 'sum':
      throw new RangeError(`a ${expression.kind} has no value in a formula of variables`);
  }
}

function compileOperation(
  expression: Extract<Expression, { kind: 'apply' }>,
  variables: readonly string[],
): Compiled {
  const stable = stableOneMinus(expression);
  if (stable) {
    const inner = compile(stable.operand, variables);
    return unary(stable.evaluate, inner);
  }
  const { evaluate } = operation(expression.operation);
  const operands = expression.operands.map((operand) => compile(operand, variables));
  const [a, b, c, d] = operands;
  switch (operands.length) {
    case 1:
      return unary(evaluate, a!);
    case 2:
      return binary(evaluate, a!, b!);
    case 3:
      return (x, y, z) => evaluate(a!(x, y, z), b!(x, y, z), c!(x, y, z));
    case 4:
      return (x, y, z) => evaluate(a!(x, y, z), b!(x, y, z), c!(x, y, z), d!(x, y, z));
    default:
      return (...values) => evaluate(...operands.map((operand) => operand(...values)));
  }
}

// Fixed parameter lists: a rest parameter in each link costs an array a call.
const unary =
  (f: Compiled, inner: Compiled): Compiled =>
  (x, y, z) =>
    f(inner(x, y, z));
const binary =
  (f: Compiled, left: Compiled, right: Compiled): Compiled =>
  (x, y, z) =>
    f(left(x, y, z), right(x, y, z));

/** The kernel for 1 − f(x) or 1 − f(x)² where f's record has one, with x. */
export function stableOneMinus(
  expression: Extract<Expression, { kind: 'apply' }>,
): { readonly evaluate: Compiled; readonly operand: Expression } | null {
  if (expression.operation !== 'oneMinus' && expression.operation !== 'oneMinusSquare') return null;
  const inner = expression.operands[0]!;
  if (inner.kind !== 'apply') return null;
  const record = operation(inner.operation);
  const evaluate =
    expression.operation === 'oneMinus' ? record.evaluateOneMinus : record.evaluateOneMinusSquare;
  return evaluate ? { evaluate: evaluate, operand: inner.operands[0]! } : null;
}
