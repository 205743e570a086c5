/**
 * Expressions: immutable trees (parts may be shared) over numbers, variables, quantities of a network and the
 * operations of the table. They are plain data; what can be done with them (differentiate, compile, evaluate,
 * print) stands in files of its own that all read the same operation table.
 *
 * The constructors keep an expression in the shape a person would write: they fold constants, drop zeros and
 * ones, and turn −(t − y) into y − t. They never reorder factors or terms, because the order carries meaning.
 */

/** Every operation; the table in operations.ts says what each one is. */
export type OperationName =
  | 'add'
  | 'subtract'
  | 'negate'
  | 'multiply'
  | 'chain'
  | 'divide'
  | 'power'
  | 'oneMinus'
  | 'oneMinusSquare'
  | 'where'
  | 'pi'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'sqrt'
  | 'abs'
  | 'sign'
  | 'max'
  | 'min'
  | 'sin'
  | 'cos'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'tanhGate'
  | 'softplus'
  | 'erf'
  | 'normalCdf'
  | 'normalPdf';

/** The index letters; l is a layer and s a sample. */
export const letters = ['i', 'j', 'k', 'm', 'n', 'p', 'q'] as const;

export type Letter = (typeof letters)[number];

/** An index of a quantity: a number from 0, or a letter bound by a sum or free in a general formula. */
export type Index = number | Letter;

/** A quantity of a network; a `Subject` is a quantity whose indices are numbers. Layers count from 0. */
export type Quantity =
  | { readonly kind: 'weight'; readonly layer: number; readonly i: Index; readonly j: Index }
  | { readonly kind: 'bias'; readonly layer: number; readonly j: Index }
  | { readonly kind: 'preActivation'; readonly layer: number; readonly j: Index }
  | { readonly kind: 'activation'; readonly layer: number; readonly j: Index }
  /** ∂L_s/∂a: the derivative of one sample's loss by a pre-activation. */
  | { readonly kind: 'delta'; readonly layer: number; readonly j: Index }
  | { readonly kind: 'input'; readonly i: Index }
  | { readonly kind: 'target'; readonly k: Index }
  | { readonly kind: 'lossTerm'; readonly k: Index }
  | { readonly kind: 'loss' }
  | { readonly kind: 'learningRate' };

export interface NumberExpression {
  readonly kind: 'number';
  readonly value: number;
  /** Numerator and denominator where the number is a ratio of small integers. */
  readonly ratio: readonly [number, number] | null;
}

export type Expression =
  | NumberExpression
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  /** ∂of/∂by, unevaluated: what a derivation starts from. */
  | { readonly kind: 'partial'; readonly of: Quantity; readonly by: Quantity }
  /** Σ over `index` = 0 … count − 1 of `body`, in which the letter is free. */
  | {
      readonly kind: 'sum';
      readonly index: Letter;
      readonly count: number;
      readonly body: Expression;
    }
  | { readonly kind: 'apply'; readonly operation: OperationName; readonly operands: readonly Expression[] };

export type Apply = Extract<Expression, { kind: 'apply' }>;

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/** A number as written: 0.01 stays a decimal, integers are ratios over 1. */
export function number(value: number): NumberExpression {
  return { kind: 'number', value, ratio: Number.isSafeInteger(value) ? [value, 1] : null };
}

/** numerator / denominator in lowest terms; both safe integers, denominator > 0. */
export function ratio(numerator: number, denominator: number): NumberExpression {
  const divisor = gcd(numerator, denominator);
  return {
    kind: 'number',
    value: numerator / denominator,
    ratio: [numerator / divisor, denominator / divisor],
  };
}

export const zero = number(0);
export const one = number(1);
export const half = ratio(1, 2);

export function variable(name: string): Expression {
  return { kind: 'variable', name };
}

export function quantity(of: Quantity): Expression {
  return { kind: 'quantity', quantity: of };
}

export function partial(of: Quantity, by: Quantity): Expression {
  return { kind: 'partial', of, by };
}

/** A node as it is, without any of the rewriting below. */
export function apply(operation: OperationName, ...operands: readonly Expression[]): Apply {
  return { kind: 'apply', operation, operands };
}

