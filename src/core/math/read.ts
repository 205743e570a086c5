/**
 * Reads a formula that the printers wrote back into an expression, from LaTeX or Unicode, so that what stands
 * on the screen can be evaluated and compared with the engine. Names are looked up in a list of spellings;
 * the longest that fits at a place is the one meant.
 */

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
  type OperationName,
  type Quantity,
} from './expression';
import { operationNotations } from './operations';

/** Why a text could not be read, and where. */
export class ReadError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'ReadError';
    this.offset = offset;
  }
}

/** What the names in a text mean. */
export interface Vocabulary {
  /** Spellings of quantities, in the notation of the text. */
  readonly quantities: ReadonlyMap<string, Quantity>;
  /** How many values each index letter of a sum takes. */
  readonly ranges?: Readonly<Partial<Record<'i' | 'j' | 'k' | 'm', number>>>;
}

/**
 * The expressions of a printed equation, split at its top-level equals signs (or the arrow of an update).
 * Throws ReadError for anything the printers do not write.
 */
export function readEquation(text: string, vocabulary: Vocabulary): readonly Expression[] {
  const reader = new Reader(text, vocabulary);
  return reader.equation();
}

const FUNCTIONS: readonly (readonly [string, OperationName])[] = operationNotations()
  .flatMap(({ name, notation }) => [[notation.latex, name] as const, [notation.unicode, name] as const])
  .filter(([spelling]) => !['\\pi', 'π', '\\sqrt', '√', '\\exp', 'exp'].includes(spelling))
  .sort(([a], [b]) => b.length - a.length);

const SUPERSCRIPT_DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

class Reader {
  readonly #text: string;
  readonly #spellings: readonly (readonly [string, Quantity])[];
  readonly #vocabulary: Vocabulary;
  #at = 0;

  constructor(text: string, vocabulary: Vocabulary) {
    this.#text = text;
    this.#vocabulary = vocabulary;
    this.#spellings = [...vocabulary.quantities].sort(([a], [b]) => b.length - a.length);
  }

