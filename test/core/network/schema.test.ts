import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getLanguageService, type JSONSchema, TextDocument } from 'vscode-json-languageservice';
import type { Diagnostic } from '../../../src/core/network/diagnostic';
import { networkJsonSchema } from '../../../src/core/network/jsonSchema';
import { parse } from '../../../src/core/network/parse';
import { mutatedFile, mutatedText, networkFile } from './generatedFiles';

const service = getLanguageService({});
const schema = networkJsonSchema() as JSONSchema;

/** What an editor's JSON support says about a text by the contributed schema. */
async function schemaProblems(text: string): Promise<string[]> {
  const document = TextDocument.create('file:///x.backprop.json', 'jsonc', 1, text);
  const problems = await service.doValidation(
    document,
    service.parseJSONDocument(document),
    { comments: 'ignore', trailingCommas: 'ignore', schemaValidation: 'error' },
    schema,
  );
  return problems.map(({ message }) => (typeof message === 'string' ? message : message.value));
}

/** Errors that the schema can know of: a value of the wrong form, or one that is missing. */
function formErrors(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(
    ({ severity, code }) =>
      severity === 'error' && /\.(type|range|missing)$/.test(code) && code !== 'init.range',
  );
}

describe('the contributed JSON Schema', () => {
  it('is what its source says: run node scripts/schema.mjs', () => {
    const path = join(process.cwd(), 'media', 'schema', 'backprop.schema.json');
    assert.equal(readFileSync(path, 'utf8'), `${JSON.stringify(networkJsonSchema(), null, 2)}\n`);
  });

  it('explains every key and every word', () => {
    let keys = 0;
    let words = 0;
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const node = value as Record<string, unknown>;
      assert.ok(!('additionalProperties' in node), `${path} closes its object`);
      if (Array.isArray(node['enum'])) {
        words++;
        assert.equal((node['markdownEnumDescriptions'] as unknown[]).length, node['enum'].length, path);
      }
      for (const [key, child] of Object.entries((node['properties'] ?? {}) as Record<string, object>)) {
        // A key that must be left out has no help: its schema accepts nothing.
        if ('not' in child) continue;
        keys++;
        assert.equal(
          typeof (child as Record<string, unknown>)['markdownDescription'],
          'string',
          `${path}/${key}`,
        );
      }
      for (const [key, child] of Object.entries(node)) visit(child, `${path}/${key}`);
    };
    visit(schema, '');
    assert.ok(keys > 80 && words > 8, `${keys} keys, ${words} lists of words`);
  });

  it('agrees with the loader on 2,000 generated files', async () => {
    for (const file of fc.sample(networkFile(), { numRuns: 2_000, seed: 11 })) {
      const text = JSON.stringify(file);
      const { diagnostics } = parse(text);
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity === 'error'),
        [],
        text,
      );
      assert.deepEqual(await schemaProblems(text), [], text);
    }
  });

  it('agrees with the loader on 500 files with a wrong value in them', async () => {
    let refused = 0;
    for (const file of fc.sample(mutatedFile(), { numRuns: 500, seed: 12 })) {
      const text = JSON.stringify(file);
      const told = formErrors(parse(text).diagnostics);
      const problems = await schemaProblems(text);
      assert.equal(
        told.length > 0,
        problems.length > 0,
        `${text}\nloader: ${JSON.stringify(told)}\nschema: ${problems.join('; ')}`,
      );
      if (told.length > 0) refused++;
    }
    assert.ok(refused > 100, `only ${refused} were refused`);
  });
}).timeout(60_000);

describe('parse on mutated texts', () => {
  it('never throws, and every range lies in the text', () => {
    fc.assert(
      fc.property(mutatedText(), (text) => {
        const { diagnostics, network } = parse(text);
        assert.equal(
          network === null,
          diagnostics.some(({ severity }) => severity === 'error'),
        );
        for (const { range, related = [], fixes = [] } of diagnostics) {
          const edits = fixes.flatMap((fix) => fix.edits.map((edit) => edit.range));
          for (const { offset, length } of [range, ...related.map((one) => one.range), ...edits]) {
            assert.ok(offset >= 0 && length >= 0 && offset + length <= text.length);
          }
        }
        const offsets = diagnostics.map(({ range }) => range.offset);
        assert.deepEqual(
          offsets,
          offsets.toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 2_000, seed: 13 },
    );
  });
}).timeout(60_000);
