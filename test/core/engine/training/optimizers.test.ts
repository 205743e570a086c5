import { strict as assert } from 'node:assert';
import { createLayout } from '../../../../src/core/engine/layout';
import { createOptimizer, frozenParameters } from '../../../../src/core/engine/optimizers';
import { createTrainer } from '../../../../src/core/engine/training';
import type { Optimizer } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';

/*
 * Against PyTorch the seven update rules are compared in reference/cases.test.ts. Here: the first steps by
 * hand, with constants other than the defaults, and what the rules must not touch.
 */
describe('optimizers', () => {
  // w = 1, η = 0.25, gradients 2 and then −1; every number is exact or one operation from it.
  const byHand: readonly (readonly [Optimizer, number, number])[] = [
    [{ type: 'sgd' }, 0.5, 0.75],
    [{ type: 'momentum', momentum: 0.5 }, 0.5, 0.5],
    [{ type: 'nesterov', momentum: 0.5 }, 0.25, 0.5],
    [{ type: 'adagrad', epsilon: 2 }, 0.875, 0.875 + 0.25 / (Math.sqrt(5) + 2)],
    [{ type: 'rmsprop', alpha: 0.75, epsilon: 1 }, 0.75, 0.75 + 0.25 / 2],
    [{ type: 'adam', beta1: 0.5, beta2: 0.75, epsilon: 2 }, 0.875, 0.875],
    [{ type: 'adamw', beta1: 0.5, beta2: 0.75, epsilon: 2, weightDecay: 1 }, 0.625, 0.46875],
  ];
  for (const [settings, afterOne, afterTwo] of byHand) {
    it(`${settings.type}: two steps by hand`, () => {
      const optimizer = createOptimizer(settings, 1, new Uint8Array(1));
      const parameters = Float64Array.of(1);
      optimizer.update(parameters, Float64Array.of(2), 0.25);
      near(parameters[0]!, afterOne);
      optimizer.update(parameters, Float64Array.of(-1), 0.25);
      near(parameters[0]!, afterTwo);
    });
  }

  it('are seven', () => {
    assert.deepEqual(
      byHand.map(([{ type }]) => type),
      defaultOptimizers.map(({ type }) => type),
    );
  });

  for (const settings of defaultOptimizers) {
    it(`${settings.type} touches neither frozen parameters nor their state`, () => {
      const optimizer = createOptimizer(settings, 3, Uint8Array.of(0, 1, 0));
      const parameters = Float64Array.of(1, 2, 3);
      for (const g of [0.5, -0.25, 4]) optimizer.update(parameters, Float64Array.of(g, g, g), 0.1);
      assert.equal(parameters[1], 2);
      assert.notEqual(parameters[0], 1);
      assert.notEqual(parameters[2], 3);
      const { mean, square } = optimizer.state;
      for (const state of [mean, square]) {
        if (!state) continue;
        assert.equal(state[1], 0);
        assert.notEqual(state[0], 0);
      }
    });

    it(`${settings.type} keeps only plain data as its state`, () => {
      const optimizer = createOptimizer(settings, 2, new Uint8Array(2));
      optimizer.update(Float64Array.of(1, 2), Float64Array.of(1, 2), 0.1);
      assert.deepEqual(structuredClone(optimizer.state), optimizer.state);
    });
  }

  it('know frozen weights from frozen biases', () => {
    const network = networkOf({
      units: [2, 1, 1, 2],
      activations: ['linear', 'linear', 'linear'],
      biases: [[0], false, [0, 0]],
      frozen: [
        { weights: true, biases: false },
        { weights: false, biases: true },
        { weights: false, biases: true },
      ],
    });
    assert.deepEqual([...frozenParameters(network, createLayout(network))], [1, 1, 0, 0, 0, 0, 1, 1]);
  });

  it('decay biases too with adamw, and weights by an L2 penalty with adam', () => {
    // An input of 0, and an output on its target, leave the gradient of the data at 0.
    const decayed = createTrainer(
      networkOf({
        units: [1, 1],
        activations: ['linear'],
        training: { optimizer: { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.5 } },
      }),
      datasetOf([[0]], [[3]]),
      Float64Array.of(2, 3),
    );
    decayed.advance(1);
    near(decayed.parameters[0]!, 2 * (1 - 0.1 * 0.5));
    near(decayed.parameters[1]!, 3 * (1 - 0.1 * 0.5));

    const coupled = createTrainer(
      networkOf({
        units: [1, 1],
        activations: ['linear'],
        training: { optimizer: { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, l2: 0.01 },
      }),
      datasetOf([[0]], [[0]]),
      Float64Array.of(2, 0),
    );
    coupled.advance(1);
    // Adam's first step is η g / (|g| + ε), and g is λ₂ w = 0.02.
    near(coupled.parameters[0]!, 2 - (0.1 * 0.02) / (0.02 + 1e-8));
  });
});

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 4e-16 * Math.abs(expected), `${actual}, not ${expected}`);
}
