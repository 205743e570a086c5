/**
 * Collecting: the rewriting that a derivative of somebody's own formula needs before it reads like a textbook's.
 * Each product becomes one coefficient and powers of its factors over one denominator, each sum has like terms
 * together. Factors and terms stay in the order in which they first come.
 *
 * What cancels is a factor that stood above and below: u/u² is 1/u. Where u is 0 the formula that was
 * differentiated has no slope, so no value is changed that anybody could have used.
 */

import {
  add,
  apply,
  divide,
  isApply,
  isNumber,
  isSame,
  multiply,
  negate,
  number,
  one,
  oneMinus,
  power,
  ratio,
  subtract,
  zero,
  type Expression,
} from './expression';

/** baseⁿ with n a whole number, negative below the line. */
interface Factor {
  readonly base: Expression;
  exponent: number;
}

interface Product {
  /** A number node: exact while it is a fraction of small integers. */
  coefficient: Expression;
  readonly factors: Factor[];
}

/** The expression collected, in all its parts. Linear in the number of different nodes; shared parts stay shared. */
export function collect(expression: Expression): Expression {
  const known = new Map<Expression, Expression>();
  const visit = (node: Expression): Expression => {
    if (node.kind !== 'apply') return node;
    const before = known.get(node);
    if (before) return before;
    const collected = collectNode(apply(node.operation, ...node.operands.map(visit)));
    known.set(node, collected);
    return collected;
  };
  return visit(expression);
}

function collectNode(node: Expression): Expression {
  const inner = isApply(node, 'negate') ? node.operands[0]! : node;
  if (isApply(inner, 'add') || isApply(inner, 'subtract')) return assembleSum(termsOf(node));
  if (
    isApply(node, 'multiply') ||
    isApply(node, 'chain') ||
    isApply(node, 'divide') ||
    isApply(node, 'negate') ||
    isApply(node, 'power')
  ) {
    return assembleProduct(productOf(node));
  }
  return node;
}

/** A whole number that can be an exponent of a factor; null for all others. */
export function wholeNumber(expression: Expression): number | null {
  return expression.kind === 'number' && Number.isSafeInteger(expression.value) ? expression.value : null;
}

function productOf(expression: Expression): Product {
  const product: Product = { coefficient: one, factors: [] };
  addFactor(product, expression, 1);
  return product;
}

/** Multiplies `product` by `expression` to the power `exponent`. */
function addFactor(product: Product, expression: Expression, exponent: number): void {
  if (expression.kind === 'number') {
    const factor = numberPower(expression, exponent);
    if (factor) product.coefficient = multiply(product.coefficient, factor);
    else addPower(product, expression, exponent);
  } else if (isApply(expression, 'negate')) {
    if (exponent % 2 !== 0) product.coefficient = negate(product.coefficient);
    addFactor(product, expression.operands[0]!, exponent);
  } else if (isApply(expression, 'multiply') || isApply(expression, 'chain')) {
    for (const factor of expression.operands) addFactor(product, factor, exponent);
  } else if (isApply(expression, 'divide')) {
    addFactor(product, expression.operands[0]!, exponent);
    addFactor(product, expression.operands[1]!, -exponent);
  } else if (isApply(expression, 'power')) {
    const inner = wholeNumber(expression.operands[1]!);
    if (inner === null) addPower(product, expression, exponent);
    else addFactor(product, expression.operands[0]!, inner * exponent);
  } else if (isApply(expression, 'sqrt') && exponent % 2 === 0) {
    addFactor(product, expression.operands[0]!, exponent / 2);
  } else addPower(product, expression, exponent);
}

/** A number to a whole power as an exact fraction; a decimal above the line; null where it had to round. */
function numberPower(of: Extract<Expression, { kind: 'number' }>, exponent: number): Expression | null {
  if (exponent === 1) return of;
  if (!of.ratio || of.value === 0) return null;
  const [numerator, denominator] = exponent < 0 ? [of.ratio[1], of.ratio[0]] : of.ratio;
  const size = Math.abs(exponent);
  return exactFraction(numerator ** size, denominator ** size);
}

/** numerator / denominator, either of which may be negative; null beyond the safe integers or over 0. */
export function exactFraction(numerator: number, denominator: number): Expression | null {
  if (denominator === 0 || !Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator))
    return null;
  return denominator < 0 ? ratio(-numerator, -denominator) : ratio(numerator, denominator);
}

function addPower({ factors }: Product, base: Expression, exponent: number): void {
  const at = factors.findIndex((factor) => isSame(factor.base, base));
  if (at < 0) factors.push({ base, exponent });
  else if (factors[at]!.exponent + exponent === 0) factors.splice(at, 1);
  else factors[at]!.exponent += exponent;
}

