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
import { compiledTrainer } from './bothEngines';

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
