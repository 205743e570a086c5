// Writes media/schema/backprop.schema.json from the one source of the file format, src/core/network/schema.ts.
//
//   node scripts/schema.mjs           writes the file
//   node scripts/schema.mjs --check   exits 1 if the file is not what would be written

import { build } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'media', 'schema', 'backprop.schema.json');

const { outputFiles } = await build({
  entryPoints: [join(root, 'src', 'core', 'network', 'jsonSchema.ts')],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
const { networkJsonSchema } = await import(`data:text/javascript;base64,${source}`);
const text = `${JSON.stringify(networkJsonSchema(), null, 2)}\n`;

if (process.argv.includes('--check')) {
  const current = await readFile(target, 'utf8').catch(() => '');
  if (current !== text) {
    console.error(
      'media/schema/backprop.schema.json is not what its source says: run node scripts/schema.mjs',
    );
    process.exitCode = 1;
  }
} else {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  console.log(`Wrote ${target}`);
}
