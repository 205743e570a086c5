import { strict as assert } from 'node:assert';
import type { Dataset } from '../../../../src/core/engine/dataset';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createModel } from '../../../../src/core/engine/model';
import type { Trainer } from '../../../../src/core/engine/training';
import { countsOf, createCompiledTrainer } from '../../../../src/core/engine/wasm/compiledTraining';
import { compileProgram } from '../../../../src/core/engine/wasm/program';
import { canFuse, instantiate } from '../../../../src/worker/webAssembly';
import { createLayout } from '../../../../src/core/engine/layout';
import { createRandom } from '../../../../src/core/engine/random';
import type { Network } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf, type NetworkSketch } from '../reference/networks';
import { everything } from '../training/everything';
import { compiledTrainer } from './bothEngines';
import { allowRelaxedSimd } from './onVectors';

function single(network: Network): Network {
  return { ...network, training: { ...network.training, precision: 'float32' } };
}

function samples(units: readonly number[], count: number): Dataset {
  const random = createRandom(3);
  const rows = (length: number) =>
    Array.from({ length: count }, () => Array.from({ length }, () => 2 * random.uniform() - 1));
  return datasetOf(rows(units[0]!), rows(units.at(-1)!), count > 10 ? [1, 4] : []);
}

/** One that is written out, one in panels, one of a single sample. */
const sizes = [
  { name: 'small', units: [3, 5, 2], count: 23 },
  { name: 'panels', units: [9, 33, 7], count: 70 },
  { name: 'one sample', units: [2, 4, 2], count: 1 },
];

const networks = sizes.flatMap(({ name, units, count }) =>
  defaultOptimizers.map((optimizer) => ({
    name: `${name}, ${optimizer.type}`,
    network: networkOf({
      units,
      activations: ['tanh', 'linear'],
      training: { optimizer, learningRate: 0.01, epochs: 20, batchSize: 8, l2: 1e-3 },
    }),
    dataset: samples(units, count),
  })),
);

