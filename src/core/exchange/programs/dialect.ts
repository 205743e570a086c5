import type { Expression, OperationName } from '../../math/expression';
import type { Notation } from '../../math/operationRule';
import { operationNotations } from '../../math/operations';
import { print, type Style } from '../../math/printer';

/**
 * How formulas are written in a programming language. What a language calls the operations of the table is a
 * table of its own; an operation that it lacks is a function that the program defines for itself.
 */
export interface Dialect {
  /** A finite double as a literal of the language's floating-point type. */
  readonly number: (value: number) => string;
  /** What the language calls an operation on numbers; `definitions` has those that it lacks. */
  readonly functions: Readonly<Partial<Record<OperationName, string>>>;
  /** Functions that a program defines if it uses them: in forms that neither overflow nor cancel. */
  readonly definitions: readonly Definition[];
  /** `then` where left > right, else `otherwise`; in parentheses where the language needs them. */
  readonly conditional: (then: string, left: string, right: string, otherwise: string) => string;
  readonly power: (base: string, exponent: string) => string;
  readonly pi: string;
}

/** A function that a program defines for itself, and what it uses of the others. */
export interface Definition {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The operations that are printed by name; all others have signs, or parts, of their own. */
const NAMED: ReadonlyMap<Notation, OperationName> = new Map(
  operationNotations().map(({ name, notation }) => [notation, name]),
);

/**
 * The formula in the language, over variables that are called as the program calls them. Throws RangeError for an
 * operation that the dialect has no name for.
 */
export function write(expression: Expression, dialect: Dialect): string {
  return print(expression, styleOf(dialect));
}

function styleOf(dialect: Dialect): Style {
  const called = (name: OperationName): string => {
    const spelled = dialect.functions[name];
    if (spelled === undefined) throw new RangeError(`the language has no name for ${name}`);
    return spelled;
  };
  const { number, conditional, power, pi } = dialect;
  const none = (): never => {
    throw new RangeError('a program has no quantities of a network by their symbols');
  };
  return {
    quantity: none,
    hasSuperscript: () => false,
    complement: () => null,
    number,
    ratio: (numerator, denominator) => `${number(numerator)} / ${number(denominator)}`,
    fractionsAreAtoms: false,
    fraction: (numerator, denominator) => `${numerator} / ${denominator}`,
    power,
    parentheses: (inside) => `(${inside})`,
    dot: '*',
    minus: '-',
    juxtapose: (left, right) => `${left} * ${right}`,
    call: (notation, operands) => {
      const name = NAMED.get(notation);
      if (!name) throw new RangeError(`there is no operation ${notation.unicode}`);
      return nested(called(name), operands);
    },
    root: (inside) => `${called('sqrt')}(${inside})`,
    absolute: (inside) => `${called('abs')}(${inside})`,
    exponential: (exponent) => `${called('exp')}(${exponent})`,
    cases: conditional,
    bracket: (left, right) => conditional(number(1), left, right, number(0)),
    partial: none,
    sum: none,
    variable: (name) => (name === 'pi' ? pi : name),
  };
}

/** f(a, b, c) as f(f(a, b), c): the functions of two numbers take no more in most languages. */
function nested(name: string, [first = '', ...rest]: readonly string[]): string {
  if (rest.length === 0) return `${name}(${first})`;
  return rest.reduce((left, right) => `${name}(${left}, ${right})`, first);
}

/** The definitions that `text` uses, and those that they use, in the dialect's order. */
export function usedDefinitions(text: string, { definitions }: Dialect): readonly Definition[] {
  const calls = (within: string, name: string): boolean => new RegExp(`\\b${name}\\(`).test(within);
  const used = new Set<Definition>();
  const visit = (within: string): void => {
    for (const definition of definitions) {
      if (used.has(definition) || !calls(within, definition.name)) continue;
      used.add(definition);
      visit(definition.lines.slice(1).join('\n'));
    }
  };
  visit(text);
  return definitions.filter((definition) => used.has(definition));
}

/** The shortest decimal that reads back the same double, with a point where there is none: 1 is 1.0. */
export function floatLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no literal`);
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? text + '.0' : text;
}
