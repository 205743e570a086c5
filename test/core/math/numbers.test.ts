import { strict as assert } from 'node:assert';
import { numbers } from '../../../src/core/math/numbers';

describe('the machine of numbers', () => {
  it('rounds to the nearest whole number, the even one of two, and keeps the sign of 0', () => {
    const pairs = [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [-0.5, -0],
      [-1.5, -2],
      [0.49999999999999994, 0],
      [-0.2, -0],
      [0, 0],
      [-0, -0],
      [2 ** 52 - 0.5, 2 ** 52],
      [2 ** 52 + 1, 2 ** 52 + 1],
      [1e300, 1e300],
      [-Infinity, -Infinity],
      [NaN, NaN],
    ] as const;
    for (const [x, expected] of pairs) assert.ok(Object.is(numbers.nearest(x), expected), `${x}`);
  });

  it('knows the powers of two', () => {
    for (let k = -1022; k <= 1023; k++) assert.equal(numbers.powerOfTwo(k), 2 ** k);
    for (const k of [NaN, Infinity, 1e300, -5000, 0.5]) assert.equal(typeof numbers.powerOfTwo(k), 'number');
  });

  it('takes a number apart', () => {
    for (const x of [1, 1.5, 0.75, Math.PI, 1e300, 2 ** -1022, 3e-300]) {
      const significand = numbers.significandOf(x);
      assert.ok(significand >= 1 && significand < 2, `${x}`);
      const half = Math.floor(numbers.exponentOf(x) / 2);
      assert.equal(significand * 2 ** half * 2 ** (numbers.exponentOf(x) - half), x);
    }
  });

  it('leaves the upper 21 bits of a number, so that products are exact', () => {
    for (const x of [Math.PI, -Math.E, 1 / 3, 1e300]) {
      const upper = numbers.upperHalf(x);
      assert.ok(Math.abs(x - upper) <= Math.abs(x) * 2 ** -20);
      assert.notEqual(upper, x);
      const bits = new DataView(new ArrayBuffer(8));
      bits.setFloat64(0, upper);
      assert.equal(bits.getUint32(4), 0);
    }
  });

  it('compares, chooses and copies signs as IEEE-754 does', () => {
    assert.ok(!numbers.isLess(NaN, 1) && !numbers.isLessOrEqual(1, NaN) && !numbers.isEqual(NaN, NaN));
    assert.ok(numbers.isEqual(0, -0));
    assert.ok(Object.is(numbers.minimum(0, -0), -0) && Object.is(numbers.maximum(-0, 0), 0));
    assert.ok(Number.isNaN(numbers.maximum(NaN, 1)) && Number.isNaN(numbers.minimum(1, NaN)));
    assert.ok(Object.is(numbers.copySign(0, -0), -0) && Object.is(numbers.copySign(-3, 0), 3));
    assert.equal(numbers.select(false, 1, 2), 2);
  });

  it('goes through a row in both directions', () => {
    const row = Float64Array.of(3, 4, 5);
    const seen: number[] = [];
    numbers.forEach(3, (place) => seen.push(numbers.load(row, place)));
    numbers.forEachBackwards(3, (place) => seen.push(numbers.load(row, place)));
    assert.deepEqual(seen, [3, 4, 5, 5, 4, 3]);
    const sum = numbers.variable(1);
    numbers.forEach(3, (place) => {
      sum.set(sum.get() + numbers.load(row, place));
    });
    numbers.store(row, 1, sum.get());
    assert.deepEqual([...row], [3, 13, 5]);
  });
});
