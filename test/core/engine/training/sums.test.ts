import { strict as assert } from 'node:assert';
import { evaluate, lossAt } from '../../../../src/core/engine/evaluate';
import { createModel } from '../../../../src/core/engine/model';
import { pairwiseSum } from '../../../../src/core/engine/pairwise';
import { createRandom } from '../../../../src/core/engine/random';
import { createTrainer } from '../../../../src/core/engine/training';
import { datasetOf, networkOf } from '../reference/networks';

describe('sums over samples', () => {
  it('are added left to right up to 128 terms', () => {
    const random = createRandom(1);
    const terms = Array.from({ length: 128 }, () => random.normal());
    const sum = terms.reduce((total, term) => total + term, 0);
    assert.equal(
      pairwiseSum(0, 128, (n) => terms[n]!),
      sum,
    );
  });

  it('are split in halves beyond', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed);
      const terms = Array.from({ length: 300 }, () => random.normal());
      const plain = (from: number, to: number) => terms.slice(from, to).reduce((sum, term) => sum + term, 0);
      assert.equal(
        pairwiseSum(0, 257, (n) => terms[n]!),
        plain(0, 128) + (plain(128, 192) + plain(192, 257)),
      );
      assert.equal(
        pairwiseSum(3, 300, (n) => terms[n]!),
        plain(3, 77) + plain(77, 151) + (plain(151, 225) + plain(225, 300)),
      );
    }
  });

  it('of gradients follow the same order as those of losses', () => {
    // y = 0: the sample's gradient of the bias is −t.
    const model = createModel(networkOf({ units: [1, 1], activations: ['linear'] }));
    for (const [seed, count] of [7, 129, 257, 300, 1000, 2049].entries()) {
      const random = createRandom(seed);
      const targets = Array.from({ length: count }, () => [random.normal()]);
      const dataset = datasetOf(
        targets.map(() => [0]),
        targets,
      );
      const { gradient } = evaluate(model, new Float64Array(2), dataset, dataset.trainingIndices);
      const sum = pairwiseSum(0, count, (s) => -targets[s]![0]!);
      assert.equal(gradient[1], sum / count);
    }
  });

  it('lose no more than the 128 terms of a leaf do, over 100,000 equal samples', () => {
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
    assert.equal(loss, squares / 2 / 300);
    assert.deepEqual([...lossTerms], [loss]);
    assert.deepEqual([...gradient], [squares / 300, indices.reduce((sum, s) => sum + s, 0) / 300]);
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
