import { size, type Apply, type Expression } from './expression';
import { operation, type Operation } from './operations';

/** A formula compiled to a function of the values of its variables, in the order they were named. */
export type Compiled = (...values: readonly number[]) => number;

/** How a product is computed. */
export interface CompileOptions {
  /**
   * True: 0 · ∞ is NaN, as in IEEE-754. By default it is 0, the limit of every such product of the built-in
   * activations; of a formula that somebody wrote nothing of the kind is known.
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
        if (at < 0) throw new RangeError(`the formula names ${node.name}, which has no value here`);
        if (at === 0) return (first) => first;
        return (...values) => values[at]!;
      }
      case 'apply': {
        const before = known.get(node);
        if (before) return before;
        const composed = compose(node, partsOf(node).map(make), isStrict);
        const made = shared.has(node) ? remember(composed) : composed;
        known.set(node, made);
        return made;
      }
      case 'quantity':
      case 'partial':
      case 'sum':
        throw new RangeError(`a ${node.kind} has no value in a formula of variables`);
    }
  };
  return make(expression);
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
    partsOf(node).forEach(visit);
  };
  visit(expression);
  return shared;
}

/** What has to be computed before a node: its operands, or the operand of the function inside its complement. */
function partsOf(node: Apply): readonly Expression[] {
  const stable = stableOneMinus(node);
  return stable ? [stable.operand] : node.operands;
}

function compose(node: Apply, parts: readonly Compiled[], isStrict: boolean): Compiled {
  const evaluate = stableOneMinus(node)?.evaluate ?? operation(node.operation).evaluate;
  const [a, b, c, d] = parts;
  const pair = pairKernel(node, isStrict);
  // A closure of its own for three factors, the commonest product of all: nested ones run slower.
  if (pair && c && !d) return (x, y, z) => pair(pair(a!(x, y, z), b!(x, y, z)), c(x, y, z));
  if (pair) return parts.reduce((left, right) => binary(pair, left, right));
  switch (parts.length) {
    case 1:
      return unary(evaluate, a!);
    case 2:
      return binary(evaluate, a!, b!);
    case 4:
      return (x, y, z) => evaluate(a!(x, y, z), b!(x, y, z), c!(x, y, z), d!(x, y, z));
    default:
      return (...values) => evaluate(...parts.map((part) => part(...values)));
  }
}

function pairKernel({ operation: name }: Apply, isStrict: boolean): Operation['evaluatePair'] {
  const isProduct = name === 'multiply' || name === 'chain';
  return isProduct && isStrict ? (left, right) => left * right : operation(name).evaluatePair;
}

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

// Fixed parameter lists: a rest parameter in each link costs an array a call.
const unary =
  (f: Compiled, inner: Compiled): Compiled =>
  (x, y, z) =>
    f(inner(x, y, z));
const binary =
  (f: (left: number, right: number) => number, left: Compiled, right: Compiled): Compiled =>
  (x, y, z) =>
    f(left(x, y, z), right(x, y, z));

/** The kernel for 1 − f(x) or 1 − f(x)² where f's record has one, with x. */
export function stableOneMinus(
  expression: Apply,
): { readonly evaluate: Compiled; readonly operand: Expression } | null {
  if (expression.operation !== 'oneMinus' && expression.operation !== 'oneMinusSquare') return null;
  const inner = expression.operands[0]!;
  if (inner.kind !== 'apply') return null;
  const record = operation(inner.operation);
  const evaluate =
    expression.operation === 'oneMinus' ? record.evaluateOneMinus : record.evaluateOneMinusSquare;
  return evaluate ? { evaluate: evaluate, operand: inner.operands[0]! } : null;
}
