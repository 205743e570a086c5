import { strict as assert } from 'node:assert';
import { prepareDataset } from '../../src/core/engine/dataset';
import { createTrainer } from '../../src/core/engine/training';
import { generatorSource, networkOf } from '../core/engine/data/networkOf';
import { TrainingThread } from './trainingThread';

describe('training worker with a formula activation', () => {
  it('learns the exclusive or, with the numbers of the engine bit for bit', async () => {
    const layers = [
      { units: 6, activation: { type: 'formula', formula: 'a * tanh(log(1 + exp(a)))' } },
      { units: 1, activation: { type: 'sigmoid' } },
    ] as const;
    const network = networkOf(
      2,
      layers,
      { data: generatorSource({ samples: 60, noise: 0 }), loss: { type: 'binaryCrossEntropy' } },
      {
        epochs: 400,
        learningRate: 0.05,
        optimizer: { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      },
    );
    const thread = new TrainingThread();
    try {
      await thread.channel.request('start', { network, fileText: null, parameters: null });
      const end = await thread.channel.request('run', null);
      const prepared = prepareDataset(network, null);
      assert.ok('dataset' in prepared);
      const trainer = createTrainer(network, prepared.dataset);
      while (trainer.advance(1000) === 'running');
      const expected = trainer.finish();
      assert.equal(end.stopped, 'epochs');
      assert.deepEqual(end.parameters, expected.parameters);
      assert.equal(end.loss, expected.loss);
      assert.ok(expected.history.loss[0]! > 0.5, String(expected.history.loss[0]));
      assert.ok(end.loss < 0.1, String(end.loss));
      assert.deepEqual(thread.faults, []);
    } finally {
      await thread.dispose();
    }
  });
});
