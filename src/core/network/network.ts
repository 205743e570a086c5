/**
 * What a network file says, with every default of the format filled in: plain data, free of text and
 * places. `parse` makes it; the mathematics and the engine read it.
 */

/** Rows of numbers; every row has the same length. */
export type Matrix = readonly (readonly number[])[];

export type PlainActivation =
  'linear' | 'sigmoid' | 'tanh' | 'relu' | 'gelu' | 'geluTanh' | 'silu' | 'softplus' | 'softmax';

export type Activation =
  | { readonly type: PlainActivation }
  | { readonly type: 'leakyRelu'; readonly slope: number }
  | { readonly type: 'elu'; readonly alpha: number }
  | { readonly type: 'formula'; readonly formula: string };

export type Loss =
  | {
      readonly type:
        | 'halfSquaredError'
        | 'meanSquaredError'
        | 'meanAbsoluteError'
        | 'binaryCrossEntropy'
        | 'categoricalCrossEntropy';
    }
  | { readonly type: 'huber'; readonly delta: number };

/** How the per-sample losses of a batch become one number. */
export type Reduction = 'mean' | 'sum';

export type Init =
  | { readonly type: 'xavierUniform' | 'xavierNormal' | 'heUniform' | 'heNormal' | 'lecunNormal' | 'zeros' }
  | { readonly type: 'uniform'; readonly low: number; readonly high: number }
  | { readonly type: 'normal'; readonly mean: number; readonly deviation: number };

/** Symbols as the file spells them: a template with index letters, or one name for each thing named. */
export type SymbolSpec = string | readonly string[];

export interface LayerSymbols {
  /** A template in i and j, or names in the shape of the weights. */
  readonly weight?: string | readonly (readonly string[])[];
  readonly bias?: SymbolSpec;
  readonly preActivation?: SymbolSpec;
  readonly activation?: SymbolSpec;
}

export interface NetworkSymbols {
  readonly loss?: string;
  readonly lossTerm?: SymbolSpec;
  readonly target?: SymbolSpec;
  readonly input?: SymbolSpec;
  /** x w or w x: how a product of an activation and a weight is written. */
  readonly product: 'inputFirst' | 'weightFirst';
  /** (y − t)² or (t − y)²: how a squared residual is written. */
  readonly residual: 'outputMinusTarget' | 'targetMinusOutput';
}

export interface Layer {
  /** As in the file, or `layer 1`, `layer 2`, …. */
  readonly name: string;
  /** How many units, at least 1. */
  readonly units: number;
  /** The symbols of the units' activations where the file lists them. */
  readonly unitNames: readonly string[] | null;
  readonly activation: Activation;
  /** [units of the previous layer][units of this one]; null: initialised by `init`. */
  readonly weights: Matrix | null;
  readonly hasBiases: boolean;
  /** One for each unit; null: no bias term, or zeros if `hasBiases`. */
  readonly biases: readonly number[] | null;
  readonly init: Init;
  readonly frozen: { readonly weights: boolean; readonly biases: boolean };
  readonly symbols: LayerSymbols;
}

export type GeneratorName = 'xor' | 'circles' | 'gaussians' | 'spirals' | 'moons' | 'sine' | 'plane';

export type DataSource =
  | { readonly kind: 'inline'; readonly inputs: Matrix; readonly targets: Matrix }
  | {
      readonly kind: 'file';
      /** As written in the file: relative to it, with `/`. */
      readonly path: string;
      readonly inputs: readonly string[];
      readonly targets: readonly string[];
      readonly oneHot: readonly string[];
      readonly standardize: boolean;
    }
  | {
      readonly kind: 'generator';
      readonly generator: GeneratorName;
      readonly samples: number;
      readonly noise: number;
      readonly seed: number;
    };

export type Optimizer =
  | { readonly type: 'sgd' }
  | { readonly type: 'momentum' | 'nesterov'; readonly momentum: number }
  | { readonly type: 'adagrad'; readonly epsilon: number }
  | { readonly type: 'rmsprop'; readonly alpha: number; readonly epsilon: number }
  | { readonly type: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | {
      readonly type: 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    };

export type OptimizerType = Optimizer['type'];

export type Schedule =
  | { readonly type: 'step'; readonly every: number; readonly factor: number }
  | { readonly type: 'exponential'; readonly factor: number }
  | { readonly type: 'cosine'; readonly to: number };

export interface Training {
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly schedule: Schedule | null;
  readonly epochs: number;
  readonly batchSize: number | 'full';
  /** Null: shuffled when batches are smaller than the training data. */
  readonly shuffle: boolean | null;
  readonly seed: number;
  readonly l1: number;
  readonly l2: number;
  readonly stopWhen: { readonly lossBelow: number | null; readonly patience: number | null };
  readonly precision: 'float64' | 'float32';
}

/** One setting of a sweep: a key of `training` with its value, resolved like the key itself. */
export type TrainingChange = Partial<Training>;

export interface Sweep {
  /** The swept keys in file order; the first varies slowest. */
  readonly keys: readonly Exclude<keyof Training, 'precision'>[];
  /** For each key its values, as resolved settings. */
  readonly values: readonly (readonly TrainingChange[])[];
  /** The same values as the file writes them, for output. */
  readonly written: readonly (readonly unknown[])[];
}

export interface Network {
  readonly name: string | null;
  readonly description: string | null;
  readonly inputs: { readonly units: number; readonly names: readonly string[] | null };
  readonly layers: readonly Layer[];
  readonly symbols: NetworkSymbols;
  readonly loss: Loss;
  readonly reduction: Reduction;
  readonly data: DataSource | null;
  /** The share of samples held out for the test loss, in [0, 1). */
  readonly testFraction: number;
  readonly training: Training;
  readonly sweep: Sweep | null;
}