describe('training in single precision', () => {
  /** More units than are written out: products of those are of double precision. */
  const wide: NetworkSketch = { units: [1, 50, 1], activations: ['relu', 'linear'] };
  const wideStart = (into: number, from: number): readonly number[] => {
    const start = new Array<number>(151).fill(0);
    start[1] = into;
    start[101] = from;
    return start;
  };

  it('stays within 2e-6 of the weights and the loss of double precision, over 50 steps', () => {
    for (const { name, network, dataset } of networks) {
      const [rounded, exact] = [single(network), network].map((one) => {
        const trainer = compiledTrainer(one, dataset);
        trainer.advance(50);
        return trainer.finish();
      });
      const difference = Math.max(...rounded!.parameters.map((w, p) => Math.abs(w - exact!.parameters[p]!)));
      const lossDifference = Math.abs(rounded!.loss - exact!.loss);
      assert.ok(difference > 0 && difference < 2e-6, `${name}: weights differ by ${difference}`);
      assert.ok(lossDifference < 2e-6, `${name}: losses differ by ${lossDifference}`);
    }
  });

  it('stays near double precision whatever fills a block, a vector or a panel, and whatever does not', () => {
    const sizesOfBlocks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16];
    const random = createRandom(6);
    sizesOfBlocks.forEach((count, n) => {
      const other = sizesOfBlocks[(5 * n + 3) % sizesOfBlocks.length]!;
      const units = [other, 45, count, 40, other];
      const network = networkOf({
        units,
        activations: ['relu', { type: 'leakyRelu', slope: 0.1 }, 'tanh', n % 2 === 0 ? 'linear' : 'relu'],
        biases: units.slice(1).map((width, l) => (n + l) % 4 > 0 && new Array<number>(width).fill(0.05)),
        frozen: units.slice(1).map((_, l) => ({ weights: (n + l) % 7 === 0, biases: (n + l) % 5 === 0 })),
        training: {
          optimizer: defaultOptimizers[n % defaultOptimizers.length]!,
          learningRate: 0.003,
          epochs: 20,
          batchSize: [1, 7, 8, 9, 31, 64, 100][n % 7]!,
          l1: n % 3 === 0 ? 1e-3 : 0,
          l2: n % 2 === 0 ? 1e-3 : 0,
        },
      });
      const rows = (length: number) =>
        Array.from({ length: 130 }, () => Array.from({ length }, () => 2 * random.uniform() - 1));
      const dataset = datasetOf(rows(units[0]!), rows(units.at(-1)!), [3]);
      const [rounded, exact] = [single(network), network].map((one) => {
        const trainer = compiledTrainer(one, dataset);
        trainer.advance(5);
        return trainer.finish();
      });
      const difference = Math.max(...rounded!.parameters.map((w, p) => Math.abs(w - exact!.parameters[p]!)));
      assert.ok(difference > 0 && difference < 2e-6, `${units.join('-')}: weights differ by ${difference}`);
      assert.ok(Math.abs(rounded!.loss - exact!.loss) < 2e-6, units.join('-'));
    });
  });

  it('stays as near, the same in every run, where instructions multiply and add at once', () => {
    allowRelaxedSimd();
    assert.ok(canFuse());
    for (const { name, network, dataset } of networks.filter((one) => one.name.startsWith('panels'))) {
      const fused = (one: Network): Trainer =>
        createCompiledTrainer(one, dataset, instantiate, initialParameters(one), 1, true);
      const trainers = [fused(single(network)), fused(single(network)), compiledTrainer(network, dataset)];
      const [first, second, exact] = trainers.map((trainer) => {
        trainer.advance(50);
        return trainer.finish();
      });
      assert.deepEqual(first!.parameters, second!.parameters, name);
      const difference = Math.max(...first!.parameters.map((w, p) => Math.abs(w - exact!.parameters[p]!)));
      assert.ok(difference > 0 && difference < 2e-6, `${name}: weights differ by ${difference}`);
    }
  });

  it('multiplies and adds at once in larger networks alone, and never in double precision', () => {
    for (const { name, network, dataset } of networks) {
      const counts = countsOf({ inputUnits: network.inputs.units }, dataset);
      for (const one of [network, single(network)]) {
        const [fused, plain] = [true, false].map(
          (isFused) => compileProgram(one, createModel(one), counts, 1, isFused).bytes,
        );
        const mayFuse = one.training.precision === 'float32' && name.startsWith('panels');
        assert.equal(Buffer.compare(fused!, plain!) !== 0, mayFuse, name);
      }
    }
  });

  it('takes errors below 2⁻¹⁰⁰ for 0, in hidden layers too, and no other', () => {
    /** The biases of the output and of a hidden unit after one step from 0. */
    const biasesAfter = (target: number, weight: number): readonly number[] => {
      const network = single(networkOf({ ...wide, training: { learningRate: 1 } }));
      // Two hidden units are alike, and what they add to the output takes itself away.
      const initial = Float64Array.from(wideStart(1, weight));
      initial[2] = 1;
      initial[102] = -weight;
      const trainer = compiledTrainer(network, datasetOf([[1]], [[target]]), initial);
      trainer.advance(1);
      return [trainer.parameters[150]!, trainer.parameters[51]!];
    };
    assert.deepEqual(biasesAfter(2 ** -101, 1), [0, 0]);
    assert.deepEqual(biasesAfter(2 ** -100, 1), [2 ** -100, 2 ** -100]);
    assert.deepEqual(biasesAfter(2 ** -90, 2 ** -10), [2 ** -90, 2 ** -100]);
    assert.deepEqual(biasesAfter(2 ** -90, 2 ** -11), [2 ** -90, 0]);
    assert.deepEqual(biasesAfter(-(2 ** -90), 2 ** -11), [-(2 ** -90), 0]);
  });

  /** What an optimizer remembers of the last bias after an update with this gradient, if it remembered this before. */
  const rememberedAfter = (
    optimizer: Network['training']['optimizer'],
    sketch: NetworkSketch,
    gradient: number,
    before: number,
    samples = 2,
  ): { readonly mean: number; readonly square: number } => {
    const network = single(networkOf({ ...sketch, training: { optimizer } }));
    const rowsOf = (value: number): number[][] => Array.from({ length: samples }, () => [value]);
    const { parameterCount } = createModel(network).layout;
    const start = new Float64Array(parameterCount);
    const trainer = compiledTrainer(network, datasetOf(rowsOf(0), rowsOf(-gradient)), start);
    const state = trainer.snapshot();
    const filled = (length: number): Float64Array => new Float64Array(length).fill(before);
    const { mean, square } = state.optimizer;
    trainer.restore({
      ...state,
      optimizer: {
        ...state.optimizer,
        mean: mean && filled(mean.length),
        square: square && filled(square.length),
      },
    });
    trainer.advance(1);
    const after = trainer.snapshot().optimizer;
    return { mean: after.mean?.at(-1) ?? NaN, square: after.square?.at(-1) ?? NaN };
  };
  const small: NetworkSketch = { units: [1, 3, 1], activations: ['relu', 'linear'] };

  it('forgets what would be subnormal, and squares no gradient below 2⁻⁵⁶', () => {
    const [momentum, adam] = ['momentum', 'adam'].map((type) =>
      defaultOptimizers.find((one) => one.type === type),
    ) as [Network['training']['optimizer'], Network['training']['optimizer']];
    const least = 2 ** -126;
    for (const [sketch, samples] of [
      [wide, 2],
      [small, 2],
      [small, 1],
    ] as const) {
      assert.equal(rememberedAfter(momentum, sketch, 0, least, samples).mean, 0);
      assert.equal(rememberedAfter(momentum, sketch, 0, -least, samples).mean, 0);
      assert.equal(rememberedAfter(momentum, sketch, 0, 2 * least, samples).mean, Math.fround(1.8 * least));
      assert.equal(rememberedAfter(adam, sketch, 0, least, samples).square, 0);
      assert.ok(rememberedAfter(adam, sketch, 0, 2 * least, samples).square > least);
      assert.deepEqual(rememberedAfter(adam, sketch, 2 ** -57, 0, samples), { mean: 0, square: 0 });
      const { mean, square } = rememberedAfter(adam, sketch, 2 ** -55, 0, samples);
      assert.ok(mean > 2 ** -59 && square > 2 ** -121, `${mean} and ${square}`);
    }
  });

  it('has weights of single precision, and the same bits in every run', () => {
    for (const { name, network, dataset } of networks) {
      const [first, second] = [0, 1].map(() => {
        const trainer = compiledTrainer(single(network), dataset);
        trainer.advance(Infinity);
        return everything(trainer);
      });
      assert.deepEqual(first, second, name);
      const { parameters, optimizer } = first!.state;
      for (const values of [parameters, optimizer.mean ?? [], optimizer.square ?? []]) {
        assert.ok(
          Array.from(values).every((value) => Object.is(value, Math.fround(value))),
          name,
        );
      }
    }
  });

  it('rounds the weights that it starts from', () => {
    const network = single(networkOf({ units: [1, 1], activations: ['linear'] }));
    const trainer = compiledTrainer(network, datasetOf([[1]], [[1]]), Float64Array.of(0.1, 0.2));
    assert.deepEqual(trainer.parameters, Float64Array.of(Math.fround(0.1), Math.fround(0.2)));
  });

  it('goes on from a state bit for bit, in the middle of an epoch too', () => {
    for (const { name, network, dataset } of networks) {
      const whole = compiledTrainer(single(network), dataset);
      whole.advance(Infinity);
      for (const updates of [0, 1, 2, 7]) {
        const first = compiledTrainer(single(network), dataset);
        first.advance(updates);
        const second = compiledTrainer(single(network), dataset);
        second.restore(first.snapshot());
        assert.deepEqual(second.snapshot(), first.snapshot());
        second.advance(Infinity);
        assert.deepEqual(second.snapshot(), whole.snapshot(), `${name} after ${updates} updates`);
      }
    }
  });

  /** Numbers that are finite in double precision and not in single. */
  const overflows: readonly {
    readonly what: string;
    readonly sketch: NetworkSketch;
    readonly start: readonly number[];
    readonly dataset: Dataset;
    readonly place: object;
  }[] = [
    {
      what: 'activation',
      sketch: wide,
      start: wideStart(1e20, 1e-30),
      dataset: datasetOf([[1], [1e20]], [[0], [0]]),
      place: { layer: 0, unit: 1, sample: 1 },
    },
    {
      // 0 times what is infinite in single precision alone.
      what: 'activation',
      sketch: wide,
      start: wideStart(1e20, 0),
      dataset: datasetOf([[1e20]], [[0]]),
      place: {},
    },
    {
      // What comes back to a hidden unit on two ways takes itself away in double precision: ∞ − ∞ in single.
      what: 'gradient',
      sketch: { units: [1, 50, 2], activations: ['relu', 'linear'], training: { learningRate: 0 } },
      start: Array.from({ length: 202 }, (_, p) => (p === 1 ? 1e-10 : p === 102 || p === 103 ? 3e28 : 0)),
      dataset: datasetOf([[1]], [[0, 6e18]]),
      place: { layer: 0, unit: 1, sample: 0 },
    },
    {
      what: 'gradient',
      sketch: { units: [1, 1, 1], activations: ['linear', 'linear'] },
      start: [0, 0, 1e20, 0],
      dataset: datasetOf([[0]], [[1e20]]),
      place: { layer: 0, unit: 0, sample: 0 },
    },
    {
      what: 'weight',
      sketch: { units: [1, 1], activations: ['linear'], training: { learningRate: 1e30 } },
      start: [0, 0],
      dataset: datasetOf([[0]], [[1e10]]),
      place: { layer: 0, unit: 0, parameter: 1 },
    },
  ];

  for (const { what, sketch, start, dataset, place } of overflows) {
    it(`diverges where it has no room for a number, and names it: ${what} ${JSON.stringify(place)}`, () => {
      const network = networkOf(sketch);
      const exact = compiledTrainer(network, dataset, Float64Array.from(start));
      assert.equal(exact.advance(1), 'running');
      const trainer = compiledTrainer(single(network), dataset, Float64Array.from(start));
      assert.equal(trainer.advance(1), 'diverged');
      const { divergence, parameters } = trainer.finish();
      const nowhere = { layer: null, unit: null, sample: null, parameter: null };
      assert.deepEqual(divergence, { what, ...nowhere, ...place, epoch: 0, step: 0 });
      assert.deepEqual(parameters, Float64Array.from(start, Math.fround));
      assert.equal(trainer.advance(Infinity), 'diverged');
      assert.equal(trainer.stepOnce(), 'diverged');
    });
  }

  it('sees each parameter that overflows, in whichever lane it stands', () => {
    for (const hidden of [[], [45]]) {
      for (const outputs of [1, 2, 3, 4, 9]) {
        for (let unit = 0; unit < outputs; unit++) {
          const units = [1, ...hidden, outputs];
          const activations = units.slice(1).map(() => 'linear' as const);
          const training = { learningRate: 1e30, epochs: 1000 };
          const targets = Array.from({ length: outputs }, (_, k) => (k === unit ? 1e10 : 0));
          const network = single(networkOf({ units, activations, training }));
          const start = new Float64Array(createLayout(network).parameterCount);
          const trainer = compiledTrainer(network, datasetOf([[0], [0]], [targets, targets]), start);
          assert.equal(trainer.advance(1), 'diverged');
          assert.equal(trainer.finish().divergence?.unit, unit, `${units.join('-')}, unit ${unit}`);
        }
      }
    }
  });

  it('diverges in a later step with the weights before it', () => {
    // b grows by the factor −1e4 in each step, and ½ b² is finite all the way.
    const network = single(
      networkOf({ units: [1, 1], activations: ['linear'], training: { learningRate: 10_001 } }),
    );
    const trainer = compiledTrainer(network, datasetOf([[0]], [[0]]), Float64Array.of(0, 1));
    assert.equal(trainer.advance(Infinity), 'diverged');
    const { divergence, parameters, history } = trainer.finish();
    assert.equal(divergence?.step, 9);
    assert.equal(history.loss.length, 9);
    assert.ok(Math.abs(parameters[1]! / -1e36 - 1) < 1e-5, `${parameters[1]}`);
  });
});
