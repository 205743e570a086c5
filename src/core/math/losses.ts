/**
 * The losses, each as one formula for the term of one output in the variables `y` (output) and `t` (target),
 * its 1/n inside. ∂L_k/∂y_k is its derivative. Pairs of cross-entropy and last activation are also known in one
 * piece: see fusedLosses.ts.
 */

import type { Loss } from '../network/network';
import type { Arithmetic } from './arithmetic';
import { compile, instantiate } from './compile';
import { differentiate } from './differentiate';
import {
  add,
  apply,
  half,
  multiply,
  negate,
  number,
  oneMinus,
  power,
  ratio,
  subtract,
  variable,
  where,
  type Expression,
} from './expression';

/** How a residual is written: y − t or t − y; the value of every loss is the same. */
export type Residual = 'outputMinusTarget' | 'targetMinusOutput';

const y = variable('y');
const t = variable('t');

/**
 * L_k in `y` and `t`, for a network of `outputs` outputs:
 * halfSquaredError ½(y − t)² · meanSquaredError (1/n)(y − t)² · meanAbsoluteError (1/n)|y − t| ·
 * huber (1/n) of ½r² for |r| ≤ δ, else δ(|r| − ½δ) · binaryCrossEntropy −(1/n)[t ln y + (1 − t) ln(1 − y)] ·
 * categoricalCrossEntropy −t ln y.
 */
export function lossTermFormula(
  loss: Loss,
  outputs: number,
  residual: Residual = 'outputMinusTarget',
): Expression {
  const r = residual === 'outputMinusTarget' ? subtract(y, t) : subtract(t, y);
  const share = ratio(1, outputs);
  switch (loss.type) {
    case 'halfSquaredError':
      return multiply(half, power(r, number(2)));
    case 'meanSquaredError':
      return multiply(share, power(r, number(2)));
    case 'meanAbsoluteError':
      return multiply(share, apply('abs', r));
    case 'huber': {
      const delta = number(loss.delta);
      const magnitude = apply('abs', r);
      const linear = multiply(delta, subtract(magnitude, multiply(half, delta)));
      return multiply(share, where(magnitude, delta, linear, multiply(half, power(r, number(2)))));
    }
    case 'binaryCrossEntropy':
      return negate(
        multiply(share, add(multiply(t, apply('log', y)), multiply(oneMinus(t), apply('log', oneMinus(y))))),
      );
    case 'categoricalCrossEntropy':
      return negate(multiply(t, apply('log', y)));
  }
}

/** ∂L_k/∂y_k in `y` and `t`. At the kink of |r| it is 0. */
export function lossTermDerivative(loss: Loss, outputs: number, residual?: Residual): Expression {
  return differentiate(lossTermFormula(loss, outputs, residual), 'y');
}

/** One output's share of a sample's loss and its derivative, from the output. */
export interface LossFunction {
  readonly term: (y: number, t: number) => number;
  readonly derivative: (y: number, t: number) => number;
}

export function lossFunction(loss: Loss, outputs: number): LossFunction {
  const term = compile(lossTermFormula(loss, outputs), ['y', 't']);
  const derivative = compile(lossTermDerivative(loss, outputs), ['y', 't']);
  if (!isSilentAtZero(loss)) return { term, derivative };
  return {
    term: (output, target) => (target === 0 ? 0 : term(output, target)),
    derivative: (output, target) => (target === 0 ? 0 : derivative(output, target)),
  };
}

/** 0 · ln 0 is 0 in this loss: a target of exactly 0 has no term, whatever the output. */
function isSilentAtZero(loss: Loss): boolean {
  return loss.type === 'categoricalCrossEntropy';
}

/** L_k on any machine: what `lossFunction` gives on numbers. */
export function lossTerm<V, M>(m: Arithmetic<V, M>, loss: Loss, outputs: number, y: V, t: V): V {
  return silentAtZero(m, loss, t, instantiate(m, lossTermFormula(loss, outputs), { y, t }));
}

/** ∂L_k/∂y_k likewise. */
export function lossSlope<V, M>(m: Arithmetic<V, M>, loss: Loss, outputs: number, y: V, t: V): V {
  return silentAtZero(m, loss, t, instantiate(m, lossTermDerivative(loss, outputs), { y, t }));
}

function silentAtZero<V, M>(m: Arithmetic<V, M>, loss: Loss, t: V, value: V): V {
  const zero = m.constant(0);
  return isSilentAtZero(loss) ? m.select(m.isEqual(t, zero), zero, value) : value;
}
