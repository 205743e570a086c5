import { LIMITS } from './limits';
import { nearest } from './nearest';
import { say } from '../words/say';

/**
 * Formula activations: `a / (1 + abs(a))`. The grammar is small and every mistake is told at its character, so
 * it is read by hand:
 *
 *   sum     = product { ("+" | "-") product }
 *   product = unary { ("*" | "/") unary }
 *   unary   = "-" unary | power
 *   power   = atom [ ("^" | "**") unary ]           right-associative, above the minus: -a^2 is -(a^2)
 *   atom    = number | "a" | "pi" | "e" | function "(" sum { "," sum } ")" | "(" sum ")"
 */

/** Each function with how many arguments it takes. */
export const FORMULA_FUNCTIONS = {
  exp: 1,
  log: 1,
  sqrt: 1,
  abs: 1,
  sign: 1,
  max: 2,
  min: 2,
  sin: 1,
  cos: 1,
  tanh: 1,
  sigmoid: 1,
  erf: 1,
} as const;

export type FormulaFunction = keyof typeof FORMULA_FUNCTIONS;

/** `offset` is the character of the formula where the part starts; for an operator, the operator itself. */
export type FormulaNode =
  | { readonly kind: 'number'; readonly value: number; readonly offset: number }
  | { readonly kind: 'variable'; readonly offset: number }
  | { readonly kind: 'constant'; readonly name: 'pi' | 'e'; readonly offset: number }
  | { readonly kind: 'negate'; readonly argument: FormulaNode; readonly offset: number }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/' | '^';
      readonly left: FormulaNode;
      readonly right: FormulaNode;
      readonly offset: number;
    }
  | {
      readonly kind: 'call';
      readonly name: FormulaFunction;
      readonly arguments: readonly FormulaNode[];
      readonly offset: number;
    };

/** What is wrong with a formula, and which of its characters are: `length` from `offset`, 0 at its end. */
export interface FormulaProblem {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

type FormulaResult =
  | { readonly node: FormulaNode; readonly problem: null }
  | { readonly node: null; readonly problem: FormulaProblem };

interface Token {
  readonly kind: 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
  readonly offset: number;
}

const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/^(),]))/y;

/** Other languages' names for what the grammar has. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['ln', 'log'],
  ['x', 'a'],
  ['z', 'a'],
  ['A', 'a'],
  ['PI', 'pi'],
  ['E', 'e'],
  ['logistic', 'sigmoid'],
  ['sgn', 'sign'],
  ['fabs', 'abs'],
]);

/** Carries a problem out of the descent; `parseFormula` returns it. */
class FormulaError extends Error {
  readonly problem: FormulaProblem;

  constructor(message: string, offset: number, length: number) {
    super(message);
    this.problem = { message, offset, length };
  }
}

function isFunction(name: string): name is FormulaFunction {
  return Object.hasOwn(FORMULA_FUNCTIONS, name);
}

function tokensOf(formula: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (formula.slice(offset).trim() !== '') {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(formula);
    if (!match) {
      const start = offset + (/^\s*/.exec(formula.slice(offset))?.[0].length ?? 0);
      const character = String.fromCodePoint(formula.codePointAt(start) ?? 0);
      throw new FormulaError(
        say(
          '{0} has no meaning in a formula. Use numbers, a, + - * / ^, parentheses, pi, e and functions such as exp.',
          JSON.stringify(character),
        ),
        start,
        character.length,
      );
    }
    const [whole, number, name, operator] = match;
    const text = number ?? name ?? operator ?? '';
    const kind = number === undefined ? (name === undefined ? 'operator' : 'name') : 'number';
    tokens.push({ kind, text, offset: offset + whole.length - text.length });
    offset += whole.length;
  }
  tokens.push({ kind: 'end', text: '', offset: formula.trimEnd().length });
  return tokens;
}

class FormulaReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #nesting = 0;
  #operations = 0;

  constructor(formula: string) {
    this.#tokens = tokensOf(formula);
  }

  read(): FormulaNode {
    const node = this.#sum();
    const rest = this.#peek();
    if (rest.kind !== 'end') {
      const isStart = rest.kind !== 'operator' || rest.text === '(';
      this.#fail(
        isStart
          ? say('An operator is missing before {0}. Write * for a product.', JSON.stringify(rest.text))
          : say('{0} is not expected here. Check the parentheses.', JSON.stringify(rest.text)),
        rest,
      );
    }
    return node;
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]!;
  }

  #take(...texts: readonly string[]): Token | null {
    const token = this.#peek();
    if (token.kind !== 'operator' || !texts.includes(token.text)) return null;
    this.#next++;
    return token;
  }

  #fail(message: string, token: Token): never {
    throw new FormulaError(message, token.offset, token.text.length);
  }

  /**
   * Counts what has to be computed. The derivative of a formula is as long as the formula times its depth at
   * most, so this bounds what is differentiated, printed and run.
   */
  #count(token: Token): number {
    if (++this.#operations > LIMITS.formulaOperations) {
      this.#fail(
        say(
          'A formula has at most {0} operations and functions; this is one more. Shorten it.',
          LIMITS.formulaOperations,
        ),
        token,
      );
    }
    return token.offset;
  }

  #binary(sign: Token, left: FormulaNode, read: () => FormulaNode): FormulaNode {
    const operator = sign.text === '**' ? '^' : (sign.text as '+' | '-' | '*' | '/' | '^');
    return { kind: 'binary', operator, left, offset: this.#count(sign), right: read() };
  }

  #sum(): FormulaNode {
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-')) {
      left = this.#binary(sign, left, () => this.#product());
    }
    return left;
  }

  #product(): FormulaNode {
    let left = this.#unary();
    for (let sign = this.#take('*', '/'); sign; sign = this.#take('*', '/')) {
      left = this.#binary(sign, left, () => this.#unary());
    }
    return left;
  }

  /** Every way deeper leads through here: parentheses, arguments, exponents and minus signs. */
  #unary(): FormulaNode {
    const token = this.#peek();
    if (++this.#nesting > LIMITS.formulaNesting) {
      this.#fail(
        say(
          'A formula is nested at most {0} deep; here it goes deeper. Take away parentheses.',
          LIMITS.formulaNesting,
        ),
        token,
      );
    }
    const minus = this.#take('-');
    const node: FormulaNode = minus
      ? { kind: 'negate', offset: this.#count(minus), argument: this.#unary() }
      : this.#power();
    this.#nesting--;
    return node;
  }

  #power(): FormulaNode {
    const left = this.#atom();
    const sign = this.#take('^', '**');
    return sign ? this.#binary(sign, left, () => this.#unary()) : left;
  }

  #atom(): FormulaNode {
    const token = this.#peek();
    this.#next++;
    if (token.kind === 'number') return this.#number(token);
    if (token.kind === 'name') return this.#name(token);
    if (token.text === '(') {
      const node = this.#sum();
      this.#close(token);
      return node;
    }
    return this.#fail(
      token.kind === 'end'
        ? say('The formula ends where a number, a, a function or a parenthesis is expected.')
        : say(
            '{0} stands where a number, a, a function or a parenthesis is expected.',
            JSON.stringify(token.text),
          ),
      token,
    );
  }

  #number(token: Token): FormulaNode {
    const value = Number(token.text);
    if (!Number.isFinite(value))
      this.#fail(say('{0} does not fit a double.', token.text.slice(0, 40)), token);
    return { kind: 'number', value, offset: token.offset };
  }

  #name(token: Token): FormulaNode {
    const { text: name, offset } = token;
    if (name === 'a') return { kind: 'variable', offset };
    if (name === 'pi' || name === 'e') return { kind: 'constant', name, offset };
    if (isFunction(name)) return this.#call(name, token);
    const known = ['a', 'pi', 'e', ...Object.keys(FORMULA_FUNCTIONS)];
    const suggestion = SYNONYMS.get(name) ?? nearest(name, known);
    return this.#fail(
      say(
        '{0} is not known in a formula. {1}',
        JSON.stringify(name.slice(0, 40)),
        suggestion ? say('Did you mean {0}?', suggestion) : say('Known: {0}.', known.join(', ')),
      ),
      token,
    );
  }

  #call(name: FormulaFunction, token: Token): FormulaNode {
    this.#count(token);
    const open = this.#take('(');
    if (!open)
      this.#fail(say('{0} is a function: write its argument in parentheses, {1}(a).', name, name), token);
    const given: FormulaNode[] = [this.#sum()];
    while (this.#take(',')) given.push(this.#sum());
    this.#close(open);
    const wanted = FORMULA_FUNCTIONS[name];
    if (given.length !== wanted) {
      this.#fail(
        say(
          '{0} takes {1}, not {2}.',
          name,
          wanted === 1 ? say('one argument') : say('two arguments'),
          given.length,
        ),
        token,
      );
    }
    return { kind: 'call', name, arguments: given, offset: token.offset };
  }

  #close(open: Token): void {
    if (this.#take(')')) return;
    const token = this.#peek();
    if (token.kind === 'end') this.#fail(say('This parenthesis is never closed.'), open);
    const isStart = token.kind !== 'operator' || token.text === '(';
    this.#fail(
      isStart
        ? say('An operator is missing before {0}. Write * for a product.', JSON.stringify(token.text))
        : say('A closing parenthesis is expected here, not {0}.', JSON.stringify(token.text)),
      token,
    );
  }
}

/** Reads a formula in the variable `a`. Never throws; offsets count characters of `formula`. */
export function parseFormula(formula: string): FormulaResult {
  if (formula.length > LIMITS.formulaLength) {
    const message = say(
      'A formula has at most 1,000 characters; this one has {0}. Shorten it.',
      formula.length,
    );
    return {
      node: null,
      problem: { message, offset: LIMITS.formulaLength, length: formula.length - LIMITS.formulaLength },
    };
  }
  try {
    return { node: new FormulaReader(formula).read(), problem: null };
  } catch (error) {
    if (error instanceof FormulaError) return { node: null, problem: error.problem };
    throw error;
  }
}
