import { strict as assert } from 'node:assert';
import { createRandom } from '../../../../src/core/engine/random';
import type { Arithmetic } from '../../../../src/core/math/arithmetic';
import {
  exp,
  expm1,
  expOfNegative,
  sechSquared,
  sigmoid,
  sigmoidComplement,
  sigmoidSquareComplement,
  tanh,
  tanhComplement,
} from '../../../../src/core/math/exponential';
import { geluGate, geluGateSlope } from '../../../../src/core/math/geluTanh';
import { log, log1p, softplus } from '../../../../src/core/math/logarithm';
import { erf, erfc, normalCdf, normalPdf } from '../../../../src/core/math/normalDistribution';
import { numbers } from '../../../../src/core/math/numbers';
import { constantPower, power } from '../../../../src/core/math/power';
import { cos, sin } from '../../../../src/core/math/trigonometry';
import { onVectors } from './onVectors';

type OfOne = <V, M>(m: Arithmetic<V, M>, x: V) => V;
type OfTwo = <V, M>(m: Arithmetic<V, M>, x: V, y: V) => V;

const ofOne: Readonly<Record<string, OfOne>> = {
  exp,
  expm1,
  'exp of what is not positive': (m, x) => expOfNegative(m, m.negate(m.abs(x))),
  sigmoid: (m, x) => sigmoid(m, x),
  sigmoidComplement,
  sigmoidSquareComplement,
  tanh,
  tanhComplement,
  sechSquared: (m, x) => sechSquared(m, x),
  log,
  log1p,
  softplus,
  erf,
  erfc,
  normalCdf,
  normalPdf,
  sin,
  cos,
  geluGate,
  geluGateSlope,
  ...Object.fromEntries(
    [-3, -1, -0.5, 0, 0.5, 1, 2, 3, 7, 2.25].map((exponent): [string, OfOne] => [
      `power ${exponent}`,
      (m, x) => constantPower(m, x, exponent),
    ]),
  ),
  nearest: (m, x) => m.nearest(x),
  squareRoot: (m, x) => m.squareRoot(x),
  negate: (m, x) => m.negate(x),
  'abs of the negative': (m, x) => m.abs(m.negate(x)),
  'minimum with a number': (m, x) => m.minimum(x, m.constant(1.5)),
  'maximum with 0': (m, x) => m.maximum(x, m.constant(0)),
  upperHalf: (m, x) => m.upperHalf(x),
};

const ofTwo: Readonly<Record<string, OfTwo>> = {
  power,
  divide: (m, x, y) => m.divide(x, y),
  minimum: (m, x, y) => m.minimum(x, y),
  maximum: (m, x, y) => m.maximum(x, y),
  // JavaScript does not tell the sign of NaN.
  copySign: (m, x, y) => m.copySign(x, m.select(m.isEqual(y, y), y, m.constant(1))),
  'a choice by <': (m, x, y) => m.select(m.isLess(x, y), x, m.constant(-0)),
  'a choice by ≤ and =': (m, x, y) =>
    m.select(m.or(m.isLessOrEqual(x, y), m.not(m.isEqual(y, m.constant(0)))), y, x),
};

const special = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  2.225073858507201e-308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  ...[
    1,
    0.5,
    1.5,
    2,
    2.5,
    2 ** 52,
    2 ** 53,
    709.782712893384,
    709.79,
    745.2,
    746,
    37,
    27.3,
    1e-300,
    1e300,
  ].flatMap((x) => [x, -x, x * (1 + 2 ** -52), -x * (1 - 2 ** -53)]),
];

/** 100,000 numbers: special ones, any bits, and numbers of the size that networks have. */
function points(seed: number): Float64Array {
  const random = createRandom(seed);
  const row = new Float64Array(100_000);
  const bits = new Uint32Array(row.buffer);
  for (let n = 0; n < row.length; n++) {
    if (n < special.length ** 2)
      row[n] = special[seed === 1 ? n % special.length : Math.floor(n / special.length)]!;
    else if (n % 4 === 0) {
      bits[2 * n] = random.uniform() * 2 ** 32;
      bits[2 * n + 1] = random.uniform() * 2 ** 32;
    } else row[n] = (2 * random.uniform() - 1) * [1, 40, 1000][n % 3]!;
  }
  return row;
}

/** Compares bit by bit; any NaN is as good as another. */
function assertSameNumbers(
  actual: Float64Array,
  expected: Float64Array,
  operands: readonly Float64Array[],
): void {
  for (let n = 0; n < expected.length; n++) {
    if (Object.is(actual[n], expected[n])) continue;
    assert.fail(`of ${operands.map((row) => row[n]).join(', ')}: ${actual[n]}, on numbers ${expected[n]}`);
  }
}

describe('functions on vectors', () => {
  const [xs, ys] = [points(1), points(2)];

  for (const [name, formula] of Object.entries(ofOne)) {
    it(`${name} is what it is on numbers, bit for bit`, () => {
      assertSameNumbers(
        onVectors(formula, [xs]),
        xs.map((x) => formula(numbers, x)),
        [xs],
      );
    });
  }

  for (const [name, formula] of Object.entries(ofTwo)) {
    it(`${name} is what it is on numbers, bit for bit`, () => {
      assertSameNumbers(
        onVectors(formula, [xs, ys]),
        xs.map((x, n) => formula(numbers, x, ys[n]!)),
        [xs, ys],
      );
    });
  }
});
