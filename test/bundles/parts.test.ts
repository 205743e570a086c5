import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { absentModule, hostGlobals } from './absentVscode';

/** What may run when VS Code activates the extension, minified. */
const largestStart = 200_000;
const largestWithShared = 275_000;

interface Bundle {
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The programs of the host for Node, each with the modules inside. */
function hostPrograms(): ReadonlyMap<string, readonly string[]> {
  const bundles = JSON.parse(readFileSync('out/bundles.json', 'utf8')) as Readonly<Record<string, Bundle>>;
  const own = Object.entries(bundles).filter(([file]) => /^dist\/(extension|parts\/.*)\.js$/.test(file));
  return new Map(own.map(([file, { inputs }]) => [file, Object.keys(inputs)]));
}

/** Loads `dist/extension.js` with a `require` that follows into the parts, and notes them. */
function start(): { activate: (context: unknown) => unknown; loaded: string[] } {
  const loaded: string[] = [];
  const vscode = absentModule();
  const run = (file: string): unknown => {
    loaded.push(file);
    const module = { exports: {} };
    const real = createRequire(resolve(file));
    const require = (name: string): unknown => {
      if (name === 'vscode') return vscode;
      return name.startsWith('.') ? run(join(dirname(file), name)) : real(name);
    };
    const context = createContext({ ...hostGlobals, module, exports: module.exports, require });
    runInContext(readFileSync(file, 'utf8'), context, { filename: file });
    return module.exports;
  };
  const { activate } = run(join('dist', 'extension.js')) as { activate: (context: unknown) => unknown };
  return { activate, loaded };
}

describe('the parts of the host', () => {
  it('are loaded when they are needed: what activation runs is small, and no mathematics', () => {
    const { activate, loaded } = start();
    const nothingKept = {
      get: (_: string, otherwise: unknown) => otherwise,
      keys: () => [],
      update: () => undefined,
    };
    activate({ extensionUri: {}, subscriptions: [], workspaceState: nothingKept, storageUri: {} });
    const programs = hostPrograms();
    const modules = loaded.flatMap((file) => programs.get(file.replaceAll('\\', '/')) ?? []);
    assert.ok(modules.includes('src/extension.ts') && modules.includes('src/host/editor/hover.ts'));
    const early = modules.filter((name) => /^src\/core\/(?!words\/)|^node_modules|panelSession/.test(name));
    assert.deepEqual(early, []);
    const size = (file: string): number =>
      Buffer.byteLength(transformSync(readFileSync(file, 'utf8'), { minify: true }).code);
    const own = size(join('dist', 'extension.js'));
    assert.ok(own < largestStart, `extension.js has ${own} bytes`);
    // With the pieces that it shares with parts.
    const all = [...new Set(loaded)].reduce((sum, file) => sum + size(file), 0);
    assert.ok(all < largestWithShared, `${[...new Set(loaded)].join(', ')}: ${all} bytes`);
  });

  it('hold every module once: expressions are compared by identity', () => {
    const all = [...hostPrograms().values()].flat().filter((name) => !name.startsWith('part:'));
    assert.deepEqual(
      all.filter((name, n) => all.indexOf(name) !== n),
      [],
    );
    for (const needed of ['src/core/math/expression.ts', 'src/core/verify/check.ts']) {
      assert.ok(all.includes(needed), needed);
    }
  });

  it('ask for nothing that is not there', () => {
    let asked = 0;
    for (const file of hostPrograms().keys()) {
      const requests = readFileSync(file, 'utf8').matchAll(/\brequire\("(\.[^"]+)"\)/g);
      for (const [, request] of requests) {
        asked++;
        assert.ok(existsSync(join(dirname(file), request!)), `${file} asks for ${request}`);
      }
    }
    assert.ok(asked > 20, String(asked));
  });

  it('are all there, and each can be loaded alone', () => {
    const real = createRequire(resolve('dist/extension.js'));
    const files = readdirSync('dist/parts').filter((file) => file.endsWith('.js'));
    const rooms = readdirSync('src/core', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of rooms) {
      assert.ok(files.includes(`${name}.js`), name);
      const part = real(`./parts/${name}.js`) as Readonly<Record<string, object>>;
      assert.ok(Object.values(part).every((module) => Object.keys(module).length > 0));
    }
    assert.ok(files.includes('panel.js'));
  });
});
