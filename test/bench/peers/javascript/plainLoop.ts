import type { Job } from '../../job';
import type { Trainable } from '../trainable';

/*
 * Training as a good developer writes it in plain JavaScript: for loops over Float64Array, Math.exp and Math.tanh,
 * one sample after the other, no blocking, no unrolling. A unit's weights stand in a row, so that its sum is a local
 * variable; the other order is a quarter slower on W2 and no faster elsewhere. Every other figure is given in ratio to this one.
 */

interface Layer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: string;
  /** weights[j * inputs + i] goes from unit i of the layer before to unit j: what a unit sums up stands in a row. */
  readonly weights: Float64Array;
  readonly biases: Float64Array | null;
  readonly weightGradient: Float64Array;
  readonly biasGradient: Float64Array;
  readonly outputs: Float64Array;
  readonly deltas: Float64Array;
  /** Adam's moments of the weights and of the biases; null for SGD. */
  readonly weightMoments: Moments | null;
  readonly biasMoments: Moments | null;
}

interface Moments {
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

export function plainLoop(job: Job): Trainable {
  const { samples, batchSize, optimizer } = job;
  const isCrossEntropy = job.loss === 'categoricalCrossEntropy';
  const inputs = Float64Array.from(job.inputs);
  const targets = Float64Array.from(job.targets);
  const layers = job.weights.map((_, l) => createLayer(job, l));
  const last = layers.at(-1)!;
  const inputUnits = layers[0]!.inputs;
  let learningRate = 0;
  let steps = 0;
  let position = 0;
  let seenLoss = 0;

  function forward(sample: number): void {
    let previous: Float64Array = inputs.subarray(sample * inputUnits, (sample + 1) * inputUnits);
    for (const layer of layers) {
      forwardLayer(layer, previous);
      previous = layer.outputs;
    }
  }

  function sampleLoss(sample: number): number {
    let loss = 0;
    for (let k = 0; k < last.units; k++) {
      const y = last.outputs[k]!;
      const t = targets[sample * last.units + k]!;
      if (isCrossEntropy) loss -= t === 0 ? 0 : t * Math.log(y);
      else loss += 0.5 * (y - t) * (y - t);
    }
    return loss;
  }

  function backward(sample: number): void {
    for (let k = 0; k < last.units; k++) {
      const y = last.outputs[k]!;
      const error = y - targets[sample * last.units + k]!;
      last.deltas[k] = isCrossEntropy ? error : error * slope(last.activation, y);
    }
    for (let l = layers.length - 1; l > 0; l--) backwardLayer(layers[l]!, layers[l - 1]!);
    let previous: Float64Array = inputs.subarray(sample * inputUnits, (sample + 1) * inputUnits);
    for (const layer of layers) {
      addGradient(layer, previous);
      previous = layer.outputs;
    }
  }

  function update(): void {
    steps++;
    for (const layer of layers) {
      const { weights, weightGradient, weightMoments, biases, biasGradient, biasMoments } = layer;
      apply(weights, weightGradient, weightMoments);
      if (biases) apply(biases, biasGradient, biasMoments);
    }
  }

  /** One update of a layer's weights or biases by the mean gradient of the batch, which is cleared. */
  function apply(values: Float64Array, gradient: Float64Array, moments: Moments | null): void {
    if (optimizer.type !== 'adam' || !moments) {
      for (let p = 0; p < values.length; p++) {
        values[p] = values[p]! - (learningRate * gradient[p]!) / batchSize;
        gradient[p] = 0;
      }
      return;
    }
    const { beta1, beta2, epsilon } = optimizer;
    const { mean, square } = moments;
    const meanCorrection = 1 - beta1 ** steps;
    const squareCorrection = 1 - beta2 ** steps;
    for (let p = 0; p < values.length; p++) {
      const g = gradient[p]! / batchSize;
      const m = beta1 * mean[p]! + (1 - beta1) * g;
      const q = beta2 * square[p]! + (1 - beta2) * g * g;
      mean[p] = m;
      square[p] = q;
      values[p] =
        values[p]! - (learningRate * (m / meanCorrection)) / (Math.sqrt(q / squareCorrection) + epsilon);
      gradient[p] = 0;
    }
  }

  return {
    reset(rate) {
      learningRate = rate;
      steps = 0;
      position = 0;
      seenLoss = 0;
      layers.forEach((layer, l) => {
        resetLayer(layer, job.weights[l]!, job.biases[l] ?? null);
      });
    },
    train(updates) {
      for (let made = 0; made < updates; made++) {
        if (position === samples) [position, seenLoss] = [0, 0];
        const end = position + batchSize;
        for (; position < end; position++) {
          forward(position);
          seenLoss += sampleLoss(position);
          backward(position);
        }
        update();
      }
      if (!Number.isFinite(seenLoss)) throw new Error('the loss of the plain loop is not finite');
    },
    loss() {
      let sum = 0;
      for (let s = 0; s < samples; s++) {
        forward(s);
        sum += sampleLoss(s);
      }
      return sum / samples;
    },
  };
}

function createLayer(job: Job, l: number): Layer {
  const [inputs, units] = [job.units[l]!, job.units[l + 1]!];
  const moments = (length: number): Moments | null =>
    job.optimizer.type === 'adam'
      ? { mean: new Float64Array(length), square: new Float64Array(length) }
      : null;
  return {
    inputs,
    units,
    activation: job.activations[l]!,
    weights: new Float64Array(inputs * units),
    biases: job.biases[l] ? new Float64Array(units) : null,
    weightGradient: new Float64Array(inputs * units),
    biasGradient: new Float64Array(units),
    outputs: new Float64Array(units),
    deltas: new Float64Array(units),
    weightMoments: moments(inputs * units),
    biasMoments: moments(units),
  };
}

function resetLayer(layer: Layer, weights: readonly number[], biases: readonly number[] | null): void {
  const { inputs, units } = layer;
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < units; j++) layer.weights[j * inputs + i] = weights[i * units + j]!;
  }
  if (biases) layer.biases?.set(biases);
  layer.weightGradient.fill(0);
  layer.biasGradient.fill(0);
  for (const moments of [layer.weightMoments, layer.biasMoments]) {
    moments?.mean.fill(0);
    moments?.square.fill(0);
  }
}

