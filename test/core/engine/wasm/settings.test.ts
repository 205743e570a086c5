import { strict as assert } from 'node:assert';
import { Checkpoints, replayTo } from '../../../../src/core/engine/checkpoints';
import type { Dataset } from '../../../../src/core/engine/dataset';
import { createRandom } from '../../../../src/core/engine/random';
import { createTrainer } from '../../../../src/core/engine/training';
import { runToEnd } from '../../../../src/core/network/steps';
import type { Loss, Network, Training } from '../../../../src/core/network/network';
import { allowedPairs } from '../../insight/randomNetworks';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';
import { assertSame, assertSameCourses, compiledTrainer, type ComparedRun } from './bothEngines';

/** Units of a network that is written out, of one that goes through panels, and of one of a single unit. */
const sizes = { small: [3, 5, 3], panels: [7, 21, 9], single: [1, 1, 2] } as const;

function samples(units: readonly number[], count: number, loss: Loss, held: readonly number[] = []): Dataset {
  const random = createRandom(11);
  const targets = (length: number): number[] => {
    const drawn = Array.from({ length }, () => random.uniform());
    const sum = drawn.reduce((total, target) => total + target, 0);
    return loss.type === 'categoricalCrossEntropy' ? drawn.map((target) => target / sum) : drawn;
  };
  const row = (length: number) => Array.from({ length }, () => 2 * random.uniform() - 1);
  const every = Array.from({ length: count }, () => ({ x: row(units[0]!), t: targets(units.at(-1)!) }));
  return datasetOf(
    every.map(({ x }) => x),
    every.map(({ t }) => t),
    held,
  );
}

const halfSquaredError: Loss = { type: 'halfSquaredError' };

/** 0 updates first: the state that both start from. */
const turns = [0, 1, 5, 1000];

describe('every last activation with every loss that is allowed', () => {
  for (const [size, units] of Object.entries(sizes)) {
    it(`has the same bits by both engines: ${size}`, () => {
      const runs = allowedPairs.flatMap(({ last, loss }) =>
        (['mean', 'sum'] as const).map((reduction): ComparedRun => {
          const network = networkOf({
            units,
            activations: ['tanh', last],
            loss,
            reduction,
            training: { epochs: 3, batchSize: 6, learningRate: 0.05 },
          });
          const name = `${last.type} ${loss.type} ${reduction}`;
          return { name, network, dataset: samples(units, 15, loss), turns: [1, 1000] };
        }),
      );
      assert.equal(runs.length, 96);
      assertSameCourses(runs);
    });
  }
});

describe('every setting of training', () => {
  const settings: Readonly<Record<string, Partial<Training>>> = {
    'no epochs': { epochs: 0 },
    'batches in the order of the file': { batchSize: 4, shuffle: false },
    'batches in a new order': { batchSize: 4 },
    'batches of one': { batchSize: 1 },
    'batches of all but one': { batchSize: 16 },
    'batches larger than the data': { batchSize: 1000, shuffle: true },
    'a penalty on magnitudes': { l1: 0.01 },
    'a penalty on squares': { l2: 0.02 },
    'both penalties': { l1: 0.01, l2: 0.02, batchSize: 5 },
    'a schedule of steps': { schedule: { type: 'step', every: 2, factor: 0.5 }, batchSize: 5 },
    'an exponential schedule': { schedule: { type: 'exponential', factor: 0.7 }, batchSize: 5 },
    'a schedule by the cosine': { schedule: { type: 'cosine', to: 0.001 } },
    'the loss falls below a bound': { stopWhen: { lossBelow: 0.3, patience: null }, epochs: 300 },
    patience: { learningRate: 1, stopWhen: { lossBelow: null, patience: 2 }, epochs: 300 },
    'both rules': { stopWhen: { lossBelow: 1e-9, patience: 1 }, batchSize: 5, epochs: 300 },
    'no rate': { learningRate: 0 },
  };
  const frozen = {
    none: undefined,
    'frozen weights': [{ weights: true, biases: false }, undefined],
    'frozen biases': [undefined, { weights: false, biases: true }],
    'a frozen layer': [undefined, { weights: true, biases: true }],
  };
  const free = { weights: false, biases: false };

  for (const optimizer of defaultOptimizers) {
    it(`has the same bits by both engines, with ${optimizer.type}`, () => {
      const runs = Object.entries(settings).flatMap(([setting, training]) =>
        Object.entries(sizes).flatMap(([size, units]) =>
          Object.entries(frozen).flatMap(([part, layers], n): ComparedRun[] => {
            // Each setting with one frozen part, and all of them with the plainest.
            if (n > 0 && setting !== 'both penalties') return [];
            const network = networkOf({
              units,
              activations: ['sigmoid', 'linear'],
              ...(layers && { frozen: layers.map((layer) => layer ?? free) }),
              training: { optimizer, learningRate: 0.1, epochs: 6, ...training },
            });
            const held = n % 2 === 0 && setting.length % 2 === 0 ? [2, 5] : [];
            const dataset = samples(units, 17, halfSquaredError, held);
            return [{ name: `${setting}, ${size}, ${part}`, network, dataset, turns }];
          }),
        ),
      );
      const courses = assertSameCourses(runs);
      const ends = new Set(courses.map((course) => course.at(-1)!.status));
      assert.ok(ends.has('epochs') && ends.has('patience'), [...ends].join());
    });
  }

  it('of one sample, whose updates are all epochs, has the same bits by both engines', () => {
    const runs = Object.entries(settings).flatMap(([setting, training]) =>
      defaultOptimizers.flatMap((optimizer) =>
        Object.entries(frozen).map(([part, layers]): ComparedRun => {
          const network = networkOf({
            units: sizes.small,
            activations: ['tanh', 'softmax'],
            loss: 'categoricalCrossEntropy',
            ...(layers && { frozen: layers.map((layer) => layer ?? free) }),
            training: { optimizer, learningRate: 0.1, epochs: 6, ...training },
          });
          const dataset = samples(sizes.small, 1, { type: 'categoricalCrossEntropy' });
          return { name: `${setting}, ${optimizer.type}, ${part}`, network, dataset, turns };
        }),
      ),
    );
    assertSameCourses(runs);
  });

  it('past 4,096 epochs, where the history is read on the way, has the same bits by both engines', () => {
    const training: Partial<Training> = {
      epochs: 10_000,
      schedule: { type: 'exponential', factor: 0.9999 },
      stopWhen: { lossBelow: 0, patience: 9_000 },
    };
    const units = [1, 2];
    const runs = [1, 2, 5].map((count): ComparedRun => {
      const network = networkOf({ units, activations: ['tanh'], training: { ...training, batchSize: 2 } });
      const dataset = samples(units, count, halfSquaredError, count === 5 ? [0] : []);
      return { name: `${count} samples`, network, dataset, turns: [4095, 4097, Infinity] };
    });
    assertSameCourses(runs);
  });
});

