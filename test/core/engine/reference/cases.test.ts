import { strict as assert } from 'node:assert';
import { evaluate, lossAt } from '../../../../src/core/engine/evaluate';
import { createModel } from '../../../../src/core/engine/model';
import { createTrainer } from '../../../../src/core/engine/training';
import { defaultOptimizers } from './networks';
import {
  flatten,
  largestDifference,
  readCases,
  referenceDataset,
  referenceNetwork,
  referenceOptimizer,
  type ReferenceCase,
} from './referenceCases';

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
        compared += compareTraining(type, reference);
      });
    }
  }

  it('make 2,520 comparisons', () => {
    assert.equal(compared, 2520);
  });
});

/** Trains one case by one optimizer with one full batch a step; the number of moments compared. */
function compareTraining(type: (typeof defaultOptimizers)[number]['type'], reference: ReferenceCase): number {
  const expected = reference.training[type];
  const network = referenceNetwork(reference, {
    optimizer: referenceOptimizer(type, expected),
    learningRate: expected.lr,
    epochs: 100,
  });
  const trainer = createTrainer(network, referenceDataset(reference), flatten(network, reference));
  let compared = 0;
  for (const steps of [1, 10, 100] as const) {
    trainer.advance(steps - trainer.step);
    assert.equal(trainer.step, steps);
    const after = expected.after[steps];
    const tolerance = steps === 1 ? 1e-11 : steps === 10 ? 1e-10 : Math.max(1e-9, 100 * after.spread);
    const { loss, parameters } = trainer.finish();
    within(largestDifference([loss], [after.loss]), tolerance, `loss after ${steps}`);
    within(largestDifference(parameters, flatten(network, after)), tolerance, `parameters after ${steps}`);
    compared++;
  }
  return compared;
}

function within(difference: number, tolerance: number, what: string): void {
  assert.ok(difference <= tolerance, `${what}: off by ${difference}, at most ${tolerance} allowed`);
}
