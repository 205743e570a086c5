/**
 * The operation table: every operation once, with its value by a stable kernel, its one derivative rule, and
 * how it is written. Differentiation, the compiled functions that training runs, the evaluation of printed
 * formulas and the printers are all readings of these records; nothing else in the project knows a derivative.
 *
 * A rule states the textbook form in terms of the operation's own result where the textbook does: σ′ = σ(1 − σ).
 * The digits that this form loses in doubles (1 − σ(x) is 0 from x = 37 on) are kept by `oneMinus` and
 * `oneMinusSquare`, which know how to compute 1 − f and 1 − f² from the operand of f where the record of f says
 * so. What is printed and what is computed are therefore one expression.
 *
 * A value is a program over any machine (see arithmetic.ts). Its reading on JavaScript's numbers is made here.
 */

import { arithmetic } from './arithmeticRules';
import type { OperationName } from './expression';
import { functions } from './functionRules';
import { numbers } from './numbers';
import type { Notation, Rule } from './operationRule';

/** An operation's record, with its value read on JavaScript's numbers. */
export interface Operation extends Rule {
  readonly evaluate: (...values: readonly number[]) => number;
}

/** The value on numbers, with a list of parameters for each count: a rest parameter costs an array a call. */
function onNumbers({ arity, kernel, kernelOfConstant }: Rule): Operation['evaluate'] {
  if (kernelOfConstant) return (x = NaN, constant = NaN) => kernelOfConstant(numbers, x, constant);
  switch (arity) {
    case null:
      return (...values) => values.reduce((left, right) => kernel(numbers, left, right));
    case 1:
      return (x = NaN) => kernel(numbers, x);
    case 2:
      return (x = NaN, y = NaN) => kernel(numbers, x, y);
    default:
      return (...values) => kernel(numbers, ...values);
  }
}

const rules: Readonly<Record<OperationName, Rule>> = { ...arithmetic, ...functions };

const table = Object.fromEntries(
  Object.entries(rules).map(([name, rule]) => [name, { ...rule, evaluate: onNumbers(rule) }]),
) as Readonly<Record<OperationName, Operation>>;

/** The record of an operation, under the table's common type. */
export function operation(name: OperationName): Operation {
  return table[name];
}

/** The operations that are written as functions, with their names. */
export function operationNotations(): readonly {
  readonly name: OperationName;
  readonly notation: Notation;
}[] {
  return (Object.keys(table) as OperationName[]).flatMap((name) => {
    const notation = table[name].name;
    return notation ? [{ name, notation }] : [];
  });
}
