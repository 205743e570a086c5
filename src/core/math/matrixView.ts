/** The views of whole layers in matrices. */

import type { Activation, Network } from '../network/network';
import { activationFormula, isSoftmax } from './activations';
import { evaluateMatrix, matrixShape, transpose, type MatrixExpression } from './matrix';
import type { SampleValues } from './evaluate';
import { quantity, type Quantity } from './expression';
import { activationOf, lastLayer } from './formulas';
import { matrixGradient, type MatrixEquation, type MatrixSubject } from './matrixGradient';
import { letterWriting, type GradientSubject, type Unfolding } from './unfold';
import type { Attempt, Level, ViewEquation } from './viewEquation';
import { say } from '../words/say';

/** Matrices that one formula may name; a line has room for far fewer. */
const MOST_MATRICES = 60;

/** Rows and columns of a matrix that is written out in numbers. */
const MOST_ENTRIES = 10;

/** The gradient of everything of the subject's kind in its layer; δ-form always succeeds. */
export function matrixView(
  network: Network,
  subject: GradientSubject,
  level: Level,
  values: SampleValues | undefined,
): Attempt {
  const of = matrixOf(subject);
  const unfolding: Unfolding = level === 'numbers' ? 'delta' : level;
  const main = matrixGradient(network, of, unfolding);
  if (unfolding !== 'delta' && matrixCount(main.right) > MOST_MATRICES) {
    return { reason: say('Written out this names more than {0} matrices', String(MOST_MATRICES)) };
  }
  const definitions = unfolding === 'delta' ? deltasAfter(network, of) : [];
  const equations = [main, ...definitions];
  if (level !== 'numbers') {
    return { equations: [...equations.map(inSymbols), ...functionsIn(network, equations)] };
  }
  const isLarge = equations.some(({ left, right }) => hasLarge(network, left) || hasLarge(network, right));
  if (isLarge) {
    return {
      reason: say(
        'Matrices of more than {0} rows or columns are not written out in numbers',
        String(MOST_ENTRIES),
      ),
    };
  }
  return { equations: equations.map((equation) => inNumbers(network, values!, equation)) };
}

function matrixOf(subject: GradientSubject): MatrixSubject {
  switch (subject.kind) {
    case 'weight':
      return { kind: 'weights', layer: subject.layer };
    case 'bias':
      return { kind: 'biases', layer: subject.layer };
    case 'preActivation':
      return { kind: 'preActivations', layer: subject.layer };
    case 'activation':
      return { kind: 'activations', layer: subject.layer };
    case 'input':
      return { kind: 'activations', layer: -1 };
    case 'delta':
      return { kind: 'deltas', layer: subject.layer };
  }
}

/** δ of every layer that the gradient in δ-form leads to. */
function deltasAfter(network: Network, of: MatrixSubject): readonly MatrixEquation[] {
  const isOfNext = of.kind === 'activations' || of.kind === 'deltas';
  const first = isOfNext ? of.layer + 1 : of.layer;
  return Array.from({ length: Math.max(0, lastLayer(network) + 1 - first) }, (_, n) =>
    matrixGradient(network, { kind: 'deltas', layer: first + n }),
  );
}

function inSymbols({ left, right }: MatrixEquation): ViewEquation {
  return { kind: 'matrices', sides: [left, right] };
}

/** The parts of an expression, itself first; parts that are shared come as often as they stand. */
function* partsOf(expression: MatrixExpression): Generator<MatrixExpression, void, undefined> {
  yield expression;
  switch (expression.kind) {
    case 'transpose':
    case 'diagonal':
    case 'function':
      yield* partsOf(expression.of);
      return;
    case 'product':
      yield* partsOf(expression.left);
      yield* partsOf(expression.right);
      return;
    case 'entrywise':
      for (const operand of expression.operands) yield* partsOf(operand);
      return;
    default:
      return;
  }
}

/** How many matrices a formula names; stops counting where there are too many. */
function matrixCount(expression: MatrixExpression): number {
  let count = 0;
  for (const { kind } of partsOf(expression)) {
    if (kind === 'matrix') count++;
    if (count > MOST_MATRICES) break;
  }
  return count;
}

function hasLarge(network: Network, expression: MatrixExpression): boolean {
  for (const part of partsOf(expression)) {
    const [rows, columns] = matrixShape(network, part) ?? [1, 1];
    if (rows > MOST_ENTRIES || columns > MOST_ENTRIES) return true;
  }
  return false;
}

/** What the names of activation functions in the equations stand for, each once. */
function functionsIn(network: Network, equations: readonly MatrixEquation[]): readonly ViewEquation[] {
  const found = new Map<string, ViewEquation>();
  for (const { right } of equations) {
    for (const part of partsOf(right)) {
      if (part.kind !== 'function') continue;
      const { layer, isDerivative } = part;
      const { activation } = network.layers[layer]!;
      const key = JSON.stringify([activation, isDerivative]);
      if (found.has(key) || (!isDerivative && isOperation(activation))) continue;
      if (isSoftmax(activation)) found.set(key, softmaxDefinition(network, layer));
      else found.set(key, { kind: 'function', layer, isDerivative });
    }
  }
  return [...found.values()];
}

/** σ and the other activations that are one function of the table need no definition. */
function isOperation(activation: Activation): boolean {
  if (isSoftmax(activation)) return false;
  const formula = activationFormula(activation);
  return formula.kind === 'apply' && formula.operands.every(({ kind }) => kind === 'variable');
}

function softmaxDefinition(network: Network, layer: number): ViewEquation {
  const y: Quantity = { kind: 'activation', layer, j: 'j' };
  const writing = letterWriting(network, 'activations', ['j']);
  return { kind: 'units', sides: [quantity(y), activationOf(network, layer, 'j', writing)] };
}

/** The equation with each matrix in numbers, and what its right side comes to. */
function inNumbers(network: Network, values: SampleValues, { left, right }: MatrixEquation): ViewEquation {
  const numbers = (of: MatrixExpression): MatrixExpression => ({
    kind: 'numbers',
    rows: evaluateMatrix(network, values, of),
  });
  const replaced = (of: MatrixExpression): MatrixExpression => {
    switch (of.kind) {
      case 'product':
        return { ...of, left: replaced(of.left), right: replaced(of.right) };
      case 'entrywise':
        return { ...of, operands: of.operands.map(replaced) };
      case 'transpose':
        return of.of.kind === 'product' ? transpose(replaced(of.of)) : numbers(of);
      case 'scalar':
        return of;
      default:
        return numbers(of);
    }
  };
  const inserted = replaced(right);
  const sides = inserted.kind === 'numbers' ? [left, inserted] : [left, inserted, numbers(right)];
  return { kind: 'matrices', sides };
}
