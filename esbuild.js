'use strict';

// Every bundle of the project.
//
//   node esbuild.js                 the shipped bundles, in dist
//   node esbuild.js --production    the same, minified and without source maps
//   node esbuild.js --ui=elements   the panel alone with its other UI toolkit, in out/webview-elements: for tests
//   node esbuild.js --tests[=dir]   test/**/*.test.ts (below dir), in out/test
//
// Only the two extension bundles may leave 'vscode' to the editor; any other bundle that reaches it
// fails here.

const { build } = require('esbuild');
const { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join, sep } = require('node:path');
const { buildHostParts } = require('./scripts/hostParts.cjs');

const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const base = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  target: 'es2022',
  // The UMD builds that Node's default main fields find bundle without a warning and fail when loaded.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const node = { ...base, platform: 'node', format: 'cjs', target: 'node20.19' };

/** `x.platform` resolves to `x.node.ts` on Node and to `x.web.ts` in the browser's extension host. */
const platformFiles = (platform) => ({
  name: 'platform-files',
  setup(plugin) {
    plugin.onResolve({ filter: /\.platform$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, `${path.slice(0, -'.platform'.length)}.${platform}.ts`),
    }));
  },
});

/**
 * The UI toolkit's base has one way left to find the global object of browsers without `globalThis`: making code
 * from text. No browser that shows the panel takes it, the panel's security policy forbids it, and the shipped
 * bundles shall not contain it. A version without that line fails here, so that this goes when it can.
 */
const withoutCodeFromText = {
  name: 'without-code-from-text',
  setup(plugin) {
    plugin.onLoad({ filter: /fast-element[\\/]dist[\\/]esm[\\/]platform\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace('new Function("return this")()', '{}');
      if (contents === text) return { errors: [{ text: 'there is no code from text here any more' }] };
      return { contents };
    });
  },
};

/** Which file of webview/ui makes the bare elements of the panel's controls; `toolkit` makes those that ship. */
const uiToolkit = (name) => ({
  name: 'ui-toolkit',
  setup(plugin) {
    plugin.onResolve({ filter: /^\.\/toolkit$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, `${name}.ts`),
    }));
  },
});

/** Typesetting is a bundle of its own, beside the one that asks for it: most runs never need it. */
const typesetApart = {
  name: 'typeset-apart',
  setup(plugin) {
    plugin.onResolve({ filter: /\/typeset\/mathml$/ }, () => ({ path: './typeset.js', external: true }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const host = {
  ...node,
  entryPoints: ['src/extension.ts'],
  external: ['vscode'],
  plugins: [platformFiles('node'), typesetApart],
};

const panel = (outdir, plugins) => ({
  ...base,
  platform: 'browser',
  format: 'esm',
  splitting: true,
  plugins,
  entryPoints: { panel: 'webview/panel.ts' },
  outdir,
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]',
  // KaTeX's style sheet names each font in three formats; every VS Code reads the first.
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
});

const shipped = () => [
  {
    ...base,
    platform: 'browser',
    format: 'cjs',
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/web/extension.js',
    external: ['vscode'],
    plugins: [platformFiles('web')],
  },
  ...['worker', 'poolWorker', 'helperWorker'].map((name) => ({
    ...node,
    entryPoints: [`src/worker/${name}.ts`],
    outfile: `dist/${name}.js`,
    plugins: [platformFiles('node')],
  })),
  {
    ...base,
    platform: 'browser',
    format: 'iife',
    entryPoints: {
      worker: 'src/worker/worker.ts',
      poolWorker: 'src/worker/poolWorker.ts',
      mathjax: 'src/typeset/mathjax.ts',
    },
    outdir: 'dist/web',
    plugins: [platformFiles('web')],
  },
  { ...node, entryPoints: ['src/typeset/mathml.ts'], outfile: 'dist/typeset.js' },
  {
    ...node,
    entryPoints: ['src/typeset/mathjax.ts'],
    outfile: 'dist/mathjax.js',
    plugins: [platformFiles('node')],
  },
  {
    ...node,
    entryPoints: ['src/cli/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [platformFiles('node'), typesetApart],
  },
  panel('dist/webview', [withoutCodeFromText]),
];

/** Test files below `folder`, and the two entries that VS Code loads. */
function testEntries(folder) {
  if (!existsSync(folder)) return [];
  // What the bench compares with is installed below test, with tests of its own.
  const isForeign = (file) => ['fixtures', 'node_modules'].some((name) => file.split(sep).includes(name));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.test.ts') || file === join('test', 'host', 'index.ts'))
    .filter((file) => !isForeign(file) && !file.startsWith(join('test', 'web') + sep));
}

const tests = (folder) => ({
  ...node,
  minify: false,
  sourcemap: 'linked',
  entryPoints: testEntries(folder),
  outbase: 'test',
  outdir: 'out/test',
  packages: 'external',
  external: ['vscode'],
  plugins: [platformFiles('node')],
});

/** The tests for VS Code's extension host for browsers: one file, with a browser's assertions. */
const webTests = {
  ...base,
  minify: false,
  platform: 'browser',
  format: 'cjs',
  entryPoints: ['test/web/index.ts'],
  outfile: 'out/test/web/index.js',
  ignoreAnnotations: true, // package.json says that importing a file does nothing by itself; of tests it does
  external: ['vscode'],
  alias: { 'node:assert': 'assert', 'node:assert/strict': 'assert/strict' },
  define: { global: 'globalThis' },
  // What the assertions ask of Node when they describe a failure.
  banner: { js: 'var process = { env: {}, stderr: {} };' },
  plugins: [platformFiles('web')],
};

/** The panel's words in each language, as scripts that its page loads before the panel: webview/words.ts reads them. */
function writePanelWords(folder) {
  for (const file of readdirSync('l10n')) {
    const language = /^panel\.l10n\.(.+)\.json$/.exec(file)?.[1];
    if (language === undefined) continue;
    // JSON is JavaScript since ES2019, also with U+2028 in its strings.
    const words = JSON.stringify(JSON.parse(readFileSync(join('l10n', file), 'utf8')));
    writeFileSync(join(folder, `words-${language}.js`), `globalThis.backpropWords = ${words};\n`);
  }
}

async function main() {
  const ui = process.argv.find((argument) => argument.startsWith('--ui='))?.slice('--ui='.length);
  if (ui) {
    const folder = join('out', `webview-${ui}`);
    rmSync(folder, { recursive: true, force: true });
    await build(panel(folder, [uiToolkit(ui)]));
    writePanelWords(folder);
    return;
  }
  const flag = process.argv.find((argument) => argument.startsWith('--tests'));
  if (flag) {
    const folder = join(flag.split('=')[1] ?? 'test');
    await build(tests(folder));
    if (['test', join('test', 'web')].includes(folder)) await build(webTests);
    return;
  }
  rmSync('dist', { recursive: true, force: true });
  const [parts, ...results] = await Promise.all([
    buildHostParts(host),
    ...shipped().map((options) => build({ ...options, metafile: true })),
  ]);
  writePanelWords(join('dist', 'webview'));
  // What went into which bundle: the list of licences and the size budgets are made from it.
  mkdirSync('out', { recursive: true });
  const outputs = Object.assign({}, parts, ...results.map(({ metafile }) => metafile.outputs));
  writeFileSync('out/bundles.json', JSON.stringify(outputs));
}

main().catch((error) => {
  // esbuild has printed its own report; anything else is a fault of this file.
  if (!Array.isArray(error?.errors)) console.error(error);
  process.exitCode = 1;
});
