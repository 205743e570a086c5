import type { Init, Layer, Network } from '../network/network';
import { createLayout } from './layout';
import { createRandom, weightStream, type Random } from './random';

/**
 * The parameters that training starts from, in the order of `createLayout`; the caller owns the array.
 * Weights and biases are the file's where it gives them. Missing weights are drawn by the layer's `init`,
 * row by row from the layer's own stream of `training.seed`; missing biases are 0.
 */
export function initialParameters(network: Network): Float64Array {
  const layout = createLayout(network);
  const parameters = new Float64Array(layout.parameterCount);
  network.layers.forEach((layer, l) => {
    const { inputs, units, weightOffset, biasOffset } = layout.layers[l]!;
    const weights = parameters.subarray(weightOffset, weightOffset + inputs * units);
    if (layer.weights) copyRows(layer, weights);
    else draw(layer.init, inputs, units, createRandom(network.training.seed, weightStream(l)), weights);
    if (biasOffset !== null && layer.biases) parameters.set(layer.biases, biasOffset);
  });
  return parameters;
}

function copyRows(layer: Layer, weights: Float64Array): void {
  layer.weights?.forEach((row, i) => {
    weights.set(row, i * layer.units);
  });
}

/** Glorot & Bengio 2010 (xavier), He et al. 2015 (he), LeCun et al. 1998 (lecun); gain 1, not truncated. */
function draw(init: Init, inputs: number, units: number, random: Random, weights: Float64Array): void {
  switch (init.type) {
    case 'zeros':
      return;
    case 'xavierUniform':
      drawUniform(-Math.sqrt(6 / (inputs + units)), Math.sqrt(6 / (inputs + units)), random, weights);
      return;
    case 'heUniform':
      drawUniform(-Math.sqrt(6 / inputs), Math.sqrt(6 / inputs), random, weights);
      return;
    case 'uniform':
      drawUniform(init.low, init.high, random, weights);
      return;
    case 'xavierNormal':
      drawNormal(0, Math.sqrt(2 / (inputs + units)), random, weights);
      return;
    case 'heNormal':
      drawNormal(0, Math.sqrt(2 / inputs), random, weights);
      return;
    case 'lecunNormal':
      drawNormal(0, Math.sqrt(1 / inputs), random, weights);
      return;
    case 'normal':
      drawNormal(init.mean, init.deviation, random, weights);
  }
}

function drawUniform(low: number, high: number, random: Random, weights: Float64Array): void {
  for (let index = 0; index < weights.length; index++) {
    weights[index] = low + (high - low) * random.uniform();
  }
}

function drawNormal(mean: number, deviation: number, random: Random, weights: Float64Array): void {
  for (let index = 0; index < weights.length; index++) weights[index] = mean + deviation * random.normal();
}

/**
 * A copy with 0 for −0. Plain gradient descent makes no −0 of other numbers, so that there is none in the whole
 * run: engines need not agree on how a gradient of 0 is signed.
 */
export function withoutNegativeZeros(parameters: Float64Array): Float64Array {
  return parameters.map((value) => value + 0);
}
