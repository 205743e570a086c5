/**
 * Small networks that a waiting thread trains for an update each: between them they go through what most networks go
 * through when they are compiled, written out and in panels, one sample or batches, so that the JavaScript that does it
 * is compiled itself when somebody trains. As texts of network files.
 */
export const warmUpNetworks: readonly string[] = [
  {
    inputs: 2,
    layers: [{ units: 2, activation: 'tanh' }, { units: 1 }],
    data: { generator: 'circles', samples: 20, noise: 0.1 },
    training: { batchSize: 10 },
  },
  {
    inputs: 3,
    layers: [
      { units: 41, activation: 'relu' },
      { units: 5, activation: 'relu' },
      { units: 3, activation: 'softmax' },
    ],
    loss: 'categoricalCrossEntropy',
    data: { inputs: [[0, 1, 2]], targets: [[0, 1, 0]] },
    training: { optimizer: 'adam' },
  },
  {
    inputs: 1,
    layers: [{ units: 1, activation: 'sigmoid' }],
    data: { inputs: [[0]], targets: [[1]] },
  },
].map((network) => JSON.stringify(network));

/**
 * How often a waiting thread trains each of them: JavaScript is compiled the better the more often it has run, and in the
 * midst of it a thread is slower than before.
 */
export const warmUpRounds = 8;
