import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { completed } from '../../../src/core/engine/completed';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { createHessian, type Hessian } from '../../../src/core/engine/hessian';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel } from '../../../src/core/engine/model';
import { frozenParameters } from '../../../src/core/engine/optimizers';
import {
  largestCurvature,
  parameterCurvature,
  type CurvatureSettings,
} from '../../../src/core/insight/curvature';
import { euclideanNorm } from '../../../src/core/insight/euclideanNorm';
import {
  largestCurvatureSentences,
  parameterCurvatureSentence,
} from '../../../src/core/insight/curvatureWords';
import { createNames } from '../../../src/core/math/names';
import type { Network, Training } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import { largeNetworkText } from '../../support/largeNetwork';
import { allowedPairs, elementwise, randomNetwork } from './randomNetworks';

const none = (size: number): Uint8Array => new Uint8Array(size);

function found(hessian: Hessian, frozen: Uint8Array, settings: Partial<CurvatureSettings> = {}) {
  const curvature = completed(largestCurvature(hessian, frozen, settings));
  assert.ok(curvature);
  return curvature;
}

/** A matrix with these eigenvalues, turned away from the axes by a reflection: known by products only. */
function matrixOf(eigenvalues: readonly number[]): Hessian & { multiplied: number } {
  const size = eigenvalues.length;
  const axis = Float64Array.from({ length: size }, (_, p) => Math.sin(3 * p + 1));
  const square = axis.reduce((sum, x) => sum + x * x, 0);
  const reflect = (v: Float64Array): Float64Array => {
    const part = (2 * v.reduce((sum, x, p) => sum + x * axis[p]!, 0)) / square;
    return v.map((x, p) => x - part * axis[p]!);
  };
  const matrix = {
    size,
    multiplied: 0,
    product: (v: Float64Array, out: Float64Array) => {
      matrix.multiplied++;
      out.set(reflect(reflect(v).map((x, p) => x * eigenvalues[p]!)));
    },
    *productSteps(v: Float64Array, out: Float64Array): Generator<undefined, void> {
      yield;
      matrix.product(v, out);
    },
  };
  return matrix;
}

const spread = (size: number, at: (x: number) => number): number[] =>
  Array.from({ length: size }, (_, n) => at(n / (size - 1)));

describe('the largest eigenvalue by iteration', () => {
  const cases: readonly (readonly [string, readonly number[], number])[] = [
    ['the most negative is 1,000 times as large', spread(200, (x) => -1000 + 1001 * x), 1],
    ['one outlier over a bulk at 0', [...spread(300, (x) => 1e-3 * x), 7], 7],
    ['a double one', [...spread(200, (x) => x), 2, 2], 2],
    ['close neighbours', [...spread(150, (x) => x), 1.001, 1.002], 1.002],
    ['many more at the negative end', [...spread(250, (x) => -5 * x), 0.25], 0.25],
    ['all negative', spread(100, (x) => -1 - x), -1],
    ['no curvature but one', [...Array<number>(120).fill(0), 0.5], 0.5],
    ['all the same', Array<number>(90).fill(3), 3],
  ];
  for (const [name, eigenvalues, largest] of cases) {
    it(name, () => {
      const matrix = matrixOf(eigenvalues);
      const curvature = found(matrix, none(matrix.size));
      assert.ok(!curvature.isExact && curvature.isConverged, JSON.stringify({ ...curvature, vector: 0 }));
      const error = Math.abs(curvature.value - largest);
      const scale = Math.max(...eigenvalues.map(Math.abs));
      assert.ok(error <= 1e-9 * Math.max(Math.abs(largest), 1e-3 * scale), `${curvature.value}`);
      assert.equal(curvature.iterations, matrix.multiplied);
      assert.ok(curvature.residual <= 1e-6 * scale);
      assert.equal(curvature.learningRateLimit === null, largest <= 0);
    });
  }

  it('is 0 with no limit where nothing curves, and NaN where a product is', () => {
    const flat = found(matrixOf(Array<number>(80).fill(0)), none(80));
    assert.deepEqual([flat.value, flat.learningRateLimit, flat.isConverged], [0, null, true]);
    const broken = found(matrixOf([...Array<number>(80).fill(1), NaN]), none(81));
    assert.deepEqual([broken.value, broken.learningRateLimit, broken.isConverged], [NaN, null, false]);
  });

  it('stops at its limit, from below, and says that it has not converged', () => {
    const eigenvalues = spread(400, (x) => x);
    const cut = found(matrixOf(eigenvalues), none(400), { productLimit: 5 });
    assert.ok(!cut.isConverged && cut.iterations === 6);
    assert.ok(cut.value > 0.7 && cut.value < 1 && cut.residual > 0.01);
  });

  it('finds curvatures of 1e-170 and 1e150 as well', () => {
    for (const scale of [1e-170, 1e150]) {
      const { value, isConverged } = found(matrixOf(spread(100, (x) => scale * x)), none(100));
      assert.ok(isConverged && Math.abs(value / scale - 1) <= 1e-9, `${value}`);
    }
  });

  it('is the same on every run, of length 1, with its largest entry positive', () => {
    const eigenvalues = spread(100, (x) => x * x);
    const [a, b] = [found(matrixOf(eigenvalues), none(100)), found(matrixOf(eigenvalues), none(100))];
    assert.deepEqual(a, b);
    assert.ok(Math.abs(Math.hypot(...a.vector) - 1) <= 1e-12);
    assert.ok(Math.max(...a.vector) === Math.max(...a.vector.map(Math.abs)));
  });
});

