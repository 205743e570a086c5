// Writes media/schema/backprop.schema.json, and the same for each language of l10n, from the one source of the file
// format, src/core/network/schema.ts. Which one an editor reads is said by the key `schema` of package.nls*.json.
//
//   node scripts/schema.mjs           writes the files
//   node scripts/schema.mjs --check   exits 1 if a file is not what would be written

import { build } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages, readBundle } from './l10n.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { outputFiles } = await build({
  stdin: {
    contents: `export { networkJsonSchema } from './core/network/jsonSchema';
               export { setWords } from './core/words/say';`,
    resolveDir: join(root, 'src'),
    loader: 'ts',
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
const { networkJsonSchema, setWords } = await import(`data:text/javascript;base64,${source}`);

for (const language of [null, ...languages()]) {
  setWords(language === null ? null : readBundle(`bundle.l10n.${language}.json`));
  const name = `backprop.schema${language === null ? '' : `.${language}`}.json`;
  const target = join(root, 'media', 'schema', name);
  const text = `${JSON.stringify(networkJsonSchema(), null, 2)}\n`;
  if (process.argv.includes('--check')) {
    const current = await readFile(target, 'utf8').catch(() => '');
    if (current !== text) {
      console.error(`media/schema/${name} is not what its source says: run node scripts/schema.mjs`);
      process.exitCode = 1;
    }
  } else {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    console.log(`Wrote ${target}`);
  }
}
