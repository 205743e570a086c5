import { strict as assert } from 'node:assert';
import type { Dataset } from '../../../../src/core/engine/dataset';
import type { Trainer } from '../../../../src/core/engine/training';
import type { Network, Optimizer } from '../../../../src/core/network/network';
import {
  flatten,
  largestDifference,
  referenceDataset,
  referenceNetwork,
  referenceOptimizer,
  type ReferenceCase,
} from './referenceCases';

/**
 * Trains one case by one optimizer with one full batch a step, by the engine that `create` makes a run of; gives
 * the number of moments compared.
 */
export function compareTraining(
  type: Optimizer['type'],
  reference: ReferenceCase,
  create: (network: Network, dataset: Dataset, initial: Float64Array) => Trainer,
): number {
  const expected = reference.training[type];
  const network = referenceNetwork(reference, {
    optimizer: referenceOptimizer(type, expected),
    learningRate: expected.lr,
    epochs: 100,
  });
  const trainer = create(network, referenceDataset(reference), flatten(network, reference));
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

export function within(difference: number, tolerance: number, what: string): void {
  assert.ok(difference <= tolerance, `${what}: off by ${difference}, at most ${tolerance} allowed`);
}
