/**
 * Expressions over whole layers: every quantity of a layer for one sample is a row vector [1, units], the weights
 * into it a matrix [units before, units]. Plain data like expression.ts; the entrywise operations are those of the
 * operation table.
 */

import type { Network } from '../network/network';
import { activationFunction, isSoftmax } from './activations';
import { quantityValue, type SampleValues } from './evaluate';
import type { NumberExpression, OperationName, Quantity } from './expression';
import { lastLayer, output, unitCount } from './formulas';
import { operation } from './operations';
import { softmax } from './softmax';

/** All quantities of one kind in one layer; layers from 0, the inputs are the activations of layer −1. */
export type MatrixQuantity =
  | {
      readonly kind: 'weights' | 'biases' | 'preActivations' | 'activations' | 'deltas';
      readonly layer: number;
    }
  | { readonly kind: 'targets' };

export type MatrixExpression =
  | { readonly kind: 'matrix'; readonly of: MatrixQuantity }
  /** ∂L/∂`by`, entry by entry, in the shape of `by`. */
  | { readonly kind: 'gradient'; readonly by: MatrixQuantity }
  /** A row of ones, as many as outputs. */
  | { readonly kind: 'ones' }
  /** A number that stands for itself in every entry. */
  | { readonly kind: 'scalar'; readonly value: NumberExpression }
  | { readonly kind: 'numbers'; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: 'transpose'; readonly of: MatrixExpression }
  /** The square matrix with a row vector's entries on its diagonal. */
  | { readonly kind: 'diagonal'; readonly of: MatrixExpression }
  | { readonly kind: 'product'; readonly left: MatrixExpression; readonly right: MatrixExpression }
  /** An operation of the table applied to each entry; `multiply` is ⊙ and `divide` ⊘. */
  | {
      readonly kind: 'entrywise';
      readonly operation: OperationName;
      readonly operands: readonly MatrixExpression[];
    }
  /** φ of a layer or φ′, applied to each entry; softmax, which has no φ′ here, to each row. */
  | {
      readonly kind: 'function';
      readonly layer: number;
      readonly isDerivative: boolean;
      readonly of: MatrixExpression;
    };

/** Rows and columns. */
export type Shape = readonly [rows: number, columns: number];

export function matrix(of: MatrixQuantity): MatrixExpression {
  return { kind: 'matrix', of };
}

export function transpose(of: MatrixExpression): MatrixExpression {
  return { kind: 'transpose', of };
}

export function matrixProduct(left: MatrixExpression, right: MatrixExpression): MatrixExpression {
  return { kind: 'product', left, right };
}

export function entrywise(name: OperationName, ...operands: readonly MatrixExpression[]): MatrixExpression {
  return { kind: 'entrywise', operation: name, operands };
}

function quantityShape(network: Network, of: MatrixQuantity): Shape {
  if (of.kind === 'targets') return [1, unitCount(network, lastLayer(network))];
  const columns = unitCount(network, of.layer);
  return of.kind === 'weights' ? [unitCount(network, of.layer - 1), columns] : [1, columns];
}

/** The shape of an expression; null for a scalar, which fits every shape. Throws RangeError where shapes clash. */
export function matrixShape(network: Network, expression: MatrixExpression): Shape | null {
  const shape = (of: MatrixExpression): Shape => matrixShape(network, of) ?? [1, 1];
  switch (expression.kind) {
    case 'matrix':
      return quantityShape(network, expression.of);
    case 'gradient':
      return quantityShape(network, expression.by);
    case 'ones':
      return quantityShape(network, { kind: 'targets' });
    case 'scalar':
      return null;
    case 'numbers':
      return [expression.rows.length, expression.rows[0]?.length ?? 0];
    case 'transpose': {
      const [rows, columns] = shape(expression.of);
      return [columns, rows];
    }
    case 'diagonal': {
      const [rows, columns] = shape(expression.of);
      if (rows !== 1) throw new RangeError(`the diagonal of ${shown([rows, columns])}, which is no row`);
      return [columns, columns];
    }
    case 'product': {
      const [left, right] = [shape(expression.left), shape(expression.right)];
      if (left[1] !== right[0]) throw new RangeError(`the product of ${shown(left)} and ${shown(right)}`);
      return [left[0], right[1]];
    }
    case 'entrywise':
      return commonShape(expression.operands.map((operand) => matrixShape(network, operand)));
    case 'function':
      return functionShape(network, expression.layer, shape(expression.of));
  }
}

const shown = ([rows, columns]: Shape): string => `[${String(rows)}, ${String(columns)}]`;

function functionShape(network: Network, layer: number, of: Shape): Shape {
  const units = unitCount(network, layer);
  if (of[1] !== units)
    throw new RangeError(`the activation of a layer of ${String(units)} units on ${shown(of)}`);
  return of;
}

function commonShape(shapes: readonly (Shape | null)[]): Shape | null {
  let common: Shape | null = null;
  for (const shape of shapes) {
    if (common && shape && (shape[0] !== common[0] || shape[1] !== common[1])) {
      throw new RangeError(`${shown(common)} and ${shown(shape)} entry by entry`);
    }
    common ??= shape;
  }
  return common;
}

