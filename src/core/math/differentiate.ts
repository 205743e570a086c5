import { add, multiply, one, where, zero, type Expression } from './expression';
import { operation } from './operations';

/**
 * ∂expression/∂variable by the chain rule over the operation table. Linear in the size of the expression for
 * the one-variable formulas it serves; branches of a `where` are differentiated each for itself, so that the
 * derivative at a tie is the one of the `otherwise` branch. Quantities count as constants.
 */
export function differentiate(expression: Expression, variable: string): Expression {
  switch (expression.kind) {
    case 'variable':
      return expression.name === variable ? one : zero;
    case 'number':
    case 'quantity':
    case 'partial':
      return zero;
    case 'sum':
      return { ...expression, body: differentiate(expression.body, variable) };
    case 'apply': {
      const { operands } = expression;
      if (expression.operation === 'where') {
        const [left, right, then, otherwise] = [operands[0]!, operands[1]!, operands[2]!, operands[3]!];
        return where(left, right, differentiate(then, variable), differentiate(otherwise, variable));
      }
      const { derivative } = operation(expression.operation);
      const terms = operands.map((operand, position) => {
        const inner = differentiate(operand, variable);
        if (inner.kind === 'number' && inner.value === 0) return zero;
        return multiply(derivative(operands, position, expression), inner);
      });
      return add(...terms);
    }
  }
}
