/**
 * Reads a formula that the printers wrote back into an expression, from LaTeX or Unicode, so that what stands
 * on the screen can be evaluated and compared with the engine. Names are looked up in a list of spellings;
 * the longest that fits at a place is the one meant.
 */

import type { Network } from '../network/network';
import {
  add,
  apply,
  divide,
  isApply,
  isNumber,
  multiply,
  negate,
  number,
  partial,
  power,
  quantity,
  ratio,
  subtract,
  type Expression,
  type Letter,
  type OperationName,
  type Quantity,
} from './expression';
import { indexCounts } from './formulas';
import { operationNotations } from './operations';
import { ReadError, Scanner, Spellings } from './scanner';

/** What the names in a text mean. */
export interface Vocabulary {
  readonly network: Network;
  /** Spellings of quantities, in the notation of the text. */
  readonly quantities: Spellings<Quantity>;
}

/**
 * The expressions of a printed equation, split at its top-level equals signs (or the arrow of an update). A sum
 * runs over the units that its letter counts in the body. Throws ReadError for anything the printers do not
 * write, and for a sum whose letter counts nothing or two different things.
 */
export function readEquation(text: string, vocabulary: Vocabulary): readonly Expression[] {
  const reader = new Reader(text, vocabulary);
  return reader.equation();
}

const FUNCTIONS = new Spellings<OperationName>(
  operationNotations()
    .flatMap(({ name, notation }) => [[notation.latex, name] as const, [notation.unicode, name] as const])
    .filter(([spelling]) => !['\\pi', 'π', '\\sqrt', '√', '\\exp', 'exp'].includes(spelling)),
);