function forwardLayer(layer: Layer, previous: Float64Array): void {
  const { inputs, units, weights, biases, outputs } = layer;
  for (let j = 0; j < units; j++) {
    const row = j * inputs;
    let sum = biases ? biases[j]! : 0;
    for (let i = 0; i < inputs; i++) sum += previous[i]! * weights[row + i]!;
    outputs[j] = sum;
  }
  activate(layer.activation, outputs);
}

function activate(activation: string, values: Float64Array): void {
  if (activation === 'sigmoid') {
    for (let j = 0; j < values.length; j++) values[j] = 1 / (1 + Math.exp(-values[j]!));
  } else if (activation === 'tanh') {
    for (let j = 0; j < values.length; j++) values[j] = Math.tanh(values[j]!);
  } else if (activation === 'relu') {
    for (let j = 0; j < values.length; j++) values[j] = Math.max(0, values[j]!);
  } else {
    softmax(values);
  }
}

function softmax(values: Float64Array): void {
  let largest = -Infinity;
  for (let j = 0; j < values.length; j++) largest = Math.max(largest, values[j]!);
  let sum = 0;
  for (let j = 0; j < values.length; j++) {
    const e = Math.exp(values[j]! - largest);
    values[j] = e;
    sum += e;
  }
  for (let j = 0; j < values.length; j++) values[j] = values[j]! / sum;
}

/** φ′(a) from φ(a). */
function slope(activation: string, output: number): number {
  if (activation === 'sigmoid') return output * (1 - output);
  if (activation === 'tanh') return 1 - output * output;
  return output > 0 ? 1 : 0;
}

function backwardLayer(layer: Layer, before: Layer): void {
  const { inputs, units, weights, deltas } = layer;
  const sums = before.deltas;
  for (let i = 0; i < inputs; i++) sums[i] = 0;
  for (let j = 0; j < units; j++) {
    const row = j * inputs;
    const delta = deltas[j]!;
    for (let i = 0; i < inputs; i++) sums[i] = sums[i]! + weights[row + i]! * delta;
  }
  for (let i = 0; i < inputs; i++) sums[i] = sums[i]! * slope(before.activation, before.outputs[i]!);
}

function addGradient(layer: Layer, previous: Float64Array): void {
  const { inputs, units, deltas, weightGradient, biasGradient } = layer;
  for (let j = 0; j < units; j++) {
    const row = j * inputs;
    const delta = deltas[j]!;
    for (let i = 0; i < inputs; i++)
      weightGradient[row + i] = weightGradient[row + i]! + delta * previous[i]!;
    biasGradient[j] = biasGradient[j]! + delta;
  }
}
