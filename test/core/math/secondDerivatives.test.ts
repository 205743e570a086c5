import assert from 'node:assert/strict';
import { activationFunction } from '../../../src/core/math/activations';
import { lossFunction } from '../../../src/core/math/losses';
import { activationCurvature, lossCurvature } from '../../../src/core/math/secondDerivatives';
import type { Loss } from '../../../src/core/network/network';
import { elementwise, residualLosses } from '../insight/randomNetworks';

/** f′ at x by central differences of f, extrapolated from two steps. */
function slope(f: (x: number) => number, x: number): number {
  const central = (h: number) => (f(x + h) - f(x - h)) / (2 * h);
  return (4 * central(5e-4) - central(1e-3)) / 3;
}

describe('second derivatives', () => {
  it('φ″ is the slope of φ′, away from kinks', () => {
    for (const activation of elementwise) {
      const { derivative } = activationFunction(activation);
      const curvature = activationCurvature(activation);
      for (let a = -6.13; a < 6; a += 0.37) {
        const error = Math.abs((curvature?.(a) ?? 0) - slope(derivative, a));
        assert.ok(error <= 1e-10, `${activation.type} at ${a}: off by ${error}`);
      }
    }
  });

  it('φ″ is null where it is 0 everywhere, and finite at every pre-activation', () => {
    const flat = elementwise.filter((activation) => !activationCurvature(activation));
    assert.deepEqual(
      flat.map(({ type }) => type),
      ['linear', 'relu', 'leakyRelu'],
    );
    for (const activation of elementwise) {
      const curvature = activationCurvature(activation) ?? (() => 0);
      for (const size of [0, 5e-324, 37, 40, 800, 1e150, Number.MAX_VALUE]) {
        for (const a of [-size, size]) {
          assert.ok(Number.isFinite(curvature(a)), `${activation.type} at ${a}: ${curvature(a)}`);
        }
      }
    }
  });

  it('σ″ and tanh″ keep their digits in the tail', () => {
    const sigmoid = activationCurvature({ type: 'sigmoid' })!;
    for (const a of [-40, 40]) assert.ok(Math.abs(sigmoid(a) / (-Math.sign(a) * Math.exp(-40)) - 1) <= 1e-14);
    const tanh = activationCurvature({ type: 'tanh' })!;
    assert.ok(Math.abs(tanh(25) / (-8 * Math.exp(-50)) - 1) <= 1e-14);
  });

  it('∂²L_k/∂y² is the slope of ∂L_k/∂y, away from kinks; a target of 0 has none in categorical', () => {
    const losses: readonly Loss[] = [
      ...residualLosses,
      { type: 'binaryCrossEntropy' },
      { type: 'categoricalCrossEntropy' },
    ];
    for (const loss of losses) {
      const { derivative } = lossFunction(loss, 3);
      const curvature = lossCurvature(loss, 3) ?? (() => 0);
      for (const t of [0, 0.35, 1]) {
        for (const y of [0.21, 0.5, 0.83]) {
          const expected = slope((x) => derivative(x, t), y);
          assert.ok(Math.abs(curvature(y, t) - expected) <= 1e-8, `${loss.type} at ${y}, ${t}`);
        }
      }
    }
    assert.equal(lossCurvature({ type: 'meanAbsoluteError' }, 2), null);
    assert.equal(lossCurvature({ type: 'categoricalCrossEntropy' }, 2)!(0, 0), 0);
  });
});
