import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arithmetic } from '../../../src/core/math/arithmetic';
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
} from '../../../src/core/math/exponential';
import { log, log1p, softplus, softplusOfBoth } from '../../../src/core/math/logarithm';
import { erf, erfc, normalCdf, normalPdf } from '../../../src/core/math/normalDistribution';
import { numbers } from '../../../src/core/math/numbers';
import { constantPower, power } from '../../../src/core/math/power';
import { cos, sin } from '../../../src/core/math/trigonometry';
import { ulpDistance } from '../engine/reference/referenceCases';

type Program = <V, M>(m: Arithmetic<V, M>, x: V) => V;

/** Every function with the units in the last place that it may be off. */
const functions: Readonly<Record<string, { readonly program: Program; readonly ulps: number }>> = {
  exp: { program: exp, ulps: 1 },
  expm1: { program: expm1, ulps: 2 },
  log: { program: log, ulps: 1 },
  log1p: { program: log1p, ulps: 1 },
  sigmoid: { program: sigmoid, ulps: 2 },
  tanh: { program: tanh, ulps: 2 },
  sechSquared: { program: sechSquared, ulps: 4 },
  softplus: { program: softplus, ulps: 2 },
  erf: { program: erf, ulps: 2 },
  erfc: { program: erfc, ulps: 6 },
  normalCdf: { program: normalCdf, ulps: 6 },
  normalPdf: { program: normalPdf, ulps: 2 },
  sin: { program: sin, ulps: 1 },
  cos: { program: cos, ulps: 1 },
};

interface Points {
  readonly low: number;
  readonly high: number;
  readonly seed: number;
}

/** Made by make.py beside it, which says how. */
const reference = JSON.parse(
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'elementary', 'values.json'), 'utf8'),
) as {
  readonly count: number;
  readonly functions: Readonly<Record<string, readonly (Points & { readonly values: string })[]>>;
  readonly powers: readonly { readonly base: Points; readonly exponent: Points; readonly values: string }[];
};

function pointsOf({ low, high, seed }: Points): readonly number[] {
  let state = seed;
  const draw = (): number => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
  return Array.from({ length: reference.count }, () => {
    const upper = draw();
    return low + (high - low) * ((upper + draw() / 2 ** 32) / 2 ** 32);
  });
}

function valuesOf(encoded: string): readonly number[] {
  const bytes = Buffer.from(encoded, 'base64');
  return Array.from({ length: reference.count }, (_, n) => bytes.readDoubleLE(8 * n));
}

const on = (program: Program) => (x: number) => program(numbers, x);

describe('elementary functions against values of 300 bits', () => {
  for (const [name, ranges] of Object.entries(reference.functions)) {
    const { program, ulps } = functions[name]!;
    it(`${name} within ${ulps} ulp`, () => {
      for (const range of ranges) {
        const values = valuesOf(range.values);
        pointsOf(range).forEach((x, n) => {
          const actual = program(numbers, x);
          const off = ulpDistance(actual, values[n]!);
          assert.ok(off <= ulps, `${name}(${x}) = ${actual}, not ${values[n]}: ${off} ulp`);
        });
      }
    });
  }

  it('are all compared', () => {
    assert.deepEqual(Object.keys(reference.functions), Object.keys(functions));
  });

  it('powers within 2 ulp', () => {
    for (const { base, exponent, values: encoded } of reference.powers) {
      const [bases, exponents, values] = [pointsOf(base), pointsOf(exponent), valuesOf(encoded)];
      bases.forEach((x, n) => {
        const actual = power(numbers, x, exponents[n]!);
        const off = ulpDistance(actual, values[n]!);
        assert.ok(off <= 2, `${x}^${exponents[n]} = ${actual}, not ${values[n]}: ${off} ulp`);
      });
    }
  });
});

/** Zeros, ends, both sides of where a result overflows or becomes subnormal, and numbers of all sizes. */
const special = [
  ...[0, 5e-324, 1e-310, 2 ** -1022, 1e-300, 1e-20, 0.1, 0.5, 1, 1.5, 2, 3, 20, 40, 700, 709, 709.7],
  ...[709.782712893384, 709.782712893385, 710, 745, 745.13, 745.14, 746, 800, 1e5, 1e300, Number.MAX_VALUE],
  Infinity,
].flatMap((x) => [x, -x]);

