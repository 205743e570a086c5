import type { DataSource, Layer, Network, Training } from '../../../../src/core/network/network';

/** A network of the format's defaults, for tests that look at its shape, data or settings only. */
export function networkOf(
  inputs: number,
  layers: readonly ({ readonly units: number } & Partial<Layer>)[],
  changes: Partial<Network> = {},
  training: Partial<Training> = {},
): Network {
  return {
    name: null,
    description: null,
    inputs: { units: inputs, names: null },
    layers: layers.map((layer, l) => ({
      name: `layer ${l + 1}`,
      unitNames: null,
      activation: { type: 'linear' },
      weights: null,
      hasBiases: true,
      biases: null,
      init: { type: 'xavierUniform' },
      frozen: { weights: false, biases: false },
      symbols: {},
      ...layer,
    })),
    symbols: { product: 'inputFirst', residual: 'outputMinusTarget' },
    loss: { type: 'halfSquaredError' },
    reduction: 'mean',
    data: null,
    testFraction: 0,
    training: {
      optimizer: { type: 'sgd' },
      learningRate: 0.1,
      schedule: null,
      epochs: 100,
      batchSize: 'full',
      shuffle: null,
      seed: 1,
      l1: 0,
      l2: 0,
      stopWhen: { lossBelow: null, patience: null },
      precision: 'float64',
      ...training,
    },
    sweep: null,
    ...changes,
  };
}

/** Data from a file, of the format's defaults. */
export function fileSource(
  changes: Partial<Extract<DataSource, { kind: 'file' }>>,
): Extract<DataSource, { kind: 'file' }> {
  return {
    kind: 'file',
    path: 'data.csv',
    inputs: [],
    targets: [],
    oneHot: [],
    standardize: false,
    ...changes,
  };
}

export function generatorSource(
  changes: Partial<Extract<DataSource, { kind: 'generator' }>>,
): Extract<DataSource, { kind: 'generator' }> {
  return { kind: 'generator', generator: 'xor', samples: 200, noise: 0, seed: 1, ...changes };
}
