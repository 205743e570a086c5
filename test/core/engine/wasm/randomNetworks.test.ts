import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { createModel } from '../../../../src/core/engine/model';
import { isSmall } from '../../../../src/core/engine/wasm/straightLine';
import { assertSameCourses } from './bothEngines';
import { randomComparedRun } from './randomNetworks';

describe('1,000 random networks', () => {
  it('have the same bits by both engines', () => {
    const seeds = fc.sample(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { numRuns: 1000, seed: 4 });
    const runs = seeds.map(randomComparedRun);
    assertSameCourses(runs);

    const count = (which: (run: (typeof runs)[number]) => boolean): number => runs.filter(which).length;
    const batchOf = ({ network, dataset }: (typeof runs)[number]): number =>
      network.training.batchSize === 'full' ? dataset.trainingIndices.length : network.training.batchSize;
    const small = count(({ network }) => isSmall(createModel(network)));
    assert.ok(small > 200 && small < 800, `${small} of them are written out`);
    assert.ok(count((run) => batchOf(run) === 1) > 20);
    assert.ok(count((run) => batchOf(run) > 64 && !isSmall(createModel(run.network))) > 5);
    assert.ok(count((run) => batchOf(run) > 128) > 2);
    assert.ok(count(({ dataset }) => dataset.testIndices.length > 0) > 100);
  });
});
