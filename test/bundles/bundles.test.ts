import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { absentModule, webGlobals } from './absentVscode';

/** Runs a CommonJS bundle with a `require` of its own, and gives what it exports. */
function load(file: string, require: (name: string) => unknown, globals: object): Record<string, unknown> {
  const module = { exports: {} as Record<string, unknown> };
  const context = createContext({ ...globals, module, exports: module.exports, require });
  runInContext(readFileSync(file, 'utf8'), context, { filename: file });
  return module.exports;
}

describe('the shipped bundles', () => {
  const real = createRequire(resolve('dist/extension.js'));

  it('dist/web/extension.js loads where there is no Node, and asks for nothing but vscode', () => {
    const asked: string[] = [];
    const vscode = absentModule();
    const exported = load(
      'dist/web/extension.js',
      (name) => {
        asked.push(name);
        assert.equal(name, 'vscode');
        return vscode;
      },
      webGlobals,
    );
    assert.equal(typeof exported['activate'], 'function');
    assert.ok(asked.length > 0);
  });

  for (const name of ['worker.js', 'poolWorker.js', 'helperWorker.js', 'mathjax.js']) {
    it(`dist/${name} starts and ends`, async () => {
      const worker = new Worker(resolve('dist', name));
      await new Promise((settle, fail) => {
        worker.once('online', settle);
        worker.once('error', fail);
      });
      assert.equal(typeof (await worker.terminate()), 'number');
    });
  }

  it('dist/typeset.js sets a formula, and the command line holds no second KaTeX', () => {
    const { toMathml } = real('./typeset.js') as { toMathml: (tex: string, isDisplay: boolean) => string };
    assert.match(toMathml('\\frac{1}{2}', true), /<mfrac>/);
    const [cli, typeset] = ['dist/cli.js', 'dist/typeset.js'].map((file) => readFileSync(file, 'utf8'));
    assert.ok(cli?.includes('./typeset.js') && !cli.includes('katex-mathml'));
    assert.ok(typeset?.includes('katex-mathml'));
    const mathml = ['explain', 'media/examples/network-b.backprop.json', '--to', 'mathml'];
    const { stdout } = spawnSync(process.execPath, ['dist/cli.js', ...mathml], { encoding: 'utf8' });
    assert.match(stdout, /<mfrac>/);
  });

  it('dist/web/mathjax.js sets a formula where there is no Node', async () => {
    const hear: ((event: { data: unknown }) => void)[] = [];
    const answer = new Promise<unknown>((settle) => {
      const scope = {
        ...webGlobals,
        postMessage: settle,
        addEventListener: (_: string, listener: (event: { data: unknown }) => void) => hear.push(listener),
      };
      runInContext(readFileSync('dist/web/mathjax.js', 'utf8'), createContext(scope));
    });
    const params = { tex: '\\frac{1}{2}', display: true };
    for (const listener of hear) listener({ data: { kind: 'request', id: 1, method: 'typeset', params } });
    const { result } = (await answer) as { result: { svg: string } };
    assert.match(result.svg, /^<svg [^]*<path [^]*<\/svg>$/);
  });

  it('MathJax is in the bundles of its own, and in no other', () => {
    const files = [
      'dist/extension.js',
      'dist/web/extension.js',
      'dist/worker.js',
      'dist/cli.js',
      'dist/typeset.js',
      ...readdirSync('dist/parts').map((file) => join('dist/parts', file)),
    ];
    const drawing = 'mjx-container';
    for (const file of files) assert.ok(!readFileSync(file, 'utf8').includes(drawing), file);
    for (const file of ['dist/mathjax.js', 'dist/web/mathjax.js']) {
      assert.ok(readFileSync(file, 'utf8').includes(drawing), file);
    }
  });

  it('dist/cli.js answers --version', () => {
    const { status, stdout } = spawnSync(process.execPath, ['dist/cli.js', '--version'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.ok(stdout.includes(version), stdout);
  });

  it('dist/webview has the script, the styles, and only words and fonts beside them', () => {
    const files = readdirSync('dist/webview').filter((file) => !file.endsWith('.map'));
    assert.ok(files.includes('panel.js') && files.includes('panel.css'), files.join());
    assert.deepEqual(
      files.filter(
        (file) =>
          !/^(panel\.(js|css)|words-[a-z-]+\.js|chunk-[A-Z0-9]+\.(js|css)|KaTeX_[\w-]+\.woff2)$/.test(file),
      ),
      [],
    );
  });
});

describe('what the bundles may not contain', () => {
  const files = ['dist', 'dist/parts', 'dist/web', 'dist/webview']
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.js') && statSync(file).isFile());

  it('are all looked at', () => {
    const shipped = [
      'extension.js',
      'parts/verify.js',
      'web/extension.js',
      'web/worker.js',
      'web/poolWorker.js',
      'mathjax.js',
      'web/mathjax.js',
      'worker.js',
      'poolWorker.js',
      'helperWorker.js',
      'typeset.js',
      'cli.js',
      'webview/panel.js',
    ];
    for (const needed of shipped) {
      assert.ok(files.includes(join('dist', needed)), needed);
    }
  });

  for (const [what, pattern] of [
    ['code from text', /\bnew Function\s*\(|(?<![\w.$])eval\s*\(/],
    [
      'child processes, sockets or servers',
      /require\(["'](node:)?(child_process|net|http|https|http2|dgram|tls|vm)["']\)/,
    ],
    [
      'connections',
      /(?<![\w.$])(fetch|WebSocket|EventSource)\s*\((?!\)\s*\{)|\b(XMLHttpRequest|importScripts|sendBeacon)\b/,
    ],
  ] as const) {
    it(`no ${what}`, () => {
      const found = files.flatMap((file) => {
        const text = readFileSync(file, 'utf8');
        const match = pattern.exec(text);
        return match ? [`${file}: ${text.slice(Math.max(0, match.index - 60), match.index + 60)}`] : [];
      });
      assert.deepEqual(found, []);
    });
  }

  it('is sought for in vain only because it is not there', () => {
    assert.match('x = new Function("a")', /\bnew Function\s*\(/);
    assert.match("const n = require('net')", /require\(["'](node:)?(child_process|net)["']\)/);
  });
});

describe('the lists made from the bundles', () => {
  it('THIRD-PARTY-NOTICES.md names every package inside them', () => {
    assert.ok(existsSync('THIRD-PARTY-NOTICES.md'));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/notices.mjs', '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });
});
