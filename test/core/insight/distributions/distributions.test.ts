import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { createTrace } from '../../../../src/core/engine/model';
import { prepareDataset, type Dataset } from '../../../../src/core/engine/dataset';
import { backward, forward, sampleLoss } from '../../../../src/core/engine/propagate';
import { createTrainer } from '../../../../src/core/engine/training';
import { distributionSteps } from '../../../../src/core/insight/distributions/layers';
import { distributionOf, quantileShares } from '../../../../src/core/insight/distributions/summary';
import type { Network } from '../../../../src/core/network/network';
import { runToEnd } from '../../../../src/core/network/steps';
import { defaultOptimizers } from '../../engine/reference/networks';
import { generatorSource, networkOf } from '../../engine/data/networkOf';

function near(actual: number | undefined, expected: number, tolerance = 1e-12): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );
}

function datasetOf(network: Network): Dataset {
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

describe('distributions', () => {
  it('have the quantiles, moments and bins of ten numbers by hand', () => {
    const found = distributionOf(Float64Array.of(3, -1, 0, 4, NaN, 1, 2, Infinity, 0, 9, 7, 0));
    assert.equal(found.count, 12);
    assert.equal(found.notFinite, 2);
    assert.equal(found.zeros, 3);
    near(found.mean, 2.5);
    near(found.deviation, Math.sqrt(161 / 10 - 6.25));
    // Sorted: −1 0 0 0 1 2 3 4 7 9.
    const expected = [-1, -0.55, 0, 1.5, 3.75, 8.1, 9];
    quantileShares.forEach((_, n) => {
      near(found.quantiles[n], expected[n]!);
    });
    assert.equal(found.histogram.least, -1);
    assert.equal(found.histogram.greatest, 9);
    assert.equal(found.histogram.counts[0], 1);
    assert.equal(found.histogram.counts[2], 3);
    assert.equal(found.histogram.counts[23], 1);
  });

  it('count every number once, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 60 }), (numbers) => {
        const { histogram, quantiles, count, notFinite } = distributionOf(Float64Array.from(numbers));
        const counted = histogram.counts.reduce((sum, one) => sum + one, 0);
        assert.equal(counted, count - notFinite);
        for (let n = 1; n < quantiles.length; n++) assert.ok(!(quantiles[n]! < quantiles[n - 1]!));
      }),
    );
  });

  it('of a network’s layers are those of its weights, activations, errors and the engine’s next update', () => {
    for (const optimizer of defaultOptimizers) {
      const network = networkOf(
        2,
        [
          { units: 3, activation: { type: 'tanh' } },
          { units: 2, activation: { type: 'sigmoid' }, frozen: { weights: true, biases: false } },
          { units: 1, activation: { type: 'sigmoid' } },
        ],
        { data: generatorSource({ samples: 23, noise: 0.1 }), testFraction: 0.2 },
        { optimizer, batchSize: 5, l1: 0.01, schedule: { type: 'exponential', factor: 0.9 } },
      );
      const samples = datasetOf(network);
      const trainer = createTrainer(network, samples);
      for (let step = 0; step < 7; step++) trainer.stepOnce();
      const state = trainer.snapshot();
      const { model } = trainer;
      const { layers, ...rest } = runToEnd(distributionSteps(network, model, samples, state));
      assert.deepEqual(rest, { epoch: 1, step: 7, samples: 18 });
      trainer.stepOnce();
      const trace = createTrace(model);
      const numbers = model.layers.map(() => ({ activations: [] as number[], deltas: [] as number[] }));
      for (const s of samples.trainingIndices) {
        forward(model, state.parameters, samples.inputs, 2 * s, trace);
        sampleLoss(model, samples.targets, s, trace);
        backward(model, state.parameters, trace);
        trace.layers.forEach((layer, l) => {
          numbers[l]!.activations.push(...layer.activations);
          numbers[l]!.deltas.push(...layer.deltas);
        });
      }
      model.layers.forEach(({ weightOffset, inputs, units }, l) => {
        const range = [weightOffset, weightOffset + inputs * units] as const;
        const weights = state.parameters.slice(...range);
        const updates = trainer.parameters.slice(...range).map((after, n) => after - weights[n]!);
        const found = layers[l]!;
        assert.deepEqual(found.weights, distributionOf(weights));
        assert.deepEqual(found.updates, distributionOf(updates));
        assert.deepEqual(found.activations, distributionOf(Float64Array.from(numbers[l]!.activations)));
        assert.deepEqual(found.deltas, distributionOf(Float64Array.from(numbers[l]!.deltas)));
        near(found.updateRatio, Math.hypot(...updates) / Math.hypot(...weights));
        assert.equal(found.updateRatio === 0, l === 1, 'what is frozen is not moved');
      });
    }
  });

  it('of many numbers are of some of them, evenly chosen', () => {
    const network = networkOf(400, [{ units: 500, activation: { type: 'linear' } }], { data: null }, {});
    const inputs = new Float64Array(400).fill(0.01);
    const samples = {
      inputs,
      targets: new Float64Array(500),
      trainingIndices: Uint32Array.of(0),
      testIndices: new Uint32Array(0),
    };
    const trainer = createTrainer(network, samples);
    const { layers } = runToEnd(distributionSteps(network, trainer.model, samples, trainer.snapshot()));
    assert.equal(layers[0]!.weights.count, 50_000);
    assert.equal(layers[0]!.activations.count, 500);
    const all = distributionOf(trainer.parameters.slice(0, 200_000));
    near(layers[0]!.weights.deviation, all.deviation, 0.02);
  });
});
