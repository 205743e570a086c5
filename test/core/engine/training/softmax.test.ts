import { strict as assert } from 'node:assert';
import { softmax, softmaxDeltas } from '../../../../src/core/math/softmax';

/** Two outputs, where everything is known: δ₁ = y₁ y₂ (g₁ − g₂) = −δ₂ and y₁/y₂ = e^(a₁ − a₂). */
describe('softmax', () => {
  it('does not overflow', () => {
    for (const [a, b] of [
      [1e308, 1e308],
      [-1e308, -1e308],
      [5000, 5000],
    ] as const) {
      assert.deepEqual([...outputsOf(a, b)], [0.5, 0.5]);
    }
    assert.deepEqual([...outputsOf(1e308, -1e308)], [1, 0]);
    assert.deepEqual([...outputsOf(800, 0)], [1, Math.exp(-800)]);
  });

  it('keeps the gradient of a sure output, whichever it is', () => {
    for (const gap of [1, 37, 40, 300, 700]) {
      const expected = Math.exp(-gap) / (1 + Math.exp(-gap)) ** 2;
      for (const [a, b] of [
        [gap, 0],
        [0, gap],
      ] as const) {
        const deltas = new Float64Array(2);
        softmaxDeltas(outputsOf(a, b), Float64Array.of(0.75, -0.25), deltas);
        near(deltas[0]!, expected);
        near(deltas[1]!, -expected);
      }
    }
  });

  it('has deltas that sum to 0 for any gradients', () => {
    const outputs = new Float64Array(4);
    softmax(Float64Array.of(0.3, -2, 5, 1), outputs);
    const deltas = new Float64Array(4);
    softmaxDeltas(outputs, Float64Array.of(3, -1, 0.5, 8), deltas);
    const sum = deltas.reduce((total, delta) => total + delta, 0);
    assert.ok(Math.abs(sum) <= 1e-16, `${sum}`);
  });

  it('turns an infinite or missing number into NaN, not into an output', () => {
    for (const bad of [Infinity, NaN]) assert.ok(outputsOf(bad, 0).some(Number.isNaN));
  });
});

function outputsOf(a: number, b: number): Float64Array {
  const outputs = new Float64Array(2);
  softmax(Float64Array.of(a, b), outputs);
  return outputs;
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 2e-15 * Math.abs(expected), `${actual}, not ${expected}`);
}
