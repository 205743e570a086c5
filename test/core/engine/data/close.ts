import assert from 'node:assert/strict';

/**
 * Equal but for the last digits, in which the logarithm and the cosine of another system may differ:
 * |a − b| ≤ 1e-14 · max(1, |b|).
 */
export function close(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let index = 0; index < expected.length; index++) {
    const a = actual[index]!;
    const b = expected[index]!;
    assert.ok(Math.abs(a - b) <= 1e-14 * Math.max(1, Math.abs(b)), `entry ${index}: ${a}, expected ${b}`);
  }
}
