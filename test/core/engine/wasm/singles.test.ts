import { strict as assert } from 'node:assert';
import { penaltySlope } from '../../../../src/core/engine/penalty';
import { createRandom } from '../../../../src/core/engine/random';
import {
  advancePowers,
  stateShape,
  updateParameter,
  updateRates,
  type ParameterState,
  type UpdateRates,
} from '../../../../src/core/engine/updateRules';
import { singleNear } from '../../../../src/core/engine/wasm/singles';
import { activationSlope, activationValue, isPiecewiseLinear } from '../../../../src/core/math/activations';
import type { Arithmetic } from '../../../../src/core/math/arithmetic';
import { numbers } from '../../../../src/core/math/numbers';
import type { Activation } from '../../../../src/core/network/network';
import { elementwise } from '../../insight/randomNetworks';
import { defaultOptimizers } from '../reference/networks';
import { onSingles } from './onVectors';

function noParts(): never {
  throw new RangeError('no parts');
}

/** The machine of JavaScript's numbers, each rounded to single precision: twice rounded is once rounded here. */
const rounded: Arithmetic<number, boolean> = {
  constant: Math.fround,
  add: (left, right) => Math.fround(left + right),
  subtract: (left, right) => Math.fround(left - right),
  multiply: (left, right) => Math.fround(left * right),
  divide: (left, right) => Math.fround(left / right),
  squareRoot: (x) => Math.fround(Math.sqrt(x)),
  negate: (x) => -x,
  abs: Math.abs,
  minimum: (left, right) => numbers.minimum(left, right),
  maximum: (left, right) => numbers.maximum(left, right),
  nearest: (x) => numbers.nearest(x),
  copySign: (magnitude, sign) => numbers.copySign(magnitude, sign),
  isLess: (left, right) => left < right,
  isLessOrEqual: (left, right) => left <= right,
  isEqual: (left, right) => left === right,
  and: (left, right) => left && right,
  or: (left, right) => left || right,
  not: (mask) => !mask,
  select: (mask, then, otherwise) => (mask ? then : otherwise),
  powerOfTwo: noParts,
  exponentOf: noParts,
  significandOf: noParts,
  upperHalf: noParts,
};

const special = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  2 ** -149,
  -(2 ** -126),
  1,
  -1,
  0.5,
  1.5,
  -2.5,
  3.4e38,
  1e-30,
  1 / 3,
];

/** All pairs of special numbers and some thousand of any size, in two rows. */
const pairs = (() => {
  const random = createRandom(8);
  const any = (): number => (2 * random.uniform() - 1) * 2 ** Math.floor(60 * random.uniform() - 30);
  const list = special.flatMap((x) => special.map((y): [number, number] => [x, y]));
  while (list.length < 4000) list.push([any(), any()]);
  return [0, 1].map((n) => Float32Array.from(list, (pair) => pair[n]!));
})() as [Float32Array, Float32Array];

function assertSameBits(actual: Float32Array, expected: (n: number) => number, what: string): void {
  actual.forEach((value, n) => {
    const right = expected(n);
    assert.ok(Object.is(value, right), `${what} at ${n}: ${value} instead of ${right}`);
  });
}

type OfTwo = <V, M>(m: Arithmetic<V, M>, x: V, y: V) => V;

const operations: Readonly<Record<string, OfTwo>> = {
  add: (m, x, y) => m.add(x, y),
  subtract: (m, x, y) => m.subtract(x, y),
  multiply: (m, x, y) => m.multiply(x, y),
  divide: (m, x, y) => m.divide(x, y),
  'the root of |x|': (m, x) => m.squareRoot(m.abs(x)),
  negate: (m, x) => m.negate(x),
  'abs of the negative': (m, x) => m.abs(m.negate(x)),
  minimum: (m, x, y) => m.minimum(x, y),
  maximum: (m, x, y) => m.maximum(x, y),
  'minimum with a number': (m, x) => m.minimum(x, m.constant(1.5)),
  'maximum with a number': (m, x) => m.maximum(x, m.constant(1.5)),
  'maximum with 0': (m, x) => m.maximum(x, m.constant(0)),
  nearest: (m, x) => m.nearest(x),
  // JavaScript does not tell the sign of NaN.
  copySign: (m, x, y) => m.copySign(x, m.select(m.isEqual(y, y), y, m.constant(1))),
  'a choice by <': (m, x, y) => m.select(m.isLess(x, y), x, m.constant(-0)),
  'a choice by ≤ and =': (m, x, y) =>
    m.select(m.or(m.isLessOrEqual(x, y), m.not(m.isEqual(y, m.constant(0)))), y, x),
  'a choice by both': (m, x, y) => m.select(m.and(m.isLess(x, y), m.isLess(m.constant(0.1), x)), y, x),
  'the slope of a penalty': (m, x) => penaltySlope(m, { l1: 0.3, l2: 0.01 }, x),
};