describe('a run that goes from engine to engine', () => {
  const networks = Object.entries(sizes).flatMap(([size, units]) =>
    defaultOptimizers.map((optimizer, n) => {
      const network = networkOf({
        units,
        activations: ['softplus', 'linear'],
        reduction: n % 2 === 0 ? 'mean' : 'sum',
        training: {
          optimizer,
          learningRate: 0.01,
          epochs: 7,
          batchSize: 4,
          l2: 0.01,
          schedule: { type: 'exponential', factor: 0.8 },
          stopWhen: { lossBelow: null, patience: 3 },
        },
      });
      const dataset = samples(units, 15, halfSquaredError, n % 3 === 0 ? [0, 7] : []);
      return { name: `${size} ${optimizer.type}`, network, dataset };
    }),
  );
  const create = (network: Network, dataset: Dataset, isCompiled: boolean) =>
    isCompiled ? compiledTrainer(network, dataset) : createTrainer(network, dataset);

  it('goes on bit for bit, in the middle of an epoch too', () => {
    for (const { name, network, dataset } of networks) {
      for (const isCompiled of [true, false]) {
        const whole = create(network, dataset, !isCompiled);
        for (const updates of [0, 3, 4, 5, 11]) {
          const first = create(network, dataset, isCompiled);
          first.advance(updates);
          const state = first.snapshot();
          const copy = structuredClone(state);
          const second = create(network, dataset, !isCompiled);
          second.restore(state);
          assert.deepEqual(second.snapshot(), copy, name);
          second.advance(2);
          first.restore(second.snapshot());
          first.advance(Infinity);
          whole.restore(copy);
          whole.advance(Infinity);
          assert.deepEqual(first.snapshot(), whole.snapshot(), `${name} after ${updates} updates`);
          assert.deepEqual(state, copy, 'a restored run has changed the state that it was given');
        }
      }
    }
  });

  it('steps past the end alike', () => {
    for (const { name, network, dataset } of networks) {
      const [compiled, interpreted] = [create(network, dataset, true), create(network, dataset, false)];
      assert.equal(compiled.advance(Infinity), interpreted.advance(Infinity));
      for (let step = 0; step < 6; step++) {
        assert.equal(compiled.stepOnce(), interpreted.stepOnce());
        assertSame(compiled, interpreted, `${name}, step ${step} past the end`);
      }
      assert.equal(compiled.advance(Infinity), interpreted.advance(Infinity));
      assertSame(compiled, interpreted, name);
    }
  });

  it('is replayed by the compiled engine to what the other had at each epoch', () => {
    for (const { name, network, dataset } of networks) {
      const interpreted = create(network, dataset, false);
      const checkpoints = new Checkpoints(interpreted.snapshot());
      const seen: Float64Array[] = [];
      for (let epoch = 0; epoch < 4; epoch++) {
        seen.push(interpreted.parameters.slice());
        if (epoch === 2) checkpoints.keep(interpreted.snapshot());
        interpreted.advance(interpreted.updatesPerEpoch);
      }
      const replay = create(network, dataset, true);
      for (const epoch of [3, 0, 2, 1]) {
        const { parameters } = runToEnd(replayTo(replay, checkpoints, epoch, 3));
        assert.deepEqual(parameters.slice(), seen[epoch], `${name}, epoch ${epoch}`);
      }
    }
  });

  it('tells of every epoch to whoever listens', () => {
    for (const { name, network, dataset } of networks) {
      const [heard, expected] = [true, false].map((isCompiled) => {
        const epochs: unknown[] = [];
        const trainer = create(network, dataset, isCompiled);
        trainer.onEpochs = (first, losses, testLosses) => {
          losses.forEach((loss, n) => epochs.push([first + n, loss, testLosses?.[n] ?? null]));
        };
        trainer.advance(Infinity);
        return epochs;
      });
      assert.deepEqual(heard, expected, name);
      assert.ok(heard!.length > 0);
    }
  });

  it('is refused where it is of another run, and nothing changes', () => {
    const { network, dataset } = networks[0]!;
    const own = create(network, dataset, true);
    own.advance(2);
    const before = own.snapshot();
    for (const other of [networks[1]!, networks[7]!]) {
      assert.throws(() => {
        own.restore(create(other.network, other.dataset, false).snapshot());
      }, RangeError);
      assert.deepEqual(own.snapshot(), before);
    }
  });
});
