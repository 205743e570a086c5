import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { matrix, nameGrid, numberList } from './schemaLists';

/**
 * The one source of what a file may hold: the types of a file as written (`NetworkFile`), the check of every
 * value's form, and, through `jsonSchema.ts`, the JSON Schema for completion and hovers in the editor.
 *
 * The error text of each schema is only what the value must be ("a number, at least 0"); `issues.ts` puts
 * place and found value around it. What a value means beside others, such as the shape of a matrix, is
 * checked in `validate.ts`.
 */

// Zod would compile checks with `new Function`, which a web page's security policy forbids.
z.config({ jitless: true });

/** What the editor shows for a key, in Markdown; a copy, since one schema may serve several keys. */
function described<T extends z.core.$ZodType>(schema: T, markdownDescription: string, more: object = {}): T {
  const own = z.clone(schema);
  z.globalRegistry.add(own, { markdownDescription, ...more });
  return own;
}

/** A choice of words, each with a line of help. */
function choice<const T extends Readonly<Record<string, string>>>(help: T) {
  const words = Object.keys(help) as (keyof T & string)[];
  const schema = z.enum(words, `one of ${words.map((word) => `"${word}"`).join(', ')}`);
  z.globalRegistry.add(schema, { markdownEnumDescriptions: Object.values(help) });
  return schema;
}

/** The help for all words but those that have constants of their own. */
function without<T extends object, K extends keyof T>(help: T, ...words: readonly K[]): Omit<T, K> {
  const rest = Object.entries(help).filter(([word]) => !(words as readonly PropertyKey[]).includes(word));
  return Object.fromEntries(rest) as Omit<T, K>;
}

