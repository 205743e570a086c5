import type { Arithmetic } from './arithmetic';
import { size, type Apply, type Expression } from './expression';
import { geluKernel } from './geluTanh';
import { numbers } from './numbers';
import { plainTimes } from './arithmeticRules';
import type { Kernel } from './operationRule';
import { operation } from './operations';
import { everything, magnitudeOf, type Range } from './range';
import { remember as rememberFor } from './remember';

/** A formula compiled to a function of the values of its variables, in the order they were named. */
export type Compiled = (...values: readonly number[]) => number;

/** How a product is computed. */
export interface CompileOptions {
  /**
   * True: 0 · ∞ is NaN, as in IEEE-754. By default it is 0, the limit of every such product of the built-in
   * activations whose variables are finite; of a formula that somebody wrote nothing of the kind is known.
   */
  readonly isStrict?: boolean;
}

/**
 * Turns an expression over `variables` into a function, by composing the kernels of the operation table; no
 * text is ever made or run. 1 − σ(x) and 1 − tanh² x are computed from x (see operations.ts). A part that the
 * expression shares is computed once a call. Throws `RangeError` for an expression that holds anything but
 * numbers, these variables and operations.
 */
export function compile(
  expression: Expression,
  variables: readonly string[],
  { isStrict = false }: CompileOptions = {},
): Compiled {
  const shared = sharedNodes(expression);
  const known = new Map<Expression, Compiled>();
  const make = (node: Expression): Compiled => {
    switch (node.kind) {
      case 'number': {
        const { value } = node;
        return () => value;
      }
      case 'variable': {
        const at = variables.indexOf(node.name);
        if (at < 0) throw unnamed(node.name);
        if (at === 0) return (first) => first;
        return (...values) => values[at]!;
      }
      case 'apply': {
        const before = known.get(node);
        if (before) return before;
        const step = stepOf(node, isStrict);
        const composed = compose(step, step.operands.map(make));
        const made = shared.has(node) ? remember(composed) : composed;
        known.set(node, made);
        return made;
      }
      case 'quantity':
      case 'partial':
      case 'sum':
        throw valueless(node);
    }
  };
  return make(expression);
}

/**
 * The value of an expression on any machine: the same operations as `compile` makes, each part that is shared once.
 *
 * @param values the machine's value of each variable. Throws `RangeError` as `compile` does.
 */
export function instantiate<V, M>(
  m: Arithmetic<V, M>,
  expression: Expression,
  values: Readonly<Record<string, V>>,
  { isStrict = false }: CompileOptions = {},
): V {
  const known = new Map<Expression, V>();
  const valueOf = (node: Expression): V => {
    switch (node.kind) {
      case 'number':
        return m.constant(node.value);
      case 'variable': {
        const value = values[node.name];
        if (value === undefined) throw unnamed(node.name);
        return value;
      }
      case 'apply': {
        const before = known.get(node);
        if (before !== undefined) return before;
        const step = stepOf(node, isStrict);
        const value = run(m, step, step.operands.map(valueOf));
        known.set(node, value);
        return value;
      }
      case 'quantity':
      case 'partial':
      case 'sum':
        throw valueless(node);
    }
  };
  return valueOf(expression);
}

function unnamed(name: string): RangeError {
  return new RangeError(`the formula names ${name}, which has no value here`);
}

function valueless({ kind }: Expression): RangeError {
  return new RangeError(`a ${kind} has no value in a formula of variables`);
}

/** What is computed for a node, and from what. */
type Step =
  | { readonly kind: 'call'; readonly kernel: Kernel; readonly operands: readonly Expression[] }
  /** The kernels join the operands from the left, one for each operand after the first. */
  | { readonly kind: 'fold'; readonly kernels: readonly Kernel[]; readonly operands: readonly Expression[] };

function stepOf(node: Apply, isStrict: boolean): Step {
  const stable = geluKernel(node) ?? stableKernel(node);
  if (stable) return { kind: 'call', kernel: stable.kernel, operands: [stable.operand] };
  const { operands } = node;
  const { arity, kernel, kernelOfConstant } = operation(node.operation);
  const last = operands.at(-1);
  if (kernelOfConstant && last?.kind === 'number') {
    const { value } = last;
    return { kind: 'call', kernel: (m, x) => kernelOfConstant(m, x, value), operands: operands.slice(0, -1) };
  }
  if (arity !== null) return { kind: 'call', kernel, operands };
  const isProduct = node.operation === 'multiply' || node.operation === 'chain';
  const kernels = operands.slice(1).map((operand, n) => {
    const before = operands.slice(0, n + 1);
    return isProduct && (isStrict || isPlainProduct(before, operand)) ? plainTimes : kernel;
  });
  return { kind: 'fold', kernels, operands };
}

