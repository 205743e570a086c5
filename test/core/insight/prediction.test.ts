import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { completed } from '../../../src/core/engine/completed';
import { prepareDataset, type Dataset } from '../../../src/core/engine/dataset';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel, type Model } from '../../../src/core/engine/model';
import { createOptimizer, frozenParameters } from '../../../src/core/engine/optimizers';
import { createTrainer } from '../../../src/core/engine/training';
import { gaussLegendre } from '../../../src/core/insight/gaussLegendre';
import { nextStep, predictStep, type StepPrediction } from '../../../src/core/insight/prediction';
import { predictionSentences } from '../../../src/core/insight/predictionWords';
import { createNames } from '../../../src/core/math/names';
import { parse } from '../../../src/core/network/parse';
import { datasetOf, defaultOptimizers, networkOf } from '../engine/reference/networks';
import { allowedPairs, elementwise, randomNetwork } from './randomNetworks';

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const size = (values: Float64Array): number => values.reduce((total, value) => total + Math.abs(value), 0);

function gradientAt(model: Model, parameters: Float64Array, dataset: Dataset): Float64Array {
  return evaluate(model, parameters, dataset, dataset.trainingIndices).gradient;
}

function predicted(
  model: Model,
  parameters: Float64Array,
  dataset: Dataset,
  change: Float64Array,
  limit?: number,
): StepPrediction {
  return completed(predictStep(model, parameters, dataset, dataset.trainingIndices, change, limit));
}

describe('gaussLegendre', () => {
  it('integrates powers up to 2n − 1 to rounding, and no higher', () => {
    for (const count of [1, 2, 5, 8]) {
      const { nodes, weights, differences } = gaussLegendre(count);
      const errorOf = (power: number) =>
        Math.abs(nodes.reduce((total, x, n) => total + weights[n]! * x ** power, 0) - 1 / (power + 1));
      for (let power = 0; power < 2 * count; power++)
        assert.ok(errorOf(power) <= 1e-15, `${count}, ${power}`);
      assert.ok(errorOf(2 * count) > 1e-13);
      const difference = (power: number) =>
        Math.abs(nodes.reduce((total, x, n) => total + differences[n]! * x ** power, 0));
      for (let power = 0; power < count - 1; power++) assert.ok(difference(power) <= 1e-15);
      assert.ok(difference(count - 1) > 1e-8);
    }
  });
});

describe('the next step', () => {
  it('is the update of every optimizer, from the state it is in, which stays as it is', () => {
    for (const optimizer of defaultOptimizers) {
      const still = { weights: false, biases: true };
      const network = networkOf({
        units: [2, 3, 1],
        activations: ['tanh', 'sigmoid'],
        frozen: [still, still],
        training: { optimizer },
      });
      const model = createModel(network);
      const parameters = initialParameters(network);
      const dataset = datasetOf([[0.5, -1]], [[0.3]]);
      const trained = createOptimizer(optimizer, parameters.length, frozenParameters(network, model.layout));
      for (let step = 0; step < 3; step++) {
        const gradient = gradientAt(model, parameters, dataset);
        const before = structuredClone(trained.state);
        const change = nextStep(network, model, parameters, gradient, 0.1, trained.state);
        assert.deepEqual(trained.state, before);
        const expected = parameters.slice();
        trained.update(parameters, gradient, 0.1);
        expected.forEach((w, p) => {
          assert.equal(change[p], parameters[p]! - w, `${optimizer.type}, step ${step}`);
        });
        assert.equal(change[6], 0);
      }
    }
  });

  it('without a state it is the first update of the file', () => {
    const text = readFileSync('media/examples/network-b.backprop.json', 'utf8');
    const { network } = parse(text);
    const prepared = prepareDataset(network!, null);
    assert.ok('dataset' in prepared);
    const model = createModel(network!);
    const start = initialParameters(network!);
    const trainer = createTrainer(network!, prepared.dataset);
    trainer.stepOnce();
    const gradient = gradientAt(model, start, prepared.dataset);
    const change = nextStep(network!, model, start, gradient, network!.training.learningRate, null);
    assert.deepEqual(
      change,
      trainer.parameters.map((w, p) => w - start[p]!),
    );
    const prediction = predicted(model, start, prepared.dataset, change);
    assert.equal(prediction.after, trainer.finish().loss);
    assert.deepEqual(predictionSentences(createNames(network!), prediction).length, 2);
  });
});

