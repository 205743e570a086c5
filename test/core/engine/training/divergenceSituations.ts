import type { Dataset } from '../../../../src/core/engine/dataset';
import type { Divergence } from '../../../../src/core/engine/divergence';
import type { Activation, Optimizer } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, type NetworkSketch } from '../reference/networks';

/** A run that leaves the finite numbers. */
export interface Situation {
  readonly name: string;
  readonly sketch: NetworkSketch;
  readonly start: readonly number[];
  readonly dataset: Dataset;
  /** What is missing is null, epoch and step are 0. */
  readonly expected: Partial<Divergence> & Pick<Divergence, 'what'>;
  /** The weights kept, where they are not the starting ones. */
  readonly kept?: readonly number[];
}

const unbounded: readonly Activation[] = [
  { type: 'linear' },
  { type: 'relu' },
  { type: 'leakyRelu', slope: 0.01 },
  { type: 'elu', alpha: 1 },
  { type: 'gelu' },
  { type: 'geluTanh' },
  { type: 'silu' },
  { type: 'softplus' },
];
export const big = datasetOf([[1e200]], [[0]]);
const unit = datasetOf([[1]], [[0]]);
const line: NetworkSketch = { units: [1, 1], activations: ['linear'] };

/** A forward pass overflows in layer 1 or 2, upwards or downwards. */
const forwardOverflows = unbounded.flatMap((activation): Situation[] => [
  {
    name: `${activation.type}: the pre-activation of the first layer overflows`,
    sketch: { units: [1, 2, 1], activations: [activation, 'linear'] },
    start: [0, 1e200, 0, 0, 1, 1, 0],
    dataset: big,
    expected: { what: 'activation', layer: 0, unit: 1, sample: 0 },
  },
  {
    name: `${activation.type}: the pre-activation of the second layer overflows`,
    sketch: { units: [1, 1, 2], activations: ['linear', activation] },
    start: [1, 0, 0, 1e200, 0, 0],
    dataset: datasetOf([[1e200]], [[0, 0]]),
    expected: { what: 'activation', layer: 1, unit: 1, sample: 0 },
  },
]);

const crossEntropies: readonly Situation[] = (
  [
    ['sigmoid', 'binaryCrossEntropy'],
    ['softmax', 'categoricalCrossEntropy'],
    ['softmax', 'halfSquaredError'],
  ] as const
).map(([last, loss]) => ({
  name: `${last} with ${loss}: an infinite logit`,
  sketch: { units: [1, 2], activations: [last], loss },
  start: [1e200, 0, 0, 0],
  dataset: datasetOf([[1e200]], [[1, 0]]),
  expected: { what: 'activation', layer: 0, unit: 0, sample: 0 },
}));

const lossOverflows: readonly Situation[] = [
  ...(['halfSquaredError', 'meanSquaredError'] as const).map((loss): Situation => ({
    name: `${loss} of a finite output overflows`,
    sketch: { units: [1, 2], activations: ['linear'], loss },
    start: [0, 1e160, 0, 0],
    dataset: datasetOf([[1]], [[0, 0]]),
    expected: { what: 'loss', layer: 0, unit: 1, sample: 0 },
  })),
  {
    name: 'Huber overflows in its linear part',
    sketch: { ...line, loss: { type: 'huber', delta: 1e10 } },
    start: [1e300, 0],
    dataset: unit,
    expected: { what: 'loss', layer: 0, unit: 0, sample: 0 },
  },
  {
    name: 'an output as far from its target as doubles go',
    sketch: { ...line, loss: 'meanAbsoluteError' },
    start: [1.5e308, 0],
    dataset: datasetOf([[1]], [[-1.5e308]]),
    expected: { what: 'loss', layer: 0, unit: 0, sample: 0 },
  },
  {
    name: 'the terms of a sample are finite and their sum is not',
    sketch: { units: [1, 3], activations: ['linear'] },
    start: [1.3e154, 1.3e154, 1.3e154, 0, 0, 0],
    dataset: datasetOf([[1]], [[0, 0, 0]]),
    expected: { what: 'loss', layer: 0, unit: null, sample: 0 },
  },
  {
    name: 'the losses of the samples are finite and their sum is not',
    sketch: line,
    start: [1.3e154, 0],
    dataset: datasetOf([[1], [1], [1]], [[0], [0], [0]]),
    expected: { what: 'loss' },
  },
  {
    name: 'the losses of the batches are finite and their sum over the epoch is not',
    sketch: { ...line, training: { batchSize: 1, learningRate: 0 } },
    start: [1.3e154, 0],
    dataset: datasetOf([[1], [1], [1]], [[0], [0], [0]]),
    expected: { what: 'loss', step: 3 },
  },
];

