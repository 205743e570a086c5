import { type CheckContext, nodeAt } from './checkContext';
import type { Severity } from './diagnostic';
import { parseFormula, type FormulaNode, type FormulaProblem } from './formula';
import { offsetInString, type JsonNode } from './jsonTree';
import { formatNumber } from './number';
import { resolveActivation } from './resolve';
import { say } from '../words/say';

/**
 * What a formula activation means as far as its constants tell: parts that have no value for any a (errors), and
 * formulas that nothing can be learned through (warnings). What depends on the data shows when it is run.
 */

/** What is known of a part of a formula. */
interface Part {
  /** Its value where it is the same for every a and can be told here. */
  readonly constant: number | null;
  readonly hasVariable: boolean;
  /** False where the derivative is 0 for every a. */
  readonly isSloped: boolean;
}

const constantPart = (constant: number | null): Part => ({ constant, hasVariable: false, isSloped: false });

/** Like a constant, of a part that mentions `a` all the same: 0 · a. */
const levelPart = (constant: number): Part => ({ constant, hasVariable: true, isSloped: false });

type FormulaFunction = Extract<FormulaNode, { kind: 'call' }>['name'];

/** erf is known at 0 only: its series stands in the operation table, which the format knows nothing of. */
const VALUES: Readonly<Record<FormulaFunction, (x: number, y: number) => number | null>> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  max: Math.max,
  min: Math.min,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  erf: (x) => (x === 0 ? 0 : null),
};

/** Carries a problem out of the walk. */
class MeaningError extends Error {
  readonly problem: FormulaProblem;

  constructor(message: string, node: FormulaNode) {
    super(message);
    this.problem = { message, offset: node.offset, length: node.kind === 'call' ? node.name.length : 1 };
  }
}

function partOf(node: FormulaNode): Part {
  switch (node.kind) {
    case 'number':
      return constantPart(node.value);
    case 'constant':
      return constantPart(node.name === 'pi' ? Math.PI : Math.E);
    case 'variable':
      return { constant: null, hasVariable: true, isSloped: true };
    case 'negate': {
      const part = partOf(node.argument);
      return { ...part, constant: part.constant === null ? null : -part.constant };
    }
    case 'binary':
      return binaryPart(node);
    case 'call':
      return callPart(node);
  }
}

function binaryPart(node: Extract<FormulaNode, { kind: 'binary' }>): Part {
  const left = partOf(node.left);
  const right = partOf(node.right);
  refuseOperands(node, left.constant, right.constant);
  const hasVariable = left.hasVariable || right.hasVariable;
  const level = levelValue(node, left.constant, right.constant);
  if (level !== null) return hasVariable ? levelPart(level) : constantPart(level);
  if (left.constant === null || right.constant === null) {
    return { constant: null, hasVariable, isSloped: left.isSloped || right.isSloped };
  }
  const constant = refuseInfinite(node, valueOf(node.operator, left.constant, right.constant));
  return { constant, hasVariable, isSloped: false };
}

function valueOf(operator: '+' | '-' | '*' | '/' | '^', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
  }
}

/** The value of 0 · u, 0 / u, u^0 and u − u, which have it whatever u is; null for all else. */
function levelValue(
  { operator, left: first, right: second }: Extract<FormulaNode, { kind: 'binary' }>,
  left: number | null,
  right: number | null,
): number | null {
  switch (operator) {
    case '*':
      return left === 0 || right === 0 ? 0 : null;
    case '/':
      return left === 0 ? 0 : null;
    case '^':
      return right === 0 ? 1 : null;
    case '-':
      return isSamePart(first, second) ? 0 : null;
    case '+':
      return null;
  }
}

function refuseOperands(
  node: Extract<FormulaNode, { kind: 'binary' }>,
  left: number | null,
  right: number | null,
): void {
  if (node.operator === '/' && right === 0) {
    throw new MeaningError(
      node.right.kind === 'number'
        ? say('This divides by zero, which has no value for any a. Change it.')
        : say('This divides by zero, which has no value for any a. What stands after / is 0. Change it.'),
      node,
    );
  }
  if (node.operator !== '^' || left === null) return;
  if (left === 0 && right !== null && right < 0) {
    throw new MeaningError(
      say('0 to the power {0} divides by zero. Give it another base.', formatNumber(right)),
      node,
    );
  }
  if (left < 0 && (right === null || !Number.isInteger(right))) {
    const power =
      right === null ? say('a power that is not whole') : say('the power {0}', formatNumber(right));
    throw new MeaningError(
      say('The negative number {0} has no real value to {1}. Use a base above 0.', formatNumber(left), power),
      node,
    );
  }
}

