// Synaptic with its Trainer. It updates after every sample and knows no batches, and all its units have biases; its
// weights start by chance. A step is a batch of samples, each of them an update.

import synaptic from 'synaptic';

export const version = 'synaptic 1.1.4';

const { Layer, Network, Neuron, Trainer } = synaptic;

/**
 * @param {import('../../job').Job} job of sigmoid or tanh units and the squared error
 * @returns {import('../trainable').Trainable}
 */
export function create(job) {
  const [inputUnits, outputUnits] = [job.units[0], job.units.at(-1)];
  const set = Array.from({ length: job.samples }, (_, s) => ({
    input: job.inputs.slice(s * inputUnits, (s + 1) * inputUnits),
    output: job.targets.slice(s * outputUnits, (s + 1) * outputUnits),
  }));
  let trainer = null;
  let rate = 0;
  return {
    reset(learningRate) {
      trainer = new Trainer(networkOf(job));
      rate = learningRate;
    },
    train(updates) {
      // An error that is never reached: every iteration is made. One is a pass over all samples.
      const iterations = Math.ceil((updates * job.batchSize) / job.samples);
      trainer.train(set, { rate, iterations, error: -1 });
    },
    /** Its mean squared error is over outputs; half its sum is wanted. */
    loss: () => (trainer.test(set).error * outputUnits) / 2,
  };
}

function networkOf(job) {
  const layers = job.units.map((units) => new Layer(units));
  layers.slice(1).forEach((layer, l) => {
    const squash = job.activations[l] === 'tanh' ? Neuron.squash.TANH : Neuron.squash.LOGISTIC;
    layer.set({ squash });
    layers[l].project(layer);
  });
  return new Network({ input: layers[0], hidden: layers.slice(1, -1), output: layers.at(-1) });
}
