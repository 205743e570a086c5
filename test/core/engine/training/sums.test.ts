import { strict as assert } from 'node:assert';
import { evaluate, lossAt } from '../../../../src/core/engine/evaluate';
import { createModel } from '../../../../src/core/engine/model';
import { leafTerms as leafLength, pairwiseSum } from '../../../../src/core/engine/pairwise';
import { createRandom } from '../../../../src/core/engine/random';
import { createTrainer } from '../../../../src/core/engine/training';
import { datasetOf, networkOf } from '../reference/networks';

describe('sums over samples', () => {
  const terms = (count: number, seed: number): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: count }, () => random.normal());
  };
  const plain = (values: readonly number[]): number => values.reduce((sum, term) => sum + term, 0);
  /** A leaf: the even places, then the odd ones. */
  const leaf = (values: readonly number[]): number =>
    plain(values.filter((_, n) => n % 2 === 0)) + plain(values.filter((_, n) => n % 2 === 1));

  it('are added apart at even and odd places, up to the length of a leaf', () => {
    for (const count of [1, 2, 7, leafLength - 1, leafLength]) {
      const values = terms(count, count);
      assert.equal(
        pairwiseSum(0, count, (n) => values[n]!),
        leaf(values),
      );
    }
    const others = Array.from({ length: 10 }, (_, seed) => terms(leafLength, seed));
    assert.ok(
      others.some((values) => leaf(values) !== plain(values)),
      'the order makes no difference here',
    );
  });

  it('are added leaf to leaf, two by two, and the rest from the right', () => {
    for (let seed = 0; seed < 20; seed++) {
      const values = terms(leafLength * 7 + 5, seed);
      const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, n) =>
        leaf(values.slice(leafLength * n, leafLength * (n + 1))),
      ) as [number, number, number, number, number, number, number, number];
      const sum = (count: number) => pairwiseSum(0, count, (n) => values[n]!);
      assert.equal(sum(2 * leafLength), a + b);
      assert.equal(sum(3 * leafLength), a + b + c);
      assert.equal(sum(7 * leafLength), a + b + (c + d) + (e + f + g));
      assert.equal(sum(7 * leafLength + 5), a + b + (c + d) + (e + f + (g + h)));
      assert.equal(
        pairwiseSum(leafLength, 2 * leafLength, (n) => values[n]!),
        b,
      );
    }
  });

  it('of gradients follow the same order as those of losses', () => {
    // y = 0: the sample's gradient of the bias is −t.
    const model = createModel(networkOf({ units: [1, 1], activations: ['linear'] }));
    for (const [seed, count] of [1, 7, 33, 65, 129, 257, 300, 1000, 2049].entries()) {
      const random = createRandom(seed);
      const targets = Array.from({ length: count }, () => [random.normal()]);
      const dataset = datasetOf(
        targets.map(() => [0]),
        targets,
      );
      const { gradient } = evaluate(model, new Float64Array(2), dataset, dataset.trainingIndices);
      const sum = pairwiseSum(0, count, (s) => -targets[s]![0]!);
      assert.equal(gradient[1], sum * (1 / count));
    }
  });

  it('lose no more than the terms of a leaf do, over 100,000 equal samples', () => {
    const count = 100_000;
    const inputs = Array.from({ length: count }, () => [0.1]);
    const dataset = datasetOf(inputs, inputs);
    const model = createModel(networkOf({ units: [1, 1], activations: ['linear'], biases: [false] }));
    const parameters = Float64Array.of(3.3);
    const one = evaluate(model, parameters, dataset, Uint32Array.of(0));
    const all = evaluate(model, parameters, dataset, dataset.trainingIndices);
    for (const [actual, expected] of [
      [all.loss, one.loss],
      [all.lossTerms[0]!, one.lossTerms[0]!],
      [all.gradient[0]!, one.gradient[0]!],
    ] as const) {
      assert.ok(Math.abs(actual - expected) <= 3e-15 * expected, `${actual}, not ${expected}`);
    }
    let leftToRight = 0;
    for (let n = 0; n < count; n++) leftToRight += one.loss;
    assert.ok(Math.abs(leftToRight / count - one.loss) > 1e-13 * one.loss, 'the naive sum would pass too');
  });

  it('give the same loss from evaluate, lossAt, history and the final measurement', () => {
    const random = createRandom(3);
    const inputs = Array.from({ length: 1000 }, () => [random.normal(), random.normal()]);
    const dataset = datasetOf(inputs, inputs);
    const network = networkOf({ units: [2, 3, 2], activations: ['tanh', 'linear'], training: { epochs: 2 } });
    const model = createModel(network);
    const trainer = createTrainer(network, dataset);
    const start = trainer.parameters.slice();
    const { loss } = evaluate(model, start, dataset, dataset.trainingIndices);
    assert.equal(lossAt(model, start, dataset, dataset.trainingIndices), loss);
    trainer.advance(1);
    assert.equal(trainer.history.loss[0], loss);
    const { loss: measured } = trainer.finish();
    trainer.advance(1);
    assert.equal(trainer.history.loss[1], measured);
  });

  it('give each sample its own place: outputs and terms follow the indices', () => {
    const inputs = Array.from({ length: 400 }, (_, s) => [s]);
    const dataset = datasetOf(
      inputs,
      inputs.map(() => [0]),
    );
    const model = createModel(networkOf({ units: [1, 1], activations: ['linear'] }));
    const indices = Uint32Array.from({ length: 300 }, (_, n) => 399 - n);
    const { outputs, loss, lossTerms, gradient } = evaluate(model, Float64Array.of(1, 0), dataset, indices);
    assert.deepEqual([...outputs], [...indices]);
    const squares = indices.reduce((sum, s) => sum + s * s, 0);
    // Sums of integers are exact in any order.
    assert.equal(loss, (squares / 2) * (1 / 300));
    assert.deepEqual([...lossTerms], [loss]);
    assert.deepEqual(
      [...gradient],
      [squares * (1 / 300), indices.reduce((sum, s) => sum + s, 0) * (1 / 300)],
    );
  });

  it('are sums, not means, under the reduction "sum"', () => {
    const dataset = datasetOf([[1], [2], [3]], [[0], [0], [0]]);
    const model = createModel(networkOf({ units: [1, 1], activations: ['linear'], reduction: 'sum' }));
    const { loss, lossTerms, gradient } = evaluate(
      model,
      Float64Array.of(1, 0),
      dataset,
      dataset.trainingIndices,
    );
    assert.equal(loss, 7);
    assert.deepEqual([...lossTerms], [7]);
    assert.deepEqual([...gradient], [14, 6]);
  });
});

