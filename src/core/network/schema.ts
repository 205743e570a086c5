import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { data } from './schemaData';
import { layer, networkSymbols } from './schemaLayer';
import { choice, described, KIND, named, numberAbove, text, units, without } from './schemaParts';
import { sweep, training } from './schemaTraining';
import { SNIPPETS } from './snippets';
import { saying } from '../words/say';
import { mustBe } from './schemaWords';

/**
 * The one source of what a file may hold: the types of a file as written (`NetworkFile`), the check of every
 * value's form, and, through `jsonSchema.ts`, the JSON Schema for completion and hovers in the editor.
 *
 * The error text of each schema is only what the value must be ("a number, at least 0"); `issues.ts` puts
 * place and found value around it. What a value means beside others, such as the shape of a matrix, is
 * checked in the files named `validate…`.
 */

const LOSSES = {
  halfSquaredError: saying('½ Σ (y − t)², the default.'),
  meanSquaredError: '(1/n) Σ (y − t)².',
  meanAbsoluteError: saying('(1/n) Σ |y − t|; the derivative at 0 is 0.'),
  huber: saying(
    '½r² for |r| ≤ δ, else δ(|r| − ½δ), averaged over the outputs, δ = 1. Another δ: `{"type": "huber", "delta": 2}`.',
  ),
  binaryCrossEntropy: saying('−(1/n) Σ [t ln y + (1 − t) ln(1 − y)]; goes with a sigmoid last layer.'),
  categoricalCrossEntropy: saying('−Σ t ln y; goes with a softmax last layer.'),
} as const;

const loss = z.union(
  [
    choice(LOSSES),
    z.discriminatedUnion(
      'type',
      [
        z.object({
          type: named('huber'),
          delta: described(z.optional(numberAbove(0)), saying('Default 1.')),
        }),
        z.object({ type: described(choice(without(LOSSES, 'huber')), KIND) }),
      ],
      mustBe(
        'one of {0}',
        Object.keys(LOSSES)
          .map((word) => `"${word}"`)
          .join(', '),
      ),
    ),
  ],
  mustBe(
    'one of {0}, or {"type": "huber", "delta": …}',
    Object.keys(LOSSES)
      .map((word) => `"${word}"`)
      .join(', '),
  ),
);

const layersExpected = mustBe('a list of 1 to {0} layers', LIMITS.layers);

/** A whole file. */
export const networkFile = z.object(
  {
    $schema: described(z.optional(text), saying('Ignored by Backprop.')),
    name: described(
      z.optional(
        z
          .string(mustBe('text'))
          .check(z.maxLength(LIMITS.nameLength, mustBe('text of at most {0} characters', LIMITS.nameLength))),
      ),
      saying('Shown to people.'),
    ),
    description: described(z.optional(text), saying('Shown to people.')),
    inputs: described(
      units,
      saying('The input layer: how many inputs, or their names, which are their symbols.'),
      {
        defaultSnippets: SNIPPETS.units,
      },
    ),
    layers: described(
      z
        .array(layer, layersExpected)
        .check(z.minLength(1, layersExpected), z.maxLength(LIMITS.layers, layersExpected)),
      saying('The layers after the inputs, in order; the last one is the output.'),
    ),
    symbols: described(
      z.optional(networkSymbols),
      saying('How the mathematics is written, never what it is.'),
    ),
    loss: described(z.optional(loss), saying('The loss of one sample. Default `halfSquaredError`.'), {
      default: 'halfSquaredError',
      defaultSnippets: SNIPPETS.loss,
    }),
    reduction: described(
      z.optional(
        choice({
          mean: saying('The mean over the samples, the default.'),
          sum: saying('The sum over the samples.'),
        }),
      ),
      saying('How the losses of a batch become one number. Default `mean`.'),
      { default: 'mean' },
    ),
    data: described(z.optional(data), saying('The samples: inline, from a CSV file, or from a generator.'), {
      defaultSnippets: SNIPPETS.data,
    }),
    training: described(z.optional(training), saying('How the network is trained.'), {
      defaultSnippets: SNIPPETS.training,
    }),
    sweep: described(
      z.optional(sweep),
      saying(
        'Lists of values for keys of `training`; every combination is trained from the same start and compared.',
      ),
      { defaultSnippets: SNIPPETS.sweep },
    ),
  },
  mustBe('one JSON object with "inputs" and "layers"'),
);

/** A file as written: only the known keys, every value of the right form. */
export type NetworkFile = z.infer<typeof networkFile>;
