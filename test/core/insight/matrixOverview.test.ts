import assert from 'node:assert/strict';
import { matrixOverview } from '../../../src/core/insight/matrixOverview';

const numbers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, n) => Math.round(1e4 * Math.sin(n * 12.9898)) / 1e4);

describe('a matrix in cells', () => {
  it('is itself where it is small', () => {
    const matrix = numbers(6);
    const { rows, columns, values, places } = matrixOverview(matrix, 2, 3, 128);
    assert.deepEqual([rows, columns], [2, 3]);
    assert.deepEqual(values, matrix);
    assert.deepEqual([...places], [0, 1, 2, 3, 4, 5]);
  });

  it('has the largest number of each block, and every number in one block', () => {
    for (const [height, width, most] of [
      [100, 7, 10],
      [13, 29, 8],
      [784, 128, 128],
      [1, 500, 16],
    ] as const) {
      const matrix = numbers(height * width);
      const overview = matrixOverview(matrix, height, width, most);
      const { rows, columns } = overview;
      // Independently: the numbers of each block gathered, then sorted by size.
      const blocks = new Map<number, number[]>();
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          const all: number[] = [];
          for (let i = Math.ceil((r * height) / rows); i < Math.ceil(((r + 1) * height) / rows); i++)
            for (let j = Math.ceil((c * width) / columns); j < Math.ceil(((c + 1) * width) / columns); j++)
              all.push(i * width + j);
          blocks.set(r * columns + c, all);
        }
      }
      assert.equal([...blocks.values()].flat().length, matrix.length);
      for (const [cell, all] of blocks) {
        const sizes = all.map((place) => Math.abs(matrix[place]!));
        assert.equal(Math.abs(overview.values[cell]!), Math.max(...sizes));
        assert.ok(all.includes(overview.places[cell]!));
        assert.equal(matrix[overview.places[cell]!], overview.values[cell]);
      }
      assert.equal(overview.largest, Math.max(...matrix.map(Math.abs)));
    }
  });

  it('shows what is no number, and measures without infinities', () => {
    const matrix = Float64Array.of(1, NaN, -5, Infinity, 2, 0);
    const { values, largest, places } = matrixOverview(matrix, 1, 6, 2);
    assert.deepEqual([...values], [NaN, Infinity]);
    assert.deepEqual([...places], [1, 3]);
    assert.equal(largest, 5);
  });
});
