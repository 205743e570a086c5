import { strict as assert } from 'node:assert';
import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { createTrainer, type Trainer } from '../../src/core/engine/training';
import { distributionSteps } from '../../src/core/insight/distributions/layers';
import { nextUpdateSteps } from '../../src/core/insight/nextUpdate/nextUpdate';
import type { Network } from '../../src/core/network/network';
import { runToEnd } from '../../src/core/network/steps';
import { RequestError } from '../../src/protocol/channel';
import { generatorSource, networkOf } from '../core/engine/data/networkOf';
import { TrainingThread } from './trainingThread';

const network: Network = networkOf(
  2,
  [
    { units: 4, activation: { type: 'tanh' } },
    { units: 1, activation: { type: 'sigmoid' } },
  ],
  { data: generatorSource({ samples: 40, noise: 0.1 }), testFraction: 0.2 },
  {
    learningRate: 0.01,
    batchSize: 5,
    epochs: 200,
    l2: 0.01,
    optimizer: { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  },
);

function datasetOf(): Dataset {
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

function trainerAt(step: number): Trainer {
  const trainer = createTrainer(network, datasetOf());
  while (trainer.step < step) trainer.stepOnce();
  return trainer;
}

describe('what views ask of the thread of a run', () => {
  let thread: TrainingThread;

  beforeEach(() => {
    thread = new TrainingThread();
  });
  afterEach(async () => {
    await thread.dispose();
  });

  const start = () => thread.channel.request('start', { network, fileText: null, parameters: null });
  const rejection = async (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'none',
      (error: unknown) => (error instanceof RequestError ? error.code : String(error)),
    );

  it('tells the next update of any parameter, in the middle of an epoch and at any place of the run', async () => {
    await start();
    for (let step = 0; step < 9; step++) await thread.channel.request('step', null);
    for (const [place, step] of [
      [null, 9],
      [{ epoch: 0, updates: 0 }, 0],
      [{ epoch: 0, updates: 3 }, 3],
      [{ epoch: 1, updates: 0 }, 7],
    ] as const) {
      const trainer = trainerAt(step);
      for (const index of [0, 5, 12, 16]) {
        const answer = await thread.channel.request('nextUpdate', { place, index });
        const expected = runToEnd(
          nextUpdateSteps(network, trainer.model, datasetOf(), trainer.snapshot(), index),
        );
        assert.deepEqual(answer, expected);
      }
    }
  });

  it('tells how the numbers of each layer are spread, now and at any place of the run', async () => {
    await start();
    for (let step = 0; step < 9; step++) await thread.channel.request('step', null);
    for (const [place, step] of [
      [null, 9],
      [{ epoch: 0, updates: 0 }, 0],
      [{ epoch: 0, updates: 3 }, 3],
      [{ epoch: 1, updates: 0 }, 7],
    ] as const) {
      const trainer = trainerAt(step);
      const answer = await thread.channel.request('distributions', { place });
      const state = trainer.snapshot();
      assert.deepEqual(answer, runToEnd(distributionSteps(network, trainer.model, datasetOf(), state)));
    }
    assert.equal(
      await rejection(thread.channel.request('distributions', { place: { epoch: 2, updates: 0 } })),
      'unavailable',
    );
  });

  it('refuses parameters and epochs that do not exist', async () => {
    assert.equal(
      await rejection(thread.channel.request('nextUpdate', { place: null, index: 0 })),
      'unavailable',
    );
    await start();
    assert.equal(
      await rejection(thread.channel.request('nextUpdate', { place: null, index: 17 })),
      'invalidParams',
    );
    assert.equal(
      await rejection(thread.channel.request('nextUpdate', { place: { epoch: 1, updates: 0 }, index: 0 })),
      'unavailable',
    );
    assert.equal(
      await rejection(thread.channel.request('nextUpdate', { place: { epoch: 0.5, updates: 0 }, index: 0 })),
      'invalidParams',
    );
  });
});
