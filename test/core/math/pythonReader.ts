/**
 * Python's expressions as its language reference has them (6.17, operator precedence), read into expressions: an
 * independent reader of what the printer writes. Names are looked up in `quantities`.
 */

import {
  apply,
  number,
  quantity,
  type Expression,
  type OperationName,
  type Quantity,
} from '../../../src/core/math/expression';

const FUNCTIONS: Readonly<Record<string, OperationName>> = {
  'math.exp': 'exp',
  'math.log': 'log',
  'math.sqrt': 'sqrt',
  'math.sin': 'sin',
  'math.cos': 'cos',
  'math.tanh': 'tanh',
  'math.erf': 'erf',
  abs: 'abs',
  max: 'max',
  min: 'min',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
  relu: 'relu',
  sign: 'sign',
  normal_cdf: 'normalCdf',
  normal_pdf: 'normalPdf',
};

export function readPython(text: string, quantities: ReadonlyMap<string, Quantity>): Expression {
  const tokens = text.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?|[A-Za-z_][\w.]*|\*\*|[-+*/(),>]|\S/g) ?? [];
  let at = 0;
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at++;
    return true;
  };
  const expect = (token: string): void => {
    if (!take(token)) throw new SyntaxError(`expected ${token}, not ${tokens[at] ?? 'the end'}: ${text}`);
  };

  const conditional = (): Expression => {
    const then = sum();
    if (!take('if')) return then;
    const left = sum();
    expect('>');
    const right = sum();
    expect('else');
    return apply('where', left, right, then, conditional());
  };
  const sum = (): Expression => {
    let left = product();
    for (;;) {
      if (take('+')) left = apply('add', left, product());
      else if (take('-')) left = apply('subtract', left, product());
      else return left;
    }
  };
  const product = (): Expression => {
    let left = unary();
    for (;;) {
      if (take('*')) left = apply('multiply', left, unary());
      else if (take('/')) left = apply('divide', left, unary());
      else return left;
    }
  };
  const unary = (): Expression => (take('-') ? apply('negate', unary()) : power());
  const power = (): Expression => {
    const base = atom();
    return take('**') ? apply('power', base, unary()) : base;
  };
  const atom = (): Expression => {
    if (take('(')) {
      const inside = conditional();
      expect(')');
      return inside;
    }
    const token = tokens[at++] ?? '';
    if (/^\d/.test(token)) return number(Number(token));
    if (token === 'math.pi') return apply('pi');
    const called = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
    if (called !== undefined && take('(')) {
      const operands = [conditional()];
      while (take(',')) operands.push(conditional());
      expect(')');
      return apply(called, ...operands);
    }
    const named = quantities.get(token);
    if (!named) throw new SyntaxError(`${token} is no name: ${text}`);
    return quantity(named);
  };

  const read = conditional();
  if (at < tokens.length) throw new SyntaxError(`${tokens[at] ?? ''} is left over: ${text}`);
  return read;
}

/**
 * One form for expressions that are the same but for how they are put together: differences are sums, nested sums
 * and products are one, quotients are products with a reciprocal, and signs and numbers of a product stand in
 * front of it.
 */
export function normalised(expression: Expression): Expression {
  if (expression.kind === 'number') return number(expression.value);
  if (expression.kind !== 'apply') return expression;
  const operands = expression.operands.map(normalised);
  const [first, second] = operands;
  switch (expression.operation) {
    case 'negate':
      return factors([number(-1), first!]);
    case 'subtract':
      return terms([first!, factors([number(-1), second!])]);
    case 'oneMinus':
      return terms([number(1), factors([number(-1), first!])]);
    case 'oneMinusSquare':
      return terms([number(1), factors([number(-1), apply('power', first!, number(2))])]);
    case 'add':
      return terms(operands);
    case 'multiply':
    case 'chain':
      return factors(operands);
    case 'divide':
      return factors([first!, reciprocal(second!)]);
    case 'expm1':
      return terms([apply('exp', first!), number(-1)]);
    case 'tanhGate':
      return factors([number(0.5), terms([number(1), apply('tanh', first!)])]);
    default:
      return apply(expression.operation, ...operands);
  }
}

function reciprocal(of: Expression): Expression {
  return of.kind === 'number' ? number(1 / of.value) : apply('divide', number(1), of);
}

function terms(all: readonly Expression[]): Expression {
  const flat = all.flatMap((one) => (one.kind === 'apply' && one.operation === 'add' ? one.operands : [one]));
  return flat.length === 1 ? flat[0]! : apply('add', ...flat);
}

function factors(all: readonly Expression[]): Expression {
  let coefficient = 1;
  const rest: Expression[] = [];
  const visit = (one: Expression): void => {
    if (one.kind === 'number') coefficient *= one.value;
    else if (one.kind === 'apply' && one.operation === 'multiply') one.operands.forEach(visit);
    else rest.push(one);
  };
  all.forEach(visit);
  if (rest.length === 0) return number(coefficient);
  const factorsOf = coefficient === 1 ? rest : [number(coefficient), ...rest];
  return factorsOf.length === 1 ? factorsOf[0]! : apply('multiply', ...factorsOf);
}
