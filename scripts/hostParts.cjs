'use strict';

// The host's program for Node in parts: `dist/extension.js` is what runs when VS Code activates the extension, and
// `dist/parts` holds what is loaded at the first use of anything in it: all of the core, and the panel.
//
// esbuild splits JavaScript modules only, and those cannot be loaded in the middle of a line. So there are two passes: the
// first splits the core and the host, the second makes CommonJS of every piece, and where a piece of the host imports a
// part it puts an object whose properties load the part when they are asked for. Nothing in the source knows of it. No
// module is in two pieces: expressions are compared by identity.

const { build } = require('esbuild');
const { rmSync } = require('node:fs');
const { basename, dirname, join, relative, resolve, sep } = require('node:path');

/** @typedef {import('esbuild').BuildOptions} BuildOptions */
/** @typedef {import('esbuild').Metafile['outputs']} Outputs */
/** @typedef {import('esbuild').Plugin} Plugin */

/**
 * Rooms of the core, each a part, in order: a module that several need is in the first of them. Three for what every open
 * network file needs, since loading one holds the host for as long as its program is read.
 */
const ROOMS = ['words', 'network', 'math', 'engine', 'insight', 'language', 'exchange', 'verify'];

/**
 * Parts of the host itself, each by the one module that leads into it: what it exports is used late, and what nobody
 * else needs is behind it.
 *
 * @type {Readonly<Record<string, string>>}
 */
const DOORS = {
  panel: 'src/host/panel/panelSession.ts',
  newNetwork: 'src/host/newNetwork/questions.ts',
  hoverCard: 'src/host/editor/hoverCard.ts',
  networkTests: 'src/host/testing/networkTests.ts',
  noteTests: 'src/host/testing/noteTests.ts',
  pool: 'src/worker/pool.ts',
  bridges: 'src/host/bridges.ts',
  compare: 'src/host/editor/compareNetworks.ts',
  steps: 'src/host/steps/checkStep.ts',
  scaleOut: 'src/host/scaleOut/runTask.ts',
};

const ROOM = /^src\/core\/([a-z]+)\//;

/** Where the first pass leaves its pieces. */
const SPLIT = join('out', 'hostParts');

/** @param {string} path @returns {string} */
const slashed = (path) => path.split(sep).join('/');

/**
 * The modules of the core that the host imports, with what they export.
 *
 * @typedef {{ file: string, part: string, id: string, exports: readonly string[] }} Imported
 *
 * @param {BuildOptions} options
 * @returns {Promise<readonly Imported[]>}
 */
async function importedOfCore(options) {
  const { metafile } = await build({ ...options, write: false, metafile: true });
  const outside = Object.entries(metafile.inputs).filter(([file]) => !ROOM.test(file));
  const paths = outside.flatMap(([, { imports }]) => imports.map(({ path }) => path));
  const files = [...new Set(paths.filter((path) => ROOM.test(path)))].sort();
  const alone = { entryPoints: files, write: false, metafile: true, outdir: SPLIT, outbase: '.' };
  const { outputs } = (await build({ ...alone, format: 'esm', logLevel: 'warning' })).metafile;
  return files.map((file, n) => {
    const part = ROOM.exec(file)?.[1] ?? '';
    if (!ROOMS.includes(part))
      throw new Error(`scripts/hostParts.cjs does not know the room src/core/${part}`);
    const output = Object.values(outputs).find(({ entryPoint }) => entryPoint === file);
    return { file, part, id: `of${n}`, exports: output?.exports ?? [] };
  });
}

/**
 * The core's pieces: an entry for each part, with its modules as objects, and what the entries share. Each entry has also
 * what those before it have: else there would be a piece for each set of parts.
 *
 * @param {BuildOptions} options @param {readonly Imported[]} imported
 * @returns {Promise<Outputs>}
 */
async function splitCore(options, imported) {
  /** @type {Plugin} */
  const plugin = {
    name: 'part-entries',
    setup(pass) {
      pass.onResolve({ filter: /^part:/ }, ({ path }) => ({ path, namespace: 'part' }));
      pass.onLoad({ filter: /^part:/, namespace: 'part' }, ({ path }) => {
        const upTo = ROOMS.slice(0, ROOMS.indexOf(path.slice('part:'.length)) + 1);
        const modules = imported.filter(({ part }) => upTo.includes(part));
        const lines = modules.map(({ id, file }) => `export * as ${id} from './${file}';`);
        return { contents: lines.join('\n'), resolveDir: process.cwd() };
      });
    },
  };
  const { metafile } = await build({
    ...options,
    format: 'esm',
    splitting: true,
    metafile: true,
    entryPoints: Object.fromEntries(ROOMS.map((part) => [part, `part:${part}`])),
    outdir: join(SPLIT, 'core'),
    plugins: [plugin, ...(options.plugins ?? [])],
  });
  return metafile.outputs;
}

/**
 * The host's pieces: the extension, what is behind each door, and what they share. Imports of the core are left as
 * `core:file`, those of doors as `door:name`.
 *
 * @param {BuildOptions} options
 * @returns {Promise<Outputs>}
 */