describe('elementary functions at the ends', () => {
  // The right side is right at these points: infinite, NaN, zero, or within an ulp.
  const pairs: readonly (readonly [string, Program, (x: number) => number])[] = [
    ['exp', exp, Math.exp],
    ['expm1', expm1, Math.expm1],
    ['log', log, Math.log],
    ['log1p', log1p, Math.log1p],
    ['tanh', tanh, Math.tanh],
    ['softplus', softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
    ['sigmoid', sigmoid, (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))],
  ];
  for (const [name, program, right] of pairs) {
    it(`${name} has the zeros, infinities, subnormal numbers and NaN that it should have`, () => {
      for (const x of [...special, NaN]) {
        const [actual, expected] = [program(numbers, x), right(x)];
        const off = Object.is(actual, expected) ? 0 : ulpDistance(actual, expected);
        assert.ok(off <= 2, `${name}(${x}) = ${actual}, not ${expected}`);
        // A zero has its sign.
        if (expected === 0) assert.ok(Object.is(actual, expected), `${name}(${x}) = ${actual}`);
      }
    });
  }

  it('every function is NaN of NaN, and a number of every finite number it is defined for', () => {
    for (const [name, { program }] of Object.entries(functions)) {
      assert.ok(Number.isNaN(program(numbers, NaN)), name);
      for (const x of special) {
        if (!Number.isFinite(x) || ((name === 'log' || name === 'log1p') && x < 0)) continue;
        assert.ok(!Number.isNaN(program(numbers, x)), `${name}(${x})`);
      }
    }
  });

  it('the rest at ±∞ and 0', () => {
    const expected: readonly (readonly [Program, number, number, number])[] = [
      [sechSquared, 0, 1, 0],
      [sigmoidComplement, 1, 0.5, 0],
      [sigmoidSquareComplement, 1, 0.75, 0],
      [tanhComplement, 2, 1, 0],
      [erf, -1, 0, 1],
      [normalCdf, 0, 0.5, 1],
    ];
    for (const [program, low, middle, high] of expected) {
      assert.deepEqual([-Infinity, 0, Infinity].map(on(program)), [low, middle, high]);
    }
    assert.deepEqual([-Infinity, Infinity].map(on(erfc)), [2, 0]);
    assert.deepEqual([-Infinity, Infinity].map(on(normalPdf)), [0, 0]);
    assert.ok(ulpDistance(erfc(numbers, 0), 1) <= 6);
    assert.equal(expOfNegative(numbers, -Infinity), 0);
  });

  it('odd functions keep the sign and all digits of what is next to 0', () => {
    for (const program of [expm1, log1p, tanh, sin]) {
      for (const x of [0, 5e-324, 3e-310, 1e-300]) {
        assert.ok(Object.is(program(numbers, x), x), `${program.name}(${x})`);
        assert.ok(Object.is(program(numbers, -x), -x), `${program.name}(−${x})`);
      }
    }
  });

  it('sine and cosine are bounded by 1 for every number, and NaN of ∞', () => {
    for (const x of [...special.filter(Number.isFinite), 2 ** 53 - 1, 1e15 + 0.5, 123456789.25]) {
      for (const program of [sin, cos]) assert.ok(Math.abs(program(numbers, x)) <= 1, `${x}`);
    }
    for (const program of [sin, cos]) assert.ok(Number.isNaN(program(numbers, Infinity)));
    // Whole numbers next to multiples of π/2, and multiples as near as doubles come.
    const near = [11, 22, 355, 710, 103993, 312689, 833719, 1146408, 5 * Math.PI, 1e5 * Math.PI];
    for (const x of near) {
      assert.ok(ulpDistance(sin(numbers, x), Math.sin(x)) <= 1, `sin ${x}`);
      assert.ok(ulpDistance(cos(numbers, x), Math.cos(x)) <= 1, `cos ${x}`);
    }
    assert.ok(ulpDistance(sin(numbers, Math.PI), 1.2246467991473532e-16) <= 1);
    assert.ok(ulpDistance(cos(numbers, Math.PI / 2), 6.123233995736766e-17) <= 1);
  });
});

describe('elementary functions along the line', () => {
  for (const [name, low, high] of [
    ['exp', -750, 711],
    ['expm1', -5, 5],
    ['log', 0.01, 5],
    ['log1p', -0.99, 5],
    ['sigmoid', -750, 36],
    ['tanh', -18, 18],
    ['softplus', -740, 740],
    ['erf', -5, 5],
    ['normalCdf', -37, 8],
  ] as const) {
    it(`${name} never falls`, () => {
      let before = -Infinity;
      for (let n = 0; n <= 20000; n++) {
        const value = functions[name]!.program(numbers, low + ((high - low) * n) / 20000);
        assert.ok(value >= before, `${name} falls at ${low + ((high - low) * n) / 20000}`);
        before = value;
      }
    });
  }

  it('softplus of x and −x are the two values of one', () => {
    for (const x of [...special, NaN]) {
      const { positive, negative } = softplusOfBoth(numbers, x);
      assert.ok(Object.is(positive, softplus(numbers, x)), `${x}`);
      assert.ok(Object.is(negative, softplus(numbers, -x)), `−${x}`);
    }
  });
});

describe('powers', () => {
  const bases = [0, 1, 2, 0.5, 3, 1.5, 5e-324, 1e-310, 1e300, 2 ** 53, Infinity].flatMap((x) => [x, -x]);
  const exponents = [...bases, 2.5, -2.5, 7, -7, 16, 17, 16.5, 2 ** 53 - 1, 4e15 + 0.5];

  it('have the special values of **', () => {
    for (const x of [...bases, NaN]) {
      for (const y of [...exponents, NaN]) {
        const expected = x ** y;
        for (const actual of [power(numbers, x, y), constantPower(numbers, x, y)]) {
          const isSame = Object.is(actual, expected) || Math.abs(actual / expected - 1) < 4e-15;
          assert.ok(isSame, `${x}^${y} = ${actual}, not ${expected}`);
        }
      }
    }
  });

  it('of a small whole exponent are products', () => {
    for (const x of [1.1, -0.3, 7]) {
      assert.equal(constantPower(numbers, x, 2), x * x);
      assert.equal(constantPower(numbers, x, 3), x * (x * x));
      assert.equal(constantPower(numbers, x, -2), 1 / (x * x));
      assert.equal(constantPower(numbers, x, 0), 1);
    }
    assert.equal(constantPower(numbers, 7, 0.5), Math.sqrt(7));
  });
});