describe('four numbers in single precision at a time', () => {
  for (const [name, formula] of Object.entries(operations)) {
    it(`${name}: each is rounded right, and none takes part in another`, () => {
      const actual = onSingles((m, x, y) => formula(m, x, y), pairs);
      assertSameBits(actual, (n) => formula(rounded, pairs[0][n]!, pairs[1][n]!), name);
    });
  }

  it('have no parts: functions that need them are for doubles', () => {
    const asks: readonly ((m: Arithmetic<unknown, unknown>, x: unknown) => unknown)[] = [
      (m, x) => m.powerOfTwo(x),
      (m, x) => m.exponentOf(x),
      (m, x) => m.significandOf(x),
      (m, x) => m.upperHalf(x),
    ];
    for (const ask of asks) {
      assert.throws(() => onSingles((m, x) => ask(m, x) as typeof x & {}, [pairs[0]]), /for doubles/);
    }
  });

  it('keep settings from 0 and from infinity', () => {
    assert.equal(singleNear(0.1), Math.fround(0.1));
    assert.equal(singleNear(1e-60), 2 ** -126);
    assert.equal(singleNear(-1e-60), -(2 ** -126));
    assert.equal(singleNear(1e60), Math.fround(3.4028234663852886e38));
    assert.equal(singleNear(-1e60), -Math.fround(3.4028234663852886e38));
    for (const value of [0, -0, Infinity, -Infinity, NaN]) assert.ok(Object.is(singleNear(value), value));
    const tiny = onSingles((m) => m.constant(1e-60), [pairs[0]]);
    assert.ok(tiny.every((value) => value > 0));
  });
});

describe('activations in single precision', () => {
  const lines: readonly Activation[] = [
    { type: 'linear' },
    { type: 'relu' },
    { type: 'leakyRelu', slope: 0.1 },
    { type: 'leakyRelu', slope: 1 },
  ];

  it('are straight lines, no other and no formula', () => {
    const isLine = (activation: Activation): boolean => lines.some(({ type }) => type === activation.type);
    for (const activation of [...elementwise, ...lines]) {
      assert.equal(isPiecewiseLinear(activation), isLine(activation), activation.type);
    }
    assert.equal(isPiecewiseLinear({ type: 'formula', formula: '2 * a' }), false);
    assert.equal(isPiecewiseLinear({ type: 'softmax' }), false);
  });

  for (const activation of lines) {
    it(`${JSON.stringify(activation)}: value and slope are rounded right`, () => {
      for (const reading of [activationValue, activationSlope]) {
        const actual = onSingles((m, a) => reading(m, activation, a), [pairs[0]]);
        assertSameBits(actual, (n) => reading(rounded, activation, pairs[0][n]!), reading.name);
      }
    });
  }
});

describe('updates in single precision', () => {
  const random = createRandom(4);
  const row = (scale: number) => Float32Array.from({ length: 256 }, () => scale * (2 * random.uniform() - 1));
  const [parameters, gradients, means] = [row(2), row(0.3), row(0.1)] as const;
  const squares = row(0.5).map(Math.abs);

  for (const optimizer of defaultOptimizers) {
    it(`${optimizer.type}: parameters and memory are rounded right`, () => {
      const { hasMean, hasSquare } = stateShape(optimizer);
      const powers = advancePowers(numbers, optimizer, { beta1Power: 0.9 ** 3, beta2Power: 0.999 ** 3 });
      const rates = updateRates(numbers, optimizer, 0.01, powers);
      const after = <V, M>(m: Arithmetic<V, M>, w: V, g: V, mean: V, square: V): ParameterState<V> => {
        const constant = (name: keyof UpdateRates<number>): V => m.constant(rates[name]);
        const before = { parameter: w, mean: hasMean ? mean : null, square: hasSquare ? square : null };
        return updateParameter(m, optimizer, before, g, {
          learningRate: constant('learningRate'),
          meanScale: constant('meanScale'),
          squareScale: constant('squareScale'),
          kept: constant('kept'),
        });
      };
      for (const part of ['parameter', 'mean', 'square'] as const) {
        if ((part === 'mean' && !hasMean) || (part === 'square' && !hasSquare)) continue;
        const rows = [parameters, gradients, means, squares];
        const actual = onSingles((m, w, g, mean, square) => after(m, w, g, mean, square)[part]!, rows);
        assertSameBits(
          actual,
          (n) => after(rounded, parameters[n]!, gradients[n]!, means[n]!, squares[n]!)[part]!,
          part,
        );
      }
    });
  }
});
