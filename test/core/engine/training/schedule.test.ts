import { strict as assert } from 'node:assert';
import { learningRateAt } from '../../../../src/core/engine/schedule';
import { createTrainer } from '../../../../src/core/engine/training';
import type { Schedule } from '../../../../src/core/network/network';
import { datasetOf, defaultTraining, networkOf } from '../reference/networks';

describe('the learning rate', () => {
  const rate = (schedule: Schedule | null, epoch: number, epochs = 100) =>
    learningRateAt({ ...defaultTraining, learningRate: 0.5, schedule, epochs }, epoch);

  it('stays as it is without a schedule', () => {
    assert.equal(rate(null, 0), 0.5);
    assert.equal(rate(null, 1_000_000), 0.5);
  });

  it('falls in steps: η · factor^⌊e / every⌋', () => {
    const schedule: Schedule = { type: 'step', every: 30, factor: 0.1 };
    assert.equal(rate(schedule, 0), 0.5);
    assert.equal(rate(schedule, 29), 0.5);
    assert.equal(rate(schedule, 30), 0.05);
    near(rate(schedule, 89), 0.005);
    near(rate(schedule, 90), 0.0005);
  });

  it('falls exponentially: η · factor^e', () => {
    const schedule: Schedule = { type: 'exponential', factor: 0.99 };
    for (const epoch of [0, 1, 2, 3, 10, 99, 1000]) near(rate(schedule, epoch), 0.5 * 0.99 ** epoch);
    assert.equal(rate({ type: 'exponential', factor: 1 }, 1e9), 0.5);
    assert.equal(rate({ type: 'exponential', factor: 0.5 }, 1e9), 0);
  });

  it('follows a half cosine to its end, and stays there', () => {
    const schedule: Schedule = { type: 'cosine', to: 0.1 };
    assert.equal(rate(schedule, 0), 0.5);
    near(rate(schedule, 25), 0.1 + 0.2 * (1 + Math.SQRT1_2));
    near(rate(schedule, 50), 0.3);
    near(rate(schedule, 75), 0.1 + 0.2 * (1 - Math.SQRT1_2));
    assert.equal(rate(schedule, 100), 0.1);
    assert.equal(rate(schedule, 500), 0.1);
    assert.equal(rate(schedule, 0, 0), 0.1);
  });

  it('is the one that training uses, one for all batches of an epoch', () => {
    // y = b and L = ½ (b − 1)²: each update multiplies 1 − b by 1 − η.
    const network = networkOf({
      units: [1, 1],
      activations: ['linear'],
      weights: [[[0]]],
      frozen: [{ weights: true, biases: false }],
      training: {
        learningRate: 0.5,
        batchSize: 1,
        epochs: 3,
        schedule: { type: 'exponential', factor: 0.5 },
      },
    });
    const trainer = createTrainer(network, datasetOf([[1], [2]], [[1], [1]]));
    let rest = 1;
    for (const factor of [0.5, 0.5, 0.75, 0.75, 0.875, 0.875]) {
      trainer.advance(1);
      rest *= factor;
      assert.equal(trainer.parameters[1], 1 - rest);
    }
  });
});

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-13 * Math.abs(expected), `${actual}, not ${expected}`);
}
