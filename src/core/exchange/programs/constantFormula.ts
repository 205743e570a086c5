import type { Expression } from '../../math/expression';

/** Whether a formula in one variable has it at all: one without is a lone number, and takes no shape from an array. */
export function hasVariable(formula: Expression): boolean {
  if (formula.kind === 'variable') return true;
  return formula.kind === 'apply' && formula.operands.some(hasVariable);
}
