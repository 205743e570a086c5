import { clusters, csvOf, pictures } from './samples';

/** What is trained by every contender: a network file, and how contenders are checked on it. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** What an update is counted as. */
  readonly unit: 'steps' | 'samples';
  /**
   * The network file and, where its data names one, a CSV file. Samples are not shuffled, since no two libraries
   * shuffle alike.
   */
  readonly files: () => { readonly text: string; readonly dataText: string | null };
  /** Updates after which the losses are compared before a time counts. */
  readonly checkedUpdates: number;
  /** Updates after which a peer that starts or trains in a way of its own must have learnt something. */
  readonly learningUpdates: number;
}

/** So many epochs that no contender gets to their end. */
const epochs = 1_000_000_000;

const inline = (network: object) => ({ text: JSON.stringify(network), dataText: null });

const small = (rest: object) =>
  inline({
    inputs: 2,
    layers: [
      { units: 4, activation: 'tanh' },
      { units: 2, activation: 'tanh' },
      { units: 1, activation: 'tanh' },
    ],
    data: { generator: 'circles', samples: 250, noise: 0.1, seed: 2 },
    training: { learningRate: 0.1, batchSize: 10, shuffle: false, epochs },
    ...rest,
  });

/** Learning rates of the sweep, from 0.001 to 1, evenly spaced in the logarithm. */
export const sweptRates: readonly number[] = Array.from({ length: 64 }, (_, n) =>
  Number((10 ** ((3 * n) / 63 - 3)).toPrecision(6)),
);

/** Epochs of each run of the sweep, in batches of 10 of 250 samples. */
const sweptEpochs = 50;

export const workloads: readonly Workload[] = [
  {
    name: 'W1',
    title: '2-2-2 sigmoid without biases, one sample, SGD',
    unit: 'steps',
    files: () =>
      inline({
        inputs: 2,
        layers: [
          {
            units: 2,
            activation: 'sigmoid',
            weights: [
              [0.15, 0.25],
              [0.2, 0.3],
            ],
            biases: false,
          },
          {
            units: 2,
            activation: 'sigmoid',
            weights: [
              [0.4, 0.5],
              [0.45, 0.55],
            ],
            biases: false,
          },
        ],
        data: { inputs: [[0.05, 0.1]], targets: [[0.01, 0.99]] },
        training: { learningRate: 0.5, shuffle: false, epochs },
      }),
    checkedUpdates: 1000,
    learningUpdates: 1000,
  },
  {
    name: 'W2',
    title: '2-4-2-1 tanh, 250 samples of circles, batches of 10, SGD',
    unit: 'samples',
    files: () => small({}),
    checkedUpdates: 250,
    learningUpdates: 25_000,
  },
  {
    name: 'W3',
    title: '8-64-64-3 relu and softmax, cross-entropy, 1,024 samples, batches of 32, Adam',
    unit: 'samples',
    files: () =>
      inline({
        inputs: 8,
        layers: [
          { units: 64, activation: 'relu', init: 'heUniform' },
          { units: 64, activation: 'relu', init: 'heUniform' },
          { units: 3, activation: 'softmax' },
        ],
        loss: 'categoricalCrossEntropy',
        data: clusters(1024, 8, 3, 3),
        training: { optimizer: 'adam', learningRate: 0.001, batchSize: 32, shuffle: false, epochs },
      }),
    checkedUpdates: 64,
    learningUpdates: 640,
  },
  {
    name: 'W4',
    title: '784-128-10 relu and softmax, cross-entropy, 2,048 samples, batches of 64, SGD',
    unit: 'samples',
    // More numbers than may stand in a network file.
    files: () => {
      const pixels = Array.from({ length: 784 }, (_, i) => `pixel${i}`);
      return {
        text: JSON.stringify({
          inputs: 784,
          layers: [
            { units: 128, activation: 'relu', init: 'heUniform' },
            { units: 10, activation: 'softmax' },
          ],
          loss: 'categoricalCrossEntropy',
          data: { file: 'pictures.csv', inputs: pixels, targets: ['class'], oneHot: ['class'] },
          training: { learningRate: 0.05, batchSize: 64, shuffle: false, epochs },
        }),
        dataText: csvOf(pictures(2048, 784, 10, 4), [...pixels, 'class']),
      };
    },
    checkedUpdates: 32,
    learningUpdates: 320,
  },
  {
    name: 'W5',
    title: `64 learning rates × W2 × ${sweptEpochs} epochs`,
    unit: 'samples',
    files: () =>
      small({
        training: { learningRate: 0.1, batchSize: 10, shuffle: false, epochs: sweptEpochs },
        sweep: { learningRate: sweptRates },
      }),
    checkedUpdates: 25 * sweptEpochs,
    learningUpdates: 25 * sweptEpochs,
  },
];