/** True where 0 · ∞ cannot come up between a product and the next factor, when all variables are finite. */
function isPlainProduct(before: readonly Expression[], factor: Expression): boolean {
  const left = operation('multiply').range!(...before.map(rangeOf));
  const right = rangeOf(factor);
  return !(hasZero(left) && isUnbounded(right)) && !(isUnbounded(left) && hasZero(right));
}

const hasZero = ({ low, high }: Range): boolean => low <= 0 && high >= 0;
const isUnbounded = (range: Range): boolean => magnitudeOf(range) === Infinity;

const FINITE: Range = { low: -Number.MAX_VALUE, high: Number.MAX_VALUE };

/** Between which numbers an expression lies when its variables are finite. */
const rangeOf = rememberFor((expression: Expression): Range => {
  switch (expression.kind) {
    case 'number':
      return { low: expression.value, high: expression.value };
    case 'variable':
      return FINITE;
    case 'apply':
      return operation(expression.operation).range?.(...expression.operands.map(rangeOf)) ?? everything;
    default:
      return everything;
  }
});

function run<V, M>(m: Arithmetic<V, M>, step: Step, operands: readonly V[]): V {
  if (step.kind === 'call') return step.kernel(m, ...operands);
  return operands.reduce((left, right, n) => step.kernels[n - 1]!(m, left, right));
}

/** Nodes from which on a part costs more to compute again than to remember. */
const WORTH_REMEMBERING = 8;

/** The nodes that would be computed more than once in a call, of those that are worth remembering. */
function sharedNodes(expression: Expression): ReadonlySet<Expression> {
  const seen = new Set<Expression>();
  const shared = new Set<Expression>();
  const visit = (node: Expression): void => {
    if (node.kind !== 'apply' || node.operands.length === 0) return;
    if (seen.has(node)) {
      if (size(node, WORTH_REMEMBERING) >= WORTH_REMEMBERING) shared.add(node);
      return;
    }
    seen.add(node);
    const stable = geluKernel(node) ?? stableKernel(node);
    (stable ? [stable.operand] : node.operands).forEach(visit);
  };
  visit(expression);
  return shared;
}

// Fixed parameter lists: a rest parameter in each link costs an array a call.
function compose(step: Step, parts: readonly Compiled[]): Compiled {
  const [a, b, c] = parts;
  if (step.kind === 'fold') {
    const [first, second] = step.kernels;
    if (!first) return a!;
    // A closure of its own for three operands, the commonest product of all: nested ones run slower.
    if (second && parts.length === 3) {
      return (x, y, z) => second(numbers, first(numbers, a!(x, y, z), b!(x, y, z)), c!(x, y, z));
    }
    return parts.reduce((left, right, n) => binary(step.kernels[n - 1]!, left, right));
  }
  const { kernel } = step;
  switch (parts.length) {
    case 1:
      return (x, y, z) => kernel(numbers, a!(x, y, z));
    case 2:
      return binary(kernel, a!, b!);
    default:
      return (...values) => kernel(numbers, ...parts.map((part) => part(...values)));
  }
}

const binary =
  (kernel: Kernel, left: Compiled, right: Compiled): Compiled =>
  (x, y, z) =>
    kernel(numbers, left(x, y, z), right(x, y, z));

/**
 * The function with its last result at hand. Arguments are compared bit for bit but for NaN: −0 and 0 are
 * different, because 1/x tells them apart.
 */
function remember(f: Compiled): Compiled {
  let x0 = NaN;
  let y0 = NaN;
  let z0 = NaN;
  let value = f(x0, y0, z0);
  return (x, y, z) => {
    if (Object.is(x, x0) && Object.is(y, y0) && Object.is(z, z0)) return value;
    value = f(x, y, z);
    x0 = x!;
    y0 = y!;
    z0 = z!;
    return value;
  };
}

/** The kernel for 1 − f(x) or 1 − f(x)² where f's record has one, with x. */
function stableKernel(expression: Apply): { readonly kernel: Kernel; readonly operand: Expression } | null {
  if (expression.operation !== 'oneMinus' && expression.operation !== 'oneMinusSquare') return null;
  const inner = expression.operands[0]!;
  if (inner.kind !== 'apply') return null;
  const kernel = operation(inner.operation)[expression.operation];
  return kernel ? { kernel, operand: inner.operands[0]! } : null;
}

/** 1 − f(x) or 1 − f(x)² as a function of x where f's record knows one without cancellation, with x. */
export function stableOneMinus(
  expression: Apply,
): { readonly evaluate: (x: number) => number; readonly operand: Expression } | null {
  const stable = stableKernel(expression);
  return stable && { evaluate: (x) => stable.kernel(numbers, x), operand: stable.operand };
}
