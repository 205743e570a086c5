import { strict as assert } from 'node:assert';
import { evaluate, lossAt } from '../../../../src/core/engine/evaluate';
import { createModel } from '../../../../src/core/engine/model';
import { createTrainer } from '../../../../src/core/engine/training';
import { compareTraining, within } from './comparisons';
import { defaultOptimizers } from './networks';
import { flatten, largestDifference, readCases, referenceDataset, referenceNetwork } from './referenceCases';

const cases = readCases();

describe('reference networks', () => {
  let evaluated = 0;
  for (const reference of cases) {
    it(`${reference.id} ${reference.activations.join('-')} ${reference.loss}: loss, outputs, gradients`, () => {
      const network = referenceNetwork(reference);
      const model = createModel(network);
      const dataset = referenceDataset(reference);
      const parameters = flatten(network, reference);
      const { loss, penalty, gradient, outputs, lossTerms } = evaluate(
        model,
        parameters,
        dataset,
        dataset.trainingIndices,
      );
      within(largestDifference([loss], [reference.lossValue]), 1e-12, 'loss');
      within(largestDifference(outputs, reference.outputs.flat()), 1e-11, 'outputs');
      within(largestDifference(gradient, flatten(network, reference.gradients)), 1e-11, 'gradients');
      within(
        largestDifference([lossTerms.reduce((sum, term) => sum + term, 0)], [loss]),
        1e-12,
        'sum of the loss terms',
      );
      assert.equal(penalty, 0);
      assert.equal(lossAt(model, parameters, dataset, dataset.trainingIndices), loss);
      evaluated++;
    });
  }

  it('are 120', () => {
    assert.equal(evaluated, 120);
  });
});

describe('optimizers on the reference networks', () => {
  let compared = 0;
  for (const { type } of defaultOptimizers) {
    for (const reference of cases) {
      it(`${type} ${reference.id}: loss, weights and biases after 1, 10 and 100 steps`, () => {
        compared += compareTraining(type, reference, createTrainer);
      });
    }
  }

  it('make 2,520 comparisons', () => {
    assert.equal(compared, 2520);
  });
});