describe('a step foretold and measured', () => {
  it('the shares add up: to the sums, and to the real change by 1e-9, for every activation and loss', () => {
    let moved = 0;
    for (const [pair, { last, loss }] of allowedPairs.entries()) {
      for (const depth of [1, 2, 3]) {
        const seed = 100 * pair + depth;
        const hidden = (l: number) => elementwise[(seed + l) % elementwise.length]!;
        const { model, parameters, dataset } = randomNetwork(seed, depth, hidden, last, loss, 1e-6);
        const gradient = gradientAt(model, parameters, dataset);
        const change = gradient.map((g) => -0.3 * g);
        const { firstOrder, curvature, real, before, after, secondOrder } = predicted(
          model,
          parameters,
          dataset,
          change,
        );
        assert.ok(Math.abs(firstOrder.total + 0.3 * gradient.reduce((s, g) => s + g * g, 0)) <= 1e-12);
        assert.equal(sum(firstOrder.parts), firstOrder.total);
        assert.equal(sum(curvature.parts), curvature.total);
        assert.equal(firstOrder.total + curvature.total, secondOrder);
        const end = evaluate(
          model,
          parameters.map((w, p) => w + change[p]!),
          dataset,
          dataset.trainingIndices,
        );
        assert.equal(after, end.loss + end.penalty);
        assert.equal(real.total, after - before);
        const allowed = 1e-9 * Math.abs(real.total) + 1e-14 * (Math.abs(before) + Math.abs(after));
        assert.ok(Math.abs(real.remainder) <= allowed, `seed ${seed}: ${real.remainder} of ${real.total}`);
        assert.ok(real.isShared, `seed ${seed}`);
        if (Math.abs(real.total) > 1e-6) moved++;
      }
    }
    assert.ok(moved > 100, `${moved} steps`);
  });

  it('each share is the integral over its own path: one parameter moved alone has it all', () => {
    const network = networkOf({ units: [2, 2, 1], activations: ['tanh', 'sigmoid'], training: { l1: 0.1 } });
    const model = createModel(network);
    const parameters = initialParameters(network);
    const dataset = datasetOf(
      [
        [1, -1],
        [0.5, 2],
      ],
      [[0.2], [0.9]],
    );
    for (let p = 0; p < parameters.length; p++) {
      const change = new Float64Array(parameters.length);
      // So far that the weight changes its sign, where |w| has its kink.
      change[p] = -1.5 * parameters[p]! || 0.7;
      const { real } = predicted(model, parameters, dataset, change);
      assert.ok(Math.abs(real.parts[p]! - real.total) <= 1e-12);
      assert.equal(size(real.parts), Math.abs(real.parts[p]!));
    }
  });

  it('errors fall as η² and η³', () => {
    for (const [at, hidden] of elementwise.entries()) {
      const orders = Array.from({ length: 9 }, (_, n) => {
        const loss = { type: 'halfSquaredError' } as const;
        const drawn = randomNetwork(50 * at + n, 3, () => hidden, { type: 'sigmoid' }, loss, 5e-2);
        const { model, parameters, dataset } = drawn;
        const gradient = gradientAt(model, parameters, dataset);
        const longest = Math.max(...gradient.map(Math.abs));
        const errors = (rate: number) => {
          const change = gradient.map((g) => (-rate * g) / longest);
          const { firstOrder, secondOrder, real } = predicted(model, parameters, dataset, change);
          return [Math.abs(real.total - firstOrder.total), Math.abs(real.total - secondOrder)] as const;
        };
        const [wide, near] = [errors(1e-2), errors(5e-3)];
        return [Math.log2(wide[0] / near[0]), Math.log2(wide[1] / near[1])] as const;
      });
      const median = (n: 0 | 1) => orders.map((order) => order[n]).sort((a, b) => a - b)[4]!;
      assert.ok(Math.abs(median(0) - 2) < 0.05, `${hidden.type}: ${median(0)}`);
      assert.ok(Math.abs(median(1) - 3) < 0.1, `${hidden.type}: ${median(1)}`);
    }
  });

  it('the second order is exact for a linear network with squared error and λ₂', () => {
    const network = networkOf({ units: [3, 2], activations: ['linear'], training: { l2: 0.3 } });
    const model = createModel(network);
    const parameters = initialParameters(network);
    const dataset = datasetOf(
      [
        [1, 2, -1],
        [0.5, -1, 3],
      ],
      [
        [1, 0],
        [0.2, -2],
      ],
    );
    const change = gradientAt(model, parameters, dataset).map((g) => -0.4 * g);
    const { firstOrder, secondOrder, curvature, real } = predicted(model, parameters, dataset, change);
    assert.ok(Math.abs(secondOrder - real.total) <= 1e-13 * (Math.abs(firstOrder.total) + real.total));
    assert.ok(Math.abs(curvature.total) > 0.1 * Math.abs(firstOrder.total));
    real.parts.forEach((part, p) => {
      assert.ok(Math.abs(part - firstOrder.parts[p]! - curvature.parts[p]!) <= 1e-12);
    });
    assert.equal(real.evaluations, 8);
  });

  it('a step across kinks is shared out by halving; with too few evaluations it says what is left', () => {
    const network = networkOf({ units: [1, 4, 1], activations: ['relu', 'linear'], biases: [false, false] });
    const model = createModel(network);
    const parameters = Float64Array.of(1, -0.5, 0.3, -1, 1, 2, -1, 0.5);
    const change = Float64Array.of(-2.2, 1.3, -0.7, 1.9, 0.3, -0.2, 0.1, 0.4);
    const dataset = datasetOf([[1]], [[0.3]]);
    const enough = predicted(model, parameters, dataset, change);
    assert.ok(enough.real.isShared && enough.real.evaluations > 500, `${enough.real.evaluations}`);
    const few = predicted(model, parameters, dataset, change, 48);
    assert.ok(!few.real.isShared && few.real.evaluations < 48 + 17);
    assert.ok(Math.abs(few.real.remainder) > 1e-6);
    assert.equal(few.real.remainder, few.real.total - sum(few.real.parts));
    const words = predictionSentences(createNames(network), few);
    assert.match(words.at(-1)!, /^The step crosses many kinks/);
  });

  it('a step out of the finite numbers is said to be one', () => {
    const network = networkOf({ units: [1, 1], activations: ['linear'], biases: [false] });
    const model = createModel(network);
    const change = Float64Array.of(1e200);
    const prediction = predicted(model, Float64Array.of(1), datasetOf([[1]], [[0]]), change);
    assert.equal(prediction.after, Infinity);
    assert.ok(Number.isNaN(prediction.real.parts[0]) && !prediction.real.isShared);
    assert.deepEqual(predictionSentences(createNames(network), prediction), [
      'The next step leads to numbers that are not finite: L is ∞ after it.',
    ]);
  });
});

describe('a step in words', () => {
  const wordsOf = (learningRate: number) => {
    const { network } = parse(readFileSync('media/examples/overshoot.backprop.json', 'utf8'));
    const prepared = prepareDataset(network!, null);
    assert.ok('dataset' in prepared);
    const model = createModel(network!);
    const start = initialParameters(network!);
    const gradient = gradientAt(model, start, prepared.dataset);
    const change = nextStep(network!, model, start, gradient, learningRate, null);
    return predictionSentences(createNames(network!), predicted(model, start, prepared.dataset, change));
  };

  it('lowers, raises, stays', () => {
    const [change, forecast] = wordsOf(1);
    assert.match(change!, /^The next step lowers E_total from 0\.\d+ to 0\.\d+, by −0\.\d+\.$/);
    assert.match(forecast!, /^The slope alone foretells −0\.\d+, slope and curvature −0\.\d+\.$/);
    const over = wordsOf(3.9);
    assert.match(over[0]!, /raises/);
    assert.equal(over[2], 'The step goes downhill but too far, as the curvature foretells.');
    assert.match(wordsOf(0)[0]!, /^The next step leaves E_total as it is/);
  });
});
