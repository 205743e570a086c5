import * as z from 'zod/mini';
import { networkFile } from './schema';
import { LIST_SCHEMAS } from './schemaLists';

/** Ways to start a value, offered by the editor's completion. */
const SNIPPETS = {
  layers: [
    {
      label: 'a layer',
      description: 'One layer of units',
      body: [{ units: '^$1', activation: '$2' }],
    },
  ],
  data: [
    { label: 'inline samples', body: { inputs: ['^[$1]'], targets: ['^[$2]'] } },
    { label: 'a CSV file', body: { file: '$1.csv', inputs: ['$2'], targets: ['$3'], standardize: true } },
    { label: 'generated samples', body: { generator: '$1', samples: '^200', noise: '^0.1' } },
  ],
  training: [
    {
      label: 'gradient descent',
      body: { optimizer: 'sgd', learningRate: '^0.1', epochs: '^1000' },
    },
    { label: 'Adam', body: { optimizer: 'adam', learningRate: '^0.01', epochs: '^500' } },
  ],
  sweep: [{ label: 'learning rates', body: { learningRate: ['^0.01', '^0.1', '^1'] } }],
} as const;

function addSnippets(schema: z.core.JSONSchema.BaseSchema): void {
  const properties = schema.properties ?? {};
  for (const [key, defaultSnippets] of Object.entries(SNIPPETS)) {
    const property = properties[key];
    if (typeof property === 'object') Object.assign(property, { defaultSnippets });
  }
}

/**
 * The JSON Schema (draft 7) that the extension contributes for completion and hovers. It allows keys it does not
 * know, since the program's own warning says more, and trailing commas, since the file format does.
 */
export function networkJsonSchema(): object {
  const schema = z.toJSONSchema(networkFile, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const list = LIST_SCHEMAS.get(zodSchema._zod.def);
      if (list) Object.assign(jsonSchema, list);
      // Tuples: the length of a pair is exact.
      if (Array.isArray(jsonSchema.items) && jsonSchema.minItems === undefined) {
        jsonSchema.minItems = jsonSchema.items.length;
        jsonSchema.maxItems = jsonSchema.items.length;
      }
    },
  });
  addSnippets(schema);
  return {
    $schema: schema.$schema,
    title: 'Backprop network',
    description: 'A neural network whose gradients are shown, explained and trained.',
    allowTrailingCommas: true,
    ...schema,
  };
}
