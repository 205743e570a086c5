import { add, isNumber, multiply, one, zero, type Expression } from './expression';
import { operation } from './operations';

/**
 * ∂expression/∂variable by the chain rule over the operation table. Each different node is differentiated once,
 * so the work is linear in the nodes as they are shared, also for a derivative of a derivative. Where an
 * operation has branches, each is differentiated for itself: the derivative at a tie is what the table says, and
 * a branch that is not taken can spoil nothing. Quantities count as constants.
 */
export function differentiate(expression: Expression, variable: string): Expression {
  const known = new Map<Expression, Expression>();
  const visit = (node: Expression): Expression => {
    switch (node.kind) {
      case 'variable':
        return node.name === variable ? one : zero;
      case 'number':
      case 'quantity':
      case 'partial':
        return zero;
      case 'sum':
        return { ...node, body: visit(node.body) };
      case 'apply': {
        const before = known.get(node);
        if (before) return before;
        const derivative = derivativeOf(node, node.operands.map(visit));
        known.set(node, derivative);
        return derivative;
      }
    }
  };
  return visit(expression);
}

function derivativeOf(
  node: Extract<Expression, { kind: 'apply' }>,
  inner: readonly Expression[],
): Expression {
  if (inner.every((derivative) => isNumber(derivative, 0))) return zero;
  const { branches, derivative } = operation(node.operation);
  if (branches) return branches(node.operands, inner);
  const terms = inner.flatMap((factor, position) =>
    isNumber(factor, 0) ? [] : [multiply(derivative(node.operands, position, node), factor)],
  );
  return terms.length === 1 ? terms[0]! : add(...terms);
}
