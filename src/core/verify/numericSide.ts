/** Sides that are plain numbers, judged at the numbers of the network file. */

import type { Dataset } from '../engine/dataset';
import { evaluate } from '../engine/evaluate';
import { parameterIndex } from '../engine/layout';
import type { Model } from '../engine/model';
import { explainUpdate } from '../insight/update';
import { createNames } from '../math/names';
import { operation } from '../math/operations';
import type { Network } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import type { Symbols } from '../network/symbols';
import { openness } from './digits';
import { measure, type Budget, type Scene } from './measure';
import { placed } from './places';
import { pointAt } from './points';
import { childrenOf, isApplied } from './trees';
import type { Written, WrittenFormula } from './written';

/** Where the numbers of a document are judged; without data or parameters they cannot be. */
export interface NumberContext {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly model: Model;
  readonly dataset: Dataset | null;
  readonly parameters: Float64Array | null;
}

/** Beyond, derivatives that the engine does not sum up itself are not summed over the samples. */
const MAX_SAMPLES = 200;

/** Literals of one numeric side whose digits are looked at; the rest count as exact. */
const MAX_LITERALS = 64;

/**
 * What the left side of a formula is at the file's numbers: one value, or one for each training sample where it
 * is a quantity of a sample. Null where that cannot be told.
 */
export function exactValues(
  context: NumberContext,
  formula: WrittenFormula,
  budget: Budget,
): readonly number[] | null {
  const { dataset, parameters, model } = context;
  if (!dataset || !parameters) return null;
  const parameter = gradientSubject(context.network, formula);
  if (parameter) {
    const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
    const own = gradient[parameterIndex(model.layout, parameter)]!;
    return [
      formula.isUpdate || formula.left.kind === 'updated'
        ? updatedBy(context, parameters, parameter, own)
        : own,
    ];
  }
  if (dataset.trainingIndices.length > MAX_SAMPLES) return null;
  const { learningRate } = context.network.training;
  const point = pointAt(model, parameters, learningRate, dataset, dataset.trainingIndices);
  const isOfBatch =
    formula.left.kind === 'partial' && isParameter(formula.left.by) && isLoss(formula.left.of);
  const scene = (sample: number): Scene => ({
    network: context.network,
    model,
    point,
    sample,
    scope: isOfBatch ? 'batch' : 'sample',
    learningRate,
    hasPenalty: true,
    letters: {},
    budget,
    memo: new Map(),
    isTrying: false,
  });
  const values = point.samples.map((_, sample) => measure(formula.left, scene(sample)).value);
  const finite = (isOfBatch ? values.slice(0, 1) : values).filter(Number.isFinite);
  return finite.length > 0 ? finite : null;
}

/** The parameter whose gradient or update a formula is about; null where it is about something else. */
export function gradientSubject(network: Network, formula: WrittenFormula): ParameterSubject | null {
  const { left, isUpdate } = formula;
  const of =
    (left.kind === 'quantity' && isUpdate) || left.kind === 'updated'
      ? left.quantity
      : left.kind === 'partial' && left.of.kind === 'loss'
        ? left.by
        : null;
  if (of?.kind !== 'weight' && of?.kind !== 'bias') return null;
  return placed(network, of, {}) as ParameterSubject | null;
}

function isParameter({ kind }: { readonly kind: string }): boolean {
  return kind === 'weight' || kind === 'bias';
}

function isLoss({ kind }: { readonly kind: string }): boolean {
  return kind === 'loss' || kind === 'lossTerm';
}

function updatedBy(
  { network, symbols, model }: NumberContext,
  parameters: Float64Array,
  subject: ParameterSubject,
  gradient: number,
): number {
  const names = createNames(network, symbols);
  return explainUpdate(network, model, parameters, names, subject, gradient).updatedValue;
}

/** The value of a side of numbers, and how far the digits that it is written with leave it open. */
export function numericValue(side: Written, text: string): { readonly value: number; readonly open: number } {
  const value = evaluateNumbers(side, null);
  const result = isApplied(side, 'negate') ? side.operands[0] : side;
  let open = 0;
  let seen = 0;
  const visit = (node: Written): void => {
    if (node.kind === 'number') {
      const half = seen++ < MAX_LITERALS ? openness(node, text) : 0;
      // In an expression a whole number is a factor or a power, not a rounded result.
      const isExact = half === 0 || (node !== result && Number.isInteger(node.value));
      if (!isExact) open += Math.abs(evaluateNumbers(side, { node, by: half }) - value);
    }
    childrenOf(node).forEach(visit);
  };
  visit(side);
  return { value, open: open + 1e-12 * Math.abs(value) };
}

function evaluateNumbers(
  side: Written,
  moved: { readonly node: Written; readonly by: number } | null,
): number {
  if (side.kind === 'number') return side.value + (moved?.node === side ? moved.by : 0);
  if (side.kind !== 'apply') return NaN;
  return operation(side.operation).evaluate(
    ...side.operands.map((operand) => evaluateNumbers(operand, moved)),
  );
}
