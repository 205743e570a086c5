import type { Arithmetic } from '../../math/arithmetic';
import { shownLatex } from '../numbersStyle';

/*
 * A machine that remembers: it computes as numbers do, and keeps how each number came about, so that the rules by
 * which training updates can be printed as they are, with the numbers of one parameter.
 */

type Operation = 'add' | 'subtract' | 'multiply' | 'divide' | 'squareRoot';

/** A number with how it came about. */
export interface Traced {
  readonly value: number;
  /** The LaTeX of what is not computed: a symbol, or a plain number where `isPlain`. */
  readonly symbol: string | null;
  readonly isPlain: boolean;
  readonly operation: Operation | null;
  readonly operands: readonly Traced[];
}

export function named(symbol: string, value: number): Traced {
  return { value, symbol, isPlain: false, operation: null, operands: [] };
}

function computed(operation: Operation, value: number, ...operands: readonly Traced[]): Traced {
  return { value, symbol: null, isPlain: false, operation, operands };
}

function never(): never {
  throw new RangeError('No update rule has such an operation.');
}

/** @param constants says what a constant of the rules is called, and is worth; null: it is a plain number. */
export function tracing(constants: (value: number) => Traced | null): Arithmetic<Traced, never> {
  return {
    constant: (value) =>
      constants(value) ?? { value, symbol: shownLatex(value), isPlain: true, operation: null, operands: [] },
    add: (left, right) => computed('add', left.value + right.value, left, right),
    subtract: (left, right) => computed('subtract', left.value - right.value, left, right),
    multiply: (left, right) => computed('multiply', left.value * right.value, left, right),
    divide: (left, right) => computed('divide', left.value / right.value, left, right),
    squareRoot: (x) => computed('squareRoot', Math.sqrt(x.value), x),
    negate: never,
    abs: never,
    minimum: never,
    maximum: never,
    nearest: never,
    copySign: never,
    isLess: never,
    isLessOrEqual: never,
    isEqual: never,
    and: never,
    or: never,
    not: never,
    select: never,
    powerOfTwo: never,
    exponentOf: never,
    significandOf: never,
    upperHalf: never,
  };
}

/** How strongly a formula holds together: what is looser than its surroundings stands in parentheses. */
type Binding = 'sum' | 'product' | 'atom';

interface Printed {
  readonly text: string;
  readonly binding: Binding;
}

/** How formulas are printed: what is called by a name, and whether numbers stand under the symbols. */
export interface TraceStyle {
  readonly names: ReadonlyMap<Traced, string>;
  readonly hasNumbers: boolean;
}

/** How `node` came about, in LaTeX; parts that have a name are called by it. */
export function printTrace(node: Traced, style: TraceStyle): string {
  return printNode(node, style, true).text;
}

function printNode(node: Traced, style: TraceStyle, isWhole = false): Printed {
  const name = node.symbol ?? (isWhole ? null : style.names.get(node));
  if (name !== null && name !== undefined) return { text: symbolText(name, node, style), binding: 'atom' };
  const [left, right] = node.operands;
  const part = (of: Traced, least: Binding): string => {
    const { text, binding } = printNode(of, style);
    const isLoose = binding === 'sum' ? least !== 'sum' : binding === 'product' && least === 'atom';
    return isLoose ? `\\left( ${text} \\right)` : text;
  };
  switch (node.operation) {
    case 'add':
      return { text: `${part(left!, 'sum')} + ${part(right!, 'sum')}`, binding: 'sum' };
    case 'subtract':
      return { text: `${part(left!, 'sum')} - ${part(right!, 'product')}`, binding: 'sum' };
    case 'divide':
      return { text: `\\frac{${part(left!, 'sum')}}{${part(right!, 'sum')}}`, binding: 'atom' };
    case 'squareRoot':
      return { text: `\\sqrt{${part(left!, 'sum')}}`, binding: 'atom' };
    case 'multiply': {
      // x · 1/y is written x/y.
      const isShare =
        right!.operation === 'divide' && right!.operands[0]!.value === 1 && !style.names.has(right!);
      if (isShare)
        return {
          text: `\\frac{${part(left!, 'sum')}}{${part(right!.operands[1]!, 'sum')}}`,
          binding: 'atom',
        };
      return { text: product(node, style, part), binding: 'product' };
    }
    case null:
      throw new RangeError('What is not computed has a symbol.');
  }
}

/** Factors side by side; the same one twice is a square. */
function product(node: Traced, style: TraceStyle, part: (of: Traced, least: Binding) => string): string {
  const factors = factorsOf(node, style);
  const texts: string[] = [];
  for (let n = 0; n < factors.length; n++) {
    const factor = factors[n]!;
    const isSquare = factors[n + 1] === factor;
    texts.push(isSquare ? square(part(factor, 'atom'), style) : part(factor, 'product'));
    if (isSquare) n++;
  }
  return texts.join(' \\, ');
}

/** With its number under it a symbol is wider than it looks: parentheses say what is squared. */
function square(base: string, { hasNumbers }: TraceStyle): string {
  return hasNumbers ? `\\left( ${base} \\right)^2` : `{${base}}^2`;
}

function factorsOf(node: Traced, style: TraceStyle): readonly Traced[] {
  return node.operands.flatMap((of) =>
    of.operation === 'multiply' && !style.names.has(of) ? factorsOf(of, style) : [of],
  );
}

function symbolText(symbol: string, { value, isPlain }: Traced, { hasNumbers }: TraceStyle): string {
  return hasNumbers && !isPlain ? `\\underset{${shownLatex(value)}}{${symbol}}` : symbol;
}