describe('the penalty', () => {
  const dataset = datasetOf(
    [
      [0, 0],
      [0, 0],
    ],
    [[0], [0]],
  );
  const sketch = { units: [2, 1, 1], activations: ['linear', 'linear'] } as const;

  it('is λ₁ Σ|w| + ½ λ₂ Σ w² over the weights, whatever the batch and its reduction', () => {
    for (const reduction of ['mean', 'sum'] as const) {
      const model = createModel(networkOf({ ...sketch, reduction, training: { l1: 0.5, l2: 0.25 } }));
      const parameters = Float64Array.of(2, -4, 0, 0, 0);
      const { penalty, gradient, loss } = evaluate(model, parameters, dataset, dataset.trainingIndices);
      assert.equal(penalty, 0.5 * 6 + 0.125 * 20);
      assert.equal(loss, 0);
      assert.deepEqual([...gradient], [0.5 + 0.25 * 2, -0.5 - 0.25 * 4, 0, 0, 0]);
    }
  });

  it('leaves biases alone and has no slope at 0', () => {
    const model = createModel(networkOf({ ...sketch, training: { l1: 3, l2: 0 } }));
    const parameters = Float64Array.of(0, -0, 0, 0, 0);
    const { penalty, gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
    assert.equal(penalty, 0);
    assert.ok(gradient.every((g) => g === 0));
    const biased = evaluate(model, Float64Array.of(0, 0, 7, 0, 7), dataset, Uint32Array.of());
    assert.equal(biased.penalty, 0);
    assert.deepEqual([...biased.gradient], [0, 0, 0, 0, 0]);
  });

  it('counts frozen weights', () => {
    const network = networkOf({
      ...sketch,
      frozen: [
        { weights: true, biases: true },
        { weights: true, biases: true },
      ],
      training: { l1: 1, epochs: 1 },
    });
    const trainer = createTrainer(network, dataset, Float64Array.of(1, 2, 0, 3, 0));
    trainer.advance(1);
    const { penalty, parameters } = trainer.finish();
    assert.equal(penalty, 6);
    assert.deepEqual([...parameters], [1, 2, 0, 3, 0]);
  });
});