  equation(): readonly Expression[] {
    const sides = [this.#sum()];
    while (this.#take('=') || this.#take('\\leftarrow') || this.#take('←')) sides.push(this.#sum());
    this.#space();
    if (this.#at < this.#text.length) this.#fail('this does not belong to the formula');
    return sides;
  }

  #fail(message: string): never {
    throw new ReadError(`${message}: "${this.#text.slice(this.#at, this.#at + 20)}"`, this.#at);
  }

  #space(): void {
    for (;;) {
      const skipped = /^(?:\s+|\\,|\\left(?=[([|\s])|\\right(?=[)\]|\s]))/.exec(this.#text.slice(this.#at));
      if (!skipped) return;
      this.#at += skipped[0].length;
    }
  }

  #peek(expected: string): boolean {
    this.#space();
    return this.#text.startsWith(expected, this.#at);
  }

  #take(expected: string): boolean {
    if (!this.#peek(expected)) return false;
    this.#at += expected.length;
    return true;
  }

  #expect(expected: string): void {
    if (!this.#take(expected)) this.#fail(`expected "${expected}"`);
  }

  #takeMinus(): boolean {
    return this.#take('-') || this.#take('−');
  }

  #sum(): Expression {
    const isNegative = this.#takeMinus();
    const first = this.#product();
    let sum = isNegative ? negate(first) : first;
    for (;;) {
      if (this.#take('+')) sum = apply('add', sum, this.#product());
      else if (this.#takeMinus()) sum = difference(sum, this.#product());
      else return sum;
    }
  }

  #product(): Expression {
    let product = this.#power();
    for (;;) {
      if (this.#take('\\cdot') || this.#take('·')) product = multiply(product, this.#power());
      else if (this.#take('/')) product = divide(product, this.#power());
      else if (this.#startsFactor()) product = multiply(product, this.#power());
      else return product;
    }
  }

  #startsFactor(): boolean {
    this.#space();
    const rest = this.#text.slice(this.#at);
    if (rest === '') return false;
    return /^[\d½([|√∂Σ{]/.test(rest)
      ? !(rest.startsWith('|') && this.#openBars > 0)
      : /^\\(frac|sqrt|begin|sum|pi)/.test(rest) ||
          rest.startsWith('e^') ||
          rest.startsWith('π') ||
          this.#spelledHere() !== null ||
          FUNCTIONS.some(([spelling]) => rest.startsWith(spelling));
  }

  #openBars = 0;

  #power(): Expression {
    let base = this.#atom();
    for (;;) {
      this.#space();
      const digits = /^[⁰¹²³⁴⁵⁶⁷⁸⁹]+/.exec(this.#text.slice(this.#at));
      if (digits) {
        this.#at += digits[0].length;
        const exponent = digits[0].replace(/./gu, (digit) => String(SUPERSCRIPT_DIGITS.indexOf(digit)));
        base = power(base, number(Number(exponent)));
      } else if (this.#take('^{')) {
        base = power(base, this.#sum());
        this.#expect('}');
      } else return base;
    }
  }

  #atom(): Expression {
    this.#space();
    const rest = this.#text.slice(this.#at);
    if (this.#take('½')) return ratio(1, 2);
    const spelled = this.#spelledHere();
    if (spelled) {
      this.#at += spelled[0].length;
      return quantity(spelled[1]);
    }
    if (this.#take('e^{')) return this.#wrap('exp', '}');
    if (this.#take('e^(')) return this.#wrap('exp', ')');
    if (this.#take('\\pi') || this.#take('π')) return apply('pi');
    const digits = /^\d+(?:\.\d+)?(?:e-?\d+)?/.exec(rest);
    if (digits) {
      this.#at += digits[0].length;
      if (this.#take('\\times 10^{')) {
        const exponent = /^-?\d+/.exec(this.#text.slice(this.#at))?.[0] ?? this.#fail('expected an exponent');
        this.#at += exponent.length;
        this.#expect('}');
        return number(Number(`${digits[0]}e${exponent}`));
      }
      return number(Number(digits[0]));
    }
    return this.#construct() ?? this.#call();
  }

  #wrap(name: OperationName, close: string): Expression {
    const inside = this.#sum();
    this.#expect(close);
    return apply(name, inside);
  }

  /** Fractions, roots, brackets, sums, cases; null where none starts here. */
  #construct(): Expression | null {
    if (this.#take('\\frac{\\partial') || this.#take('∂')) return this.#partial();
    if (this.#take('\\frac{')) {
      const numerator = this.#sum();
      this.#expect('}{');
      const denominator = this.#sum();
      this.#expect('}');
      return divide(numerator, denominator);
    }
    if (this.#take('\\sqrt{')) return this.#wrap('sqrt', '}');
    if (this.#take('√(')) return this.#wrap('sqrt', ')');
    if (this.#take('|')) {
      this.#openBars++;
      const inside = this.#sum();
      this.#openBars--;
      this.#expect('|');
      return apply('abs', inside);
    }
    if (this.#take('\\sum_{') || this.#take('Σ_')) return this.#bigSum();
    if (this.#take('\\begin{cases}')) return this.#latexCases();
    if (this.#take('{')) return this.#unicodeCases();
    if (this.#take('[')) {
      const inside = this.#sum();
      if (this.#take('>')) {
        const right = this.#sum();
        this.#expect(']');
        return apply('where', inside, right, number(1), number(0));
      }
      this.#expect(']');
      return inside;
    }
    if (this.#take('(')) {
      const inside = this.#sum();
      this.#expect(')');
      return inside;
    }
    return null;
  }

  #call(): Expression {
    const found = FUNCTIONS.find(([spelling]) => this.#peek(spelling));
    if (!found) this.#fail('this is not a name of the network');
    this.#at += found[0].length;
    this.#expect('(');
    const operands = [this.#sum()];
    while (this.#take(',')) operands.push(this.#sum());
    this.#expect(')');
    return apply(found[1], ...operands);
  }

  #partial(): Expression {
    const isFraction = this.#text.startsWith('\\partial', this.#at - '\\partial'.length);
    const of = this.#name();
    if (isFraction) {
      this.#expect('}{');
      this.#expect('\\partial');
    } else this.#expect('/∂');
    const by = this.#name();
    if (isFraction) this.#expect('}');
    return partial(of, by);
  }

  #name(): Quantity {
    this.#space();
    const spelled = this.#spelledHere() ?? this.#fail('this is not a name of the network');
    this.#at += spelled[0].length;
    return spelled[1];
  }

  #spelledHere(): readonly [string, Quantity] | null {
    return this.#spellings.find(([spelling]) => this.#text.startsWith(spelling, this.#at)) ?? null;
  }

  #bigSum(): Expression {
    const index = this.#text[this.#at];
    const count = index && this.#vocabulary.ranges?.[index as 'k'];
    if (!count) this.#fail('the range of this sum is not known');
    this.#at++;
    this.#take('}');
    return { kind: 'sum', index: index as 'k', count, body: this.#product() };
  }

  #latexCases(): Expression {
    const then = this.#sum();
    this.#expect('&');
    const left = this.#sum();
    this.#expect('>');
    const right = this.#sum();
    this.#expect('\\\\');
    const otherwise = this.#sum();
    this.#expect('&');
    this.#sum();
    this.#expect('\\le');
    this.#sum();
    this.#expect('\\end{cases}');
    return apply('where', left, right, then, otherwise);
  }

  #unicodeCases(): Expression {
    const then = this.#sum();
    this.#expect('if');
    const left = this.#sum();
    this.#expect('>');
    const right = this.#sum();
    this.#expect(', else');
    const otherwise = this.#sum();
    this.#expect('}');
    return apply('where', left, right, then, otherwise);
  }
}

/** left − right, recognising 1 − y and 1 − y² so that they keep the digits their records promise. */
function difference(left: Expression, right: Expression): Expression {
  if (!isNumber(left, 1)) return isApply(left, 'add') ? add(left, negate(right)) : subtract(left, right);
  const isSquare = isApply(right, 'power') && isNumber(right.operands[1]!, 2);
  return isSquare ? apply('oneMinusSquare', right.operands[0]!) : apply('oneMinus', right);
}