const gradientOverflows: readonly Situation[] = [
  {
    name: 'δ · h of a weight overflows where its loss does not',
    sketch: { units: [2, 1], activations: ['linear'] },
    start: [0, 0, 0],
    dataset: datasetOf([[1, 1e200]], [[1e150]]),
    expected: { what: 'gradient', layer: 0, unit: 0, sample: 0, parameter: 1 },
  },
  {
    name: 'a hidden δ overflows',
    sketch: { units: [1, 2, 1], activations: ['linear', 'linear'] },
    start: [0, 0, 0, 0, 1, 1e200, 0],
    dataset: datasetOf([[0]], [[1e150]]),
    expected: { what: 'gradient', layer: 0, unit: 1, sample: 0 },
  },
  {
    name: 'a hidden δ overflows and takes the layers before it along',
    sketch: { units: [1, 1, 1, 1], activations: ['linear', 'linear', 'linear'] },
    start: [0, 0, 1, 0, 1e200, 0],
    dataset: datasetOf([[0]], [[1e150]]),
    expected: { what: 'gradient', layer: 1, unit: 0, sample: 0 },
  },
  {
    name: 'the gradients of the samples are finite and their sum is not',
    sketch: { ...line, biases: [false], loss: 'meanAbsoluteError' },
    start: [0],
    dataset: datasetOf([[1.5e308], [1.5e308]], [[1], [1]]),
    expected: { what: 'gradient', layer: 0, unit: 0, parameter: 0 },
  },
  {
    name: 'the gradient of the L2 penalty overflows',
    sketch: { ...line, activations: ['sigmoid'], training: { l2: 1e200 } },
    start: [1e200, 0],
    dataset: unit,
    expected: { what: 'gradient', layer: 0, unit: 0, parameter: 0 },
  },
  {
    name: "the penalty's share makes a gradient overflow",
    sketch: { ...line, loss: 'meanAbsoluteError', training: { l1: 1.7e308 } },
    start: [1, 0],
    dataset: datasetOf([[1e308]], [[0]]),
    expected: { what: 'gradient', layer: 0, unit: 0, parameter: 0 },
  },
];

/** The bias is below its target, and a step of η takes it past the largest double. */
const updateOverflows = defaultOptimizers.map((optimizer): Situation => ({
  name: `${optimizer.type}: the update overflows`,
  sketch: { ...line, loss: 'meanAbsoluteError', training: { optimizer, learningRate: 1e308 } },
  start: [0, 1.5e308],
  dataset: datasetOf([[0]], [[1.7e308]]),
  expected: { what: 'weight', layer: 0, unit: 0, parameter: 1 },
}));

const laterSteps: readonly Situation[] = [
  ...overshoots(),
  {
    name: 'the third sample of an epoch in batches of one',
    sketch: { ...line, training: { batchSize: 1, shuffle: false, learningRate: 0 } },
    start: [1, 0],
    dataset: datasetOf([[1], [2], [1e160], [3]], [[0], [0], [0], [0]]),
    expected: { what: 'loss', layer: 0, unit: 0, sample: 2, step: 2 },
  },
  {
    name: 'a sample behind one held out, counted as a row of the data',
    sketch: { ...line, training: { learningRate: 0 } },
    start: [1, 0],
    dataset: datasetOf([[1], [2], [1e160]], [[0], [0], [0]], [1]),
    expected: { what: 'loss', layer: 0, unit: 0, sample: 2 },
  },
  {
    name: 'a test sample',
    sketch: line,
    start: [1, 0],
    dataset: datasetOf([[1], [1e160], [2]], [[0], [0], [0]], [1]),
    expected: { what: 'loss', layer: 0, unit: 0, sample: 1 },
  },
  {
    name: 'the loss of the final weights, in training',
    sketch: { ...line, biases: [false], training: { learningRate: 1e170, epochs: 1 } },
    start: [1],
    dataset: unit,
    expected: { what: 'loss', layer: 0, unit: 0, sample: 0, epoch: 1, step: 1 },
    kept: [1 - 1e170],
  },
  {
    name: 'the loss of the final weights, in the test',
    sketch: { ...line, biases: [false], training: { learningRate: 1e100, epochs: 1 } },
    start: [1],
    dataset: datasetOf([[1], [1e100]], [[0], [0]], [1]),
    expected: { what: 'loss', layer: 0, unit: 0, sample: 1, epoch: 1, step: 1 },
    kept: [1 - 1e100],
  },
];

export const situations: readonly Situation[] = [
  ...forwardOverflows,
  ...crossEntropies,
  ...lossOverflows,
  ...gradientOverflows,
  ...updateOverflows,
  ...laterSteps,
];

/**
 * L = ½ b² with η > 2: b grows by the factor 1 − η each step, until ½ b² overflows. The step is found by the
 * same recurrence in plain numbers.
 */
function overshoots(): Situation[] {
  const optimizers: readonly Optimizer[] = [{ type: 'sgd' }, { type: 'momentum', momentum: 0 }];
  return optimizers.flatMap((optimizer) =>
    [2.5, 5, 1e3, 1e50].map((learningRate): Situation => {
      let step = 0;
      let b = 1;
      while (Number.isFinite(0.5 * (b * b))) {
        b -= learningRate * b;
        step++;
      }
      return {
        name: `${optimizer.type} with η = ${learningRate}, in step ${step + 1}`,
        sketch: {
          ...line,
          frozen: [{ weights: true, biases: false }],
          training: { optimizer, learningRate, epochs: 100_000 },
        },
        start: [0, 1],
        dataset: datasetOf([[0]], [[0]]),
        expected: { what: 'loss', layer: 0, unit: 0, sample: 0, epoch: step, step },
        kept: [0, b],
      };
    }),
  );
}