async function splitHost(options) {
  const doors = Object.entries(DOORS);
  /** @type {Plugin} */
  const plugin = {
    name: 'cuts',
    setup(pass) {
      pass.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined;
        const file = slashed(relative('.', resolve(resolveDir, `${path}.ts`)));
        if (ROOM.test(file)) return { path: `core:${file}`, external: true };
        const door = doors.find(([, target]) => target === file);
        return door ? { path: `door:${door[0]}`, external: true } : undefined;
      });
    },
  };
  const { metafile } = await build({
    ...options,
    format: 'esm',
    splitting: true,
    metafile: true,
    entryPoints: { extension: 'src/extension.ts', ...DOORS },
    outdir: join(SPLIT, 'host'),
    plugins: [plugin, ...(options.plugins ?? [])],
  });
  return metafile.outputs;
}

/** Where a piece of the first pass lies in the end, below dist. @param {string} file @returns {string} */
function placeOf(file) {
  const name = basename(file, '.js');
  return name === 'extension' ? name : `parts/${name}`;
}

/** @param {string} importer @param {string} piece @returns {string} what a file in dist requires another by */
function requirePath(importer, piece) {
  const path = slashed(relative(dirname(placeOf(importer)), placeOf(piece)));
  return path.startsWith('.') ? `${path}.js` : `./${path}.js`;
}

/**
 * What stands in the place of a part, or of a module in it: its names, each of which loads it.
 *
 * @param {string} path @param {readonly string[]} names @param {string} inside
 * @returns {string}
 */
function lateModule(path, names, inside = '') {
  const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
  return `
    let part;
    const load = () => (part ??= require(${JSON.stringify(path)})${inside});
    module.exports = { ${getters.join(', ')} };`;
}

/**
 * The second pass.
 *
 * @param {BuildOptions} options @param {Outputs} split @param {readonly Imported[]} imported
 * @returns {Promise<Outputs>}
 */
async function writePieces(options, split, imported) {
  const pieces = Object.keys(split).filter((file) => file.endsWith('.js'));
  const isPart = (/** @type {string} */ file) => split[file]?.entryPoint?.startsWith('part:');
  /** @type {Plugin} */
  const plugin = {
    name: 'pieces',
    setup(pass) {
      // Of a part's entry its own modules are kept.
      pass.onResolve({ filter: /^own:/ }, ({ path }) => ({ path, namespace: 'own' }));
      pass.onLoad({ filter: /^own:/, namespace: 'own' }, ({ path }) => {
        const file = path.slice('own:'.length);
        const ids = imported.filter(({ part }) => part === basename(file, '.js')).map(({ id }) => id);
        return { contents: `export { ${ids.join(', ')} } from './${file}';`, resolveDir: process.cwd() };
      });
      pass.onResolve({ filter: /^(core|door):/ }, ({ path, importer }) => {
        const from = slashed(relative('.', importer));
        const module = imported.find(({ file }) => path === `core:${file}`);
        const door = slashed(join(SPLIT, 'host', `${path.slice('door:'.length)}.js`));
        const contents = module
          ? lateModule(requirePath(from, `${module.part}.js`), module.exports, `.${module.id}`)
          : lateModule(requirePath(from, door), split[door]?.exports ?? []);
        return { path: `${path} ${placeOf(from)}`, namespace: 'late', pluginData: contents };
      });
      pass.onLoad({ filter: /./, namespace: 'late' }, ({ pluginData }) => ({ contents: pluginData }));
      pass.onResolve({ filter: /^\.\.?\// }, ({ path, importer, resolveDir, namespace, kind }) => {
        if (kind === 'entry-point' || namespace === 'own') return undefined;
        if (namespace === 'late') return { path, external: true };
        const piece = slashed(relative('.', resolve(resolveDir, path)));
        if (!split[piece]) {
          // A bundle of its own beside the extension, which a part has above it.
          const isBelow = placeOf(slashed(relative('.', importer))).includes('/');
          return { path: isBelow ? path.replace(/^\.\//, '../') : path, external: true };
        }
        return {
          path: requirePath(slashed(relative('.', importer)), piece),
          external: true,
          sideEffects: false,
        };
      });
    },
  };
  const { metafile } = await build({
    ...options,
    entryPoints: pieces.map((file) => ({ in: isPart(file) ? `own:${file}` : file, out: placeOf(file) })),
    outdir: 'dist',
    metafile: true,
    plugins: [plugin],
  });
  return metafile.outputs;
}

/**
 * Builds `dist/extension.js` and `dist/parts`.
 *
 * @param {BuildOptions} options those of a bundle of the extension for Node, but its name
 * @returns {Promise<Outputs>} what went into which file
 */
async function buildHostParts(options) {
  rmSync(SPLIT, { recursive: true, force: true });
  const imported = await importedOfCore({ ...options, outdir: SPLIT });
  const split = { ...(await splitCore(options, imported)), ...(await splitHost(options)) };
  const made = await writePieces(options, split, imported);
  // The second pass knows the pieces only; what is inside them the first one knows.
  for (const [file, { inputs }] of Object.entries(split)) {
    const output = made[`dist/${placeOf(file)}.js`];
    if (output && file.endsWith('.js')) output.inputs = inputs;
  }
  return made;
}

module.exports = { buildHostParts, DOORS };
