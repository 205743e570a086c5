/**
 * One walk over an expression, many notations: the walk knows precedence and where parentheses belong, a
 * `Style` knows how each construct is spelled. LaTeX and Unicode (latex.ts, unicode.ts) are styles.
 */

import { apply, isApply, negate, type Expression, type Quantity } from './expression';
import type { Notation } from './operationRule';
import { operation } from './operations';

export interface Style {
  quantity(quantity: Quantity): string;
  /** True where a name carries a superscript of its own and so needs parentheses before an exponent. */
  hasSuperscript(quantity: Quantity): boolean;
  /** 1 − quantity or 1 − quantity² spelled as one factor; null: spelled from its parts. */
  complement(quantity: Quantity, isSquare: boolean): string | null;
  number(value: number): string;
  ratio(numerator: number, denominator: number): string;
  /** True where a fraction stands by itself as a factor, as \frac does and 1/3 does not. */
  readonly fractionsAreAtoms: boolean;
  fraction(numerator: string, denominator: string): string;
  power(base: string, exponent: string): string;
  parentheses(inside: string, shape: 'round' | 'square'): string;
  readonly dot: string;
  readonly minus: string;
  /** Between factors written side by side. */
  juxtapose(left: string, right: string): string;
  call(name: Notation, operands: readonly string[]): string;
  root(inside: string): string;
  absolute(inside: string): string;
  exponential(exponent: string): string;
  cases(then: string, left: string, right: string, otherwise: string): string;
  /** [left > right], 1 where it holds and 0 elsewhere. */
  bracket(left: string, right: string): string;
  partial(of: Quantity, by: Quantity): string;
  sum(index: string, body: string): string;
  variable(name: string): string;
}

/** How tightly a printed text holds together: a sum, a Σ up to its end, a product, a power's base, one thing. */
type Binding = 1 | 2 | 3 | 4 | 5;
const SUM = 1;
const BIG_SUM = 2;
const PRODUCT = 3;
const POWER = 4;
const ATOM = 5;

interface Printed {
  readonly text: string;
  readonly binding: Binding;
}

const atom = (text: string): Printed => ({ text, binding: ATOM });

export function print(expression: Expression, style: Style): string {
  return walk(expression, style).text;
}

function walk(expression: Expression, style: Style): Printed {
  switch (expression.kind) {
    case 'number':
      return walkNumber(expression.value, expression.ratio, style);
    case 'variable':
      return atom(style.variable(expression.name));
    case 'quantity':
      return atom(style.quantity(expression.quantity));
    case 'partial':
      return { text: style.partial(expression.of, expression.by), binding: ATOM };
    case 'sum':
      return {
        text: style.sum(expression.index, held(walk(expression.body, style), BIG_SUM, style)),
        binding: BIG_SUM,
      };
    case 'apply':
      return walkOperation(expression.operation, expression.operands, style);
  }
}

function walkNumber(value: number, ratio: readonly [number, number] | null, style: Style): Printed {
  if (!ratio) return { text: style.number(value), binding: value < 0 ? SUM : ATOM };
  const [numerator, denominator] = ratio;
  const size = Math.abs(numerator);
  const text = denominator === 1 ? style.number(size) : style.ratio(size, denominator);
  if (numerator < 0) return { text: `${style.minus}${text}`, binding: SUM };
  return {
    text,
    binding: denominator === 1 || style.fractionsAreAtoms || text.length === 1 ? ATOM : PRODUCT,
  };
}

/** The text, in parentheses unless it holds together at least as tightly as `binding`. */
function held(printed: Printed, binding: Binding, style: Style): string {
  if (printed.binding >= binding) return printed.text;
  // A sum of products that holds parentheses itself stands in square brackets, as textbooks set it.
  const isNested = printed.text.includes('(') && printed.text.includes(' + ');
  const shape = isNested ? 'square' : 'round';
  return style.parentheses(printed.text, shape);
}

function walkOperation(name: string, operands: readonly Expression[], style: Style): Printed {
  const text = (n: number): string => walk(operands[n]!, style).text;
  switch (name) {
    case 'add':
      return { text: walkSum(operands, style), binding: SUM };
    case 'subtract':
      return { text: walkSum([operands[0]!, negated(operands[1]!)], style), binding: SUM };
    case 'negate':
      return { text: `${style.minus}${held(walk(operands[0]!, style), BIG_SUM, style)}`, binding: SUM };
    case 'multiply':
    case 'chain': {
      const product = walkProduct(name, operands, style);
      return { text: product, binding: product.startsWith(style.minus) ? SUM : PRODUCT };
    }
    case 'divide':
      return walkQuotient(operands, style);
    case 'power': {
      const base = operands[0]!;
      const raised = held(walk(base, style), ATOM, style);
      const needsParentheses = base.kind === 'quantity' && style.hasSuperscript(base.quantity);
      return {
        text: style.power(needsParentheses ? style.parentheses(raised, 'round') : raised, text(1)),
        binding: POWER,
      };
    }
    case 'oneMinus':
    case 'oneMinusSquare':
      return walkComplement(name === 'oneMinusSquare', operands[0]!, style);
    case 'where':
      return walkWhere(operands, style);
    case 'exp':
      return { text: style.exponential(text(0)), binding: POWER };
    case 'expm1':
      return { text: `${style.exponential(text(0))} ${style.minus} 1`, binding: SUM };
    case 'sqrt':
      return atom(style.root(text(0)));
    case 'abs':
      return atom(style.absolute(text(0)));
    case 'tanhGate': {
      const tanh = style.call(operation('tanh').name!, [text(0)]);
      return {
        text: style.juxtapose(style.ratio(1, 2), style.parentheses(`1 + ${tanh}`, 'round')),
        binding: PRODUCT,
      };
    }
    default:
      return walkCall(name, operands, style);
  }
}

