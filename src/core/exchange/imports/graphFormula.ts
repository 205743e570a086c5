import type { Expression, OperationName } from '../../math/expression';
import { operation } from '../../math/operations';
import { numberText } from '../../network/edit';
import { LIMITS } from '../../network/limits';

/**
 * What a graph makes of one number `a`, or of none: a formula that grows node by node. It is judged by its values at
 * fixed points and written as text; it is never kept as a tree, which a graph of few nodes can make endless.
 */
export interface GraphFormula {
  /** Values at `POINTS`. */
  readonly values: Float64Array;
  /** As a network file writes formulas; null: it has no words for it, or too few. */
  readonly text: string | null;
  /** How tightly the text holds together. */
  readonly binding: Binding;
  /** Constants in it, the first few: a slope or α may be among them. */
  readonly constants: readonly number[];
  readonly hasVariable: boolean;
  /** It is `a` and nothing else. */
  readonly isVariable: boolean;
}

/** Sums, products, a minus sign, powers, and what needs no parentheses: the grammar of formulas. */
const BINDING = { sum: 1, product: 2, minus: 3, power: 4, atom: 5 } as const;
type Binding = (typeof BINDING)[keyof typeof BINDING];

const sides = [
  ...[1e-9, 1e-4, 0.0123, 0.1171, 0.2718, 0.5, 0.7071, 1, 1.4422, 2, 2.2360679, 3],
  ...[3.1622, 4.669, 6, 7.389, 11.5, 20.0855, 37.3, 103, 997.3, 1e4, 1e9],
];
/** Where formulas are compared: 0, both sides of it, and far out. */
export const POINTS: readonly number[] = [0, ...sides, ...sides.map((x) => -x)];

const MOST_CONSTANTS = 8;

/** The number that a layer's sum comes to. */
export const variableFormula: GraphFormula = {
  values: Float64Array.from(POINTS),
  text: 'a',
  binding: BINDING.atom,
  constants: [],
  hasVariable: true,
  isVariable: true,
};

export function numberFormula(value: number): GraphFormula {
  return {
    values: new Float64Array(POINTS.length).fill(value),
    text: Number.isFinite(value) ? numberText(value) : null,
    binding: value < 0 || Object.is(value, -0) ? BINDING.minus : BINDING.atom,
    constants: [value],
    hasVariable: false,
    isVariable: false,
  };
}

/** An operation of the table on formulas; of one that takes any number of operands, on two or more. */
export function applied(name: OperationName, ...operands: readonly GraphFormula[]): GraphFormula {
  const written = textOf(name, operands);
  return {
    values: valuesOf(name, operands),
    text: written && written.text.length <= LIMITS.formulaLength ? written.text : null,
    binding: written?.binding ?? BINDING.atom,
    constants: [...new Set(operands.flatMap(({ constants }) => constants))].slice(0, MOST_CONSTANTS),
    hasVariable: operands.some(({ hasVariable }) => hasVariable),
    isVariable: false,
  };
}

function valuesOf(name: OperationName, operands: readonly GraphFormula[]): Float64Array {
  const { evaluate } = operation(name);
  const values = new Float64Array(POINTS.length);
  const [x, y] = operands.map((operand) => operand.values);
  // A list of operands for each point would cost more than most operations.
  for (let n = 0; n < values.length; n++) {
    values[n] =
      operands.length === 1
        ? evaluate(x![n]!)
        : operands.length === 2
          ? evaluate(x![n]!, y![n]!)
          : evaluate(...operands.map((operand) => operand.values[n]!));
  }
  return values;
}

/** A formula of the format in `x`; none of them has more than one variable. */
export function ofExpression(expression: Expression, x: GraphFormula): GraphFormula {
  switch (expression.kind) {
    case 'number':
      return numberFormula(expression.value);
    case 'apply':
      return applied(expression.operation, ...expression.operands.map((operand) => ofExpression(operand, x)));
    default:
      return x;
  }
}

type Written = Pick<GraphFormula, 'binding'> & { readonly text: string };

/** Operations that formulas write as functions, by the words that formulas have for them. */
const FUNCTIONS: Readonly<Partial<Record<OperationName, (x: string, y: string) => string>>> = {
  exp: (x) => `exp(${x})`,
  log: (x) => `log(${x})`,
  sqrt: (x) => `sqrt(${x})`,
  abs: (x) => `abs(${x})`,
  sign: (x) => `sign(${x})`,
  sin: (x) => `sin(${x})`,
  cos: (x) => `cos(${x})`,
  tanh: (x) => `tanh(${x})`,
  erf: (x) => `erf(${x})`,
  sigmoid: (x) => `sigmoid(${x})`,
  relu: (x) => `max(0, ${x})`,
  softplus: (x) => `log(1 + exp(${x}))`,
  max: (x, y) => `max(${x}, ${y})`,
  min: (x, y) => `min(${x}, ${y})`,
};

function textOf(name: OperationName, operands: readonly GraphFormula[]): Written | null {
  const inner = (position: number, least: Binding): string => {
    const { text, binding } = operands[position]!;
    return binding < least ? `(${text})` : text!;
  };
  const infix = (sign: string, binding: Binding, left: Binding, right: Binding): Written => {
    const parts = operands.map((_, n) => inner(n, n === 0 ? left : right));
    return { text: parts.join(sign), binding };
  };
  if (operands.some(({ text }) => text === null)) return null;
  switch (name) {
    case 'add':
      return infix(' + ', BINDING.sum, BINDING.sum, BINDING.product);
    case 'subtract':
      return infix(' - ', BINDING.sum, BINDING.sum, BINDING.product);
    case 'multiply':
      return infix(' * ', BINDING.product, BINDING.product, BINDING.minus);
    case 'divide':
      return infix(' / ', BINDING.product, BINDING.product, BINDING.minus);
    case 'power':
      return infix(' ^ ', BINDING.power, BINDING.atom, BINDING.minus);
    case 'oneMinus':
      return { text: `1 - ${inner(0, BINDING.product)}`, binding: BINDING.sum };
    case 'expm1':
      return { text: `exp(${operands[0]!.text!}) - 1`, binding: BINDING.sum };
    case 'pi':
      return { text: 'pi', binding: BINDING.atom };
    case 'negate':
      return { text: `-${inner(0, BINDING.minus)}`, binding: BINDING.minus };
    default: {
      const write = FUNCTIONS[name];
      if (!write) return null;
      const [first, ...rest] = operands.map(({ text }) => text!);
      if (rest.length === 0) return { text: write(first!, ''), binding: BINDING.atom };
      return { text: rest.reduce((left, right) => write(left, right), first!), binding: BINDING.atom };
    }
  }
}
