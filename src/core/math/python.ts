/**
 * Python as a notation: a style of the printer, the names a network's quantities have there, and the few
 * functions that Python's `math` lacks. What is printed runs in Python 3 with the standard library alone.
 */

import type { Network } from '../network/network';
import { isMathematical, plainSpelling } from '../network/spelling';
import { createSymbols, type Symbols } from '../network/symbols';
import { add, apply, type Expression, type Index, type OperationName, type Quantity } from './expression';
import { createNames, type Names } from './names';
import type { Notation } from './operationRule';
import { operationNotations } from './operations';
import { print, type Style } from './printer';

/** How the quantities of a network, and derivatives by them, are called in a program; no two alike. */
export interface PythonNames {
  /** w_1 → w1, a_{h_1} → a_h1; a keyword, a name the program uses, or a collision gets trailing underscores. */
  readonly quantity: (of: Quantity) => string;
  /** ∂L/∂w_5 → dw5. */
  readonly gradient: (by: Quantity) => string;
  /** ∂E_1/∂a_{o_1} → dE1_da_o1; a derivative of the loss is the gradient above. */
  readonly partial: (of: Quantity, by: Quantity) => string;
  /** A parameter after its update: w5_new. */
  readonly updated: (parameter: Quantity) => string;
}

/** Functions of `math`, by the operation they compute. */
const MATH_FUNCTIONS: Partial<Record<OperationName, string>> = {
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  sin: 'sin',
  cos: 'cos',
  tanh: 'tanh',
  erf: 'erf',
};

/** Functions that every Python has. */
const BUILT_IN: Partial<Record<OperationName, string>> = { max: 'max', min: 'min' };

/** Functions that a program defines for itself if it uses them, in forms that neither overflow nor cancel. */
const DEFINED: Partial<Record<OperationName, readonly [name: string, ...lines: readonly string[]]>> = {
  sigmoid: [
    'sigmoid',
    'def sigmoid(x):',
    '    if x >= 0:',
    '        return 1 / (1 + math.exp(-x))',
    '    return math.exp(x) / (1 + math.exp(x))',
  ],
  softplus: ['softplus', 'def softplus(x):', '    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))'],
  relu: ['relu', 'def relu(x):', '    return x if x > 0 else 0.0'],
  sign: ['sign', 'def sign(x):', '    return (x > 0) - (x < 0)'],
  normalCdf: ['normal_cdf', 'def normal_cdf(x):', '    return math.erfc(-x / math.sqrt(2)) / 2'],
  normalPdf: ['normal_pdf', 'def normal_pdf(x):', '    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)'],
};

/** Words of a program that no quantity may be called; of Python's own, those that `d` could make of a name. */
const RESERVED: readonly string[] = [
  ...Object.values(DEFINED).map(([name]) => name),
  ...['softmax', 'cross', 'math', 'abs', 'max', 'min', 'sum', 'len', 'range', 'print', 'zip'],
  ...['samples', 'total', 'name', 'value', 'def', 'del'],
];

/** Quantities of smaller networks are named all at once, so that a name never depends on what else is printed. */
const NAMED_AHEAD = 20_000;

/** The names of a network's quantities in Python, none of which is in `reserved`. */
export function pythonNames(network: Network, reserved: readonly string[] = []): PythonNames {
  const symbols = createSymbols(network);
  const names = createNames(network, symbols);
  const taken = new Set([...RESERVED, ...reserved]);
  /** How many underscores the next quantity of this spelling starts with: thousands may share one. */
  const collisions = new Map<string, number>();
  const known = new Map<string, string>();
  const claim = (key: string, spelling: () => string): string => {
    const old = known.get(key);
    if (old !== undefined) return old;
    const plain = spelling();
    let name = plain + '_'.repeat(collisions.get(plain) ?? 0);
    while (taken.has(name)) name += '_';
    collisions.set(plain, name.length - plain.length + 1);
    taken.add(name);
    known.set(key, name);
    return name;
  };
  const quantity = (of: Quantity): string => claim(keyOf(of), () => plainSymbol(symbols, names, of));
  if (quantityCount(network) <= NAMED_AHEAD) for (const of of quantitiesOf(network)) quantity(of);
  const gradient = (by: Quantity): string =>
    by.kind === 'delta' ? quantity(by) : claim(`d ${keyOf(by)}`, () => `d${quantity(by)}`);
  return {
    quantity,
    gradient,
    partial: (of, by) =>
      of.kind === 'loss'
        ? gradient(by)
        : claim(`${keyOf(of)} by ${keyOf(by)}`, () => `d${quantity(of)}_d${quantity(by)}`),
    updated: (parameter) => claim(`${keyOf(parameter)} new`, () => `${quantity(parameter)}_new`),
  };
}

/** One text for each quantity, whatever the order of its keys. */
function keyOf(of: Quantity): string {
  const index = (key: 'layer' | 'i' | 'j' | 'k'): string =>
    key in of ? String((of as Partial<Record<typeof key, Index>>)[key]) : '';
  return `${of.kind} ${index('layer')} ${index('i')} ${index('j')} ${index('k')}`;
}

function plainSymbol(symbols: Symbols, names: Names, of: Quantity): string {
  const latex = names.latex(of);
  if (of.kind === 'learningRate') return 'eta';
  if (isMathematical(latex)) return plainSpelling(latex);
  // What is no mathematics has been set as \text by now: the file's own spelling is the plainer one.
  if (of.kind === 'delta') return `delta_${plainSymbol(symbols, names, { ...of, kind: 'preActivation' })}`;
  return plainSpelling(fileSymbol(symbols, of) ?? latex);
}