function callPart(node: Extract<FormulaNode, { kind: 'call' }>): Part {
  const parts = node.arguments.map(partOf);
  const hasVariable = parts.some((part) => part.hasVariable);
  const [x, y] = [parts[0]?.constant ?? null, parts.length > 1 ? (parts[1]?.constant ?? null) : 0];
  if (x === null || y === null) {
    // The derivative of sign is taken as 0 everywhere.
    const isSloped = node.name !== 'sign' && parts.some((part) => part.isSloped);
    return { constant: null, hasVariable, isSloped };
  }
  if ((node.name === 'log' && x <= 0) || (node.name === 'sqrt' && x < 0)) {
    const range = node.name === 'log' ? say('numbers above 0') : say('numbers from 0 on');
    throw new MeaningError(
      say('{0} of {1} has no value: it takes {2}.', node.name, formatNumber(x), range),
      node,
    );
  }
  const value = VALUES[node.name](x, y);
  return { constant: value === null ? null : refuseInfinite(node, value), hasVariable, isSloped: false };
}

function refuseInfinite(node: FormulaNode, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new MeaningError(say('The value of this part does not fit a double. Use smaller numbers.'), node);
}

function isSamePart(one: FormulaNode, other: FormulaNode): boolean {
  switch (one.kind) {
    case 'number':
      return other.kind === 'number' && one.value === other.value;
    case 'variable':
      return other.kind === 'variable';
    case 'constant':
      return other.kind === 'constant' && one.name === other.name;
    case 'negate':
      return other.kind === 'negate' && isSamePart(one.argument, other.argument);
    case 'binary':
      return (
        other.kind === 'binary' &&
        one.operator === other.operator &&
        isSamePart(one.left, other.left) &&
        isSamePart(one.right, other.right)
      );
    case 'call':
      return (
        other.kind === 'call' &&
        one.name === other.name &&
        one.arguments.every((argument, n) => isSamePart(argument, other.arguments[n]!))
      );
  }
}

interface FormulaFinding extends FormulaProblem {
  readonly severity: Severity;
  readonly code: 'activation.formula' | 'activation.domain' | 'activation.constant' | 'activation.flat';
}

/** What there is to tell about a formula, at most one thing; offsets count characters of `formula`. */
export function checkFormula(formula: string): FormulaFinding | null {
  const { node, problem } = parseFormula(formula);
  if (!node) return { ...problem, severity: 'error', code: 'activation.formula' };
  const whole = { offset: 0, length: formula.length };
  try {
    const part = partOf(node);
    if (!part.hasVariable) {
      const message = say(
        'This formula has no a, so every unit gives the same number and nothing is learned through the layer. Use a in it.',
      );
      return { message, ...whole, severity: 'warning', code: 'activation.constant' };
    }
    if (!part.isSloped) {
      const message = say(
        'The derivative of this formula is 0 for every a, so no gradient passes through the layer. Use a formula with a slope.',
      );
      return { message, ...whole, severity: 'warning', code: 'activation.flat' };
    }
    return null;
  } catch (error) {
    if (error instanceof MeaningError) {
      return { ...error.problem, severity: 'error', code: 'activation.domain' };
    }
    throw error;
  }
}

/** Reports what there is to tell about the formulas of a file, each at its characters. */
export function checkFormulas(context: CheckContext): void {
  (context.file.layers ?? []).forEach((layer, l) => {
    if (layer.activation === undefined) return;
    const activation = resolveActivation(layer.activation);
    const node = nodeAt(context, ['layers', l, 'activation', 'formula']);
    if (activation.type !== 'formula' || node?.kind !== 'string') return;
    const finding = checkFormula(activation.formula);
    if (finding) report(context, node, finding);
  });
}

function report(
  context: CheckContext,
  node: Extract<JsonNode, { kind: 'string' }>,
  { code, severity, message, offset, length }: FormulaFinding,
): void {
  const start = offsetInString(context.text, node, offset);
  const end = offsetInString(context.text, node, offset + length);
  context.report.add({
    code,
    severity,
    message,
    // At the end of a formula there is no character; its closing quote shows the place.
    range: { offset: Math.min(start, node.offset + node.length - 1), length: Math.max(1, end - start) },
  });
}
