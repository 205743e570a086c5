import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { matrix, nameGrid, numberList } from './schemaLists';
import {
  absent,
  choice,
  described,
  KIND,
  name,
  named,
  names,
  number,
  truth,
  units,
  without,
} from './schemaParts';
import { SNIPPETS } from './snippets';
import { saying } from '../words/say';
import { mustBe } from './schemaWords';

/** Layers and symbols as a file writes them. */

/** Lets an editor begin the value with quotes: most symbols are templates. */
const TEMPLATE = { type: ['string', 'array'] } as const;

const symbolList = z.union([name, names], mustBe('a template such as "h_j", or a list of names'));

export const networkSymbols = z.object(
  {
    loss: described(z.optional(name), saying('The symbol of the loss. Default `L`.')),
    lossTerm: described(
      z.optional(symbolList),
      saying(
        'The symbols of the loss terms, one per output: a template in `k` such as `E_k`, or names. Default `L_k`.',
      ),
      TEMPLATE,
    ),
    target: described(
      z.optional(symbolList),
      saying('The symbols of the targets: a template in `k` such as `t_k`, or names. Default `t_k`.'),
      TEMPLATE,
    ),
    input: described(
      z.optional(symbolList),
      saying(
        'The symbols of the inputs: a template in `i` such as `x_i`, or names. Names in `inputs` win. Default `x_i`.',
      ),
      TEMPLATE,
    ),
    product: described(
      z.optional(choice({ inputFirst: saying('x w, the default.'), weightFirst: 'w x.' })),
      saying('How a product of an activation and a weight is written.'),
      { default: 'inputFirst' },
    ),
    residual: described(
      z.optional(
        choice({ outputMinusTarget: saying('(y − t)², the default.'), targetMinusOutput: '(t − y)².' }),
      ),
      saying('How a squared residual is written. The value is the same.'),
      { default: 'outputMinusTarget' },
    ),
  },
  mustBe('an object with "loss", "lossTerm", "target", "input", "product", "residual"'),
);

const layerSymbols = z.object(
  {
    weight: described(
      z.optional(
        z.union(
          [name, nameGrid],
          mustBe('a template such as "w_{ij}", or names in the shape of the weights'),
        ),
      ),
      saying(
        'The symbols of the weights: a template in `i` (unit of the previous layer) and `j` (unit of this one) such as `w_{ij}`, or names in the shape of `weights`.',
      ),
      TEMPLATE,
    ),
    bias: described(
      z.optional(symbolList),
      saying('The symbols of the biases: a template in `j` such as `b_j`, or names.'),
      TEMPLATE,
    ),
    preActivation: described(
      z.optional(symbolList),
      saying(
        'The symbols of the weighted sums before the activation function: a template in `j` such as `a_j`, or names.',
      ),
      TEMPLATE,
    ),
    activation: described(
      z.optional(symbolList),
      saying(
        'The symbols of the activations: a template in `j` such as `h_j`, or names. Names in `units` win.',
      ),
      TEMPLATE,
    ),
  },
  mustBe('an object with "weight", "bias", "preActivation", "activation"'),
);

const ACTIVATIONS = {
  linear: saying('a, the default.'),
  sigmoid: '1 / (1 + e^−a).',
  tanh: 'tanh a.',
  relu: saying('max(0, a); the derivative at 0 is 0.'),
  leakyRelu: saying(
    'a for a > 0, else 0.01 a; the derivative at 0 is the slope. Another slope: `{"type": "leakyRelu", "slope": 0.2}`.',
  ),
  elu: saying(
    'a for a > 0, else α (e^a − 1), α = 1; the derivative at 0 is α. Another α: `{"type": "elu", "alpha": 0.5}`.',
  ),
  gelu: saying('a Φ(a), exact.'),
  geluTanh: '½ a (1 + tanh(√(2/π) (a + 0.044715 a³))).',
  silu: 'a σ(a).',
  softplus: 'ln(1 + e^a).',
  softmax: saying('e^{a_j} / Σ_k e^{a_k}; only in the last layer.'),
} as const;

