import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createTrainer } from '../../../../src/core/engine/training';
import { datasetOf, networkOf } from '../reference/networks';
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

  it('does so in the middle of an epoch of which some updates were asked for one by one', () => {
    const seeds = fc.sample(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { numRuns: 60, seed: 6 });
    const courses = assertSameCourses(
      seeds.map((seed): ComparedRun => {
        const { network, ...run } = randomDivergence(seed);
        const training = { ...network.training, batchSize: 1, learningRate: 1e20 };
        return {
          ...run,
          network: { ...network, training },
          turns: [...new Array<number>(25).fill(1), Infinity],
        };
      }),
    );
    const late = courses
      .flatMap((course) => course.at(-1)!.result.divergence ?? [])
      .filter(({ step }) => step > 1);
    assert.ok(late.length >= 10, String(late.length));
  });

  it('does so in steps past the end that a rule has set', () => {
    const network = networkOf({
      units: [2, 1],
      activations: ['linear'],
      training: {
        epochs: 100,
        batchSize: 1,
        learningRate: 1e20,
        stopWhen: { lossBelow: 1e300, patience: null },
      },
    });
    const samples = datasetOf(
      [
        [1, 0.5],
        [0.3, 1],
        [-1, 0.7],
      ],
      [[1], [0], [0.5]],
    );
    const [compiled, interpreted] = [compiledTrainer(network, samples), createTrainer(network, samples)];
    for (const trainer of [compiled, interpreted]) {
      while (trainer.advance(1) === 'running');
      assert.deepEqual([trainer.snapshot().stopped, trainer.step], ['lossBelow', 3]);
      while (trainer.stepOnce() === 'running');
      assert.ok(trainer.step > 5, String(trainer.step));
    }
    assertSame(compiled, interpreted);
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