function grouped(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

const number = z.number('a number');

/** What every `type` key says. */
const KIND = 'Which one.';

/** The `type` of one form of an object. */
function named<const T extends string>(type: T) {
  return described(z.literal(type), KIND);
}

function numberFrom(low: number) {
  const expected = `a number, at least ${low}`;
  return z.number(expected).check(z.gte(low, expected));
}

function numberAbove(low: number) {
  const expected = `a number above ${low}`;
  return z.number(expected).check(z.gt(low, expected));
}

function share(open: boolean) {
  const expected = open ? 'a number from 0 to below 1' : 'a number from 0 to 1';
  const high = open ? z.lt(1, expected) : z.lte(1, expected);
  return z.number(expected).check(z.gte(0, expected), high);
}

function whole(low: number, high: number) {
  const expected = `a whole number from ${low} to ${grouped(high)}`;
  return z.int(expected).check(z.gte(low, expected), z.lte(high, expected));
}

function wholeFrom(low: number) {
  const expected = `a whole number, at least ${low}`;
  return z.int(expected).check(z.gte(low, expected));
}

/** Any whole number a double holds: past 2^53 neighbours coincide, which is a hint and not an error. */
const seed = described(
  z.custom<number>((value) => typeof value === 'number' && Number.isInteger(value), 'a whole number'),
  'Seeds initialisation, shuffling and splits. The same file and seed give the same numbers on every run. Default 1.',
  { type: 'integer' },
);

/** A key that must not stand beside the others: it would leave two readings of one object. */
const absent = (beside: string) => z.optional(z.never(`left out beside "${beside}"`));

const truth = z.boolean('true or false');
const text = z.string('text');
const nameExpected = `a name of 1 to ${LIMITS.nameLength} characters`;
const name = z
  .string(nameExpected)
  .check(z.minLength(1, nameExpected), z.maxLength(LIMITS.nameLength, nameExpected));
const names = z.array(name, 'a list of names').check(z.minLength(1, 'a list of at least one name'));

const count = whole(1, LIMITS.units);
const unitsExpected = `a whole number from 1 to ${grouped(LIMITS.units)}, or a list of so many names`;
const units = z.union([count, names.check(z.maxLength(LIMITS.units, unitsExpected))], unitsExpected);

const symbolList = z.union([name, names], 'a template such as "h_j", or a list of names');

const networkSymbols = z.object(
  {
    loss: described(z.optional(name), 'The symbol of the loss. Default `L`.'),
    lossTerm: described(
      z.optional(symbolList),
      'The symbols of the loss terms, one per output: a template in `k` such as `E_k`, or names. Default `L_k`.',
    ),
    target: described(
      z.optional(symbolList),
      'The symbols of the targets: a template in `k` such as `t_k`, or names. Default `t_k`.',
    ),
    input: described(
      z.optional(symbolList),
      'The symbols of the inputs: a template in `i` such as `x_i`, or names. Names in `inputs` win. Default `x_i`.',
    ),
    product: described(
      z.optional(choice({ inputFirst: 'x w, the default.', weightFirst: 'w x.' })),
      'How a product of an activation and a weight is written.',
    ),
    residual: described(
      z.optional(choice({ outputMinusTarget: '(y − t)², the default.', targetMinusOutput: '(t − y)².' })),
      'How a squared residual is written. The value is the same.',
    ),
  },
  'an object with "loss", "lossTerm", "target", "input", "product", "residual"',
);

const layerSymbols = z.object(
  {
    weight: described(
      z.optional(
        z.union([name, nameGrid], 'a template such as "w_{ij}", or names in the shape of the weights'),
      ),
      'The symbols of the weights: a template in `i` (unit of the previous layer) and `j` (unit of this one) such as `w_{ij}`, or names in the shape of `weights`.',
    ),
    bias: described(
      z.optional(symbolList),
      'The symbols of the biases: a template in `j` such as `b_j`, or names.',
    ),
    preActivation: described(
      z.optional(symbolList),
      'The symbols of the weighted sums before the activation function: a template in `j` such as `a_j`, or names.',
    ),
    activation: described(
      z.optional(symbolList),
      'The symbols of the activations: a template in `j` such as `h_j`, or names. Names in `units` win.',
    ),
  },
  'an object with "weight", "bias", "preActivation", "activation"',
);

const ACTIVATIONS = {
  linear: 'a, the default.',
  sigmoid: '1 / (1 + e^−a).',
  tanh: 'tanh a.',
  relu: 'max(0, a); the derivative at 0 is 0.',
  leakyRelu:
    'a for a > 0, else 0.01 a; the derivative at 0 is the slope. Another slope: `{"type": "leakyRelu", "slope": 0.2}`.',
  elu: 'a for a > 0, else α (e^a − 1), α = 1; the derivative at 0 is α. Another α: `{"type": "elu", "alpha": 0.5}`.',
  gelu: 'a Φ(a), exact.',
  geluTanh: '½ a (1 + tanh(√(2/π) (a + 0.044715 a³))).',
  silu: 'a σ(a).',
  softplus: 'ln(1 + e^a).',
  softmax: 'e^{a_j} / Σ_k e^{a_k}; only in the last layer.',
} as const;

const activation = z.union(
  [
    choice(ACTIVATIONS),
    z.discriminatedUnion(
      'type',
      [
        z.object({ type: named('leakyRelu'), slope: described(z.optional(number), 'Default 0.01.') }),
        z.object({ type: named('elu'), alpha: described(z.optional(number), 'Default 1.') }),
        z.object({ type: described(choice(without(ACTIVATIONS, 'leakyRelu', 'elu')), KIND) }),
      ],
      `one of ${Object.keys(ACTIVATIONS)
        .map((word) => `"${word}"`)
        .join(', ')}`,
    ),
    z.object({
      type: absent('formula'),
      formula: described(
        z.string('a formula in a, such as "a / (1 + abs(a))"'),
        'A formula in one variable `a`: numbers, `a`, `+ - * /`, `^` or `**`, parentheses, `pi`, `e`, `exp log sqrt abs sign max min sin cos tanh sigmoid erf`.',
      ),
    }),
  ],
  `one of ${Object.keys(ACTIVATIONS)
    .map((word) => `"${word}"`)
    .join(', ')}, or an object with "type" or "formula"`,
);

const pair = (what: string) => z.tuple([number, number], `two numbers, ${what}`);

const uniformInit = z.object({
  uniform: described(pair('[lowest, highest]'), 'Uniform between two numbers: `[low, high]`.'),
  normal: absent('uniform'),
});
const normalInit = z.object({
  normal: described(pair('[mean, deviation]'), 'Normal with `[mean, deviation]`.'),
  uniform: absent('normal'),
});

const init = z.union(
  [
    choice({
      xavierUniform: '±√(6 / (in + out)), the default.',
      xavierNormal: 'Deviation √(2 / (in + out)).',
      heUniform: '±√(6 / in).',
      heNormal: 'Deviation √(2 / in).',
      lecunNormal: 'Deviation √(1 / in).',
      zeros: 'All zero: units of one layer then stay equal.',
    }),
    uniformInit,
    normalInit,
  ],
  'one of "xavierUniform", "xavierNormal", "heUniform", "heNormal", "lecunNormal", "zeros", {"uniform": [low, high]}, {"normal": [mean, deviation]}',
);

const layer = z.object(
  {
    name: described(
      z.optional(
        z
          .string('text')
          .check(z.maxLength(LIMITS.nameLength, `text of at most ${LIMITS.nameLength} characters`)),
      ),
      'Shown to people. Default `layer 1`, `layer 2`, ….',
    ),
    units: described(units, 'How many units, or their names: the symbols of the layer’s activations.'),
    activation: described(
      z.optional(activation),
      'The activation function φ, applied to each pre-activation. Default `linear`.',
    ),
    weights: described(
      z.optional(matrix),
      'One row per unit of the previous layer, one column per unit of this one: `weights[i][j]` goes from unit i to unit j. Omitted: started by `init`.',
    ),
    biases: described(
      z.optional(z.union([z.literal(false), numberList], 'a list of numbers, or false for no bias term')),
      'One number per unit; `false`: no bias term; omitted: zeros, trained.',
    ),
    init: described(z.optional(init), 'How omitted weights start. Default `xavierUniform`.'),
    frozen: described(
      z.optional(
        z.union(
          [truth, choice({ weights: 'Only the weights are kept.', biases: 'Only the biases are kept.' })],
          'true, false, "weights" or "biases"',
        ),
      ),
      'Which parameters training leaves alone. Their gradients are still computed and shown. Default `false`.',
    ),
    symbols: described(z.optional(layerSymbols), 'How the layer’s quantities are written.'),
  },
  'an object with at least "units"',
);

const LOSSES = {
  halfSquaredError: '½ Σ (y − t)², the default.',
  meanSquaredError: '(1/n) Σ (y − t)².',
  meanAbsoluteError: '(1/n) Σ |y − t|; the derivative at 0 is 0.',
  huber:
    '½r² for |r| ≤ δ, else δ(|r| − ½δ), averaged over the outputs, δ = 1. Another δ: `{"type": "huber", "delta": 2}`.',
  binaryCrossEntropy: '−(1/n) Σ [t ln y + (1 − t) ln(1 − y)]; goes with a sigmoid last layer.',
  categoricalCrossEntropy: '−Σ t ln y; goes with a softmax last layer.',
} as const;

const loss = z.union(
  [
    choice(LOSSES),
    z.discriminatedUnion(
      'type',
      [
        z.object({ type: named('huber'), delta: described(z.optional(numberAbove(0)), 'Default 1.') }),
        z.object({ type: described(choice(without(LOSSES, 'huber')), KIND) }),
      ],
      `one of ${Object.keys(LOSSES)
        .map((word) => `"${word}"`)
        .join(', ')}`,
    ),
  ],
  `one of ${Object.keys(LOSSES)
    .map((word) => `"${word}"`)
    .join(', ')}, or {"type": "huber", "delta": …}`,
);

const testFraction = described(
  z.optional(share(true)),
  'The share of the samples held out for the test loss, from 0 to below 1. Default 0.',
);

const columns = z.array(z.string('the name of a column'), 'a list of column names');
const someColumns = columns.check(z.minLength(1, 'a list of at least one column name'));

const inlineData = z.object({
  inputs: described(matrix, 'The inputs, one row per sample.'),
  targets: described(matrix, 'The targets, one row per sample.'),
  file: absent('inputs'),
  generator: absent('inputs'),
  testFraction,
});

const fileData = z.object({
  generator: absent('file'),
  file: described(
    text,
    'A CSV file with a header line, by its path relative to this file, inside this folder or below it.',
  ),
  inputs: described(someColumns, 'The columns that are inputs.'),
  targets: described(someColumns, 'The columns that are targets.'),
  oneHot: described(z.optional(columns), 'Columns to replace by one column per category.'),
  standardize: described(
    z.optional(truth),
    'Shift and scale the inputs to mean 0 and deviation 1 over the training samples. Default `false`.',
  ),
  testFraction,
});

const generatorData = z.object({
  file: absent('generator'),
  generator: described(
    choice({
      xor: 'Two inputs; class 1 where they differ in sign.',
      circles: 'Two inputs; two rings.',
      gaussians: 'Two inputs; two clouds.',
      spirals: 'Two inputs; two arms.',
      moons: 'Two inputs; two half circles.',
      sine: 'One input; t = sin x.',
      plane: 'Two inputs; t = (x₁ + x₂) / 2.',
    }),
    'Which synthetic samples.',
  ),
  samples: described(z.optional(whole(1, LIMITS.samples)), 'How many samples. Default 200.'),
  noise: described(z.optional(numberFrom(0)), 'The deviation of the noise. Default 0.'),
  seed: described(z.optional(seed), 'The seed of the samples. Default `training.seed`.', { type: 'integer' }),
  testFraction,
});

const data = z.union(
  [inlineData, fileData, generatorData],
  'an object with "inputs" and "targets", with "file", or with "generator"',
);

const optimizerConstants = {
  momentum: described(z.optional(numberFrom(0)), 'Default 0.9.'),
  epsilonTiny: described(z.optional(numberFrom(0)), 'Default 1e-10.'),
  epsilon: described(z.optional(numberFrom(0)), 'Default 1e-8.'),
  alpha: described(z.optional(share(false)), 'Default 0.99.'),
  beta1: described(z.optional(share(true)), 'Default 0.9.'),
  beta2: described(z.optional(share(true)), 'Default 0.999.'),
};

const OPTIMIZERS = {
  sgd: 'w ← w − η g.',
  momentum: 'Heavy ball, momentum 0.9.',
  nesterov: 'Nesterov’s momentum, 0.9.',
  adagrad: 'Divides by the root of the summed squares.',
  rmsprop: 'Divides by the root of a running mean of squares; α 0.99.',
  adam: 'β₁ 0.9, β₂ 0.999, ε 1e-8.',
  adamw: 'Adam with decoupled weight decay 0.01.',
} as const;

const optimizerWords = Object.keys(OPTIMIZERS)
  .map((word) => `"${word}"`)
  .join(', ');

const optimizer = z.union(
  [
    choice(OPTIMIZERS),
    z.discriminatedUnion(
      'type',
      [
        z.object({ type: named('sgd') }),
        z.object({ type: named('momentum'), momentum: optimizerConstants.momentum }),
        z.object({
          type: named('nesterov'),
          momentum: described(z.optional(numberAbove(0)), 'Default 0.9.'),
        }),
        z.object({ type: named('adagrad'), epsilon: optimizerConstants.epsilonTiny }),
        z.object({
          type: named('rmsprop'),
          alpha: optimizerConstants.alpha,
          epsilon: optimizerConstants.epsilon,
        }),
        z.object({
          type: named('adam'),
          beta1: optimizerConstants.beta1,
          beta2: optimizerConstants.beta2,
          epsilon: optimizerConstants.epsilon,
        }),
        z.object({
          type: named('adamw'),
          beta1: optimizerConstants.beta1,
          beta2: optimizerConstants.beta2,
          epsilon: optimizerConstants.epsilon,
          weightDecay: described(z.optional(numberFrom(0)), 'Default 0.01; decays biases too.'),
        }),
      ],
      `one of ${optimizerWords}`,
    ),
  ],
  `one of ${optimizerWords}, or an object with "type" and its constants`,
);

const schedule = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: named('step'),
      every: described(wholeFrom(1), 'Epochs between two steps.'),
      factor: described(z.optional(numberFrom(0)), 'What η is multiplied by at each step. Default 0.1.'),
    }),
    z.object({
      type: named('exponential'),
      factor: described(numberFrom(0), 'What η is multiplied by after each epoch.'),
    }),
    z.object({
      type: named('cosine'),
      to: described(z.optional(numberFrom(0)), 'The last η. Default 0.'),
    }),
  ],
  'an object with "type": "step", "exponential" or "cosine"',
);

