import { LIMITS } from './limits';
import { nearest } from './nearest';

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
        `${JSON.stringify(character)} has no meaning in a formula. Use numbers, a, + - * / ^, parentheses, pi, e and functions such as exp.`,
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
          ? `An operator is missing before ${JSON.stringify(rest.text)}. Write * for a product.`
          : `${JSON.stringify(rest.text)} is not expected here. Check the parentheses.`,
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
        `A formula has at most ${LIMITS.formulaOperations} operations and functions; this is one more. Shorten it.`,
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
        `A formula is nested at most ${LIMITS.formulaNesting} deep; here it goes deeper. Take away parentheses.`,
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
    const found =
      token.kind === 'end' ? 'The formula ends where' : `${JSON.stringify(token.text)} stands where`;
    return this.#fail(`${found} a number, a, a function or a parenthesis is expected.`, token);
  }

  #number(token: Token): FormulaNode {
    const value = Number(token.text);
    if (!Number.isFinite(value)) this.#fail(`${token.text.slice(0, 40)} does not fit a double.`, token);
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
      `${JSON.stringify(name.slice(0, 40))} is not known in a formula. ${suggestion ? `Did you mean ${suggestion}?` : `Known: ${known.join(', ')}.`}`,
      token,
    );
  }

  #call(name: FormulaFunction, token: Token): FormulaNode {
    this.#count(token);
    const open = this.#take('(');
    if (!open) this.#fail(`${name} is a function: write its argument in parentheses, ${name}(a).`, token);
    const given: FormulaNode[] = [this.#sum()];
    while (this.#take(',')) given.push(this.#sum());
    this.#close(open);
    const wanted = FORMULA_FUNCTIONS[name];
    if (given.length !== wanted) {
      this.#fail(
        `${name} takes ${wanted === 1 ? 'one argument' : 'two arguments'}, not ${given.length}.`,
        token,
      );
    }
    return { kind: 'call', name, arguments: given, offset: token.offset };
  }

  #close(open: Token): void {
    if (this.#take(')')) return;
    const token = this.#peek();
    if (token.kind === 'end') this.#fail('This parenthesis is never closed.', open);
    const isStart = token.kind !== 'operator' || token.text === '(';
    this.#fail(
      isStart
        ? `An operator is missing before ${JSON.stringify(token.text)}. Write * for a product.`
        : `A closing parenthesis is expected here, not ${JSON.stringify(token.text)}.`,
      token,
    );
  }
}

/** Reads a formula in the variable `a`. Never throws; offsets count characters of `formula`. */
export function parseFormula(formula: string): FormulaResult {
  if (formula.length > LIMITS.formulaLength) {
    const message = `A formula has at most 1,000 characters; this one has ${formula.length}. Shorten it.`;
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
