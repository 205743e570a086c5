import type { FileParts } from './fileParts';
import type {
  Activation,
  DataSource,
  Init,
  Layer,
  Loss,
  Network,
  Optimizer,
  OptimizerType,
  Schedule,
  Sweep,
  Training,
  TrainingChange,
} from './network';
import type { NetworkFile } from './schema';

/** From a file as written to the network it means: every default of the format, in one place. */

type FileTraining = NonNullable<NetworkFile['training']>;
type FileLayer = NetworkFile['layers'][number];

export function resolveActivation(written: FileLayer['activation']): Activation {
  if (written === undefined) return { type: 'linear' };
  if (typeof written === 'string') return activationOf(written, undefined, undefined);
  if (written.type === undefined) return { type: 'formula', formula: written.formula };
  if (written.type === 'leakyRelu') return activationOf('leakyRelu', written.slope, undefined);
  if (written.type === 'elu') return activationOf('elu', undefined, written.alpha);
  return { type: written.type };
}

function activationOf(type: Exclude<Activation['type'], 'formula'>, slope = 0.01, alpha = 1): Activation {
  if (type === 'leakyRelu') return { type, slope };
  return type === 'elu' ? { type, alpha } : { type };
}

export function resolveLoss(written: NetworkFile['loss']): Loss {
  if (written === undefined) return { type: 'halfSquaredError' };
  const type = typeof written === 'string' ? written : written.type;
  if (type !== 'huber') return { type };
  const delta = typeof written === 'object' && written.type === 'huber' ? written.delta : undefined;
  return { type, delta: delta ?? 1 };
}

function resolveInit(written: FileLayer['init']): Init {
  if (written === undefined) return { type: 'xavierUniform' };
  if (typeof written === 'string') return { type: written };
  if (written.uniform) return { type: 'uniform', low: written.uniform[0], high: written.uniform[1] };
  return { type: 'normal', mean: written.normal[0], deviation: written.normal[1] };
}

/** Every optimizer by its name in a file, in the order in which they are offered. */
export const optimizerTypes: readonly OptimizerType[] = [
  'sgd',
  'momentum',
  'nesterov',
  'adagrad',
  'rmsprop',
  'adam',
  'adamw',
];