const learningRate = numberFrom(0);
const epochs = whole(0, LIMITS.epochs);
const batchSize = z.union([wholeFrom(1), z.literal('full')], 'a whole number, at least 1, or "full"');
const penalty = numberFrom(0);
const stopWhen = z.object(
  {
    lossBelow: described(z.optional(number), 'Stop after an epoch whose loss is below this.'),
    patience: described(
      z.optional(wholeFrom(1)),
      'Stop when for so many epochs the test loss (the loss, without a test share) was not below its least value.',
    ),
  },
  'an object with "lossBelow" or "patience"',
);

const HELP = {
  optimizer: 'Which optimizer, by name or as an object with `type` and its constants. Default `sgd`.',
  learningRate: 'The learning rate η, at least 0. Default 0.1.',
  schedule: 'How η changes from epoch to epoch. Default: not at all.',
  epochs: 'How many times all training samples are used. Default 100.',
  batchSize: 'Samples per update, or `full` (the default).',
  shuffle:
    'Whether batches are drawn in a new order each epoch. Default: yes when batches are smaller than the data.',
  l1: 'λ₁ of the penalty λ₁ Σ|w|, over weights. Default 0.',
  l2: 'λ₂ of the penalty ½ λ₂ Σw², over weights. Default 0.',
  stopWhen: 'When to stop early.',
} as const;

