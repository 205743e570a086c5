import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import { isSoftmax } from './activations';
import { stableOneMinus } from './compile';
import type { Expression, Index, Letter, Quantity } from './expression';
import { activationOf } from './formulas';
import { operation } from './operations';
import { remember } from './remember';

/** The numbers of one sample at one set of parameters; layers from 0, without the input layer. */
export interface SampleValues {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly preActivations: readonly ArrayLike<number>[];
  readonly activations: readonly ArrayLike<number>[];
  /** ∂L_s/∂a. */
  readonly deltas: readonly ArrayLike<number>[];
  readonly lossTerms: ArrayLike<number>;
  readonly parameter: (subject: ParameterSubject) => number;
}

/** Values for index letters while a sum or a general formula is evaluated. */
export type Letters = Readonly<Partial<Record<Letter, number>>>;

export function indexValue(index: Index, letters: Letters): number {
  if (typeof index === 'number') return index;
  const value = letters[index];
  if (value === undefined) throw new RangeError(`the index ${index} has no value here`);
  return value;
}

/** The value of a quantity. Throws RangeError for a letter without a value or an index out of range. */
export function quantityValue(
  network: Network,
  values: SampleValues,
  of: Quantity,
  letters: Letters = {},
): number {
  const at = (list: ArrayLike<number> | undefined, index: Index): number => {
    const value = list?.[indexValue(index, letters)];
    if (value === undefined) throw new RangeError(`there is no ${of.kind} with this index`);
    return value;
  };
  switch (of.kind) {
    case 'weight':
      return values.parameter({
        kind: 'weight',
        layer: of.layer,
        i: indexValue(of.i, letters),
        j: indexValue(of.j, letters),
      });
    case 'bias':
      return values.parameter({ kind: 'bias', layer: of.layer, j: indexValue(of.j, letters) });
    case 'preActivation':
      return at(values.preActivations[of.layer], of.j);
    case 'activation':
      return at(values.activations[of.layer], of.j);
    case 'delta':
      return at(values.deltas[of.layer], of.j);
    case 'input':
      return at(values.inputs, of.i);
    case 'target':
      return at(values.targets, of.k);
    case 'lossTerm':
      return at(values.lossTerms, of.k);
    case 'loss':
      return Array.from(values.lossTerms).reduce((sum, term) => sum + term, 0);
    case 'learningRate':
      return network.training.learningRate;
  }
}

/**
 * The value of an expression over a network's quantities. A factor 1 − y or 1 − y² of a unit whose activation
 * function knows a form without cancellation is computed from the unit's pre-activation. Unevaluated partial
 * derivatives have no value here: RangeError.
 */
export function evaluateExpression(
  network: Network,
  values: SampleValues,
  expression: Expression,
  letters: Letters = {},
): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'quantity':
      return quantityValue(network, values, expression.quantity, letters);
    case 'sum': {
      const at = { ...letters };
      let sum = 0;
      for (let n = 0; n < expression.count; n++) {
        at[expression.index] = n;
        sum += evaluateExpression(network, values, expression.body, at);
      }
      return sum;
    }
    case 'apply': {
      const complement = complementByDefinition(network, expression, letters);
      if (complement) {
        return complement.evaluate(evaluateExpression(network, values, complement.operand, complement.at));
      }
      const { evaluate } = operation(expression.operation);
      const [first, second] = expression.operands;
      // Most operations have one operand or two, and a spread costs more than they do.
      if (expression.operands.length === 1)
        return evaluate(evaluateExpression(network, values, first!, letters));
      if (expression.operands.length === 2) {
        return evaluate(
          evaluateExpression(network, values, first!, letters),
          evaluateExpression(network, values, second!, letters),
        );
      }
      return evaluate(
        ...expression.operands.map((operand) => evaluateExpression(network, values, operand, letters)),
      );
    }
    case 'variable':
    case 'partial':
      throw new RangeError(`a ${expression.kind} has no value of its own`);
  }
}

/** 1 − h or 1 − h² with h replaced by φ(a), where φ's record says how to compute that without cancellation. */
function complementByDefinition(
  network: Network,
  expression: Extract<Expression, { kind: 'apply' }>,
  letters: Letters,
): { readonly evaluate: (x: number) => number; readonly operand: Expression; readonly at: Letters } | null {
  if (expression.operation !== 'oneMinus' && expression.operation !== 'oneMinusSquare') return null;
  const [operand] = expression.operands;
  if (operand?.kind !== 'quantity' || operand.quantity.kind !== 'activation') {
    const stable = stableOneMinus(expression);
    return stable && { ...stable, at: letters };
  }
  const { layer, j } = operand.quantity;
  const defined = definitionsOf(network)[layer];
  if (defined?.kind !== 'apply') return null;
  const stable = stableOneMinus({ ...expression, operands: [defined] });
  return stable && { ...stable, at: { j: indexValue(j, letters) } };
}

/** φ(a_j) of each layer, null for softmax, made once: every factor 1 − h asks for it. */
const definitionsOf = remember((network: Network): readonly (Expression | null)[] =>
  network.layers.map(({ activation }, layer) =>
    isSoftmax(activation) ? null : activationOf(network, layer, 'j'),
  ),
);

/**
 * Σ |term| with the sums inside products multiplied out: the scale against which the rounding of an expression
 * is judged. A difference of single things, y − t, counts as one number, because both readings take it from the
 * same y; a difference with a sum in it is two terms.
 */
export function termMagnitude(
  network: Network,
  values: SampleValues,
  expression: Expression,
  letters: Letters = {},
): number {
  const of = (inner: Expression, at = letters): number => termMagnitude(network, values, inner, at);
  if (expression.kind === 'sum') {
    let sum = 0;
    for (let n = 0; n < expression.count; n++)
      sum += of(expression.body, { ...letters, [expression.index]: n });
    return sum;
  }
  if (expression.kind === 'apply') {
    const { operation: name, operands } = expression;
    if (name === 'add' || (name === 'subtract' && operands.some(hasTerms))) {
      return operands.reduce((sum, term) => sum + of(term), 0);
    }
    if (name === 'multiply' || name === 'chain' || name === 'negate') {
      return operands.reduce((product, factor) => product * of(factor), 1);
    }
  }
  return Math.abs(evaluateExpression(network, values, expression, letters));
}

/** Whether multiplying out gives more than one term. */
function hasTerms(expression: Expression): boolean {
  if (expression.kind === 'sum') return true;
  if (expression.kind !== 'apply') return false;
  const { operation: name, operands } = expression;
  if (name === 'add') return true;
  return (name === 'multiply' || name === 'chain' || name === 'negate') && operands.some(hasTerms);
}
