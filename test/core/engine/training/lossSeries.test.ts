import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LossSeries } from '../../../../src/core/engine/lossSeries';
import { mergeBuckets, type LossBuckets } from '../../../../src/core/engine/stretches';

/** What a bucket of these values is, by a plain look at each. */
function plainBucket(values: readonly number[]) {
  const finite = values.filter(Number.isFinite);
  return {
    first: values[0]!,
    last: values.at(-1)!,
    min: finite.length > 0 ? Math.min(...finite) : NaN,
    max: finite.length > 0 ? Math.max(...finite) : NaN,
    nonFinite: values.length - finite.length,
  };
}

/** Every bucket says of its stretch what a plain look says; the buckets follow each other. */
function assertBuckets(found: LossBuckets, values: readonly number[]): void {
  for (let b = 0; b < found.first.length; b++) {
    const expected = plainBucket(values.slice(found.starts[b], found.starts[b + 1]));
    for (const part of ['first', 'last', 'min', 'max', 'nonFinite'] as const)
      assert.ok(Object.is(found[part][b], expected[part]), `${part} of ${b}`);
  }
}

const value = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);

describe('a series of losses', () => {
  it('keeps what is appended, in order, however much', () => {
    const series = new LossSeries();
    const expected: number[] = [];
    for (const count of [0, 1, 255, 1, 1000, 3]) {
      const values = Float64Array.from({ length: count }, (_, n) => expected.length + n);
      series.append(values);
      expected.push(...values);
      assert.deepEqual([...series.values], expected);
      assert.equal(series.length, expected.length);
    }
  });

  it('says of any stretch in any number of parts what a plain look at the values says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { maxLength: 300, size: 'max' }), { minLength: 1, maxLength: 4 }),
        fc.nat(900),
        fc.nat(900),
        fc.integer({ min: 1, max: 200 }),
        (pieces, a, b, buckets) => {
          const series = new LossSeries();
          for (const piece of pieces) series.append(Float64Array.from(piece));
          const values = pieces.flat();
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const found = series.query(from, to, buckets);
          const end = Math.min(to, values.length);
          assert.equal(found.first.length, Math.max(0, Math.min(buckets, end - from)));
          if (found.first.length > 0) {
            assert.equal(found.starts[0], from);
            assert.equal(found.starts.at(-1), end);
          }
          assertBuckets(found, values);
        },
      ),
      { numRuns: 600, seed: 21, endOnFailure: true },
    );
  });

  it('shows a single spike and a single gap among a million values', () => {
    const values = new Float64Array(1_000_000).fill(0.5);
    values[654_321] = 7;
    values[100_000] = NaN;
    const found = new LossSeries(values).query(0, 1_000_000, 800);
    assert.equal(found.max.filter((max) => max === 7).length, 1);
    assert.equal(found.nonFinite.filter((count) => count === 1).length, 1);
  });

  it('finds the first least value', () => {
    assert.equal(new LossSeries().least(), null);
    assert.equal(new LossSeries(Float64Array.of(NaN, Infinity)).least(), null);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 500, size: 'max' }), (values) => {
        const finite = values.filter(Number.isFinite);
        const found = new LossSeries(Float64Array.from(values)).least();
        if (finite.length === 0) assert.equal(found, null);
        else
          assert.deepEqual(found, { index: values.indexOf(Math.min(...finite)), value: Math.min(...finite) });
      }),
      { numRuns: 300, seed: 22, endOnFailure: true },
    );
  });

  it('refuses what is no range', () => {
    for (const [from, to, buckets] of [
      [-1, 5, 1],
      [0, 5, 0],
      [0, 0.5, 1],
    ] as const) {
      assert.throws(() => new LossSeries().query(from, to, buckets), RangeError);
    }
  });
});

describe('buckets made fewer', () => {
  it('say of each new stretch what a plain look at the values says, whatever the widths were', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 400, size: 'max' }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(450),
        fc.nat(450),
        fc.integer({ min: 1, max: 60 }),
        (values, kept, a, b, parts) => {
          const all = new LossSeries(Float64Array.from(values)).query(0, values.length, kept);
          const [from, to] = [Math.min(a, b), Math.max(a, b) + 1];
          const found = mergeBuckets(all, from, to, parts);
          assertBuckets(found, values);
          assert.ok(found.first.length <= parts);
          if (from >= values.length) {
            assert.equal(found.first.length, 0);
            return;
          }
          // Nothing of the range is missing, and nothing far from it is there.
          assert.ok(found.starts[0]! <= from);
          assert.ok(found.starts.at(-1)! >= Math.min(to, values.length));
          const width = Math.ceil(values.length / kept);
          assert.ok(found.starts[0]! > from - width && found.starts.at(-1)! < to + width);
        },
      ),
      { numRuns: 600, seed: 23, endOnFailure: true },
    );
  });
});