/** The keys of `training` that a sweep may vary. */
const swept = {
  optimizer,
  learningRate,
  schedule,
  epochs,
  batchSize,
  shuffle: truth,
  seed,
  l1: penalty,
  l2: penalty,
  stopWhen,
};

const training = z.object(
  {
    optimizer: described(z.optional(swept.optimizer), HELP.optimizer),
    learningRate: described(z.optional(swept.learningRate), HELP.learningRate),
    schedule: described(z.optional(swept.schedule), HELP.schedule),
    epochs: described(z.optional(swept.epochs), HELP.epochs),
    batchSize: described(z.optional(swept.batchSize), HELP.batchSize),
    shuffle: described(z.optional(swept.shuffle), HELP.shuffle),
    seed: described(z.optional(swept.seed), 'Seeds initialisation, shuffling and splits. Default 1.', {
      type: 'integer',
    }),
    l1: described(z.optional(swept.l1), HELP.l1),
    l2: described(z.optional(swept.l2), HELP.l2),
    stopWhen: described(z.optional(swept.stopWhen), HELP.stopWhen),
    precision: described(
      z.optional(choice({ float64: 'IEEE-754 binary64, the default.', float32: 'IEEE-754 binary32.' })),
      'The arithmetic of training. Default `float64`.',
    ),
  },
  'an object with settings such as "learningRate" and "epochs"',
);