/** The symbol as the file spells it; null for a quantity with a letter for its index. */
function fileSymbol(symbols: Symbols, of: Quantity): string | null {
  switch (of.kind) {
    case 'weight':
      return typeof of.i === 'number' && typeof of.j === 'number'
        ? symbols.weight(of.layer, of.i, of.j)
        : null;
    case 'bias':
    case 'preActivation':
    case 'activation':
      return typeof of.j === 'number' ? symbols[of.kind](of.layer, of.j) : null;
    case 'input':
      return typeof of.i === 'number' ? symbols.input(of.i) : null;
    case 'target':
    case 'lossTerm':
      return typeof of.k === 'number' ? symbols[of.kind](of.k) : null;
    case 'loss':
      return symbols.loss;
    case 'delta':
    case 'learningRate':
      return null;
  }
}

function quantityCount({ inputs, layers }: Network): number {
  let [count, before] = [inputs.units, inputs.units];
  for (const { units } of layers) {
    count += units * (before + 4);
    before = units;
  }
  return count + 2 * before;
}

function* quantitiesOf({ inputs, layers }: Network): Generator<Quantity> {
  yield { kind: 'loss' };
  for (let i = 0; i < inputs.units; i++) yield { kind: 'input', i };
  let before = inputs.units;
  for (const [layer, { units, hasBiases }] of layers.entries()) {
    for (let i = 0; i < before; i++) {
      for (let j = 0; j < units; j++) yield { kind: 'weight', layer, i, j };
    }
    for (let j = 0; j < units; j++) {
      if (hasBiases) yield { kind: 'bias', layer, j };
      yield { kind: 'preActivation', layer, j };
      yield { kind: 'activation', layer, j };
    }
    before = units;
  }
  for (let k = 0; k < before; k++) {
    yield { kind: 'target', k };
    yield { kind: 'lossTerm', k };
  }
}

/** A name of Python's `math`. */
const ofMath = (name: string): string => 'math.' + name;

const CALLS: ReadonlyMap<Notation, string> = new Map(
  operationNotations().flatMap(({ name, notation }) => {
    const inMath = MATH_FUNCTIONS[name];
    const called = inMath === undefined ? (BUILT_IN[name] ?? DEFINED[name]?.[0]) : ofMath(inMath);
    return called === undefined ? [] : [[notation, called] as const];
  }),
);

/**
 * Python's notation. Operators bind there as the printer has it, with one exception that the parentheses of
 * `power` take care of: an exponent may be anything. Sums over a letter have no spelling (see `printPython`).
 */
export function pythonStyle(names: PythonNames): Style {
  const power: Style['power'] = (base, exponent) =>
    `${base} ** ${/^[\w.]+$/.test(exponent) ? exponent : `(${exponent})`}`;
  return {
    quantity: names.quantity,
    hasSuperscript: () => false,
    complement: () => null,
    number: pythonNumber,
    ratio: (numerator, denominator) => `${numerator} / ${denominator}`,
    fractionsAreAtoms: false,
    fraction: (numerator, denominator) => `${numerator} / ${denominator}`,
    power,
    parentheses: (inside) => `(${inside})`,
    dot: '*',
    minus: '-',
    juxtapose: (left, right) => `${left} * ${right}`,
    call: (notation, operands) => {
      const called = CALLS.get(notation);
      if (called === undefined) throw new RangeError(`Python has no ${notation.unicode}`);
      return `${called}(${operands.join(', ')})`;
    },
    root: (inside) => `math.sqrt(${inside})`,
    absolute: (inside) => `abs(${inside})`,
    exponential: (exponent) => `math.exp(${exponent})`,
    cases: (then, left, right, otherwise) => `(${then} if ${left} > ${right} else ${otherwise})`,
    bracket: (left, right) => `(1 if ${left} > ${right} else 0)`,
    partial: names.partial,
    sum: (index) => {
      throw new RangeError(`the sum over ${index} has to be written out in Python`);
    },
    variable: (name) => (name === 'pi' ? ofMath(name) : name),
  };
}

/** The shortest text that reads back the same double, as a float: 1 is 1.0. */
export function pythonFloat(value: number): string {
  const text = pythonNumber(value);
  return text.replace(/^-?\d+$/, '$&.0');
}

function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number of a formula`);
  return String(value);
}

/** An expression in Python, with every sum over a letter written out term by term. */
export function printPython(expression: Expression, style: Style): string {
  return print(writtenOut(expression, {}), style);
}

type Letters = Readonly<Record<string, number>>;

function writtenOut(expression: Expression, letters: Letters): Expression {
  switch (expression.kind) {
    case 'quantity':
      return { ...expression, quantity: numbered(expression.quantity, letters) };
    case 'partial':
      return { ...expression, of: numbered(expression.of, letters), by: numbered(expression.by, letters) };
    case 'sum': {
      const { index, count, body } = expression;
      return add(...Array.from({ length: count }, (_, n) => writtenOut(body, { ...letters, [index]: n })));
    }
    case 'apply':
      return apply(
        expression.operation,
        ...expression.operands.map((operand) => writtenOut(operand, letters)),
      );
    default:
      return expression;
  }
}

/** The quantity with numbers in place of the letters that a sum has bound. */
function numbered(of: Quantity, letters: Letters): Quantity {
  const entries = Object.entries(of).map(([key, value]: [string, unknown]) => {
    const isLetter = key !== 'kind' && typeof value === 'string' && Object.hasOwn(letters, value);
    return [key, isLetter ? letters[value] : value] as const;
  });
  return Object.fromEntries(entries) as unknown as Quantity;
}

/** The definitions of the functions that a text calls and Python does not have, in the table's order. */
export function pythonDefinitions(text: string): readonly (readonly string[])[] {
  return Object.values(DEFINED).flatMap(([name, ...lines]) =>
    new RegExp(`\\b${name}\\(`).test(text) ? [lines] : [],
  );
}