function assembleProduct({ coefficient, factors }: Product): Expression {
  if (coefficient.kind !== 'number' || coefficient.value === 0) return zero;
  const isNegative = coefficient.value < 0;
  const size = isNegative ? negate(coefficient) : coefficient;
  const above = factors.filter(({ exponent }) => exponent > 0).map(asPower);
  const below = factors.filter(({ exponent }) => exponent < 0).map(asPower);
  const [top, bottom] = below.length > 0 ? fractionParts(size) : [size, one];
  const whole =
    below.length > 0 ? divide(multiply(top, ...above), multiply(bottom, ...below)) : multiply(top, ...above);
  return isNegative ? negate(whole) : whole;
}

const asPower = ({ base, exponent }: Factor): Expression => power(base, number(Math.abs(exponent)));

function fractionParts(size: Expression): readonly [Expression, Expression] {
  if (size.kind !== 'number' || !size.ratio) return [size, one];
  return [number(size.ratio[0]), number(size.ratio[1])];
}

interface Term {
  coefficient: Expression;
  readonly factors: readonly Factor[];
}

/** The terms of a sum, those inside its differences and behind its minus signs included, like ones together. */
function termsOf(sum: Expression): readonly Term[] {
  const terms: Term[] = [];
  const visit = (expression: Expression, sign: 1 | -1): void => {
    if (isApply(expression, 'add')) for (const term of expression.operands) visit(term, sign);
    else if (isApply(expression, 'subtract')) {
      visit(expression.operands[0]!, sign);
      visit(expression.operands[1]!, sign === 1 ? -1 : 1);
    } else if (isApply(expression, 'negate')) visit(expression.operands[0]!, sign === 1 ? -1 : 1);
    else {
      const { coefficient, factors } = productOf(expression);
      addTerm(terms, { coefficient: sign === 1 ? coefficient : negate(coefficient), factors });
    }
  };
  visit(sum, 1);
  return terms.filter(({ coefficient }) => !isNumber(coefficient, 0));
}

/** Beyond this many terms like ones are not sought: the search is quadratic. */
const SOUGHT_TERMS = 64;

function addTerm(terms: Term[], term: Term): void {
  const like = terms.length > SOUGHT_TERMS ? undefined : terms.find((other) => isLike(other, term));
  if (like) like.coefficient = addNumbers(like.coefficient, term.coefficient);
  else terms.push(term);
}

/** Whether two terms differ by their coefficient only, whatever the order of their factors. */
function isLike(a: Term, b: Term): boolean {
  return (
    a.factors.length === b.factors.length &&
    a.factors.every(({ base, exponent }) =>
      b.factors.some((other) => other.exponent === exponent && isSame(other.base, base)),
    )
  );
}

function addNumbers(a: Expression, b: Expression): Expression {
  if (a.kind !== 'number' || b.kind !== 'number') return add(a, b);
  const exact =
    a.ratio && b.ratio
      ? exactFraction(a.ratio[0] * b.ratio[1] + b.ratio[0] * a.ratio[1], a.ratio[1] * b.ratio[1])
      : null;
  return exact ?? number(a.value + b.value);
}

function assembleSum(terms: readonly Term[]): Expression {
  const [first, second] = terms.map(({ coefficient, factors }) =>
    assembleProduct({ coefficient, factors: [...factors] }),
  );
  if (!first) return zero;
  if (!second) return first;
  if (terms.length === 2) return sumOf(first, second);
  return add(
    ...terms.map(({ coefficient, factors }) => assembleProduct({ coefficient, factors: [...factors] })),
  );
}

/** left + right in the form that keeps most digits: see `differenceOf`. */
export function sumOf(left: Expression, right: Expression): Expression {
  const isNegative = isApply(right, 'negate') || (right.kind === 'number' && right.value < 0);
  if (isNegative) return differenceOf(left, negate(right));
  if (isApply(left, 'negate') && isNumber(right, 1)) return differenceOf(right, left.operands[0]!);
  return add(left, right);
}

/** left − right; 1 − u, 1 − u² and e^u − 1 as the operations that know them without cancellation. */
export function differenceOf(left: Expression, right: Expression): Expression {
  if (isApply(right, 'negate')) return sumOf(left, right.operands[0]!);
  if (isNumber(right, 1) && isApply(left, 'exp')) return apply('expm1', left.operands[0]!);
  if (!isNumber(left, 1) || right.kind === 'number') return subtract(left, right);
  const isSquare = isApply(right, 'power') && isNumber(right.operands[1]!, 2);
  return isSquare ? apply('oneMinusSquare', right.operands[0]!) : oneMinus(right);
}