/** The optimizer of that name with PyTorch's constants, or with those given. */
export function resolveOptimizer(written: FileTraining['optimizer']): Optimizer {
  const given = typeof written === 'string' ? { type: written } : (written ?? { type: 'sgd' as const });
  switch (given.type) {
    case 'sgd':
      return { type: 'sgd' };
    case 'momentum':
    case 'nesterov':
      return withGiven({ type: given.type, momentum: 0.9 }, given);
    case 'adagrad':
      return withGiven({ type: given.type, epsilon: 1e-10 }, given);
    case 'rmsprop':
      return withGiven({ type: given.type, alpha: 0.99, epsilon: 1e-8 }, given);
    case 'adam':
      return withGiven({ type: given.type, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, given);
    case 'adamw':
      return withGiven(
        { type: given.type, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
        given,
      );
  }
}

/** `defaults` with those of its constants that `given` names. */
function withGiven<T extends Optimizer>(defaults: T, given: object): T {
  const known = Object.entries(given).filter(
    ([key, value]) => Object.hasOwn(defaults, key) && typeof value === 'number',
  );
  return { ...defaults, ...Object.fromEntries(known) };
}

function resolveSchedule(written: NonNullable<FileTraining['schedule']>): Schedule {
  switch (written.type) {
    case 'step':
      return { type: 'step', every: written.every, factor: written.factor ?? 0.1 };
    case 'exponential':
      return { type: 'exponential', factor: written.factor };
    case 'cosine':
      return { type: 'cosine', to: written.to ?? 0 };
  }
}

const DEFAULT_TRAINING: Training = {
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

/** What the keys that are given mean; keys that are not given are absent. */
function resolveChange(written: FileTraining): TrainingChange {
  const { optimizer, learningRate, schedule, epochs, batchSize, shuffle, seed, l1, l2, stopWhen, precision } =
    written;
  return {
    ...(optimizer === undefined ? {} : { optimizer: resolveOptimizer(optimizer) }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(schedule === undefined ? {} : { schedule: resolveSchedule(schedule) }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(shuffle === undefined ? {} : { shuffle }),
    ...(seed === undefined ? {} : { seed }),
    ...(l1 === undefined ? {} : { l1 }),
    ...(l2 === undefined ? {} : { l2 }),
    ...(stopWhen === undefined
      ? {}
      : { stopWhen: { lossBelow: stopWhen.lossBelow ?? null, patience: stopWhen.patience ?? null } }),
    ...(precision === undefined ? {} : { precision }),
  };
}

export const SWEEP_KEYS = [
  'optimizer',
  'learningRate',
  'schedule',
  'epochs',
  'batchSize',
  'shuffle',
  'seed',
  'l1',
  'l2',
  'stopWhen',
] as const satisfies readonly Sweep['keys'][number][];

/** The swept keys in file order: the order of the keys of the object as read. */
export function sweptKeys(written: NonNullable<NetworkFile['sweep']>): Sweep['keys'] {
  const known: readonly string[] = SWEEP_KEYS;
  return Object.keys(written).filter((key): key is Sweep['keys'][number] => known.includes(key));
}

function resolveSweep(written: NetworkFile['sweep']): Sweep | null {
  if (!written) return null;
  const keys = sweptKeys(written);
  if (keys.length === 0) return null;
  const lists = keys.map((key): readonly unknown[] => written[key] ?? []);
  return {
    keys,
    // Every value has the form of its key: the schema of a sweep is made of the same parts.
    values: lists.map((list, index) => list.map((value) => resolveChange({ [keys[index]!]: value }))),
    written: lists,
  };
}

function resolveData(written: NetworkFile['data'], seed: number): DataSource | null {
  if (!written) return null;
  if (written.file !== undefined) {
    return {
      kind: 'file',
      path: written.file,
      inputs: written.inputs,
      targets: written.targets,
      oneHot: written.oneHot ?? [],
      standardize: written.standardize ?? false,
    };
  }
  if (written.generator !== undefined) {
    return {
      kind: 'generator',
      generator: written.generator,
      samples: written.samples ?? 200,
      noise: written.noise ?? 0,
      seed: written.seed ?? seed,
    };
  }
  return { kind: 'inline', inputs: written.inputs, targets: written.targets };
}

/** How many units a count or a list of names stands for. */
export function unitCount(written: number | readonly string[]): number {
  return typeof written === 'number' ? written : written.length;
}

function resolveLayer(written: FileLayer, index: number): Layer {
  const { frozen = false } = written;
  const { weight, bias, preActivation, activation } = written.symbols ?? {};
  return {
    name: written.name ?? `layer ${index + 1}`,
    units: unitCount(written.units),
    unitNames: typeof written.units === 'number' ? null : written.units,
    activation: resolveActivation(written.activation),
    weights: written.weights ?? null,
    hasBiases: written.biases !== false,
    biases: written.biases === undefined || written.biases === false ? null : written.biases,
    init: resolveInit(written.init),
    frozen: {
      weights: frozen === true || frozen === 'weights',
      biases: frozen === true || frozen === 'biases',
    },
    symbols: {
      ...(weight === undefined ? {} : { weight }),
      ...(bias === undefined ? {} : { bias }),
      ...(preActivation === undefined ? {} : { preActivation }),
      ...(activation === undefined ? {} : { activation }),
    },
  };
}

/** The network of a file without errors; null if a part that every network needs is absent. */
export function resolveNetwork(file: FileParts): Network | null {
  if (file.inputs === undefined || file.layers === undefined) return null;
  const layers: Layer[] = [];
  for (const written of file.layers) {
    if (written.units === undefined) return null;
    layers.push(resolveLayer({ ...written, units: written.units }, layers.length));
  }
  const { loss, lossTerm, target, input, product, residual } = file.symbols ?? {};
  const training = { ...DEFAULT_TRAINING, ...resolveChange(file.training ?? {}) };
  return {
    name: file.name ?? null,
    description: file.description ?? null,
    inputs: {
      units: unitCount(file.inputs),
      names: typeof file.inputs === 'number' ? null : file.inputs,
    },
    layers,
    symbols: {
      ...(loss === undefined ? {} : { loss }),
      ...(lossTerm === undefined ? {} : { lossTerm }),
      ...(target === undefined ? {} : { target }),
      ...(input === undefined ? {} : { input }),
      product: product ?? 'inputFirst',
      residual: residual ?? 'outputMinusTarget',
    },
    loss: resolveLoss(file.loss),
    reduction: file.reduction ?? 'mean',
    data: resolveData(file.data, training.seed),
    testFraction: file.data?.testFraction ?? 0,
    training,
    sweep: resolveSweep(file.sweep),
  };
}