const LETTER = /[a-z]/y;
const SUPERSCRIPTS = /[⁰¹²³⁴⁵⁶⁷⁸⁹]+/y;
const SUPERSCRIPT_DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** What a factor may begin with beside names and functions. */
const FACTOR = /[\d½([|√∂Σ{π]|e\^|\\(?:frac|sqrt|begin|sum|pi)/y;

class Reader extends Scanner {
  readonly #vocabulary: Vocabulary;
  #openBars = 0;
  #spelledAt = -1;
  #spelled: readonly [string, Quantity] | null = null;

  constructor(text: string, vocabulary: Vocabulary) {
    super(text);
    this.#vocabulary = vocabulary;
  }

  equation(): readonly Expression[] {
    const sides = [this.#sum()];
    while (this.take('=') || this.take('\\leftarrow') || this.take('←')) sides.push(this.#sum());
    this.end();
    return sides;
  }

  #sum(): Expression {
    const isNegative = this.takeMinus();
    const first = this.#product();
    let sum = isNegative ? negate(first) : first;
    for (;;) {
      if (this.take('+')) sum = apply('add', sum, this.#product());
      else if (this.takeMinus()) sum = difference(sum, this.#product());
      else return sum;
    }
  }

  #product(): Expression {
    let product = this.#power();
    for (;;) {
      if (this.take('\\cdot') || this.take('·')) product = multiply(product, this.#power());
      else if (this.take('/')) product = divide(product, this.#power());
      else if (this.#startsFactor()) product = multiply(product, this.#power());
      else return product;
    }
  }

  #startsFactor(): boolean {
    this.space();
    if (this.#spelledHere() !== null || FUNCTIONS.at(this.text, this.at) !== null) return true;
    FACTOR.lastIndex = this.at;
    return FACTOR.test(this.text) && !(this.#openBars > 0 && this.text[this.at] === '|');
  }

  #power(): Expression {
    let base = this.#atom();
    for (;;) {
      this.space();
      const digits = this.match(SUPERSCRIPTS);
      if (digits !== null) {
        const exponent = digits.replace(/./gu, (digit) => String(SUPERSCRIPT_DIGITS.indexOf(digit)));
        base = power(base, number(Number(exponent)));
      } else if (this.take('^{')) {
        base = power(base, this.#sum());
        this.expect('}');
      } else return base;
    }
  }

  #atom(): Expression {
    this.space();
    const spelled = this.#spelledHere();
    if (spelled) {
      this.at += spelled[0].length;
      return quantity(spelled[1]);
    }
    if (this.take('½')) return ratio(1, 2);
    if (this.take('e^{')) return this.#wrap('exp', '}');
    if (this.take('e^(')) return this.#wrap('exp', ')');
    if (this.take('\\pi') || this.take('π')) return apply('pi');
    const decimal = this.decimal();
    return decimal === null ? (this.#construct() ?? this.#call()) : number(decimal);
  }

  #wrap(name: OperationName, close: string): Expression {
    const inside = this.#sum();
    this.expect(close);
    return apply(name, inside);
  }

  /** Fractions, roots, brackets, sums, cases; null where none starts here. */
  #construct(): Expression | null {
    if (!'\\∂√|Σ{[('.includes(this.text.charAt(this.at))) return null;
    if (this.take('\\frac{\\partial') || this.take('∂')) return this.#partial();
    if (this.take('\\frac{')) {
      const numerator = this.#sum();
      this.expect('}{');
      const denominator = this.#sum();
      this.expect('}');
      return divide(numerator, denominator);
    }
    if (this.take('\\sqrt{')) return this.#wrap('sqrt', '}');
    if (this.take('√(')) return this.#wrap('sqrt', ')');
    if (this.take('|')) {
      this.#openBars++;
      const inside = this.#sum();
      this.#openBars--;
      this.expect('|');
      return apply('abs', inside);
    }
    if (this.take('\\sum_{') || this.take('Σ_')) return this.#bigSum();
    if (this.take('\\begin{cases}')) return this.#latexCases();
    if (this.take('{')) return this.#unicodeCases();
    if (this.take('[')) {
      const inside = this.#sum();
      if (this.take('>')) {
        const right = this.#sum();
        this.expect(']');
        return apply('where', inside, right, number(1), number(0));
      }
      this.expect(']');
      return inside;
    }
    if (this.take('(')) {
      const inside = this.#sum();
      this.expect(')');
      return inside;
    }
    return null;
  }

  #call(): Expression {
    this.space();
    const found = FUNCTIONS.at(this.text, this.at);
    if (!found) this.fail('this is not a name of the network');
    this.at += found[0].length;
    this.expect('(');
    const operands = [this.#sum()];
    while (this.take(',')) operands.push(this.#sum());
    this.expect(')');
    return apply(found[1], ...operands);
  }

  #partial(): Expression {
    const isFraction = this.text.startsWith('\\partial', this.at - '\\partial'.length);
    const of = this.#name();
    if (isFraction) {
      this.expect('}{');
      this.expect('\\partial');
    } else this.expect('/∂');
    const by = this.#name();
    if (isFraction) this.expect('}');
    return partial(of, by);
  }

  #name(): Quantity {
    this.space();
    const spelled = this.#spelledHere() ?? this.fail('this is not a name of the network');
    this.at += spelled[0].length;
    return spelled[1];
  }

  #spelledHere(): readonly [string, Quantity] | null {
    // A factor is looked for and then read: the same place is asked for twice.
    if (this.#spelledAt !== this.at) {
      this.#spelledAt = this.at;
      this.#spelled = this.#vocabulary.quantities.at(this.text, this.at);
    }
    return this.#spelled;
  }

  #bigSum(): Expression {
    const start = this.at;
    const index = this.match(LETTER) as Letter | null;
    if (index === null) this.fail('expected the letter of a sum');
    this.take('}');
    const body = this.#product();
    const counts = new Set<number>();
    collectCounts(this.#vocabulary.network, body, index, counts);
    const [count] = counts;
    if (count === undefined || counts.size > 1) {
      throw new ReadError(
        `the sum over ${index} ${counts.size > 1 ? 'counts different things' : 'counts nothing'}`,
        start,
      );
    }
    return { kind: 'sum', index, count, body };
  }

  #latexCases(): Expression {
    const then = this.#sum();
    this.expect('&');
    const left = this.#sum();
    this.expect('>');
    const right = this.#sum();
    this.expect('\\\\');
    const otherwise = this.#sum();
    this.expect('&');
    this.#sum();
    this.expect('\\le');
    this.#sum();
    this.expect('\\end{cases}');
    return apply('where', left, right, then, otherwise);
  }

  #unicodeCases(): Expression {
    const then = this.#sum();
    this.expect('if');
    const left = this.#sum();
    this.expect('>');
    const right = this.#sum();
    this.expect(', else');
    const otherwise = this.#sum();
    this.expect('}');
    return apply('where', left, right, then, otherwise);
  }
}

/** How many values `letter` takes at each place where it is free in an expression. */
function collectCounts(network: Network, expression: Expression, letter: Letter, counts: Set<number>): void {
  switch (expression.kind) {
    case 'quantity':
      for (const [index, count] of indexCounts(network, expression.quantity)) {
        if (index === letter) counts.add(count);
      }
      return;
    case 'apply':
      for (const operand of expression.operands) collectCounts(network, operand, letter, counts);
      return;
    case 'sum':
      if (expression.index !== letter) collectCounts(network, expression.body, letter, counts);
      return;
    case 'partial':
      for (const of of [expression.of, expression.by]) {
        for (const [index, count] of indexCounts(network, of)) if (index === letter) counts.add(count);
      }
      return;
    default:
      return;
  }
}

/** left − right, recognising 1 − y and 1 − y² so that they keep the digits their records promise. */
function difference(left: Expression, right: Expression): Expression {
  if (!isNumber(left, 1)) return isApply(left, 'add') ? add(left, negate(right)) : subtract(left, right);
  const isSquare = isApply(right, 'power') && isNumber(right.operands[1]!, 2);
  return isSquare ? apply('oneMinusSquare', right.operands[0]!) : apply('oneMinus', right);
}
