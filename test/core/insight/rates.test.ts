import { strict as assert } from 'node:assert';
import { learningRateAt } from '../../../src/core/engine/schedule';
import {
  drawnRun,
  epochsBelow,
  overshootsOf,
  usualRates,
  usualThreshold,
  type ComparedRun,
} from '../../../src/core/insight/rates';
import { parse } from '../../../src/core/network/parse';
import type { Network } from '../../../src/core/network/network';
import { defaultTraining } from '../engine/reference/networks';

function networkOf(more: object): Network {
  const { network } = parse(
    JSON.stringify({
      inputs: 1,
      layers: [{ units: 1 }],
      data: { inputs: [[1]], targets: [[1]] },
      ...more,
    }),
  );
  assert.ok(network);
  return network;
}

const run = (losses: number[], loss: number, every = 1): ComparedRun => ({
  epochs: losses.length * every,
  loss,
  history: { loss: Float64Array.from(losses), every },
});

describe('learning rates compared', () => {
  it('are those of the sweep, else six around the file’s own, those of the published study at 0.5', () => {
    assert.deepEqual(usualRates(networkOf({ sweep: { optimizer: ['sgd'], learningRate: [3, 1] } })), [3, 1]);
    assert.deepEqual(usualRates(networkOf({ training: { learningRate: 0.5 } })), [0.1, 0.2, 0.5, 0.8, 1, 2]);
    assert.deepEqual(
      usualRates(networkOf({ training: { learningRate: 0.037 }, sweep: { seed: [1] } })),
      [0.0074, 0.015, 0.037, 0.059, 0.074, 0.15],
    );
    assert.ok(usualRates(networkOf({ training: { learningRate: 0 } })).every((rate) => rate > 0));
  });

  it('have the file’s threshold, else 5 % of the start', () => {
    const stopping = networkOf({ training: { stopWhen: { lossBelow: 0.02 } } });
    assert.equal(usualThreshold(stopping, 1), 0.02);
    assert.equal(usualThreshold(networkOf({}), 0.014181), 0.00071);
  });

  it('reach a threshold at the least epoch below it, the final loss being the last', () => {
    const losses = [4, 2, 1, 3, 0.5];
    assert.equal(epochsBelow(run(losses, 0.1), 4), 1);
    assert.equal(epochsBelow(run(losses, 0.1), 2), 2, 'below, not at it');
    assert.equal(epochsBelow(run(losses, 0.1), 0.2), 5);
    assert.equal(epochsBelow(run(losses, 0.1), 0.1), null);
    assert.equal(epochsBelow(run(losses, 0.1, 3), 1), 12, 'a history of every third epoch');
    assert.equal(epochsBelow(run([Number.NaN, 5], 0.1), 6), 1);
  });

  it('overshoot where the loss is higher after an epoch than before it, beyond rounding', () => {
    assert.equal(overshootsOf(run([4, 3, 2], 1)), null);
    assert.deepEqual(overshootsOf(run([4, 3, 3.5, 1], 2)), { count: 2, first: 1 });
    assert.deepEqual(overshootsOf(run([4, 3, 2], 2.5)), { count: 1, first: 2 }, 'the final loss counts');
    assert.equal(overshootsOf(run([4, 1e-13, 2e-13], 1e-13)), null, 'noise at the floor is none');
    assert.deepEqual(overshootsOf(run([4, 5], 1, 10)), { count: 1, first: 0 });
    assert.equal(overshootsOf({ ...run([4], 9), epochs: 0 }), null, 'no epoch was finished');
  });

  it('are drawn with their ends and every extreme, against epochs and against η · t', () => {
    const losses = Float64Array.from({ length: 10_000 }, (_, n) => Math.exp(-n / 3000));
    losses[6543] = 7;
    losses[6544] = 1e-9;
    const long = { epochs: 10_000, loss: 0.01, history: { loss: losses, every: 1 } };
    const { epochs, times, losses: drawn } = drawnRun(long, { ...defaultTraining, learningRate: 0.3 }, 500);
    assert.ok(epochs.length <= 502, `${epochs.length}`);
    assert.equal(epochs[0], 0);
    assert.equal(drawn[0], 1);
    assert.equal(epochs.at(-1), 10_000);
    assert.equal(drawn.at(-1), 0.01);
    assert.equal(drawn[epochs.indexOf(6543)], 7);
    assert.equal(drawn[epochs.indexOf(6544)], 1e-9);
    epochs.forEach((epoch, n) => {
      assert.ok(n === 0 || epoch > epochs[n - 1]!, 'ascending');
      assert.equal(times[n], 0.3 * epoch);
      if (epoch < 10_000) assert.equal(drawn[n], losses[epoch]);
    });
  });

  it('add up a schedule’s rates', () => {
    const schedule = { type: 'step', every: 3, factor: 0.5 } as const;
    const training = { ...defaultTraining, learningRate: 0.8, schedule, epochs: 10 };
    const { epochs, times } = drawnRun(run([9, 8, 7, 6, 5, 4, 3, 2, 1], 0.5), training, 100);
    assert.deepEqual([...epochs], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    epochs.forEach((epoch, n) => {
      let sum = 0;
      for (let e = 0; e < epoch; e++) sum += learningRateAt(training, e);
      assert.ok(Math.abs(times[n]! - sum) < 1e-12);
    });
    assert.ok(Math.abs(times[9]! - 0.8 * 3 * (1 + 0.5 + 0.25)) < 1e-12);
  });
});
