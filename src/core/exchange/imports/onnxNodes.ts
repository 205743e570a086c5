import { say } from '../../words/say';
import { dataTypes } from '../files/dataTypes';
import { shown } from '../files/damaged';
import type { OnnxNode } from '../files/onnxReader';
import { onnxOperations } from '../notations/onnxNotation';
import { applied, numberFormula, type GraphFormula } from './graphFormula';
import { activationOperator } from './onnxActivations';
import { fewNumbers, onlyNumber, vectorLength } from './onnxConstants';
import type {
  ConditionValue,
  ConstantValue,
  GraphValue,
  ScalarValue,
  SignalValue,
  UnreadableValue,
} from './onnxValues';

/** What nodes make of values, but for those that begin a layer. An input that is left out is undefined. */

const MOST_NOTES = 20;

export const whereOf = ({ name, operator }: OnnxNode): string =>
  say('node {0} ({1})', shown(name), shown(operator).slice(1, -1));

/** @param cause a whole sentence about the node. */
export function unreadable(node: OnnxNode, cause: string): UnreadableValue {
  return {
    kind: 'unreadable',
    where: whereOf(node),
    cause,
    remedy: say(
      'Dense layers are imported: Gemm or MatMul and Add, each with an activation, one after the other. Export these alone.',
    ),
  };
}

/** With one more, unless it has been told or there are too many already. */
export const withNote = (notes: readonly string[], note: string): readonly string[] =>
  notes.length < MOST_NOTES && !notes.includes(note) ? [...notes, note] : notes;

/** Softmax over the units of a layer's sums. */
export function softmax(node: OnnxNode, value: GraphValue | undefined): GraphValue {
  const axis = node.attributes.get('axis')?.integer ?? -1;
  if (value?.kind !== 'signal' || !value.layer || value.isSoftmax || !value.formula.isVariable) {
    return unreadable(node, say('It does not follow the sums of a layer.'));
  }
  if (axis !== 1 && axis !== -1) return unreadable(node, say('It is taken over the samples, not the units.'));
  return { ...value, isSoftmax: true };
}

/** Rows and columns of a matrix that the file holds change places. */
export function transposed(node: OnnxNode, value: GraphValue | undefined): GraphValue {
  const order = node.attributes.get('perm')?.integers ?? [];
  const swaps = order.length === 0 || order.join() === '1,0';
  return value?.kind === 'constant' && value.tensor.shape.length === 2 && swaps
    ? { ...value, isTurned: !value.isTurned }
    : unreadable(node, say('It turns something else around than a matrix that the file holds.'));
}

/** Operators that change nothing of a row of numbers once a network is trained. */
export const PASSING: ReadonlySet<string> = new Set([
  ...['Identity', 'Dropout', 'Flatten', 'Reshape', 'Squeeze', 'Cast'],
]);

/** What one of `PASSING` lets through. */
export function passed(node: OnnxNode, [value, shape]: readonly (GraphValue | undefined)[]): GraphValue {
  if (value && (node.operator === 'Identity' || isCastOfConstant(node, value))) return value;
  if (value?.kind !== 'signal' || !keepsRows(node, value, shape)) {
    return unreadable(node, say('It changes the shape or the type of what goes through it.'));
  }
  const note = say('Left out, since it changes nothing of a row of numbers: {0}.', whereOf(node));
  return { ...value, notes: withNote(value.notes, note) };
}

function isFloatCast({ operator, attributes }: OnnxNode): boolean {
  const to = attributes.get('to')?.integer;
  return operator === 'Cast' && (to === dataTypes.float32.onnx || to === dataTypes.float64.onnx);
}

function isCastOfConstant(node: OnnxNode, { kind }: GraphValue): boolean {
  return isFloatCast(node) && (kind === 'constant' || kind === 'scalar');
}

/** Whether samples stay rows, each of the same numbers. */
function keepsRows(node: OnnxNode, { layer }: SignalValue, shape: GraphValue | undefined): boolean {
  switch (node.operator) {
    case 'Dropout':
      return true;
    case 'Cast':
      return isFloatCast(node);
    case 'Flatten':
      return (node.attributes.get('axis')?.integer ?? 1) === 1;
    case 'Squeeze':
      return layer?.units === 1;
    default: {
      const sizes = shape?.kind === 'constant' ? fewNumbers(shape) : null;
      if (sizes?.length === 1) return sizes[0] === -1 && layer?.units === 1;
      const [rows, columns] = sizes ?? [];
      const keepsAll = rows === 0 || rows === -1;
      return (
        sizes?.length === 2 && keepsAll && (layer ? [-1, layer.units].includes(columns!) : columns !== 0)
      );
    }
  }
}