function values<T extends z.core.$ZodType>(schema: T, help: string) {
  const expected = 'a list of at least one value';
  return described(
    z.optional(z.array(schema, expected).check(z.minLength(1, expected))),
    `${help} Every value is tried.`,
  );
}

const sweep = z.object(
  {
    optimizer: values(swept.optimizer, HELP.optimizer),
    learningRate: values(swept.learningRate, HELP.learningRate),
    schedule: values(swept.schedule, HELP.schedule),
    epochs: values(swept.epochs, HELP.epochs),
    batchSize: values(swept.batchSize, HELP.batchSize),
    shuffle: values(swept.shuffle, HELP.shuffle),
    seed: values(swept.seed, 'Seeds initialisation, shuffling and splits.'),
    l1: values(swept.l1, HELP.l1),
    l2: values(swept.l2, HELP.l2),
    stopWhen: values(swept.stopWhen, HELP.stopWhen),
  },
  'an object with a list of values for each key of "training" to vary',
);

const layersExpected = `a list of 1 to ${LIMITS.layers} layers`;

/** A whole file. */
export const networkFile = z.object(
  {
    $schema: described(z.optional(text), 'Ignored by Backprop.'),
    name: described(
      z.optional(
        z
          .string('text')
          .check(z.maxLength(LIMITS.nameLength, `text of at most ${LIMITS.nameLength} characters`)),
      ),
      'Shown to people.',
    ),
    description: described(z.optional(text), 'Shown to people.'),
    inputs: described(units, 'The input layer: how many inputs, or their names, which are their symbols.'),
    layers: described(
      z
        .array(layer, layersExpected)
        .check(z.minLength(1, layersExpected), z.maxLength(LIMITS.layers, layersExpected)),
      'The layers after the inputs, in order; the last one is the output.',
    ),
    symbols: described(z.optional(networkSymbols), 'How the mathematics is written, never what it is.'),
    loss: described(z.optional(loss), 'The loss of one sample. Default `halfSquaredError`.'),
    reduction: described(
      z.optional(
        choice({ mean: 'The mean over the samples, the default.', sum: 'The sum over the samples.' }),
      ),
      'How the losses of a batch become one number. Default `mean`.',
    ),
    data: described(z.optional(data), 'The samples: inline, from a CSV file, or from a generator.'),
    training: described(z.optional(training), 'How the network is trained.'),
    sweep: described(
      z.optional(sweep),
      'Lists of values for keys of `training`; every combination is trained from the same start and compared.',
    ),
  },
  'one JSON object with "inputs" and "layers"',
);

/** A file as written: only the known keys, every value of the right form. */
export type NetworkFile = z.infer<typeof networkFile>;