type Rows = readonly (readonly number[])[];

/**
 * The entries of an expression, row by row; a scalar is one entry. Throws RangeError where shapes clash and for
 * an unevaluated gradient.
 */
export function evaluateMatrix(network: Network, values: SampleValues, expression: MatrixExpression): Rows {
  return walk(network, values, expression, false);
}

/** For each entry the Σ |term| that its rounding is judged against; see `termMagnitude` in evaluate.ts. */
export function matrixMagnitude(network: Network, values: SampleValues, expression: MatrixExpression): Rows {
  return walk(network, values, expression, true);
}

function walk(network: Network, values: SampleValues, expression: MatrixExpression, isScale: boolean): Rows {
  const of = (inner: MatrixExpression): Rows => walk(network, values, inner, isScale);
  const entry = (value: number): number => (isScale ? Math.abs(value) : value);
  switch (expression.kind) {
    case 'matrix':
      return entries(network, values, expression.of).map((row) => row.map(entry));
    case 'gradient':
      throw new RangeError('an unevaluated gradient has no value of its own');
    case 'ones':
      return [Array<number>(unitCount(network, lastLayer(network))).fill(1)];
    case 'scalar':
      return [[entry(expression.value.value)]];
    case 'numbers':
      return expression.rows.map((row) => row.map(entry));
    case 'transpose': {
      const rows = of(expression.of);
      return Array.from(rows[0]!, (_, column) => rows.map((row) => row[column]!));
    }
    case 'diagonal': {
      const [row] = of(expression.of);
      return row!.map((value, n) => row!.map((_, column) => (column === n ? value : 0)));
    }
    case 'product':
      matrixShape(network, expression);
      return product(of(expression.left), of(expression.right));
    case 'entrywise':
      return walkEntrywise(network, values, expression, isScale);
    case 'function':
      return applied(network, expression, walk(network, values, expression.of, false)).map((row) =>
        row.map(entry),
      );
  }
}

function product(left: Rows, right: Rows): Rows {
  return left.map((row) =>
    Array.from(right[0]!, (_, column) => row.reduce((sum, value, n) => sum + value * right[n]![column]!, 0)),
  );
}

function applied(
  network: Network,
  { layer, isDerivative }: Extract<MatrixExpression, { kind: 'function' }>,
  rows: Rows,
): Rows {
  const { activation } = network.layers[layer]!;
  if (!isSoftmax(activation)) {
    const { value, derivative } = activationFunction(activation);
    return rows.map((row) => row.map(isDerivative ? derivative : value));
  }
  if (isDerivative) throw new RangeError('softmax has no derivative entry by entry');
  return rows.map((row) => {
    const outputs = Float64Array.from(row);
    softmax(outputs, outputs);
    return Array.from(outputs);
  });
}

function walkEntrywise(
  network: Network,
  values: SampleValues,
  expression: Extract<MatrixExpression, { kind: 'entrywise' }>,
  isScale: boolean,
): Rows {
  const [rows, columns] = matrixShape(network, expression) ?? [1, 1];
  const { operands } = expression;
  const isSum = expression.operation === 'add' || (expression.operation === 'subtract' && !isPlain(operands));
  const isProduct = expression.operation === 'multiply' || expression.operation === 'negate';
  // The magnitude of a difference of two plain things is its own: both readings take it from the same numbers.
  const isSplit = isScale && (isSum || isProduct);
  const read = operands.map((operand) => ({
    isScalar: matrixShape(network, operand) === null,
    rows: walk(network, values, operand, isSplit),
  }));
  const evaluate = operation(isSplit && isSum ? 'add' : expression.operation).evaluate;
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) => {
      const value = evaluate(...read.map((one) => (one.isScalar ? one.rows[0]![0]! : one.rows[r]![c]!)));
      return isScale ? Math.abs(value) : value;
    }),
  );
}

function isPlain(operands: readonly MatrixExpression[]): boolean {
  return operands.every(({ kind }) => ['matrix', 'numbers', 'scalar', 'function'].includes(kind));
}

function entries(network: Network, values: SampleValues, of: MatrixQuantity): Rows {
  const [rows, columns] = quantityShape(network, of);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => quantityValue(network, values, quantityAt(of, i, j))),
  );
}

/** The quantity in row i and column j of a matrix, both from 0. */
export function quantityAt(of: MatrixQuantity, i: number, j: number): Quantity {
  switch (of.kind) {
    case 'weights':
      return { kind: 'weight', layer: of.layer, i, j };
    case 'biases':
      return { kind: 'bias', layer: of.layer, j };
    case 'preActivations':
      return { kind: 'preActivation', layer: of.layer, j };
    case 'activations':
      return output(of.layer, j);
    case 'deltas':
      return { kind: 'delta', layer: of.layer, j };
    case 'targets':
      return { kind: 'target', k: j };
  }
}
