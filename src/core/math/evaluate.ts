import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import { isSoftmax } from './activations';
import { stableOneMinus } from './compile';
import { type Apply, type Expression, type Index, type Letter, type Quantity } from './expression';
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
 * derivatives have no value here: RangeError. A Σ is computed once for each choice of the letters that are free in
 * it, so that nested sums cost what their units do, not their paths.
 */
export function evaluateExpression(
  network: Network,
  values: SampleValues,
  expression: Expression,
  letters: Letters = {},
): number {
  return new Evaluation(network, values).value(expression, letters);
}

/**
 * Σ |term| with the sums inside products multiplied out: the scale against which the rounding of an expression
 * is judged. A difference of single things, y − t, counts as one number, because both readings take it from the
 * same y; a difference of products or sums is two terms.
 */
export function termMagnitude(
  network: Network,
  values: SampleValues,
  expression: Expression,
  letters: Letters = {},
): number {
  return new Evaluation(network, values).magnitude(expression, letters);
}

type Sum = Extract<Expression, { kind: 'sum' }>;
type Known = Map<Sum, { readonly free: readonly Letter[]; readonly values: Map<string, number> }>;

class Evaluation {
  readonly #network: Network;
  readonly #values: SampleValues;
  readonly #sums: Known = new Map();
  readonly #magnitudes: Known = new Map();

  constructor(network: Network, values: SampleValues) {
    this.#network = network;
    this.#values = values;
  }

  value(expression: Expression, letters: Letters): number {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'quantity':
        return quantityValue(this.#network, this.#values, expression.quantity, letters);
      case 'sum':
        return total(this.#sums, expression, letters, (at) => this.value(expression.body, at));
      case 'apply':
        return this.#applied(expression, letters);
      case 'variable':
      case 'partial':
        throw new RangeError(`a ${expression.kind} has no value of its own`);
    }
  }

  #applied(expression: Apply, letters: Letters): number {
    const complement = complementByDefinition(this.#network, expression, letters);
    if (complement) return complement.evaluate(this.value(complement.operand, complement.at));
    const { evaluate } = operation(expression.operation);
    const [first, second] = expression.operands;
    // Most operations have one operand or two, and a spread costs more than they do.
    if (expression.operands.length === 1) return evaluate(this.value(first!, letters));
    if (expression.operands.length === 2) {
      return evaluate(this.value(first!, letters), this.value(second!, letters));
    }
    return evaluate(...expression.operands.map((operand) => this.value(operand, letters)));
  }

  magnitude(expression: Expression, letters: Letters): number {
    if (expression.kind === 'sum') {
      return total(this.#magnitudes, expression, letters, (at) => this.magnitude(expression.body, at));
    }
    if (expression.kind === 'apply') {
      const { operation: name, operands } = expression;
      if (name === 'add' || (name === 'subtract' && !operands.every(isSingle))) {
        return operands.reduce((sum, term) => sum + this.magnitude(term, letters), 0);
      }
      if (name === 'multiply' || name === 'chain' || name === 'negate') {
        return operands.reduce((product, factor) => product * this.magnitude(factor, letters), 1);
      }
    }
    return Math.abs(this.value(expression, letters));
  }
}

/** Σ of `term` over a sum's letter, remembered for each choice of the letters that are free in the sum. */
function total(known: Known, sum: Sum, letters: Letters, term: (at: Letters) => number): number {
  let entry = known.get(sum);
  if (!entry) {
    const free = new Set<Letter>();
    collectFree(sum, free);
    entry = { free: [...free], values: new Map<string, number>() };
    known.set(sum, entry);
  }
  const key = entry.free.map((letter) => indexValue(letter, letters)).join();
  const found = entry.values.get(key);
  if (found !== undefined) return found;
  const at = { ...letters };
  let value = 0;
  for (let n = 0; n < sum.count; n++) {
    at[sum.index] = n;
    value += term(at);
  }
  entry.values.set(key, value);
  return value;
}

/** Adds the letters that are free in an expression. */
function collectFree(expression: Expression, free: Set<Letter>): void {
  if (expression.kind === 'apply') {
    for (const operand of expression.operands) collectFree(operand, free);
  } else if (expression.kind === 'sum') {
    const inside = new Set<Letter>();
    collectFree(expression.body, inside);
    inside.delete(expression.index);
    for (const letter of inside) free.add(letter);
  } else if (expression.kind === 'quantity') {
    const of = expression.quantity;
    if ('i' in of && typeof of.i === 'string') free.add(of.i);
    if ('j' in of && typeof of.j === 'string') free.add(of.j);
    if ('k' in of && typeof of.k === 'string') free.add(of.k);
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

/** A name, a number or the value of a function: nothing that is itself made of terms and factors. */
function isSingle(expression: Expression): boolean {
  if (expression.kind !== 'apply') return expression.kind !== 'sum';
  return !['add', 'subtract', 'negate', 'multiply', 'chain', 'divide'].includes(expression.operation);
}
