// TensorFlow.js as its documentation trains: variables, `optimizer.minimize`, tensors of batches made beforehand.
// It computes in float32 only.

import * as tf from '@tensorflow/tfjs';

/**
 * @param {import('../../job').Job} job
 * @param {string} backend 'cpu' or 'wasm', registered by the caller
 * @returns {Promise<import('../trainable').Trainable>}
 */
export async function createOn(job, backend) {
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend} here`);
  const [inputUnits, outputUnits] = [job.units[0], job.units.at(-1)];
  const inputs = tf.tensor2d(job.inputs, [job.samples, inputUnits]);
  const targets = tf.tensor2d(job.targets, [job.samples, outputUnits]);
  const batches = Array.from({ length: job.samples / job.batchSize }, (_, n) => ({
    inputs: tf.slice2d(inputs, [n * job.batchSize, 0], [job.batchSize, inputUnits]),
    targets: tf.slice2d(targets, [n * job.batchSize, 0], [job.batchSize, outputUnits]),
  }));
  const layers = job.weights.map((weights, l) => ({
    weights: tf.variable(tf.tensor2d(weights, [job.units[l], job.units[l + 1]])),
    biases: job.biases[l] && tf.variable(tf.tensor1d(job.biases[l])),
  }));
  const variables = layers.flatMap(({ weights, biases }) => (biases ? [weights, biases] : [weights]));

  /** The mean loss; of softmax the logits are taken. */
  const lossOf = (x, t) => {
    const y = layers.reduce((h, { weights, biases }, l) => {
      const product = tf.matMul(h, weights);
      return activate(job.activations[l], biases ? tf.add(product, biases) : product);
    }, x);
    if (job.loss === 'categoricalCrossEntropy') return tf.losses.softmaxCrossEntropy(t, y);
    return tf.div(tf.sum(tf.square(tf.sub(y, t))), 2 * x.shape[0]);
  };

  let optimizer = optimizerOf(job, 0);
  let next = 0;
  return {
    reset(learningRate) {
      layers.forEach(({ weights, biases }, l) => {
        tf.tidy(() => weights.assign(tf.tensor2d(job.weights[l], weights.shape)));
        if (biases) tf.tidy(() => biases.assign(tf.tensor1d(job.biases[l])));
      });
      optimizer.dispose();
      optimizer = optimizerOf(job, learningRate);
      next = 0;
    },
    train(updates) {
      for (let made = 0; made < updates; made++) {
        const batch = batches[next];
        optimizer.minimize(() => lossOf(batch.inputs, batch.targets), false, variables);
        next = (next + 1) % batches.length;
      }
      variables[0].dataSync(); // waits for what a backend may have left to be done
    },
    loss: () => tf.tidy(() => lossOf(inputs, targets).dataSync()[0]),
  };
}

export const version = `TensorFlow.js ${tf.version.tfjs}`;

function activate(name, a) {
  if (name === 'sigmoid') return tf.sigmoid(a);
  if (name === 'tanh') return tf.tanh(a);
  if (name === 'relu') return tf.relu(a);
  return a;
}

function optimizerOf({ optimizer }, learningRate) {
  if (optimizer.type !== 'adam') return tf.train.sgd(learningRate);
  return tf.train.adam(learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon);
}
