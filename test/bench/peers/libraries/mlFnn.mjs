// ml-fnn as its documentation trains. It classifies only, by softmax with cross-entropy behind tanh layers, and every
// update takes all samples, whose gradients are summed; its weights start by chance, and it learns at a rate of its own. A step is a batch of samples, and
// all samples together are so many of them.

import FeedForwardNeuralNetworks from 'ml-fnn';

export const version = 'ml-fnn 5.0.0';

/**
 * @param {import('../../job').Job} job
 * @returns {import('../trainable').Trainable}
 */
export function create(job) {
  const [inputUnits, outputUnits] = [job.units[0], job.units.at(-1)];
  const features = Array.from({ length: job.samples }, (_, s) =>
    job.inputs.slice(s * inputUnits, (s + 1) * inputUnits),
  );
  const labels = Array.from({ length: job.samples }, (_, s) => {
    const targets = job.targets.slice(s * outputUnits, (s + 1) * outputUnits);
    return outputUnits === 1 ? targets[0] : targets.indexOf(1);
  });
  let network = null;
  let rate = 0;
  return {
    reset() {
      network = null;
      rate = 0.1 / job.samples; // of the sum over all samples
    },
    train(updates) {
      network = new FeedForwardNeuralNetworks({
        hiddenLayers: job.units.slice(1, -1),
        iterations: Math.ceil((updates * job.batchSize) / job.samples),
        learningRate: rate,
        regularization: Number.MIN_VALUE, // 0 would be taken for the default
      });
      network.train(features, labels);
    },
    /** Its own features are a matrix that it made of the rows. */
    loss() {
      const probabilities = network.propagate(new network.model[0].W.constructor(features));
      const column = (label) => network.dicts.inputs[label];
      return (
        -labels.reduce((sum, label, s) => sum + Math.log(probabilities.get(s, column(label))), 0) /
        job.samples
      );
    },
  };
}
