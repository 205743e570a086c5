import { strict as assert } from 'node:assert';
import { compareTraining, within } from '../reference/comparisons';
import { defaultOptimizers } from '../reference/networks';
import {
  flatten,
  largestDifference,
  readCases,
  referenceDataset,
  referenceNetwork,
} from '../reference/referenceCases';
import { advanceBoth, bothEngines, compiledTrainer } from './bothEngines';

const cases = readCases();

describe('reference networks, compiled', () => {
  let evaluated = 0;
  for (const reference of cases) {
    it(`${reference.id} ${reference.activations.join('-')} ${reference.loss}: loss and gradients`, () => {
      // Without a rate nothing moves, and without momentum the velocity is the gradient.
      const network = referenceNetwork(reference, {
        optimizer: { type: 'momentum', momentum: 0 },
        learningRate: 0,
        epochs: 1,
      });
      const trainer = compiledTrainer(network, referenceDataset(reference), flatten(network, reference));
      trainer.advance(1);
      const gradient = trainer.snapshot().optimizer.mean!;
      const { history, loss } = trainer.finish();
      within(largestDifference([loss], [reference.lossValue]), 1e-12, 'loss');
      within(largestDifference(history.loss, [reference.lossValue]), 1e-12, 'loss of the epoch');
      within(largestDifference(gradient, flatten(network, reference.gradients)), 1e-11, 'gradients');
      evaluated++;
    });
  }

  it('are 120', () => {
    assert.equal(evaluated, 120);
  });
});

describe('optimizers on the reference networks, compiled', () => {
  let compared = 0;
  for (const { type } of defaultOptimizers) {
    it(`${type}: loss, weights and biases after 1, 10 and 100 steps of each network`, () => {
      for (const reference of cases) compared += compareTraining(type, reference, compiledTrainer);
    });
  }

  it('make 2,520 comparisons', () => {
    assert.equal(compared, 2520);
  });
});

describe('the reference networks in 1,000 steps', () => {
  for (const optimizer of defaultOptimizers) {
    it(`by ${optimizer.type} have the same bits by both engines`, () => {
      cases.forEach((reference, n) => {
        const samples = reference.inputs.length;
        const batchSize = n % 2 === 0 ? 'full' : 1 + (n % samples);
        const updatesPerEpoch = batchSize === 'full' ? 1 : Math.ceil(samples / batchSize);
        const network = referenceNetwork(reference, {
          optimizer,
          learningRate: 0.01,
          epochs: Math.ceil(1000 / updatesPerEpoch),
          batchSize,
        });
        const both = bothEngines(network, referenceDataset(reference), flatten(network, reference));
        advanceBoth(both, [1, 2, 997], `${reference.id}, batches of ${batchSize}`);
        assert.equal(both.compiled.step, 1000);
      });
    });
  }
});
