import { strict as assert } from 'node:assert';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { evaluateInSlices } from '../../../src/core/engine/evaluateInSlices';
import { generatorSource, networkOf } from './data/networkOf';

describe('evaluation in slices', () => {
  // 128 samples are one leaf of the pairwise sum, 129 are two, 700 go deeper.
  for (const samples of [1, 2, 128, 129, 700]) {
    for (const reduction of ['mean', 'sum'] as const) {
      it(`equals the engine's bit for bit: ${samples} samples, ${reduction}`, () => {
        const network = networkOf(
          2,
          [
            { units: 3, activation: { type: 'tanh' } },
            { units: 1, activation: { type: 'sigmoid' } },
          ],
          { data: generatorSource({ samples, noise: 0.3 }), reduction },
          { l1: 0.01, l2: 0.1 },
        );
        const prepared = prepareDataset(network, null);
        assert.ok('dataset' in prepared);
        const { dataset } = prepared;
        const model = createModel(network);
        const parameters = initialParameters(network);
        const steps = evaluateInSlices(model, parameters, dataset, dataset.trainingIndices);
        let slices = 0;
        let step = steps.next();
        for (; !step.done; step = steps.next()) slices++;
        assert.equal(slices, samples);
        assert.deepEqual(step.value, evaluate(model, parameters, dataset, dataset.trainingIndices));
      });
    }
  }
});
