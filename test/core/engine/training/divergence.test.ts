import { strict as assert } from 'node:assert';
import { describeDivergence } from '../../../../src/core/engine/divergence';
import { createTrainer } from '../../../../src/core/engine/training';
import { networkOf } from '../reference/networks';
import { big, situations } from './divergenceSituations';

describe('a run that leaves the finite numbers', () => {
  let seen = 0;
  for (const { name, sketch, start, dataset, expected, kept } of situations) {
    it(`stops at its step and names it: ${name}`, () => {
      const network = networkOf(sketch);
      const trainer = createTrainer(network, dataset, Float64Array.from(start));
      assert.equal(trainer.advance(Infinity), 'diverged');
      const { stopped, divergence, parameters, history, epochs } = trainer.finish();
      assert.equal(stopped, 'diverged');
      const nowhere = { layer: null, unit: null, sample: null, parameter: null, epoch: 0, step: 0 };
      assert.deepEqual(divergence, { ...nowhere, ...expected });
      assert.ok(parameters.every(Number.isFinite), 'the weights kept are finite');
      assert.ok(history.loss.every(Number.isFinite), 'the chart has finite numbers only');
      assert.ok(history.testLoss.every(Number.isFinite));
      assert.equal(history.loss.length, epochs);
      assert.equal(epochs, divergence.epoch);
      if (divergence.step === 0 || kept) assert.deepEqual([...parameters], kept ?? start);

      assert.equal(trainer.advance(Infinity), 'diverged');
      assert.equal(trainer.stepOnce(), 'diverged');
      assert.equal(trainer.step, divergence.step);
      assert.deepEqual(trainer.parameters, parameters);

      const other = createTrainer(network, dataset);
      other.restore(trainer.snapshot());
      assert.deepEqual(other.snapshot(), trainer.snapshot());
      seen++;
    });
  }

  it(`does so in ${situations.length} situations, at least 40`, () => {
    assert.ok(situations.length >= 40);
    assert.equal(seen, situations.length);
  });

  it('is not one whose bounded activation merely saturates', () => {
    for (const type of ['sigmoid', 'tanh'] as const) {
      const network = networkOf({ units: [1, 1, 1], activations: [type, 'linear'], training: { epochs: 3 } });
      const trainer = createTrainer(network, big, Float64Array.of(1e200, 0, 0.5, 0));
      assert.equal(trainer.advance(Infinity), 'epochs');
      assert.equal(trainer.parameters[0], 1e200);
    }
  });

  it('is told in words, with counts from 1', () => {
    const network = networkOf({ units: [1, 2, 1], activations: ['linear', 'linear'] });
    const trainer = createTrainer(network, big, Float64Array.of(0, 1e200, 0, 0, 1, 1, 0));
    trainer.advance(Infinity);
    assert.equal(
      describeDivergence(network, trainer.finish().divergence!),
      'Training diverged in step 1 (epoch 1): an activation is no longer a finite number at unit 2, layer "layer 1", sample 1. ' +
        'The last finite weights are kept. Try a smaller learning rate, smaller weights or scaled inputs.',
    );
    const nowhere = { layer: null, unit: null, sample: null, parameter: null };
    assert.match(
      describeDivergence(network, { ...nowhere, what: 'loss', epoch: 4, step: 9 }),
      /in step 10 \(epoch 5\): the loss is no longer a finite number\. The last/,
    );
    assert.match(
      describeDivergence(network, { ...nowhere, what: 'weight', layer: 1, unit: 0, epoch: 0, step: 0 }),
      /: a weight is no longer a finite number at unit 1, layer "layer 2"\. /,
    );
  });
});
