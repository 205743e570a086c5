import { strict as assert } from 'node:assert';
import { Series } from '../../../src/host/training/series';

describe('a series of numbers', () => {
  it('keeps what is appended, in order, however much', () => {
    const series = new Series();
    const expected: number[] = [];
    for (const count of [0, 1, 255, 1, 1000, 3]) {
      const values = Float64Array.from({ length: count }, (_, n) => expected.length + n);
      series.append(values);
      expected.push(...values);
      assert.deepEqual([...series.values], expected);
    }
  });
});
