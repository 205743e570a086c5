import { strict as assert } from 'node:assert';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { createModel } from '../../../../src/core/engine/model';
import { createOptimizer } from '../../../../src/core/engine/optimizers';
import { createTrainer } from '../../../../src/core/engine/training';
import type { Activation, Loss } from '../../../../src/core/network/network';
import { activationFunction } from '../../../../src/core/math/activations';
import { fusedLoss } from '../../../../src/core/math/fusedLosses';
import { lossFunction } from '../../../../src/core/math/losses';
import { datasetOf, networkOf } from '../reference/networks';

/** Nine points on which PyTorch, JAX and TensorFlow do not agree, each as the format decides it, exactly. */
describe('conventions at kinks and edges', () => {
  it('relu′(0) is 0, from either zero', () => {
    assert.equal(slopeAtZero({ type: 'relu' }, 0), 0);
    assert.equal(slopeAtZero({ type: 'relu' }, -0), 0);
  });

  it('leakyRelu′(0) is the slope, elu′(0) is α', () => {
    assert.equal(slopeAtZero({ type: 'leakyRelu', slope: 0.01 }, 0), 0.01);
    assert.equal(slopeAtZero({ type: 'leakyRelu', slope: 0.25 }, -0), 0.25);
    assert.equal(slopeAtZero({ type: 'elu', alpha: 1 }, 0), 1);
    assert.equal(slopeAtZero({ type: 'elu', alpha: 1.5 }, 0), 1.5);
  });

  it('|r|′(0) is 0, and Huber is quadratic at |r| = δ', () => {
    const slope = (loss: Loss, residual: number) => {
      const model = createModel(networkOf({ units: [1, 1], activations: ['linear'], loss }));
      const dataset = datasetOf([[0]], [[0]]);
      return evaluate(model, Float64Array.of(0, residual), dataset, dataset.trainingIndices);
    };
    assert.equal(slope({ type: 'meanAbsoluteError' }, 0).gradient[1], 0);
    assert.equal(slope({ type: 'meanAbsoluteError' }, 5e-324).gradient[1], 1);
    assert.equal(slope({ type: 'huber', delta: 0.5 }, 0.5).gradient[1], 0.5);
    assert.equal(slope({ type: 'huber', delta: 0.5 }, 0.5).loss, 0.125);
    assert.equal(slope({ type: 'huber', delta: 0.5 }, -2).gradient[1], -0.5);
  });

  it('relu of NaN is no 0: the run stops and says where', () => {
    // ∞ − ∞ in the first unit.
    const network = networkOf({ units: [2, 1, 1], activations: ['relu', 'linear'] });
    const trainer = createTrainer(
      network,
      datasetOf([[1e200, 1e200]], [[0]]),
      Float64Array.of(1e200, -1e200, 0, 1, 0),
    );
    assert.equal(trainer.advance(1), 'diverged');
    const { divergence } = trainer.finish();
    assert.equal(divergence?.what, 'activation');
    assert.equal(divergence.layer, 0);
  });

  it('softplus(25) − 25 is 1.39e-11, not 0', () => {
    const { value } = activationFunction({ type: 'softplus' });
    // The double nearest ln(1 + e²⁵).
    assert.equal(value(25), 25.000000000013888);
    assert.notEqual(value(25), 25);
  });

  it('binary cross-entropy of a certain mistake is exact from logits and infinite from a probability of 0', () => {
    const loss: Loss = { type: 'binaryCrossEntropy' };
    const terms = new Float64Array(1);
    fusedLoss(loss, { type: 'sigmoid' }, 1)!.terms(Float64Array.of(-1000), Float64Array.of(1), terms);
    assert.equal(terms[0], 1000);
    assert.equal(lossFunction(loss, 1).term(0, 1), Infinity);
    const model = createModel(networkOf({ units: [1, 1], activations: ['sigmoid'], loss }));
    const dataset = datasetOf([[1]], [[1]]);
    const { loss: exact, gradient } = evaluate(
      model,
      Float64Array.of(-1000, 0),
      dataset,
      dataset.trainingIndices,
    );
    assert.equal(exact, 1000);
    assert.deepEqual([...gradient], [-1, -1]);
  });

  it('subnormal numbers are kept', () => {
    const model = createModel(networkOf({ units: [1, 1], activations: ['linear'] }));
    const dataset = datasetOf([[1]], [[0]]);
    const { gradient, outputs } = evaluate(
      model,
      Float64Array.of(5e-324, 0),
      dataset,
      dataset.trainingIndices,
    );
    assert.equal(outputs[0], 5e-324);
    assert.equal(gradient[0], 5e-324);
    assert.equal(activationFunction({ type: 'sigmoid' }).value(-744), Math.exp(-744));
  });

  it("RMSProp's epsilon stands outside the root", () => {
    const optimizer = createOptimizer({ type: 'rmsprop', alpha: 0, epsilon: 1 }, 1, new Uint8Array(1));
    const parameters = Float64Array.of(1);
    optimizer.update(parameters, Float64Array.of(3), 1);
    // Inside it would be 3 / √(9 + 1).
    assert.equal(parameters[0], 1 - 3 / (3 + 1));
  });

  it("Adagrad's sum of squares starts at 0", () => {
    const optimizer = createOptimizer({ type: 'adagrad', epsilon: 0 }, 1, new Uint8Array(1));
    const parameters = Float64Array.of(1);
    optimizer.update(parameters, Float64Array.of(0.001), 0.5);
    assert.equal(parameters[0], 0.5);
  });
});

/** ∂y/∂b of one unit whose pre-activation is `zero`, as training takes it. */
function slopeAtZero(activation: Activation, zero: number): number {
  const network = networkOf({ units: [1, 1, 1], activations: [activation, 'linear'] });
  const model = createModel(network);
  const dataset = datasetOf([[0]], [[-1]]);
  const { gradient } = evaluate(model, Float64Array.of(0, zero, 1, 0), dataset, dataset.trainingIndices);
  return gradient[1]!;
}
