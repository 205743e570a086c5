import type { Dataset } from '../../../../src/core/engine/dataset';
import type {
  Activation,
  Layer,
  Loss,
  Matrix,
  Network,
  Optimizer,
  PlainActivation,
  Training,
} from '../../../../src/core/network/network';

/** A network in a few words; what is missing has the format's default. */
export interface NetworkSketch {
  /** Units, the inputs first. */
  readonly units: readonly number[];
  readonly activations: readonly (Activation | PlainActivation)[];
  readonly loss?: Loss | Exclude<Loss['type'], 'huber'>;
  readonly reduction?: 'mean' | 'sum';
  readonly weights?: readonly (Matrix | null)[];
  /** For each layer its biases, or false for none; missing: zeros. */
  readonly biases?: readonly (readonly number[] | false)[];
  readonly frozen?: readonly Layer['frozen'][];
  readonly training?: Partial<Training>;
}

export const defaultTraining: Training = {
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
};

export const defaultOptimizers: readonly Optimizer[] = [
  { type: 'sgd' },
  { type: 'momentum', momentum: 0.9 },
  { type: 'nesterov', momentum: 0.9 },
  { type: 'adagrad', epsilon: 1e-10 },
  { type: 'rmsprop', alpha: 0.99, epsilon: 1e-8 },
  { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
];

export function networkOf(sketch: NetworkSketch): Network {
  const { units, activations, weights, biases, frozen } = sketch;
  const loss = sketch.loss ?? 'halfSquaredError';
  return {
    name: null,
    description: null,
    inputs: { units: units[0]!, names: null },
    layers: activations.map((activation, l): Layer => {
      const own = biases?.[l];
      return {
        name: `layer ${l + 1}`,
        units: units[l + 1]!,
        unitNames: null,
        activation: typeof activation === 'string' ? { type: activation } : activation,
        weights: weights?.[l] ?? null,
        hasBiases: own !== false,
        biases: own === false ? null : (own ?? null),
        init: { type: 'xavierUniform' },
        frozen: frozen?.[l] ?? { weights: false, biases: false },
        symbols: {},
      };
    }),
    symbols: { product: 'inputFirst', residual: 'outputMinusTarget' },
    loss: typeof loss === 'string' ? { type: loss } : loss,
    reduction: sketch.reduction ?? 'mean',
    data: null,
    testFraction: 0,
    training: { ...defaultTraining, ...sketch.training },
    sweep: null,
  };
}

/** @param testIndices the samples held out; all others train. */
export function datasetOf(inputs: Matrix, targets: Matrix, testIndices: readonly number[] = []): Dataset {
  return {
    inputUnits: inputs[0]!.length,
    targetUnits: targets[0]!.length,
    sampleCount: inputs.length,
    inputs: Float64Array.from(inputs.flat()),
    targets: Float64Array.from(targets.flat()),
    trainingIndices: Uint32Array.from(inputs.keys()).filter((s) => !testIndices.includes(s)),
    testIndices: Uint32Array.from(testIndices),
    standardization: null,
    inputColumns: null,
    targetColumns: null,
  };
}