function walkCall(name: string, operands: readonly Expression[], style: Style): Printed {
  const spelled = operation(name as Parameters<typeof operation>[0]).name;
  if (!spelled) throw new RangeError(`the operation ${name} has no notation`);
  if (operands.length === 0) return atom(style.variable(name));
  return atom(
    style.call(
      spelled,
      operands.map((operand) => walk(operand, style).text),
    ),
  );
}

/** −operand for the walk over a sum, without any rewriting of the operand. */
function negated(operand: Expression): Expression {
  return apply('negate', operand);
}

/** The sign of a term and the term without it: −½ r is a minus and ½ r. */
function splitSign(term: Expression): { readonly isNegative: boolean; readonly body: Expression } {
  if (isApply(term, 'negate')) {
    const { isNegative, body } = splitSign(term.operands[0]!);
    return { isNegative: !isNegative, body };
  }
  if (term.kind === 'number' && term.value < 0) return { isNegative: true, body: negate(term) };
  if (isApply(term, 'multiply') || isApply(term, 'chain')) {
    const [coefficient, ...rest] = term.operands;
    if (coefficient?.kind === 'number' && coefficient.value < 0) {
      return { isNegative: true, body: apply(term.operation, negate(coefficient), ...rest) };
    }
  }
  return { isNegative: false, body: term };
}

function walkSum(terms: readonly Expression[], style: Style): string {
  return terms
    .map((term, n) => {
      if (n === 0) return walk(term, style).text;
      const { isNegative, body } = splitSign(term);
      const printed = walk(body, style);
      // A difference among the terms needs no parentheses after a plus.
      const isBare = !isNegative && isApply(body, 'subtract');
      return ` ${isNegative ? style.minus : '+'} ${isBare ? printed.text : held(printed, BIG_SUM, style)}`;
    })
    .join('');
}

function walkProduct(name: 'multiply' | 'chain', factors: readonly Expression[], style: Style): string {
  const printed = factors.map((factor, n) => {
    const inner = walk(factor, style);
    // A coefficient in front keeps its sign bare: −½ (y − t).
    return n === 0 && factor.kind === 'number' ? inner.text : held(inner, PRODUCT, style);
  });
  return printed.reduce((left, right, n) => {
    const isDotted = name === 'chain' || (factors[n]!.kind === 'number' && factors[n - 1]!.kind === 'number');
    return isDotted ? `${left} ${style.dot} ${right}` : style.juxtapose(left, right);
  });
}

function walkQuotient(operands: readonly Expression[], style: Style): Printed {
  const [numerator, denominator] = [walk(operands[0]!, style), walk(operands[1]!, style)];
  if (style.fractionsAreAtoms) return atom(style.fraction(numerator.text, denominator.text));
  return {
    text: style.fraction(held(numerator, POWER, style), held(denominator, ATOM, style)),
    binding: PRODUCT,
  };
}

function walkComplement(isSquare: boolean, operand: Expression, style: Style): Printed {
  if (operand.kind === 'quantity') {
    const whole = style.complement(operand.quantity, isSquare);
    if (whole !== null) return atom(whole);
  }
  const printed = held(walk(operand, style), isSquare ? ATOM : PRODUCT, style);
  const needsParentheses = isSquare && operand.kind === 'quantity' && style.hasSuperscript(operand.quantity);
  const base = needsParentheses ? style.parentheses(printed, 'round') : printed;
  return { text: `1 ${style.minus} ${isSquare ? style.power(base, '2') : base}`, binding: SUM };
}

function walkWhere(operands: readonly Expression[], style: Style): Printed {
  const [left, right, then, otherwise] = operands.map((operand) => walk(operand, style).text);
  const isIndicator =
    operands[2]!.kind === 'number' &&
    operands[3]!.kind === 'number' &&
    operands[2]!.value === 1 &&
    operands[3]!.value === 0;
  return atom(isIndicator ? style.bracket(left!, right!) : style.cases(then!, left!, right!, otherwise!));
}
