import * as z from 'zod/mini';
import { LIMITS } from './limits';
import {
  choice,
  described,
  named,
  number,
  numberAbove,
  numberFrom,
  seed,
  share,
  truth,
  whole,
  wholeFrom,
} from './schemaParts';
import { SNIPPETS } from './snippets';
import { say, saying } from '../words/say';
import { mustBe } from './schemaWords';

/** Settings of training, and the sweep over them. */

const optimizerConstants = {
  momentum: described(z.optional(numberFrom(0)), saying('Default 0.9.')),
  epsilonTiny: described(z.optional(numberFrom(0)), saying('Default 1e-10.')),
  epsilon: described(z.optional(numberFrom(0)), saying('Default 1e-8.')),
  alpha: described(z.optional(share(false)), saying('Default 0.99.')),
  beta1: described(z.optional(share(true)), saying('Default 0.9.')),
  beta2: described(z.optional(share(true)), saying('Default 0.999.')),
};

const OPTIMIZERS = {
  sgd: 'w ← w − η g.',
  momentum: saying('Heavy ball, momentum 0.9.'),
  nesterov: 'Nesterov’s momentum, 0.9.',
  adagrad: saying('Divides by the root of the summed squares.'),
  rmsprop: saying('Divides by the root of a running mean of squares; α 0.99.'),
  adam: 'β₁ 0.9, β₂ 0.999, ε 1e-8.',
  adamw: saying('Adam with decoupled weight decay 0.01.'),
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
          momentum: described(z.optional(numberAbove(0)), saying('Default 0.9.')),
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
          weightDecay: described(z.optional(numberFrom(0)), saying('Default 0.01; decays biases too.')),
        }),
      ],
      mustBe('one of {0}', optimizerWords),
    ),
  ],
  mustBe('one of {0}, or an object with "type" and its constants', optimizerWords),
);

const schedule = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: named('step'),
      every: described(wholeFrom(1), saying('Epochs between two steps.')),
      factor: described(
        z.optional(numberFrom(0)),
        saying('What η is multiplied by at each step. Default 0.1.'),
      ),
    }),
    z.object({
      type: named('exponential'),
      factor: described(numberFrom(0), saying('What η is multiplied by after each epoch.')),
    }),
    z.object({
      type: named('cosine'),
      to: described(z.optional(numberFrom(0)), saying('The last η. Default 0.')),
    }),
  ],
  mustBe('an object with "type": "step", "exponential" or "cosine"'),
);

const learningRate = numberFrom(0);
const epochs = whole(0, LIMITS.epochs);
const batchSize = z.union([wholeFrom(1), z.literal('full')], mustBe('a whole number, at least 1, or "full"'));
const penalty = numberFrom(0);
const stopWhen = z.object(
  {
    lossBelow: described(z.optional(number), saying('Stop after an epoch whose loss is below this.')),
    patience: described(
      z.optional(wholeFrom(1)),
      saying(
        'Stop when for so many epochs the test loss (the loss, without a test share) was not below its least value.',
      ),
    ),
  },
  mustBe('an object with "lossBelow" or "patience"'),
);

const HELP = {
  optimizer: saying('Which optimizer, by name or as an object with `type` and its constants. Default `sgd`.'),
  learningRate: saying('The learning rate η, at least 0. Default 0.1.'),
  schedule: saying('How η changes from epoch to epoch. Default: not at all.'),
  epochs: saying('How many times all training samples are used. Default 100.'),
  batchSize: saying('Samples per update, or `full` (the default).'),
  shuffle: saying(
    'Whether batches are drawn in a new order each epoch. Default: yes when batches are smaller than the data.',
  ),
  l1: saying('λ₁ of the penalty λ₁ Σ|w|, over weights. Default 0.'),
  l2: saying('λ₂ of the penalty ½ λ₂ Σw², over weights. Default 0.'),
  stopWhen: saying('When to stop early.'),
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

export const training = z.object(
  {
    optimizer: described(z.optional(swept.optimizer), HELP.optimizer, {
      default: 'sgd',
      defaultSnippets: SNIPPETS.optimizer,
    }),
    learningRate: described(z.optional(swept.learningRate), HELP.learningRate, { default: 0.1 }),
    schedule: described(z.optional(swept.schedule), HELP.schedule, {
      defaultSnippets: SNIPPETS.schedule,
    }),
    epochs: described(z.optional(swept.epochs), HELP.epochs, { default: 100 }),
    batchSize: described(z.optional(swept.batchSize), HELP.batchSize, { default: 'full' }),
    shuffle: described(z.optional(swept.shuffle), HELP.shuffle),
    seed: described(
      z.optional(swept.seed),
      saying('Seeds initialisation, shuffling and splits. Default 1.'),
      {
        type: 'integer',
        default: 1,
      },
    ),
    l1: described(z.optional(swept.l1), HELP.l1, { default: 0 }),
    l2: described(z.optional(swept.l2), HELP.l2, { default: 0 }),
    stopWhen: described(z.optional(swept.stopWhen), HELP.stopWhen),
    precision: described(
      z.optional(
        choice({
          float64: saying('IEEE-754 binary64, the default.'),
          float32: saying('IEEE-754 binary32, for training alone: gradients stay in double precision.'),
        }),
      ),
      saying('The arithmetic of training. Default `float64`.'),
      { default: 'float64' },
    ),
  },
  mustBe('an object with settings such as "learningRate" and "epochs"'),
);

function values<T extends z.core.$ZodType>(schema: T, help: () => string) {
  const expected = mustBe('a list of at least one value');
  return described(z.optional(z.array(schema, expected).check(z.minLength(1, expected))), () =>
    say('{0} Every value is tried.', help()),
  );
}

export const sweep = z.object(
  {
    optimizer: values(swept.optimizer, HELP.optimizer),
    learningRate: values(swept.learningRate, HELP.learningRate),
    schedule: values(swept.schedule, HELP.schedule),
    epochs: values(swept.epochs, HELP.epochs),
    batchSize: values(swept.batchSize, HELP.batchSize),
    shuffle: values(swept.shuffle, HELP.shuffle),
    seed: values(swept.seed, saying('Seeds initialisation, shuffling and splits.')),
    l1: values(swept.l1, HELP.l1),
    l2: values(swept.l2, HELP.l2),
    stopWhen: values(swept.stopWhen, HELP.stopWhen),
  },
  mustBe('an object with a list of values for each key of "training" to vary'),
);
