import assert from 'node:assert/strict';
import { createRandom } from '../../../src/core/engine/random';
import { symmetricEigen } from '../../../src/core/insight/symmetricEigen';

describe('symmetricEigen', () => {
  it('takes a 2 × 2 matrix apart', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    assert.ok(Math.abs(values[0]! - 3) <= 1e-15 && Math.abs(values[1]! - 1) <= 1e-15);
    assert.ok(Math.abs(Math.abs(vectors[0]!) - Math.SQRT1_2) <= 1e-15);
    assert.ok(Math.abs(vectors[0]! - vectors[1]!) <= 1e-15);
  });

  it('A v = λ v and vᵀv = 1 for random matrices of up to 64 rows, of any scale', () => {
    for (const size of [1, 2, 3, 10, 33, 64]) {
      for (const scale of [1e-200, 1, 1e140]) {
        const random = createRandom(size);
        const matrix = new Float64Array(size * size);
        for (let p = 0; p < size; p++) {
          for (let q = 0; q <= p; q++) {
            matrix[p * size + q] = scale * random.normal();
            matrix[q * size + p] = matrix[p * size + q]!;
          }
        }
        const { values, vectors } = symmetricEigen(matrix, size);
        for (let n = 0; n < size; n++) {
          assert.ok(n === 0 || values[n]! <= values[n - 1]!);
          const v = vectors.subarray(n * size, (n + 1) * size);
          const product = v.map((_, p) => v.reduce((sum, x, q) => sum + matrix[p * size + q]! * x, 0));
          product.forEach((x, p) => {
            assert.ok(Math.abs(x - values[n]! * v[p]!) <= 1e-13 * size * scale, `${size}, ${n}, ${p}`);
          });
          assert.ok(Math.abs(v.reduce((sum, x) => sum + x * x, 0) - 1) <= 1e-13);
        }
      }
    }
  });

  it('leaves a diagonal matrix as it is, and says NaN of what is not finite', () => {
    assert.deepEqual(symmetricEigen(Float64Array.of(1, 0, 0, 4), 2).values, Float64Array.of(4, 1));
    assert.deepEqual(symmetricEigen(new Float64Array(4), 2).values, Float64Array.of(0, 0));
    assert.ok(Number.isNaN(symmetricEigen(Float64Array.of(Infinity), 1).values[0]));
  });
});
