/**
 * A formula activation, `a * sigmoid(1.702 * a)`, as an expression over the operation table, so that it is
 * differentiated, compiled, printed and checked by the same readings as a built-in activation.
 *
 * It is built as it was written, but for what keeps digits or reads better and changes no value:
 * constants fold where the result is an exact fraction (1/2 is ½; sqrt(2/pi) stays), a·a is a², 1 − u and
 * 1 − u² become the operations that know 1 − σ and 1 − tanh² without cancellation, e^u − 1 becomes expm1.
 */

import { parseFormula, type FormulaNode } from '../network/formula';
import { differenceOf, exactFraction, sumOf, wholeNumber } from './collect';
import {
  apply,
  divide,
  isApply,
  isNumber,
  isSame,
  multiply,
  negate,
  number,
  one,
  power,
  ratio,
  variable,
  zero,
  type Expression,
  type OperationName,
} from './expression';
import { operation } from './operations';

const a = variable('a');

/**
 * The formula as an expression in the variable `a`. Throws RangeError for one that has a diagnostic of its own:
 * a network with such a formula is never made.
 */
export function formulaExpression(formula: string): Expression {
  const { node, problem } = parseFormula(formula);
  if (!node) throw new RangeError(`the formula cannot be read: ${problem.message}`);
  return expressionOf(node);
}

function expressionOf(node: FormulaNode): Expression {
  switch (node.kind) {
    case 'number':
      return number(node.value);
    case 'variable':
      return a;
    case 'constant':
      return node.name === 'pi' ? apply('pi') : apply('exp', one);
    case 'negate':
      return negate(expressionOf(node.argument));
    case 'binary':
      return binary(node.operator, expressionOf(node.left), expressionOf(node.right));
    case 'call':
      return call(node.name, node.arguments.map(expressionOf));
  }
}

type Operator = Extract<FormulaNode, { kind: 'binary' }>['operator'];

function binary(operator: Operator, left: Expression, right: Expression): Expression {
  const folded = foldedFraction(operator, left, right);
  if (folded) return folded;
  switch (operator) {
    case '+':
      return sum(left, right);
    case '-':
      return difference(left, right);
    case '*':
      return product(left, right);
    case '/':
      return divide(left, right);
    case '^':
      return raised(left, right);
  }
}

/** An operation on two fractions of small integers, as a fraction; null where that would not be exact. */
function foldedFraction(operator: Operator, left: Expression, right: Expression): Expression | null {
  if (left.kind !== 'number' || right.kind !== 'number' || !left.ratio || !right.ratio) return null;
  const [p, q] = left.ratio;
  const [r, s] = right.ratio;
  switch (operator) {
    case '+':
      return exactFraction(p * s + r * q, q * s);
    case '-':
      return exactFraction(p * s - r * q, q * s);
    case '*':
      return exactFraction(p * r, q * s);
    case '/':
      return exactFraction(p * s, q * r);
    case '^':
      if (s !== 1) return null;
      return r < 0 ? exactFraction(q ** -r, p ** -r) : exactFraction(p ** r, q ** r);
  }
}

/** A sum of two equal parts is twice the part. */
function sum(left: Expression, right: Expression): Expression {
  return isSame(left, right) ? multiply(number(2), left) : sumOf(left, right);
}

function difference(left: Expression, right: Expression): Expression {
  return isSame(left, right) ? zero : differenceOf(left, right);
}

/** A product, in which neighbours of the same base are one power. */
function product(left: Expression, right: Expression): Expression {
  const factors = isApply(left, 'multiply') ? left.operands : [left];
  const joined = joinedPowers(factors.at(-1)!, right);
  return joined ? multiply(...factors.slice(0, -1), joined) : multiply(left, right);
}

/** xᵐ · xⁿ as xᵐ⁺ⁿ for whole m, n > 0; null where the bases differ. */
function joinedPowers(left: Expression, right: Expression): Expression | null {
  const [first, second] = [asPower(left), asPower(right)];
  if (!first || !second || !isSame(first.base, second.base)) return null;
  return power(first.base, number(first.exponent + second.exponent));
}

function asPower(expression: Expression): { readonly base: Expression; readonly exponent: number } | null {
  if (expression.kind === 'number') return null;
  if (!isApply(expression, 'power')) return { base: expression, exponent: 1 };
  const exponent = wholeNumber(expression.operands[1]!);
  return exponent !== null && exponent > 0 ? { base: expression.operands[0]!, exponent } : null;
}

/** (xᵐ)ⁿ is xᵐⁿ for whole m and n, whatever x is; (x²)^½ is |x| and stays. e^u is exp u. */
function raised(base: Expression, exponent: Expression): Expression {
  if (isApply(base, 'exp') && isNumber(base.operands[0]!, 1)) return call('exp', [exponent]);
  if (!isApply(base, 'power')) return power(base, exponent);
  const [inner, outer] = [wholeNumber(base.operands[1]!), wholeNumber(exponent)];
  return inner !== null && outer !== null
    ? power(base.operands[0]!, number(inner * outer))
    : power(base, exponent);
}

/** The values at 0 that are exact; every other constant stays as it is written. */
const AT_ZERO: Partial<Record<OperationName, Expression>> = {
  exp: one,
  sin: zero,
  cos: one,
  tanh: zero,
  sigmoid: ratio(1, 2),
  erf: zero,
};

function call(
  name: Extract<FormulaNode, { kind: 'call' }>['name'],
  operands: readonly Expression[],
): Expression {
  const [x] = operands;
  const atZero = AT_ZERO[name];
  if (atZero && isNumber(x!, 0)) return atZero;
  if (name === 'log' && isNumber(x!, 1)) return zero;
  const isWhole = operands.every((operand) => wholeNumber(operand) !== null);
  if (isWhole && ['abs', 'sign', 'max', 'min', 'sqrt'].includes(name)) {
    const value = operation(name).evaluate(...operands.map((operand) => wholeNumber(operand)!));
    if (Number.isSafeInteger(value)) return number(value);
  }
  return apply(name, ...operands);
}
