/** The derivatives of operations that pick one of their operands. */

import { add, half, isNumber, isSame, multiply, one, size, where, zero, type Expression } from './expression';
import type { Rule } from './operationRule';

/** The record's rules for an operation of branches: the one partial derivative follows from `branches`. */
export const byBranches = (
  branches: NonNullable<Rule['branches']>,
): Pick<Rule, 'branches' | 'derivative'> => ({
  branches,
  derivative: (operands, position) =>
    branches(
      operands,
      operands.map((_, n) => (n === position ? one : zero)),
    ),
});

/**
 * max and min: the derivative of the side that is taken; the mean of both at a tie. Long derivatives stand once
 * each, at the price of a factor that is ½ at a tie: written out as short ones are, they would double with every
 * max inside a max.
 */
export const extreme = (isGreater: boolean): Pick<Rule, 'branches' | 'derivative'> =>
  byBranches((operands, derivatives) => {
    const [byFirst, bySecond] = [derivatives[0]!, derivatives[1]!];
    if (isSame(byFirst, bySecond)) return byFirst;
    const [first, second] = [operands[0]!, operands[1]!];
    const [high, low] = isGreater ? [first, second] : [second, first];
    if (size(byFirst, LONG) < LONG && size(bySecond, LONG) < LONG) {
      return where(high, low, byFirst, where(low, high, bySecond, mean(byFirst, bySecond)));
    }
    const share = where(high, low, one, where(low, high, one, half));
    return multiply(share, add(where(low, high, zero, byFirst), where(high, low, zero, bySecond)));
  });

/** Nodes from which on the derivative of a branch is long. */
const LONG = 16;

function mean(left: Expression, right: Expression): Expression {
  const terms = [left, right].filter((side) => !isNumber(side, 0)).map((side) => multiply(half, side));
  return terms.length === 1 ? terms[0]! : add(...terms);
}
