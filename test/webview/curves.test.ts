import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LossSeries } from '../../src/core/engine/lossSeries';
import { align, bucketAt, extentIn, pointsOf } from '../../webview/chart/curves';
import { panned, revealing, widthOf, within, zoomed } from '../../webview/chart/zoom';

const value = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
);

const series = (values: readonly number[]): LossSeries => new LossSeries(Float64Array.from(values));

describe('aligned curves', () => {
  it('put every value at its epoch where there is room', () => {
    const values = [3, 2, NaN, 1, 0.5];
    const buckets = series(values).query(0, 5, 5);
    const { x, curves } = align({ from: 0, to: 4 }, 100, [buckets]);
    const at = new Map(x.map((epoch, n) => [epoch, curves[0]![n]]));
    assert.deepEqual(
      values.map((_, epoch) => at.get(epoch)),
      [3, 2, null, 1, 0.5],
    );
    assert.equal(at.get(5), undefined, 'no value beyond the end');
  });

  it('lose no extreme and no gap of any pixel column, for any buckets and any range', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 900, size: 'max' }),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(400),
        fc.integer({ min: 1, max: 900 }),
        (values, buckets, columns, from, length) => {
          const range = { from, to: from + length };
          const found = series(values).query(from, from + length, buckets);
          const { x, curves } = align(range, columns, [found]);
          const drawn = curves[0]!;
          assert.equal(drawn.length, x.length);
          assert.ok(
            x.every((place, n) => n === 0 || place > x[n - 1]!),
            'ascending places',
          );
          const seen = values.slice(from, from + length);
          const finite = seen.filter(Number.isFinite);
          const shown = drawn.filter((one): one is number => typeof one === 'number');
          if (finite.length > 0) {
            assert.equal(Math.min(...shown), Math.min(...finite), 'the least');
            assert.equal(Math.max(...shown), Math.max(...finite), 'the greatest');
          }
          assert.equal(drawn.includes(null), finite.length < seen.length, 'a gap');
          assert.ok(drawn.length <= Math.max(3 * columns, 2 * columns + 3));
          // Where there is a bucket for each column, the extremes stand within a column of where they are.
          if (buckets < length || finite.length === 0) return;
          const greatest = from + seen.indexOf(Math.max(...finite));
          const places = x.filter((_, n) => drawn[n] === Math.max(...finite));
          const width = length / columns;
          assert.ok(places.some((place) => Math.abs(place - greatest) <= width + 1));
        },
      ),
      { numRuns: 800, seed: 31, endOnFailure: true },
    );
  });

  it('stand on the same places, each with its own values', () => {
    const long = series(Array.from({ length: 5000 }, (_, e) => 1 / (1 + e))).query(0, 5000, 100);
    const short = series([9, 8, 7]).query(0, 5000, 100);
    const { x, curves } = align({ from: 0, to: 5000 }, 100, [long, short]);
    assert.deepEqual(
      curves.map(({ length }) => length),
      [x.length, x.length],
    );
    assert.deepEqual(
      curves[1]!.filter((one) => one !== undefined),
      [9, 7],
    );
  });

  it('know points only where they are', () => {
    const points = pointsOf(Float64Array.of(0, 16, 32), Float64Array.of(1, NaN, 2));
    const { x, curves } = align({ from: 0, to: 40 }, 100, [points]);
    const set = x.flatMap((epoch, n) => (curves[0]![n] === undefined ? [] : [[epoch, curves[0]![n]]]));
    assert.deepEqual(set, [
      [0, 1],
      [16, null],
      [32, 2],
    ]);
  });

  it('know the extent of what is seen', () => {
    const buckets = series([9, 1, 2, 3, NaN]).query(0, 5, 5);
    assert.deepEqual(extentIn([buckets], { from: 1, to: 3 }), { least: 1, greatest: 3 });
    assert.equal(extentIn([buckets], { from: 4, to: 9 }), null);
    assert.equal(extentIn([], { from: 0, to: 1 }), null);
  });

  it('find the bucket of an epoch', () => {
    const buckets = series(Array.from({ length: 100 }, (_, e) => e)).query(0, 100, 10);
    assert.deepEqual(
      [0, 9, 10, 55, 99, 1e9, -3].map((epoch) => bucketAt(buckets, epoch)),
      [0, 0, 1, 5, 9, 9, 0],
    );
    assert.equal(bucketAt(series([]).query(0, 5, 5), 3), -1);
  });
});

describe('zoom', () => {
  const whole = { from: 0, to: 1000 };
  const range = fc
    .tuple(fc.double({ min: 0, max: 999, noNaN: true }), fc.double({ min: 1, max: 1000, noNaN: true }))
    .map(([from, width]) => within({ from, to: from + width }, whole));

  it('keeps the epoch under the mouse where it is, and stays inside', () => {
    fc.assert(
      fc.property(
        range,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        (seen, share, factor) => {
          const at = seen.from + share * widthOf(seen);
          const closer = zoomed(seen, whole, at, factor);
          if (closer === null) return;
          assert.ok(closer.from >= 0 && closer.to <= 1000 + 1e-9 && widthOf(closer) >= 1 - 1e-9);
          const now = (at - closer.from) / widthOf(closer);
          assert.ok(Math.abs(now - share) < 1e-6, `${share} became ${now}`);
        },
      ),
      { numRuns: 500, seed: 41 },
    );
  });

  it('gives everything where it would show more than there is', () => {
    assert.equal(zoomed({ from: 100, to: 900 }, whole, 500, 1.5), null);
    assert.deepEqual(zoomed({ from: 400, to: 600 }, whole, 500, 0.5), { from: 450, to: 550 });
  });

  it('moves as far as there are epochs, and keeps its width', () => {
    assert.deepEqual(panned({ from: 100, to: 300 }, whole, 50), { from: 150, to: 350 });
    assert.deepEqual(panned({ from: 100, to: 300 }, whole, -500), { from: 0, to: 200 });
    assert.deepEqual(panned({ from: 100, to: 300 }, whole, 5000), { from: 800, to: 1000 });
  });

  it('moves no further than to an epoch that is to be seen', () => {
    assert.deepEqual(revealing({ from: 100, to: 300 }, whole, 200), { from: 100, to: 300 });
    assert.deepEqual(revealing({ from: 100, to: 300 }, whole, 350), { from: 150, to: 350 });
    assert.deepEqual(revealing({ from: 100, to: 300 }, whole, 40), { from: 40, to: 240 });
  });

  it('is never wider than all and never closer than one epoch', () => {
    assert.deepEqual(within({ from: -50, to: 5000 }, whole), whole);
    assert.deepEqual(within({ from: 999.9, to: 999.95 }, whole), { from: 999, to: 1000 });
  });
});
