// npm run bench: bundles test/bench and runs it with production settings of the bundles it measures.
//
//   npm run bench -- --only engine,lenses    only these parts; a workload's name measures it alone
//   npm run bench -- --list                  their names
//   npm run bench -- --rounds 5              how often the contenders of a workload are timed
//   npm run bench -- --peers                 installs the libraries to compare with first, in test/bench/peers

import { join } from 'node:path';
import { npmCommand, root, run } from './process.mjs';
import { setup } from './setup.mjs';

await setup();
const parameters = process.argv.slice(2);
if (parameters.includes('--peers')) {
  const { command, prefix } = npmCommand();
  const code = await run(command, [...prefix, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: join(root, 'test', 'bench', 'peers'),
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (code !== 0)
    throw new Error(`npm ci of the peers ended with exit code ${code}; its own message is above.`);
}

const { build } = await import('esbuild');
const outdir = join(root, 'out', 'bench');
/** @type {import('esbuild').BuildOptions} */
const options = {
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};
await build({
  ...options,
  entryPoints: ['bench', 'contender', 'memoryProbe', 'peakHelper'].map((name) =>
    join(root, 'test', 'bench', `${name}.ts`),
  ),
  outExtension: { '.js': '.cjs' },
});
await build({
  ...options,
  entryPoints: ['worker', 'poolWorker', 'helperWorker'].map((name) =>
    join(root, 'src', 'worker', `${name}.ts`),
  ),
});
// What is measured inside VS Code.
await build({
  ...options,
  entryPoints: [join(root, 'test', 'bench', 'editorInside.ts')],
  external: ['vscode'],
});
// What is measured in a browser, with the libraries that drive it.
await build({
  ...options,
  entryPoints: [join(root, 'test', 'bench', 'panelMeasure.ts')],
  outExtension: { '.js': '.cjs' },
  external: ['vscode', 'playwright-core'],
});
// What memory holds is measured after the garbage is gone.
process.exitCode = await run(process.execPath, ['--expose-gc', join(outdir, 'bench.cjs'), ...parameters]);
