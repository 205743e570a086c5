// ConvNetJS with its Trainer, which takes one sample after the other and updates after each batch. It has no Adam, so
// that the workload that asks for it is trained by SGD; its regression has a linear output, and every layer biases.

import convnetjs from 'convnetjs';

export const version = 'convnetjs 0.3.0';

/**
 * @param {import('../../job').Job} job
 * @returns {import('../trainable').Trainable}
 */
export function create(job) {
  const [inputUnits, outputUnits] = [job.units[0], job.units.at(-1)];
  const isClassifier = job.loss === 'categoricalCrossEntropy';
  const samples = Array.from({ length: job.samples }, (_, s) => {
    const volume = new convnetjs.Vol(1, 1, inputUnits, 0);
    volume.w.set(job.inputs.slice(s * inputUnits, (s + 1) * inputUnits));
    const targets = job.targets.slice(s * outputUnits, (s + 1) * outputUnits);
    return { volume, target: isClassifier ? targets.indexOf(1) : targets };
  });
  let net = null;
  let trainer = null;
  let next = 0;
  return {
    reset(learningRate) {
      net = new convnetjs.Net();
      net.makeLayers(layersOf(job, isClassifier));
      setParameters(net, job);
      const options = { method: 'sgd', learning_rate: learningRate, momentum: 0, l2_decay: 0, l1_decay: 0 };
      trainer = new convnetjs.Trainer(net, { ...options, batch_size: job.batchSize });
      next = 0;
    },
    train(updates) {
      for (let made = 0; made < updates * job.batchSize; made++) {
        const { volume, target } = samples[next];
        trainer.train(volume, target);
        next = (next + 1) % samples.length;
      }
    },
    loss() {
      let sum = 0;
      for (const { volume, target } of samples) sum += lossOf(net.forward(volume).w, target);
      return sum / samples.length;
    },
  };
}

function layersOf(job, isClassifier) {
  const hidden = job.activations.slice(0, -1).map((activation, l) => ({
    type: 'fc',
    num_neurons: job.units[l + 1],
    activation,
  }));
  const output = isClassifier
    ? { type: 'softmax', num_classes: job.units.at(-1) }
    : { type: 'regression', num_neurons: job.units.at(-1) };
  return [{ type: 'input', out_sx: 1, out_sy: 1, out_depth: job.units[0] }, ...hidden, output];
}

/** Softmax and regression have a fully connected layer of their own before them. */
function setParameters(net, job) {
  const layers = net.layers.filter(({ layer_type: type }) => type === 'fc');
  layers.forEach((layer, l) => {
    layer.filters.forEach((filter, j) => {
      for (let i = 0; i < filter.w.length; i++) filter.w[i] = job.weights[l][i * layer.out_depth + j];
      layer.biases.w[j] = job.biases[l]?.[j] ?? 0;
    });
  });
}

function lossOf(outputs, target) {
  if (!Array.isArray(target)) return -Math.log(outputs[target]);
  return target.reduce((sum, t, k) => sum + 0.5 * (outputs[k] - t) ** 2, 0);
}