export function isApply<Name extends OperationName>(
  expression: Expression,
  name: Name,
): expression is Apply & { readonly operation: Name } {
  return expression.kind === 'apply' && expression.operation === name;
}

export function isNumber(expression: Expression, value: number): boolean {
  return expression.kind === 'number' && expression.value === value;
}

function multiplyNumbers(left: NumberExpression, right: NumberExpression): NumberExpression {
  if (left.ratio && right.ratio) {
    return ratio(left.ratio[0] * right.ratio[0], left.ratio[1] * right.ratio[1]);
  }
  return number(left.value * right.value);
}

/**
 * The numeric factor of a product, and the factors that are left. Products inside are taken apart, except
 * that one written side by side stays a single link of a chain.
 */
function splitFactors(
  operation: 'multiply' | 'chain',
  factors: readonly Expression[],
): { readonly coefficient: NumberExpression; readonly rest: readonly Expression[] } {
  let coefficient: NumberExpression = one;
  const rest: Expression[] = [];
  const visit = (factor: Expression): void => {
    if (factor.kind === 'number') coefficient = multiplyNumbers(coefficient, factor);
    else if (isApply(factor, 'negate')) {
      coefficient = multiplyNumbers(coefficient, number(-1));
      visit(factor.operands[0]!);
    } else if (isApply(factor, 'chain') || (isApply(factor, 'multiply') && operation === 'multiply')) {
      factor.operands.forEach(visit);
    } else if (isApply(factor, 'multiply')) {
      const inner = splitFactors('multiply', factor.operands);
      coefficient = multiplyNumbers(coefficient, inner.coefficient);
      if (inner.rest.length > 0) rest.push(product('multiply', inner.rest));
    } else rest.push(factor);
  };
  factors.forEach(visit);
  return { coefficient, rest };
}

/** t · (1/y) is t/y: a reciprocal joins the factor before it, or else the one after. */
function joinReciprocals(factors: readonly Expression[]): readonly Expression[] {
  const joined: Expression[] = [];
  let pending: Expression | null = null;
  for (const factor of factors) {
    if (isApply(factor, 'divide') && isNumber(factor.operands[0]!, 1)) {
      const before = joined.pop();
      if (before) joined.push(divide(before, factor.operands[1]!));
      else pending = pending ? multiply(pending, factor.operands[1]!) : factor.operands[1]!;
    } else if (pending) {
      joined.push(divide(factor, pending));
      pending = null;
    } else joined.push(factor);
  }
  return pending ? [divide(one, pending), ...joined] : joined;
}

function product(operation: 'multiply' | 'chain', factors: readonly Expression[]): Expression {
  const [first] = factors;
  if (first === undefined) return one;
  return factors.length === 1 ? first : apply(operation, ...factors);
}

function multiplyBy(operation: 'multiply' | 'chain', factors: readonly Expression[]): Expression {
  const { coefficient, rest: split } = splitFactors(operation, factors);
  const rest = operation === 'multiply' ? joinReciprocals(split) : split;
  if (coefficient.value === 0) return zero;
  if (rest.length === 0) return coefficient;
  if (coefficient.value === 1) return product(operation, rest);
  if (coefficient.value === -1) return negate(product(operation, rest));
  // ½ · 2 (y − t) has been folded by now; what is left in front is a real coefficient.
  return product(operation, [coefficient, ...rest]);
}

/** A product written side by side: y (1 − y) h. */
export function multiply(...factors: readonly Expression[]): Expression {
  return multiplyBy('multiply', factors);
}

/** A product whose factors are the links of a chain rule, written with dots: (y − t) · y(1 − y) · h. */
export function chain(...factors: readonly Expression[]): Expression {
  return multiplyBy('chain', factors);
}

/** A sum in the order given; zeros vanish, nested sums are taken apart, numbers stay where they are. */
export function add(...terms: readonly Expression[]): Expression {
  const flat: Expression[] = [];
  for (const term of terms) {
    if (isApply(term, 'add')) flat.push(...term.operands);
    else if (!isNumber(term, 0)) flat.push(term);
  }
  const [first] = flat;
  if (first === undefined) return zero;
  const numbers = flat.filter((term) => term.kind === 'number');
  if (numbers.length === flat.length) return number(numbers.reduce((sum, term) => sum + term.value, 0));
  return flat.length === 1 ? first : apply('add', ...flat);
}

