import * as z from 'zod/mini';
import { networkFile } from './schema';
import { LIST_SCHEMAS } from './schemaLists';
import { expectedOf } from './schemaWalk';
import { SNIPPETS } from './snippets';
import { say } from '../words/say';

/**
 * The JSON Schema (draft 7) that the extension contributes for completion and hovers. It allows keys it does not
 * know, since the program's own warning says more, and comments and trailing commas, since the file format does.
 */
export function networkJsonSchema(): object {
  const schema = z.toJSONSchema(networkFile, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const list = LIST_SCHEMAS.get(zodSchema._zod.def);
      if (list) Object.assign(jsonSchema, list);
      const expected = expectedOf(zodSchema);
      if (typeof jsonSchema['markdownDescription'] === 'string' && expected !== null) {
        jsonSchema['markdownDescription'] += `

${say('Allowed: {0}.', expected)}`;
      }
      // Tuples: the length of a pair is exact.
      if (Array.isArray(jsonSchema.items) && jsonSchema.minItems === undefined) {
        jsonSchema.minItems = jsonSchema.items.length;
        jsonSchema.maxItems = jsonSchema.items.length;
      }
    },
  });
  return {
    $schema: schema.$schema,
    title: say('Backprop network'),
    description: say('A neural network whose gradients are shown, explained and trained.'),
    allowComments: true,
    allowTrailingCommas: true,
    defaultSnippets: SNIPPETS.network,
    ...schema,
  };
}
