import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { data } from './schemaData';
import { layer, networkSymbols } from './schemaLayer';
import { choice, described, KIND, named, numberAbove, text, units, without } from './schemaParts';
import { sweep, training } from './schemaTraining';
import { SNIPPETS } from './snippets';

/**
 * The one source of what a file may hold: the types of a file as written (`NetworkFile`), the check of every
 * value's form, and, through `jsonSchema.ts`, the JSON Schema for completion and hovers in the editor.
 *
 * The error text of each schema is only what the value must be ("a number, at least 0"); `issues.ts` puts
 * place and found value around it. What a value means beside others, such as the shape of a matrix, is
 * checked in the files named `validate…`.
 */

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
    inputs: described(units, 'The input layer: how many inputs, or their names, which are their symbols.', {
      defaultSnippets: SNIPPETS.units,
    }),
    layers: described(
      z
        .array(layer, layersExpected)
        .check(z.minLength(1, layersExpected), z.maxLength(LIMITS.layers, layersExpected)),
      'The layers after the inputs, in order; the last one is the output.',
    ),
    symbols: described(z.optional(networkSymbols), 'How the mathematics is written, never what it is.'),
    loss: described(z.optional(loss), 'The loss of one sample. Default `halfSquaredError`.', {
      default: 'halfSquaredError',
      defaultSnippets: SNIPPETS.loss,
    }),
    reduction: described(
      z.optional(
        choice({ mean: 'The mean over the samples, the default.', sum: 'The sum over the samples.' }),
      ),
      'How the losses of a batch become one number. Default `mean`.',
      { default: 'mean' },
    ),
    data: described(z.optional(data), 'The samples: inline, from a CSV file, or from a generator.', {
      defaultSnippets: SNIPPETS.data,
    }),
    training: described(z.optional(training), 'How the network is trained.', {
      defaultSnippets: SNIPPETS.training,
    }),
    sweep: described(
      z.optional(sweep),
      'Lists of values for keys of `training`; every combination is trained from the same start and compared.',
      { defaultSnippets: SNIPPETS.sweep },
    ),
  },
  'one JSON object with "inputs" and "layers"',
);

/** A file as written: only the known keys, every value of the right form. */
export type NetworkFile = z.infer<typeof networkFile>;
