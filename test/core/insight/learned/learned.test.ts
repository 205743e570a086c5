import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { addGradient, backward, forward, sampleLoss } from '../../../../src/core/engine/propagate';
import { createTrace } from '../../../../src/core/engine/model';
import { classAt, classesOf, confusionSteps } from '../../../../src/core/insight/learned/classes';
import {
  predictionSteps,
  sortedSampleSteps,
  type Predictions,
} from '../../../../src/core/insight/learned/predictions';
import { inputRanges, positions, responseSteps } from '../../../../src/core/insight/learned/responses';
import { runToEnd } from '../../../../src/core/network/steps';
import { goodNetworkOf } from '../../../hostpure/goodNetworkOf';

/** 2 inputs, a tanh layer, one sigmoid output; every number by hand. */
const small = JSON.stringify({
  inputs: 2,
  layers: [
    {
      units: 2,
      activation: 'tanh',
      weights: [
        [1, -2],
        [0.5, 3],
      ],
      biases: [0.1, -0.2],
    },
    { units: 1, activation: 'sigmoid', weights: [[1.5], [-1]], biases: [0.25] },
  ],
  loss: 'binaryCrossEntropy',
  data: {
    inputs: [
      [0, 0],
      [2, 1],
      [1, -1],
    ],
    targets: [[0], [1], [1]],
  },
});

/** What `small` answers, written out once more without the engine. */
function answer(
  x: number,
  y: number,
): { readonly hidden: readonly [number, number]; readonly output: number } {
  const first = Math.tanh(x + 0.5 * y + 0.1);
  const second = Math.tanh(-2 * x + 3 * y - 0.2);
  return { hidden: [first, second], output: 1 / (1 + Math.exp(-(1.5 * first - second + 0.25))) };
}

function near(actual: number | undefined, expected: number, tolerance = 1e-12): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );
}