export function subtract(left: Expression, right: Expression): Expression {
  if (isNumber(right, 0)) return left;
  if (isNumber(left, 0)) return negate(right);
  if (left.kind === 'number' && right.kind === 'number') return number(left.value - right.value);
  if (isApply(right, 'negate')) return add(left, right.operands[0]!);
  return apply('subtract', left, right);
}

export function negate(operand: Expression): Expression {
  if (operand.kind === 'number') {
    return operand.ratio ? ratio(-operand.ratio[0], operand.ratio[1]) : number(-operand.value);
  }
  if (isApply(operand, 'negate')) return operand.operands[0]!;
  if (isApply(operand, 'subtract')) return subtract(operand.operands[1]!, operand.operands[0]!);
  // −(c (t − y)) is c (y − t): the sign moves into the first difference it finds.
  if (isApply(operand, 'multiply')) {
    const at = operand.operands.findIndex((factor) => isApply(factor, 'subtract'));
    if (at >= 0) {
      return apply('multiply', ...operand.operands.map((factor, n) => (n === at ? negate(factor) : factor)));
    }
  }
  return apply('negate', operand);
}

export function divide(numerator: Expression, denominator: Expression): Expression {
  if (isNumber(denominator, 1)) return numerator;
  if (isNumber(numerator, 0)) return zero;
  if (isApply(numerator, 'negate')) return negate(divide(numerator.operands[0]!, denominator));
  return apply('divide', numerator, denominator);
}

export function power(base: Expression, exponent: Expression): Expression {
  if (isNumber(exponent, 1)) return base;
  if (isNumber(exponent, 0)) return one;
  return apply('power', base, exponent);
}

/** 1 − operand, kept as one operation so that σ′ and tanh′ keep their digits (see the operation table). */
export function oneMinus(operand: Expression): Expression {
  return apply('oneMinus', operand);
}

/** `then` where left > right, `otherwise` elsewhere (ties included). */
export function where(
  left: Expression,
  right: Expression,
  then: Expression,
  otherwise: Expression,
): Expression {
  return then === otherwise ? then : apply('where', left, right, then, otherwise);
}

/** Structural equality. */
export function isSame(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'number':
      return b.kind === 'number' && a.value === b.value;
    case 'variable':
      return b.kind === 'variable' && a.name === b.name;
    case 'quantity':
      return b.kind === 'quantity' && isSameQuantity(a.quantity, b.quantity);
    case 'partial':
      return b.kind === 'partial' && isSameQuantity(a.of, b.of) && isSameQuantity(a.by, b.by);
    case 'sum':
      return b.kind === 'sum' && a.index === b.index && a.count === b.count && isSame(a.body, b.body);
    case 'apply':
      return (
        b.kind === 'apply' &&
        a.operation === b.operation &&
        a.operands.length === b.operands.length &&
        a.operands.every((operand, n) => isSame(operand, b.operands[n]!))
      );
  }
}

export function isSameQuantity(a: Quantity, b: Quantity): boolean {
  if (a === b) return true;
  const keys = Object.keys(a) as (keyof Quantity)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Replaces variables by expressions; other nodes keep their identity where nothing below them changes. */
export function substitute(expression: Expression, values: Readonly<Record<string, Expression>>): Expression {
  switch (expression.kind) {
    case 'variable':
      return Object.hasOwn(values, expression.name) ? values[expression.name]! : expression;
    case 'apply': {
      const operands = expression.operands.map((operand) => substitute(operand, values));
      return operands.every((operand, n) => operand === expression.operands[n])
        ? expression
        : apply(expression.operation, ...operands);
    }
    case 'sum':
      return { ...expression, body: substitute(expression.body, values) };
    default:
      return expression;
  }
}

/** How many nodes an expression has, counting shared parts each time; stops counting at `limit`. */
export function size(expression: Expression, limit = Infinity): number {
  let count = 0;
  const visit = (node: Expression): void => {
    if (count >= limit) return;
    count++;
    if (node.kind === 'apply') node.operands.forEach(visit);
    else if (node.kind === 'sum') visit(node.body);
  };
  visit(expression);
  return count;
}
