import { evaluate } from '../../src/core/engine/evaluate';
import type { Dataset } from '../../src/core/engine/dataset';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { createTrainer } from '../../src/core/engine/training';
import { exportedOf, type Exported } from '../../src/core/exchange/programs/exported';
import type { Network, Optimizer, Training } from '../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf } from '../core/engine/reference/networks';
import { readCases, referenceDataset, referenceNetwork } from '../core/engine/reference/referenceCases';

/** A network as it is exported, with what ten epochs of training come to. */
export interface ExportCase {
  readonly id: string;
  readonly exported: Exported;
  /** history.loss[9] of the engine. */
  readonly lossOfTenth: number;
}

export function exportCase(id: string, network: Network, dataset: Dataset): ExportCase {
  const model = createModel(network);
  const parameters = initialParameters(network);
  const evaluation = evaluate(model, parameters, dataset, dataset.trainingIndices);
  const trainer = createTrainer(network, dataset);
  while (trainer.advance(10_000) === 'running');
  return {
    id,
    exported: exportedOf({ source: `${id}.backprop.json`, network, model, parameters, dataset, evaluation }),
    lossOfTenth: trainer.finish().history.loss.at(-1) ?? Number.NaN,
  };
}

const schedules: readonly Training['schedule'][] = [
  null,
  { type: 'step', every: 3, factor: 0.5 },
  { type: 'exponential', factor: 0.9 },
  { type: 'cosine', to: 0.001 },
];

/**
 * The 120 reference networks, with every optimizer, schedule, penalty, batch size and frozen layer among them. The
 * learning rate is small: a run that diverges compares nothing.
 *
 * @param optimizers those that are dealt out.
 */
export function referenceExports(optimizers: readonly Optimizer[] = defaultOptimizers): ExportCase[] {
  return readCases().map((reference, n) => {
    const training: Partial<Training> = {
      optimizer: optimizers[n % optimizers.length]!,
      schedule: schedules[n % 4]!,
      learningRate: 0.02,
      epochs: 10,
      batchSize: n % 3 === 0 ? 'full' : 2,
      shuffle: false,
      l1: n % 5 === 0 ? 0.01 : 0,
      l2: n % 6 === 0 ? 0.02 : 0,
    };
    const network = referenceNetwork(reference, training);
    const layers = network.layers.map((layer, l) =>
      n % 7 === 3 && l === 0 ? { ...layer, frozen: { weights: true, biases: false } } : layer,
    );
    const whole: Network = { ...network, layers, reduction: n % 8 === 5 ? 'sum' : 'mean' };
    return exportCase(reference.id, whole, referenceDataset(reference));
  });
}

/** Formula activations with every operation that formulas have, kinks and ties at no sample. */
export function formulaExports(): ExportCase[] {
  const formulas = [
    'a / (1 + abs(a))',
    'max(a, min(0, a) * 0.1) + sign(a)',
    'sin(a) ^ 2 - cos(a) * exp(-a ** 2)',
    'log(1 + a ^ 2) + sqrt(2 + a ^ 2) - erf(a) / pi',
    'a * sigmoid(1.702 * a) + tanh(a) - e',
    '(1 - tanh(a) ^ 2) * (1 - sigmoid(a))',
    'exp(a) - 1',
  ];
  return formulas.map((formula, n) =>
    exportCase(
      `formula-${n}`,
      networkOf({
        units: [2, 3, 1],
        activations: [{ type: 'formula', formula }, 'linear'],
        training: { epochs: 10, learningRate: 0.02 },
      }),
      datasetOf(
        [
          [0.3, -0.7],
          [-1.2, 0.4],
        ],
        [[0.1], [0.4]],
      ),
    ),
  );
}

/** Networks that scikit-learn can hold: each loss, hidden activation and optimizer that it knows. */
export function sklearnExports(): ExportCase[] {
  const inputs = [
    [0.1, -0.4],
    [0.7, 0.2],
    [-0.3, 0.9],
    [0.5, -0.8],
  ];
  const ends = [
    { activation: 'linear', loss: 'halfSquaredError', targets: [[0.2], [-0.5], [0.9], [0.1]] },
    { activation: 'sigmoid', loss: 'binaryCrossEntropy', targets: [[0], [1], [1], [0]] },
    {
      activation: 'softmax',
      loss: 'categoricalCrossEntropy',
      targets: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 1, 0],
      ],
    },
  ] as const;
  const optimizers = defaultOptimizers.filter(({ type }) =>
    ['sgd', 'momentum', 'nesterov', 'adam'].includes(type),
  );
  return ends.flatMap(({ activation, loss, targets }, e) =>
    (['linear', 'sigmoid', 'tanh', 'relu'] as const).map((hidden, n) => {
      const rows = targets.map((row) => [...row]);
      const network = networkOf({
        units: [2, 4, 3, rows[0]!.length],
        activations: [hidden, hidden, activation],
        loss,
        training: {
          optimizer: optimizers[n]!,
          learningRate: 0.05,
          epochs: 10,
          batchSize: n === 2 ? 2 : 'full',
          shuffle: false,
          l2: e === 1 ? 0.03 : 0,
        },
      });
      return exportCase(`${loss}-${hidden}`, network, datasetOf(inputs, rows));
    }),
  );
}