describe('what a network has learned', () => {
  const good = goodNetworkOf(small);
  const dataset = good.dataset!;

  it('looks at a little more than the samples', () => {
    assert.deepEqual(inputRanges(2, dataset), [
      { least: -0.3, greatest: 2.3 },
      { least: -1.3, greatest: 1.3 },
    ]);
    assert.deepEqual(inputRanges(1, null), [{ least: -1, greatest: 1 }]);
    assert.deepEqual(inputRanges(1, { inputs: Float64Array.of(4, 4), sampleCount: 2 }), [
      { least: 3, greatest: 5 },
    ]);
  });

  it('maps every unit over both inputs, the second from below', () => {
    const ranges = inputRanges(2, dataset);
    const size = 5;
    const watched = [
      { layer: 1, j: 0 },
      { layer: 0, j: 1 },
    ];
    const [output, hidden] = runToEnd(responseSteps(good.model, good.parameters, ranges, size, watched));
    const [xs, ys] = ranges.map((range) => positions(range, size, true));
    near(xs?.[0], -0.3 + 2.6 / 10);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const expected = answer(xs![column]!, ys![row]!);
        near(output![row * size + column], expected.output);
        near(hidden![row * size + column], expected.hidden[1]);
      }
    }
  });

  it('follows one input from end to end', () => {
    const one = goodNetworkOf(
      JSON.stringify({
        inputs: 1,
        layers: [{ units: 1, activation: 'linear', weights: [[2]], biases: [1] }],
      }),
    );
    const [values] = runToEnd(
      responseSteps(one.model, one.parameters, [{ least: -1, greatest: 3 }], 5, [{ layer: 0, j: 0 }]),
    );
    assert.deepEqual(values, Float64Array.of(-1, 1, 3, 5, 7));
    assert.throws(() => runToEnd(responseSteps(one.model, one.parameters, [], 5, [])), RangeError);
  });

  it('has for every sample output, error, loss, and the length of the gradient that the engine makes', () => {
    for (const text of [small, wide]) {
      const { model, parameters, dataset: samples } = goodNetworkOf(text);
      const found = runToEnd(predictionSteps(model, parameters, samples!));
      const trace = createTrace(model);
      for (let s = 0; s < samples!.sampleCount; s++) {
        forward(model, parameters, samples!.inputs, s * model.inputUnits, trace);
        near(found.losses[s], sampleLoss(model, samples!.targets, s * model.outputUnits, trace));
        backward(model, parameters, trace);
        const gradient = new Float64Array(parameters.length);
        addGradient(model, samples!.inputs, s * model.inputUnits, trace, gradient);
        near(found.gradientNorms[s], Math.hypot(...gradient));
        const own = [...trace.layers.at(-1)!.activations].map((y, k) => y - trace.targets[k]!);
        near(found.errors[s], own.length === 1 ? own[0]! : Math.hypot(...own));
      }
    }
    const { outputs } = runToEnd(predictionSteps(good.model, good.parameters, dataset));
    near(outputs[1], answer(2, 1).output);
  });

  it('sorts samples by any column, NaN last and equal ones in file order', () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(NaN)), { maxLength: 40 });
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, isDescending) => {
        const column = Float64Array.from(values);
        const predictions = { outputs: column, losses: column, errors: column, gradientNorms: column };
        const order = [...runToEnd(sortedSampleSteps(predictions, 'error', isDescending))];
        const rank = (s: number) => (isDescending ? -1 : 1) * Math.abs(values[s]!);
        const expected = values
          .map((_, s) => s)
          .sort((a, b) => {
            if (Number.isNaN(values[a]) || Number.isNaN(values[b]))
              return Number(Number.isNaN(values[a])) - Number(Number.isNaN(values[b])) || a - b;
            return rank(a) - rank(b) || a - b;
          });
        assert.deepEqual(order, expected);
      }),
    );
    const three: Predictions = {
      outputs: new Float64Array(3),
      losses: Float64Array.of(2, 1, 3),
      errors: Float64Array.of(-5, 1, 2),
      gradientNorms: Float64Array.of(1, 2, 3),
    };
    const sorted = (key: 'sample' | 'loss' | 'gradient' | 'error') => [
      ...runToEnd(sortedSampleSteps(three, key, true)),
    ];
    assert.deepEqual(sorted('sample'), [2, 1, 0]);
    assert.deepEqual(sorted('loss'), [2, 0, 1]);
    assert.deepEqual(sorted('gradient'), [2, 1, 0]);
    assert.deepEqual(sorted('error'), [0, 2, 1]);
  });

  it('reads outputs as classes only where they are', () => {
    assert.deepEqual(classesOf(good.network, dataset), { count: 2, threshold: 0.5 });
    const soft = goodNetworkOf(wide);
    assert.deepEqual(classesOf(soft.network, soft.dataset), { count: 3, threshold: null });
    const numbers = goodNetworkOf(
      small.replace('"binaryCrossEntropy"', '"halfSquaredError"').replace('[[0],[1],[1]]', '[[0],[1],[0.4]]'),
    );
    assert.equal(classesOf(numbers.network, numbers.dataset), null);
    const soft3 = { count: 3, threshold: null };
    assert.equal(classAt(soft3, Float64Array.of(9, 0.2, 0.5, 0.3), 1), 1);
    assert.equal(classAt(soft3, Float64Array.of(NaN, 0.2, 0.5), 0), 2);
    assert.equal(classAt(soft3, Float64Array.of(0.4, 0.4, 0.2), 0), 0);
    assert.equal(classAt({ count: 2, threshold: 0.5 }, Float64Array.of(0.5), 0), 1);
  });

  it('counts who was taken for whom', () => {
    const binary = { count: 2, threshold: 0.5 };
    const outputs = Float64Array.of(0.1, 0.9, 0.2, 0.7, 0.6);
    const targets = Float64Array.of(0, 1, 1, 0, 1);
    const counts = runToEnd(confusionSteps(binary, outputs, targets, 1, Uint32Array.of(0, 1, 2, 3, 4)));
    assert.deepEqual([...counts], [1, 1, 1, 2]);
    assert.deepEqual(
      [...runToEnd(confusionSteps(binary, outputs, targets, 1, Uint32Array.of(2)))],
      [0, 0, 1, 0],
    );
  });
});

/** Three inputs, three classes, no biases in the first layer. */
const wide = JSON.stringify({
  inputs: 3,
  layers: [
    { units: 4, activation: 'relu', init: 'heNormal', biases: false },
    { units: 3, activation: 'softmax' },
  ],
  loss: 'categoricalCrossEntropy',
  data: {
    inputs: [
      [1, 2, 3],
      [0.5, -1, 0.25],
      [-2, 1, 1],
    ],
    targets: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  training: { seed: 5 },
});
