import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { LossPyramid } from '../../../../src/core/engine/lossPyramid';
import type { LossBuckets } from '../../../../src/core/engine/stretches';

/** What a bucket must say of the values it stands for, by the plain definition. */
function bucketOf(values: Float64Array) {
  const finite = values.filter(Number.isFinite);
  return {
    first: values[0],
    last: values.at(-1),
    min: finite.length === 0 ? NaN : finite.reduce((least, value) => (value < least ? value : least)),
    max: finite.length === 0 ? NaN : finite.reduce((most, value) => (value > most ? value : most)),
    nonFinite: values.length - finite.length,
  };
}

const bucketAt = ({ first, last, min, max, nonFinite }: LossBuckets, b: number) => ({
  first: first[b],
  last: last[b],
  min: min[b],
  max: max[b],
  nonFinite: nonFinite[b],
});

/** Every bucket against the plain array; the buckets join, and stand for all that was asked. */
function assertTrue(
  values: Float64Array,
  pyramid: LossPyramid,
  from: number,
  to: number,
  buckets: number,
): void {
  const found = pyramid.query(from, to, buckets);
  const { starts, first } = found;
  const end = Math.min(to, values.length);
  assert.equal(starts.length, first.length + 1);
  assert.ok(first.length <= buckets);
  if (end <= from) {
    assert.equal(first.length, 0);
    return;
  }
  assert.ok(first.length > 0);
  assert.ok(starts[0]! <= from && starts[0]! > from - pyramid.blockWidth);
  assert.ok(starts.at(-1)! >= end && starts.at(-1)! < end + pyramid.blockWidth);
  assert.ok(starts.at(-1)! <= values.length);
  for (let b = 0; b < first.length; b++) {
    assert.ok(starts[b]! < starts[b + 1]!);
    assert.deepEqual(bucketAt(found, b), bucketOf(values.subarray(starts[b], starts[b + 1])));
  }
}

const anyLoss = fc.oneof(
  { weight: 20, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0) },
);

describe('a pyramid of losses', () => {
  it('says of every bucket what the values it stands for say, whatever came and however it is asked', () => {
    fc.assert(
      fc.property(
        fc.array(anyLoss, { maxLength: 300, size: 'max' }),
        fc.constantFrom(2, 4, 6, 16, 64, 512),
        fc.constantFrom(1, 2, 5, 16, 100, 512),
        fc.array(fc.tuple(fc.nat(320), fc.nat(320), fc.integer({ min: 1, max: 40 })), { minLength: 8 }),
        (losses, blocks, newest, questions) => {
          const values = Float64Array.from(losses);
          const pyramid = new LossPyramid({ blocks, newest });
          pyramid.append(values);
          assert.equal(pyramid.length, values.length);
          for (const [from, to, buckets] of questions) assertTrue(values, pyramid, from, to, buckets);
          assertTrue(values, pyramid, 0, values.length, 10);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is the same however the values are handed in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyLoss, { maxLength: 50 }), { maxLength: 12 }),
        fc.constantFrom(2, 8, 32),
        (pieces, blocks) => {
          const bulk = new LossPyramid({ blocks, newest: 16 });
          const single = new LossPyramid({ blocks, newest: 16 });
          for (const piece of pieces) bulk.append(Float64Array.from(piece));
          for (const loss of pieces.flat()) single.push(loss);
          assert.deepEqual(bulk.query(0, 1000, 20), single.query(0, 1000, 20));
        },
      ),
    );
  });

  it('gives the values themselves where they are kept', () => {
    const values = Float64Array.from({ length: 1000 }, (_, n) => Math.sin(n));
    const pyramid = new LossPyramid({ blocks: 64, newest: 100 });
    pyramid.append(values);
    assert.equal(pyramid.blockWidth, 16);
    const { starts, first, min, max, last } = pyramid.query(950, 1000, 50);
    assert.deepEqual(
      starts,
      Float64Array.from({ length: 51 }, (_, n) => 950 + n),
    );
    for (const column of [first, min, max, last]) assert.deepEqual(column, values.slice(950));
    // 912 is the first border of blocks among the newest hundred; before it blocks of 16 are all that is known.
    assert.deepEqual(pyramid.query(890, 914, 100).starts, Float64Array.of(880, 896, 912, 913, 914));
  });

  it('of a run of a million epochs misses no spike, in a memory that it states', () => {
    const values = Float64Array.from({ length: 1_000_000 }, (_, n) => 1 / (1 + n));
    const spikes = [0, 1, 127_999, 500_001, 934_463, 934_464, 999_999];
    for (const [n, place] of spikes.entries()) values[place] = 100 + n;
    values[700_000] = NaN;
    const pyramid = new LossPyramid();
    for (let from = 0; from < values.length; from += 30_000) {
      pyramid.append(values.subarray(from, from + 30_000));
    }
    assert.equal(pyramid.blockWidth, 8);
    assert.equal(pyramid.bytes, 5_767_168);
    for (const buckets of [1, 7, 640, 5000]) assertTrue(values, pyramid, 0, values.length, buckets);
    const { starts, max, nonFinite } = pyramid.query(0, values.length, 640);
    for (const place of spikes) {
      const b = starts.findLastIndex((start) => start <= place);
      assert.ok(max[b]! >= values[place]!, `the spike at ${place}`);
    }
    assert.equal(
      nonFinite.indexOf(1),
      starts.findLastIndex((start) => start <= 700_000),
    );
    assert.equal(
      nonFinite.reduce((sum, count) => sum + count),
      1,
    );
  });

  it('costs little when it is new', () => {
    const pyramid = new LossPyramid();
    assert.ok(pyramid.bytes < 60_000, `${pyramid.bytes} bytes`);
    assert.deepEqual(pyramid.query(0, 100, 10).first, new Float64Array(0));
  });

  it('refuses what is no view', () => {
    const pyramid = new LossPyramid();
    pyramid.push(1);
    for (const [from, to, buckets] of [
      [-1, 5, 1],
      [0, 5, 0],
      [0.5, 5, 1],
      [0, NaN, 1],
      [0, Infinity, 1],
      [0, 5, 1.5],
    ] as const) {
      assert.throws(() => pyramid.query(from, to, buckets), RangeError);
    }
  });
});
