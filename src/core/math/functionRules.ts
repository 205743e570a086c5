/** The rules of the operations that are written as functions; see operations.ts. */

import { extreme } from './branchRules';
import {
  exp,
  expm1,
  sechSquared,
  sigmoid,
  sigmoidComplement,
  sigmoidSquareComplement,
  tanh,
  tanhComplement,
} from './exponential';
import {
  apply,
  divide,
  half,
  multiply,
  negate,
  number,
  one,
  oneMinus,
  power,
  subtract,
  where,
  zero,
  type Expression,
} from './expression';
import { log, softplus } from './logarithm';
import { erf, erfc, normalCdf, normalPdf } from './normalDistribution';
import type { Rule } from './operationRule';
import { magnitudeOf, unionOf, type Range } from './range';
import { cos, sin } from './trigonometry';

const first = (operands: readonly Expression[]): Expression => operands[0]!;

const within = (low: number, high: number) => (): Range => ({ low, high });
const share = within(0, 1);
const unit = within(-1, 1);

export const functions = {
  exp: {
    arity: 1,
    kernel: exp,
    range: ({ high }) => ({ low: 0, high: high <= 0 ? 1 : Infinity }),
    derivative: (_operands, _position, self) => self,
    oneMinus: (m, x) => m.negate(expm1(m, x)),
    name: { latex: '\\exp', unicode: 'exp' },
  },
  /** e^x − 1, exact near 0. */
  expm1: {
    arity: 1,
    kernel: expm1,
    range: ({ high }) => ({ low: -1, high: high <= 0 ? 0 : Infinity }),
    derivative: (operands) => apply('exp', first(operands)),
  },
  log: {
    arity: 1,
    kernel: log,
    derivative: (operands) => divide(one, first(operands)),
    breaks: (operands) => operands,
    name: { latex: '\\ln', unicode: 'ln' },
  },
  sqrt: {
    arity: 1,
    kernel: (m, x) => m.squareRoot(x),
    range: ({ high }) => ({ low: 0, high }),
    derivative: (_operands, _position, self) => divide(half, self),
    breaks: (operands) => operands,
    name: { latex: '\\sqrt', unicode: '√' },
  },
  abs: {
    arity: 1,
    kernel: (m, x) => m.abs(x),
    range: (x) => ({ low: 0, high: magnitudeOf(x) }),
    derivative: (operands) => apply('sign', first(operands)),
    breaks: (operands) => operands,
  },
  /** −1, 0 or 1; its derivative is taken as 0 everywhere. */
  sign: {
    arity: 1,
    kernel: (m, x) => {
      const zero = m.constant(0);
      const isNegative = m.isLess(x, zero);
      return m.select(m.isLess(zero, x), m.constant(1), m.select(isNegative, m.constant(-1), x));
    },
    range: unit,
    derivative: () => zero,
    breaks: (operands) => operands,
    name: { latex: '\\operatorname{sign}', unicode: 'sign' },
  },
  max: {
    arity: 2,
    kernel: (m, left, right) => m.maximum(left, right),
    range: unionOf,
    ...extreme(true),
    breaks: ([left, right]) => [subtract(left!, right!)],
    name: { latex: '\\max', unicode: 'max' },
  },
  min: {
    arity: 2,
    kernel: (m, left, right) => m.minimum(left, right),
    range: unionOf,
    ...extreme(false),
    breaks: ([left, right]) => [subtract(left!, right!)],
    name: { latex: '\\min', unicode: 'min' },
  },
  sin: {
    arity: 1,
    kernel: sin,
    range: unit,
    derivative: (operands) => apply('cos', first(operands)),
    name: { latex: '\\sin', unicode: 'sin' },
  },
  cos: {
    arity: 1,
    kernel: cos,
    range: unit,
    derivative: (operands) => negate(apply('sin', first(operands))),
    name: { latex: '\\cos', unicode: 'cos' },
  },
  sigmoid: {
    arity: 1,
    kernel: sigmoid,
    range: share,
    derivative: (_operands, _position, self) => multiply(self, oneMinus(self)),
    oneMinus: sigmoidComplement,
    oneMinusSquare: sigmoidSquareComplement,
    name: { latex: '\\sigma', unicode: 'σ' },
  },
  tanh: {
    arity: 1,
    kernel: tanh,
    range: unit,
    derivative: (_operands, _position, self) => apply('oneMinusSquare', self),
    oneMinus: tanhComplement,
    oneMinusSquare: sechSquared,
    name: { latex: '\\tanh', unicode: 'tanh' },
  },
  relu: {
    arity: 1,
    // NaN is not below 0 and stays.
    kernel: (m, x) => m.select(m.isLessOrEqual(x, m.constant(0)), m.constant(0), x),
    range: ({ high }) => ({ low: 0, high: Math.max(high, 0) }),
    derivative: (operands) => where(first(operands), zero, one, zero),
    breaks: (operands) => operands,
    name: { latex: '\\operatorname{ReLU}', unicode: 'ReLU' },
  },
  /**
   * ½(1 + tanh u), the gate of gelu's tanh approximation, computed as σ(2u): the textbook form cancels to
   * nothing from u = −19 on.
   */
  tanhGate: {
    arity: 1,
    kernel: (m, u) => sigmoid(m, m.add(u, u)),
    range: share,
    derivative: (operands) => multiply(half, apply('oneMinusSquare', apply('tanh', first(operands)))),
  },
  softplus: {
    arity: 1,
    kernel: softplus,
    range: ({ high }) => ({ low: 0, high: Math.max(high, 0) + 1 }),
    derivative: (operands) => apply('sigmoid', first(operands)),
    name: { latex: '\\operatorname{softplus}', unicode: 'softplus' },
  },
  erf: {
    arity: 1,
    kernel: erf,
    range: unit,
    derivative: (operands) =>
      multiply(
        divide(number(2), apply('sqrt', apply('pi'))),
        apply('exp', negate(power(first(operands), number(2)))),
      ),
    oneMinus: erfc,
    name: { latex: '\\operatorname{erf}', unicode: 'erf' },
  },
  /** Φ, the distribution function of the standard normal. */
  normalCdf: {
    arity: 1,
    kernel: normalCdf,
    range: share,
    derivative: (operands) => apply('normalPdf', first(operands)),
    name: { latex: '\\Phi', unicode: 'Φ' },
  },
  /** φ = Φ′. */
  normalPdf: {
    arity: 1,
    kernel: normalPdf,
    range: share,
    derivative: (operands, _position, self) => negate(multiply(first(operands), self)),
    name: { latex: '\\varphi', unicode: 'φ' },
  },
} satisfies Record<string, Rule>;
