// npm run bench: bundles test/bench and runs it with production settings of the bundles it measures.

import { join } from 'node:path';
import { root, run } from './process.mjs';
import { setup } from './setup.mjs';

await setup();
const { build } = await import('esbuild');

const outfile = join(root, 'out', 'bench', 'bench.cjs');
await build({
  entryPoints: [join(root, 'test', 'bench', 'bench.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
// What memory holds is measured after the garbage is gone.
process.exitCode = await run(process.execPath, ['--expose-gc', outfile]);