const activation = z.union(
  [
    choice(ACTIVATIONS),
    z.discriminatedUnion(
      'type',
      [
        z.object({ type: named('leakyRelu'), slope: described(z.optional(number), saying('Default 0.01.')) }),
        z.object({ type: named('elu'), alpha: described(z.optional(number), saying('Default 1.')) }),
        z.object({ type: described(choice(without(ACTIVATIONS, 'leakyRelu', 'elu')), KIND) }),
      ],
      mustBe(
        'one of {0}',
        Object.keys(ACTIVATIONS)
          .map((word) => `"${word}"`)
          .join(', '),
      ),
    ),
    z.object({
      type: absent('formula'),
      formula: described(
        z.string(mustBe('a formula in a, such as "a / (1 + abs(a))"')),
        saying(
          'A formula in one variable `a`: numbers, `a`, `+ - * /`, `^` or `**`, parentheses, `pi`, `e`, `exp log sqrt abs sign max min sin cos tanh sigmoid erf`.',
        ),
      ),
    }),
  ],
  mustBe(
    'one of {0}, or an object with "type" or "formula"',
    Object.keys(ACTIVATIONS)
      .map((word) => `"${word}"`)
      .join(', '),
  ),
);

const pair = (expected: { error: () => string }) => z.tuple([number, number], expected);

const uniformInit = z.object({
  uniform: described(
    pair(mustBe('two numbers, [lowest, highest]')),
    saying('Uniform between two numbers: `[low, high]`.'),
  ),
  normal: absent('uniform'),
});
const normalInit = z.object({
  normal: described(
    pair(mustBe('two numbers, [mean, deviation]')),
    saying('Normal with `[mean, deviation]`.'),
  ),
  uniform: absent('normal'),
});

const init = z.union(
  [
    choice({
      xavierUniform: saying('±√(6 / (in + out)), the default.'),
      xavierNormal: 'Deviation √(2 / (in + out)).',
      heUniform: '±√(6 / in).',
      heNormal: 'Deviation √(2 / in).',
      lecunNormal: 'Deviation √(1 / in).',
      zeros: saying('All zero: units of one layer then stay equal.'),
    }),
    uniformInit,
    normalInit,
  ],
  mustBe(
    'one of "xavierUniform", "xavierNormal", "heUniform", "heNormal", "lecunNormal", "zeros", {"uniform": [low, high]}, {"normal": [mean, deviation]}',
  ),
);

export const layer = described(
  z.object(
    {
      name: described(
        z.optional(
          z
            .string(mustBe('text'))
            .check(
              z.maxLength(LIMITS.nameLength, mustBe('text of at most {0} characters', LIMITS.nameLength)),
            ),
        ),
        saying('Shown to people. Default `layer 1`, `layer 2`, ….'),
      ),
      units: described(
        units,
        saying('How many units, or their names: the symbols of the layer’s activations.'),
        {
          defaultSnippets: SNIPPETS.units,
        },
      ),
      activation: described(
        z.optional(activation),
        saying('The activation function φ, applied to each pre-activation. Default `linear`.'),
        { default: 'linear', defaultSnippets: SNIPPETS.activation },
      ),
      weights: described(
        z.optional(matrix),
        saying(
          'One row per unit of the previous layer, one column per unit of this one: `weights[i][j]` goes from unit i to unit j. Omitted: started by `init`.',
        ),
      ),
      biases: described(
        z.optional(
          z.union([z.literal(false), numberList], mustBe('a list of numbers, or false for no bias term')),
        ),
        saying('One number per unit; `false`: no bias term; omitted: zeros, trained.'),
        { defaultSnippets: SNIPPETS.biases },
      ),
      init: described(z.optional(init), saying('How omitted weights start. Default `xavierUniform`.'), {
        default: 'xavierUniform',
        defaultSnippets: SNIPPETS.init,
      }),
      frozen: described(
        z.optional(
          z.union(
            [
              truth,
              choice({
                weights: saying('Only the weights are kept.'),
                biases: saying('Only the biases are kept.'),
              }),
            ],
            mustBe('true, false, "weights" or "biases"'),
          ),
        ),
        saying(
          'Which parameters training leaves alone. Their gradients are still computed and shown. Default `false`.',
        ),
        { default: false },
      ),
      symbols: described(z.optional(layerSymbols), saying('How the layer’s quantities are written.')),
    },
    mustBe('an object with at least "units"'),
  ),
  saying('One layer of units.'),
  { defaultSnippets: SNIPPETS.layer },
);