function example(name: string) {
  return contextOf(readFileSync(`media/examples/${name}.backprop.json`, 'utf8'));
}

function contextOf(text: string, training: Partial<Training> = {}, change = (network: Network) => network) {
  const { network: parsed } = parse(text);
  assert.ok(parsed);
  const network = change({ ...parsed, training: { ...parsed.training, ...training } });
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  const { dataset } = prepared;
  const model = createModel(network);
  const hessian = createHessian(model, initialParameters(network), dataset, dataset.trainingIndices);
  const frozen = frozenParameters(network, model.layout);
  const samples = dataset.trainingIndices.length;
  return { network, model, hessian, frozen, samples, names: createNames(network) };
}

describe('the largest curvature of a network', () => {
  it('the overshoot example: λ = 0.517658, 2/λ = 3.8636 over the parameters that move', () => {
    const { hessian, frozen } = example('overshoot');
    const { value, learningRateLimit, isExact, freeParameters, vector, residual } = found(hessian, frozen);
    const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));
    const lambda = sigmoid(0.0275) ** 2 + sigmoid(0.0425) ** 2;
    assert.ok(Math.abs(value - lambda) <= 1e-15 && isExact && freeParameters === 4);
    assert.equal(value.toFixed(6), '0.517658');
    assert.equal(learningRateLimit!.toFixed(4), '3.8636');
    assert.ok(residual <= 1e-15);
    assert.deepEqual(Array.from(vector.subarray(0, 4)), [0, 0, 0, 0]);
  });

  it('with the first weights free it starts at 0.519, as the example says', () => {
    const { hessian } = example('overshoot');
    assert.equal(found(hessian, none(hessian.size)).value.toFixed(3), '0.519');
  });

  it('by iteration it is the exact one, for every pair of activation and loss', () => {
    for (const [seed, { last, loss }] of allowedPairs.entries()) {
      const hidden = (l: number) => elementwise[(seed + l) % elementwise.length]!;
      const { model, parameters, dataset } = randomNetwork(seed, 3, hidden, last, loss, 1e-6);
      const hessian = createHessian(model, parameters, dataset, dataset.trainingIndices);
      const frozen = none(hessian.size);
      if (hessian.size > 4) frozen[seed % hessian.size] = 1;
      const exact = found(hessian, frozen, { exactLimit: 100 });
      const iterated = found(hessian, frozen, { exactLimit: 0 });
      assert.ok(exact.isExact && !iterated.isExact && iterated.isConverged, String(seed));
      const scale = Math.max(1e-3, Math.abs(exact.value));
      assert.ok(Math.abs(exact.value - iterated.value) <= 1e-8 * scale, `${seed}: ${iterated.value}`);
      assert.equal(iterated.vector[frozen.indexOf(1)] ?? 0, 0);
    }
  });

  it('784-128-10 by products: converged, and no vector shows more', () => {
    const { hessian, frozen } = contextOf(largeNetworkText());
    const curvature = found(hessian, frozen);
    assert.ok(!curvature.isExact && curvature.isConverged && curvature.iterations < 100);
    assert.ok(curvature.residual <= 1e-6 * curvature.value);
    // One step of the power method from the vector found stays there.
    const product = new Float64Array(hessian.size);
    hessian.product(curvature.vector, product);
    assert.ok(Math.abs(euclideanNorm(product) / curvature.value - 1) <= 1e-9);
  });

  it('nothing to tell where everything is frozen', () => {
    const { hessian } = example('overshoot');
    assert.equal(completed(largestCurvature(hessian, none(hessian.size).fill(1))), null);
  });

  it('the curvature of one parameter is its entry on the diagonal', () => {
    const { hessian } = example('overshoot');
    const unit = new Float64Array(hessian.size);
    unit[4] = 1;
    const product = new Float64Array(hessian.size);
    hessian.product(unit, product);
    assert.equal(completed(parameterCurvature(hessian, 4)), product[4]);
    assert.ok(Math.abs(product[4]! - (1 / (1 + Math.exp(-0.0275))) ** 2) <= 1e-15);
  });
});

