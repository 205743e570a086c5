import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { matrix } from './schemaLists';
import { absent, choice, described, numberFrom, seed, share, text, truth, whole } from './schemaParts';

/** The three forms of `data`. */

const testFraction = described(
  z.optional(share(true)),
  'The share of the samples held out for the test loss, from 0 to below 1. Default 0.',
  { default: 0 },
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
    { default: false },
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
  samples: described(z.optional(whole(1, LIMITS.samples)), 'How many samples. Default 200.', {
    default: 200,
  }),
  noise: described(z.optional(numberFrom(0)), 'The deviation of the noise. Default 0.', { default: 0 }),
  seed: described(z.optional(seed), 'The seed of the samples. Default `training.seed`.', { type: 'integer' }),
  testFraction,
});

export const data = z.union(
  [inlineData, fileData, generatorData],
  'an object with "inputs" and "targets", with "file", or with "generator"',
);