/** A vector that the file holds added to the sums of a layer: its biases. Null: it is another kind of sum. */
export function withBiases(values: readonly (GraphValue | undefined)[]): SignalValue | null {
  const signal = values.find((value) => value?.kind === 'signal');
  const vector = values.find((value) => value?.kind === 'constant');
  if (values.length !== 2 || !signal?.layer || !vector || vector.tensor.shape.length === 0) return null;
  const { layer, formula, isSoftmax } = signal;
  const isSum = formula.isVariable && !isSoftmax && layer.biases === null;
  if (!isSum || vectorLength(vector) !== layer.units) return null;
  return { ...signal, layer: { ...layer, biases: vector } };
}

/** Where one formula is above another. */
export function comparison(node: OnnxNode, values: readonly (GraphValue | undefined)[]): GraphValue {
  const [left, right] = values.map(comparable);
  if (!left || !right || values.length !== 2) {
    return unreadable(node, say('It compares something else than what is made of the sums of one layer.'));
  }
  const isTurned = node.operator.startsWith('Less');
  const holdsAtEqual = node.operator.endsWith('OrEqual');
  const [above, below] = isTurned ? [right, left] : [left, right];
  return { kind: 'condition', left: above, right: below, holdsAtEqual };
}

export const COMPARISONS: ReadonlySet<string> = new Set([
  ...['Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual'],
]);

function comparable(value: GraphValue | undefined): SignalValue | ScalarValue | null {
  if (value?.kind === 'constant') return scalarOf(value);
  return value?.kind === 'signal' || value?.kind === 'scalar' ? value : null;
}

/** One of two formulas, by a comparison. */
export function choice(node: OnnxNode, values: readonly (GraphValue | undefined)[]): GraphValue {
  const [condition, then, otherwise] = values;
  const read =
    condition?.kind === 'condition' ? formulasOf([condition.left, condition.right, then, otherwise]) : null;
  if (!read) return unreadable(node, say('It chooses between what comes from different layers.'));
  const [left, right, yes, no] = read.formulas as [GraphFormula, GraphFormula, GraphFormula, GraphFormula];
  const { holdsAtEqual } = condition as ConditionValue;
  const formula = holdsAtEqual
    ? applied('where', right, left, no, yes)
    : applied('where', left, right, yes, no);
  return made(read.signal, formula);
}

/** An operator that does the same to each number of a row. */
export function elementwise(node: OnnxNode, values: readonly (GraphValue | undefined)[]): GraphValue {
  const read = formulasOf(values);
  const [x, ...others] = read?.formulas ?? [];
  const operation = onnxOperations.get(node.operator);
  if (!read || !x) {
    return unreadable(
      node,
      operation
        ? say('It joins what comes from different layers, or does something else to each unit.')
        : say('It is none of the operators that dense layers are made of.'),
    );
  }
  const { signal } = read;
  if (operation) return made(signal, applied(operation, x, ...others.filter((other) => other !== null)));
  const activation = activationOperator(node, x, others);
  return activation
    ? made(signal, activation)
    : unreadable(node, say('It is none of the operators that dense layers are made of.'));
}

/** Signals and scalars as formulas of the same sums, null for one that is left out; null: they are of different ones. */
function formulasOf(values: readonly (GraphValue | undefined)[]): {
  readonly signal: SignalValue | null;
  readonly formulas: readonly (GraphFormula | null)[];
} | null {
  let signal = null as SignalValue | null;
  const formulas: (GraphFormula | null)[] = [];
  for (const value of values) {
    if (value === undefined) {
      formulas.push(null);
      continue;
    }
    const read = comparable(value);
    if (!read) return null;
    if (read.kind === 'signal') {
      const isOther = signal && (signal.layer !== read.layer || signal.input !== read.input);
      if (isOther || read.isSoftmax) return null;
      signal = signal ? { ...signal, notes: read.notes.reduce(withNote, signal.notes) } : read;
    }
    formulas.push(read.formula);
  }
  return { signal, formulas };
}

/** A table of one number counts as that number. */
function scalarOf(constant: ConstantValue): ScalarValue | null {
  const value = onlyNumber(constant);
  return value === null ? null : { kind: 'scalar', formula: numberFormula(value) };
}

function made(signal: SignalValue | null, formula: GraphFormula): SignalValue | ScalarValue {
  return signal ? { ...signal, formula } : { kind: 'scalar', formula };
}
