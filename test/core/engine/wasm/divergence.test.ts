import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createTrainer } from '../../../../src/core/engine/training';
import { networkOf } from '../reference/networks';
import { situations } from '../training/divergenceSituations';
import { assertSame, assertSameCourses, compiledTrainer, type ComparedRun } from './bothEngines';
import { randomComparedRun } from './randomNetworks';

describe('a compiled run that leaves the finite numbers', () => {
  it('says what, where and when as the engine in TypeScript does, and keeps the same weights', () => {
    const runs = situations.map(({ name, sketch, start, dataset }): ComparedRun => {
      const network = networkOf(sketch);
      return { name, network, dataset, initial: Float64Array.from(start), turns: [1, Infinity, Infinity] };
    });
    const courses = assertSameCourses(runs);
    assert.ok(courses.every((course) => course.at(-1)!.status === 'diverged'));
  });

  it('makes no step past its end', () => {
    for (const { name, sketch, start, dataset } of situations) {
      const compiled = compiledTrainer(networkOf(sketch), dataset, Float64Array.from(start));
      compiled.advance(Infinity);
      const interpreted = createTrainer(networkOf(sketch), dataset, Float64Array.from(start));
      interpreted.advance(Infinity);
      assert.equal(compiled.stepOnce(), 'diverged', name);
      assertSame(compiled, interpreted, name);
    }
  });

  it('does so in random networks with far too large rates, weights or samples', () => {
    const seeds = fc.sample(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { numRuns: 150, seed: 5 });
    const courses = assertSameCourses(seeds.map(randomDivergence));
    const divergences = courses.flatMap((course) => course.at(-1)!.result.divergence ?? []);
    for (const what of ['activation', 'loss', 'gradient', 'weight'] as const) {
      const count = divergences.filter((divergence) => divergence.what === what).length;
      assert.ok(count >= 3, `${what}: ${count}`);
    }
    assert.ok(divergences.some(({ step }) => step > 0));
    assert.ok(divergences.some(({ sample }) => sample !== null && sample > 32));
    assert.ok(courses.some((course) => course.at(-1)!.result.divergence === null));
  });
});

/** A random run with one of its numbers blown up. */
function randomDivergence(seed: number): ComparedRun {
  const run = randomComparedRun(seed);
  const factor = [1e60, 1e120, 1e154, 1e200, 1e290][seed % 5]!;
  const rate = [1e60, 1e200, 1e307, 1e308, 1.7e308][seed % 5]!;
  const { training } = run.network;
  switch (Math.floor(seed / 5) % 4) {
    case 0:
      return { ...run, network: { ...run.network, training: { ...training, learningRate: rate } } };
    case 1:
      return { ...run, initial: initialParameters(run.network).map((weight) => weight * factor) };
    case 2: {
      // One sample alone, of those that are not the first.
      const { inputs, inputUnits, sampleCount } = run.dataset;
      const from = inputUnits * (seed % sampleCount);
      const grown = inputs.map((x, n) => (n >= from && n < from + inputUnits ? x * factor : x));
      return { ...run, dataset: { ...run.dataset, inputs: grown } };
    }
    default:
      return { ...run, dataset: { ...run.dataset, targets: run.dataset.targets.map((t) => t * factor) } };
  }
}
