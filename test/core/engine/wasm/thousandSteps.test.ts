import { strict as assert } from 'node:assert';
import { defaultOptimizers } from '../reference/networks';
import { flatten, readCases, referenceDataset, referenceNetwork } from '../reference/referenceCases';
import { assertSameCourses, type ComparedRun } from './bothEngines';

describe('the reference networks in 1,000 steps by each optimizer', () => {
  it('have the same bits by both engines', () => {
    const cases = readCases();
    const runs = defaultOptimizers.flatMap((optimizer) =>
      cases.map((reference, n): ComparedRun => {
        const samples = reference.inputs.length;
        const batchSize = Math.min(1 + (n % 2), samples);
        const network = referenceNetwork(reference, {
          optimizer,
          learningRate: 0.01,
          epochs: Math.ceil(1000 / Math.ceil(samples / batchSize)),
          batchSize,
        });
        return {
          name: `${optimizer.type} ${reference.id}, batches of ${batchSize}`,
          network,
          dataset: referenceDataset(reference),
          initial: flatten(network, reference),
          turns: [1, 999],
        };
      }),
    );
    const courses = assertSameCourses(runs);
    assert.equal(courses.length, 840);
    assert.ok(courses.every((course) => course.at(-1)!.state.step === 1000));
  });
});
