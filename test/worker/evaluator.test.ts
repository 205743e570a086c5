import { strict as assert } from 'node:assert';
import { prepareDataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import type { Network } from '../../src/core/network/network';
import { generatorSource, networkOf } from '../core/engine/data/networkOf';
import { TrainingThread } from './trainingThread';

const layers = [
  { units: 5, activation: { type: 'gelu' } },
  { units: 1, activation: { type: 'linear' } },
] as const;

describe('an evaluation without a run', () => {
  let thread: TrainingThread;

  beforeEach(() => {
    thread = new TrainingThread();
  });
  afterEach(async () => {
    assert.deepEqual(thread.faults, []);
    await thread.dispose();
  });

  it('is that of the engine, bit for bit, for other parameters, samples and networks', async () => {
    const base = networkOf(2, layers, { data: generatorSource({ samples: 130, noise: 0.1 }) }, { l2: 0.01 });
    const other: Network = { ...base, reduction: 'sum' };
    const fewer: Network = { ...base, testFraction: 0.5 };
    for (const [network, isSent] of [
      [base, true],
      [base, false],
      [other, false],
      [fewer, true],
      [base, true],
    ] as const) {
      const prepared = prepareDataset(network, null);
      assert.ok('dataset' in prepared);
      const { inputs, targets, trainingIndices, testIndices } = prepared.dataset;
      const parameters = initialParameters(network).map((value, n) => value + n / 10 + (isSent ? 0 : 0.5));
      assert.deepEqual(
        await thread.channel.request('evaluate', {
          network,
          samples: isSent ? { inputs, targets, trainingIndices, testIndices } : null,
          parameters,
        }),
        evaluate(createModel(network), parameters, prepared.dataset, trainingIndices),
      );
    }
  });

  it('is the same again where there are too many samples to keep a copy of', async () => {
    const network = networkOf(40, [{ units: 1, activation: { type: 'linear' } }]);
    const count = 15_000;
    const inputs = Float64Array.from({ length: 40 * count }, (_, n) => Math.sin(n));
    const targets = Float64Array.from({ length: count }, (_, n) => n % 2);
    const trainingIndices = Uint32Array.from({ length: count }, (_, n) => n);
    const samples = { inputs, targets, trainingIndices, testIndices: new Uint32Array() };
    for (const sent of [samples, null]) {
      const parameters = initialParameters(network).map((value, n) => value + (sent ? 0 : n / 10));
      const { outputs, ...asked } = await thread.channel.request('evaluate', {
        network,
        samples: sent,
        parameters,
      });
      const { outputs: expected, ...rest } = evaluate(
        createModel(network),
        parameters,
        samples,
        trainingIndices,
      );
      assert.deepEqual(asked, rest);
      assert.ok(outputs.length === count && outputs.every((y, n) => Object.is(y, expected[n])));
    }
  });

  it('fails where no samples have come', async () => {
    const network = networkOf(2, layers, { data: generatorSource({ samples: 10 }) });
    const asked = thread.channel.request('evaluate', {
      network,
      samples: null,
      parameters: initialParameters(network),
    });
    await assert.rejects(asked, /no samples/);
  });
});