describe('what curvature means in words', () => {
  const words = (training: Partial<Training>, change?: (network: Network) => Network) => {
    const text = readFileSync('media/examples/overshoot.backprop.json', 'utf8');
    const { network, hessian, frozen, names, samples } = contextOf(text, training, change);
    const curvature = completed(largestCurvature(hessian, frozen));
    const { learningRate } = network.training;
    return largestCurvatureSentences(network, names, curvature, learningRate, samples);
  };

  it('for sgd: the limit, which side of it the file is on, and what a step does', () => {
    assert.deepEqual(words({}), [
      'λ = 0.517658 is the largest curvature of E_total over 4 free parameters.',
      'Plain gradient descent on the full batch overshoots along that direction where η is above 2/λ = 3.86355: each step lands farther from the valley’s floor than it began.',
      'η = 3.9 is above it: a step multiplies the distance by −1.01887, as long as the curvature stays.',
    ]);
    assert.match(words({ learningRate: 1 })[2]!, /^η = 1 is below it/);
  });

  it('for other optimizers and small batches: whose limit it is', () => {
    const momentum = words({ optimizer: { type: 'momentum', momentum: 0.9 } });
    assert.equal(
      momentum[2],
      'η = 3.9 is above it, but the limit is that of sgd: momentum takes other steps.',
    );
    assert.equal(words({ batchSize: 1 }).length, 3, 'one sample is a full batch of one');
  });

  it('where there is no limit, and where nothing moves', () => {
    const still = { weights: true, biases: true };
    const frozen = (network: Network) => ({
      ...network,
      layers: network.layers.map((layer) => ({ ...layer, frozen: still })),
    });
    assert.deepEqual(words({}, frozen), ['Every parameter is frozen: no step moves anything.']);
    const absolute = (network: Network): Network => ({ ...network, loss: { type: 'meanAbsoluteError' } });
    assert.deepEqual(words({}, absolute), [
      'E_total curves upward in no direction here (λ = 0 but for rounding), so there is no limit 2/λ to the learning rate.',
    ]);
  });

  it('of one parameter', () => {
    const { names } = example('overshoot');
    const w5 = { kind: 'weight', layer: 1, i: 0, j: 0 } as const;
    assert.equal(
      parameterCurvatureSentence(names, w5, 0.25),
      '∂²E_total/∂w₅² = 0.25: along w₅ alone E_total curves upward, and a step of sgd overshoots where η is above 8.',
    );
    assert.match(parameterCurvatureSentence(names, w5, -0.1), /curves downward/);
    assert.match(parameterCurvatureSentence(names, w5, 0), /is straight here/);
    assert.match(parameterCurvatureSentence(names, w5, NaN), /not finite/);
  });
});
