import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { matrix } from './schemaLists';
import { absent, choice, described, numberFrom, seed, share, text, truth, whole } from './schemaParts';
import { saying } from '../words/say';
import { mustBe } from './schemaWords';

/** The three forms of `data`. */

const testFraction = described(
  z.optional(share(true)),
  saying('The share of the samples held out for the test loss, from 0 to below 1. Default 0.'),
  { default: 0 },
);

const columns = z.array(z.string(mustBe('the name of a column')), mustBe('a list of column names'));
const someColumns = columns.check(z.minLength(1, mustBe('a list of at least one column name')));

const inlineData = z.object({
  inputs: described(matrix, saying('The inputs, one row per sample.')),
  targets: described(matrix, saying('The targets, one row per sample.')),
  file: absent('inputs'),
  generator: absent('inputs'),
  testFraction,
});

const fileData = z.object({
  generator: absent('file'),
  file: described(
    text,
    saying(
      'A CSV file with a header line, by its path relative to this file, inside this folder or below it.',
    ),
  ),
  inputs: described(someColumns, saying('The columns that are inputs.')),
  targets: described(someColumns, saying('The columns that are targets.')),
  oneHot: described(z.optional(columns), saying('Columns to replace by one column per category.')),
  standardize: described(
    z.optional(truth),
    saying(
      'Shift and scale the inputs to mean 0 and deviation 1 over the training samples. Default `false`.',
    ),
    { default: false },
  ),
  testFraction,
});

const generatorData = z.object({
  file: absent('generator'),
  generator: described(
    choice({
      xor: saying('Two inputs; class 1 where they differ in sign.'),
      circles: saying('Two inputs; two rings.'),
      gaussians: saying('Two inputs; two clouds.'),
      spirals: saying('Two inputs; two arms.'),
      moons: saying('Two inputs; two half circles.'),
      sine: saying('One input; t = sin x.'),
      plane: saying('Two inputs; t = (x₁ + x₂) / 2.'),
    }),
    saying('Which synthetic samples.'),
  ),
  samples: described(z.optional(whole(1, LIMITS.samples)), saying('How many samples. Default 200.'), {
    default: 200,
  }),
  noise: described(z.optional(numberFrom(0)), saying('The deviation of the noise. Default 0.'), {
    default: 0,
  }),
  seed: described(z.optional(seed), saying('The seed of the samples. Default `training.seed`.'), {
    type: 'integer',
  }),
  testFraction,
});

export const data = z.union(
  [inlineData, fileData, generatorData],
  mustBe('an object with "inputs" and "targets", with "file", or with "generator"'),
);
