import { stateShape, updateParameter, updateRates } from '../../engine/updateRules';
import type { Arithmetic } from '../../math/arithmetic';
import {
  add,
  apply,
  divide,
  multiply,
  negate,
  number,
  subtract,
  variable,
  type Expression,
} from '../../math/expression';
import type { Optimizer } from '../../network/network';

/** One assignment of an update: `name` gets the value of `formula`, in which names that were assigned stand for it. */
export interface Assignment {
  readonly name: string;
  readonly formula: Expression;
}

/**
 * The update of one parameter `w` from its gradient `g`, in variables: `eta` the learning rate, `m` and `q` what the
 * optimizer remembers (see updateRules.ts), `mean_scale` and `square_scale` the bias corrections 1/(1 − βᵗ). The rule
 * is the engine's own, run on formulas in place of numbers.
 */
export function updateAssignments(optimizer: Optimizer): readonly Assignment[] {
  const { hasMean, hasSquare } = stateShape(optimizer);
  const isAdam = optimizer.type === 'adam' || optimizer.type === 'adamw';
  const one = number(1);
  const eta = variable('eta');
  // Powers of 0 are constants of the machine that stand in for the running products; their scales have names.
  const { kept } = updateRates(formulaMachine, optimizer, eta, {
    beta1Power: number(0),
    beta2Power: number(0),
  });
  const rates = {
    learningRate: eta,
    meanScale: isAdam ? variable('mean_scale') : one,
    squareScale: isAdam ? variable('square_scale') : one,
    kept,
  };
  const before = {
    parameter: variable('w'),
    mean: hasMean ? variable('m') : null,
    square: hasSquare ? variable('q') : null,
  };
  const after = updateParameter(formulaMachine, optimizer, before, variable('g'), rates);
  // What is remembered is assigned first, and read by its name from then on.
  const named = new Map<Expression, Expression>();
  if (after.mean && before.mean) named.set(after.mean, before.mean);
  if (after.square && before.square) named.set(after.square, before.square);
  return [
    ...(after.mean ? [{ name: 'm', formula: after.mean }] : []),
    ...(after.square ? [{ name: 'q', formula: after.square }] : []),
    { name: 'w', formula: renamed(after.parameter, named) },
  ];
}

/** The expression with whole parts of it, found by identity, written as others. */
function renamed(expression: Expression, names: ReadonlyMap<Expression, Expression>): Expression {
  const known = names.get(expression);
  if (known) return known;
  if (expression.kind !== 'apply') return expression;
  return { ...expression, operands: expression.operands.map((operand) => renamed(operand, names)) };
}

const notUsed = (): never => {
  throw new RangeError('no update rule makes use of this');
};

/** A machine that writes a formula in place of computing: the operations that update rules are made of. */
const formulaMachine: Arithmetic<Expression, never> = {
  constant: number,
  add,
  subtract,
  multiply,
  divide,
  squareRoot: (x) => apply('sqrt', x),
  negate,
  abs: (x) => apply('abs', x),
  minimum: notUsed,
  maximum: notUsed,
  nearest: notUsed,
  copySign: notUsed,
  isLess: notUsed,
  isLessOrEqual: notUsed,
  isEqual: notUsed,
  and: notUsed,
  or: notUsed,
  not: notUsed,
  select: notUsed,
  powerOfTwo: notUsed,
  exponentOf: notUsed,
  significandOf: notUsed,
  upperHalf: notUsed,
};
