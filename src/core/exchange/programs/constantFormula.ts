import { number, type Expression } from '../../math/expression';
import { operation } from '../../math/operations';

/** Whether a formula in one variable has it at all: one without is a lone number, and takes no shape from an array. */
export function hasVariable(formula: Expression): boolean {
  if (formula.kind === 'variable') return true;
  return formula.kind === 'apply' && formula.operands.some(hasVariable);
}

/** The formula with each part that has no variable as the number that it is: functions of tensors take no lone numbers. */
export function withoutConstants(formula: Expression): Expression {
  if (formula.kind !== 'apply') return formula;
  const operands = formula.operands.map(withoutConstants);
  const values = operands.flatMap((operand) => (operand.kind === 'number' ? [operand.value] : []));
  if (values.length < operands.length) return { ...formula, operands };
  return number(operation(formula.operation).evaluate(...values));
}
