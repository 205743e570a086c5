// The walls that other tools hold: the compiler for core, the bundler for `vscode`, ESLint for what the editor
// shows at once, knip for what nobody uses.

import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { plantTree, removeTree, runProgram } from './tree';

/** The configurations of the compiler, which ESLint and knip read too. */
const PROJECTS = ['tsconfig.json', 'src/core/tsconfig.json', 'webview/tsconfig.json', 'test/tsconfig.json'];

/** Runs a body in a planted tree and removes the tree. */
function within<Result>(
  files: Readonly<Record<string, string>>,
  copied: readonly string[],
  body: (folder: string) => Result,
): Result {
  const folder = plantTree(files, copied);
  try {
    return body(folder);
  } finally {
    removeTree(folder);
  }
}

/** Names and types that exist in Node, in a browser or in VS Code, and must not be known inside core. */
const AMBIENT = {
  process: 'export const value = process.version;',
  document: 'export const value = document.title;',
  setTimeout: 'setTimeout(() => undefined, 1);\nexport {};',
  console: "console.log('x');\nexport {};",
  performance: 'export const value = performance.now();',
  AbortSignal: 'export const value = (signal: AbortSignal) => signal.aborted;',
  TextDecoder: 'export const value = new TextDecoder();',
  Buffer: 'export const value = Buffer.alloc(1);',
  WebAssembly: 'export const value = WebAssembly.validate;',
};

describe('the compiler', () => {
  const project = 'src/core/tsconfig.json';
  const compile = (files: Readonly<Record<string, string>>): string =>
    within(files, ['tsconfig.json', project], (folder) => {
      const { status, output } = runProgram(folder, 'node_modules/typescript/bin/tsc', [
        '--noEmit',
        '--project',
        project,
      ]);
      assert.equal(status === 0, output === '');
      return output;
    });

  it('accepts core that uses the language alone', () => {
    assert.equal(
      compile({ 'src/core/clean.ts': 'export const value = Math.exp(1) + Float64Array.of(1).length;' }),
      '',
    );
  });

  let output: string;
  before(() => {
    const files = Object.entries(AMBIENT).map(([name, text]) => [`src/core/${name}.ts`, text]);
    output = compile(Object.fromEntries(files) as Record<string, string>);
  });

  for (const name of Object.keys(AMBIENT)) {
    it(`refuses ${name} in core`, () => {
      assert.match(
        output,
        new RegExp(`^src/core/${name}\\.ts\\(.*error TS2\\d+: Cannot find name '${name}'`, 'm'),
      );
    });
  }
});

/** Modules that lead into late parts of the host, by the script that cuts it. */
const { DOORS } = createRequire(join(process.cwd(), 'package.json'))('./scripts/hostParts.cjs') as {
  readonly DOORS: Readonly<Record<string, string>>;
};

/** Entry files of esbuild.js, each doing nothing. */
const ENTRIES = {
  'src/extension.ts': 'export const activate = () => undefined;',
  'src/worker/worker.ts': 'export {};',
  'src/worker/poolWorker.ts': 'export {};',
  'src/worker/helperWorker.ts': 'export {};',
  'src/typeset/mathml.ts': 'export {};',
  'src/typeset/mathjax.ts': 'export {};',
  'src/cli/cli.ts': 'export {};',
  'webview/panel.ts': 'export {};',
  'l10n/panel.l10n.json': '{}',
  ...Object.fromEntries(
    Object.values(DOORS).map((door) => [door, 'export const late = (): undefined => undefined;']),
  ),
};

describe('the bundler', () => {
  const bundle = (files: Readonly<Record<string, string>>): { status: number | null; errors: string } =>
    within(files, ['tsconfig.json'], (folder) => runProgram(folder, 'esbuild.js', []));
  const usesVSCode = "import * as vscode from 'vscode';\nconsole.log(vscode);";

  it('leaves vscode to the editor in the extension', () => {
    const { status, errors } = bundle({ ...ENTRIES, 'src/extension.ts': usesVSCode });
    assert.equal(status, 0, errors);
  });

  for (const entry of [
    'src/worker/worker.ts',
    'src/worker/poolWorker.ts',
    'src/worker/helperWorker.ts',
    'src/typeset/mathml.ts',
    'src/typeset/mathjax.ts',
    'src/cli/cli.ts',
    'webview/panel.ts',
  ]) {
    it(`refuses vscode in ${entry}`, () => {
      const { status, errors } = bundle({ ...ENTRIES, [entry]: usesVSCode });
      assert.equal(status, 1);
      assert.match(errors, /Could not resolve "vscode"/);
      assert.ok(errors.includes(entry), errors);
    });
  }
});

describe('ESLint', () => {
  interface FileReport {
    readonly filePath: string;
    readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
  }

  /** A breach of a wall, or of core's purity, and the rule that marks it in the editor. */
  const BREACHES = {
    'src/core/breach0.ts': ["import 'vscode';", '@typescript-eslint/no-restricted-imports'],
    'src/core/breach1.ts': ["import 'node:fs';", '@typescript-eslint/no-restricted-imports'],
    'src/core/breach2.ts': ['export const value = Math.random();', 'no-restricted-properties'],
    'src/core/breach3.ts': ['export const value = Date.now();', 'no-restricted-globals'],
    'src/core/exchange/breach.ts': ["import '../verify/judge';", '@typescript-eslint/no-restricted-imports'],
    'src/core/verify/breach0.ts': ["import '../exchange/write';", '@typescript-eslint/no-restricted-imports'],
    'src/core/verify/breach1.ts': ["import 'node:fs';", '@typescript-eslint/no-restricted-imports'],
    'src/protocol/breach.ts': ["import '../host/lens';", '@typescript-eslint/no-restricted-imports'],
    'src/worker/breach.ts': ["import 'vscode';", '@typescript-eslint/no-restricted-imports'],
    'src/cli/breach.ts': ["import 'vscode';", '@typescript-eslint/no-restricted-imports'],
    'src/host/breach.ts': ["export const value: unknown = eval('1');", 'no-restricted-syntax'],
    'webview/breach0.ts': ["import 'node:fs';", '@typescript-eslint/no-restricted-imports'],
    'webview/breach1.ts': ["document.body.innerHTML = '';", 'no-restricted-syntax'],
  } as const;

  let reports: FileReport[];
  before(() => {
    const files = Object.entries(BREACHES).map(([name, [text]]) => [name, `${text}\n`]);
    const configuration = ['eslint.config.js', ...PROJECTS];
    reports = within(Object.fromEntries(files) as Record<string, string>, configuration, (folder) => {
      const { output, errors } = runProgram(folder, 'node_modules/eslint/bin/eslint.js', [
        '--format=json',
        'src',
        'webview',
      ]);
      assert.notEqual(output, '', errors);
      return JSON.parse(output) as FileReport[];
    });
  });

  for (const [name, [text, rule]] of Object.entries(BREACHES)) {
    it(`refuses ${text} in ${name}`, () => {
      const found = reports.filter(({ filePath }) => filePath.replaceAll('\\', '/').endsWith(`/${name}`));
      const rules = found.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
      assert.ok(rules.includes(rule), `reported: ${rules.join(', ') || 'nothing'}`);
    });
  }
});

describe('knip', () => {
  it('reports an export and a file that nobody uses', () => {
    const files = {
      ...ENTRIES,
      'src/extension.ts': "import { used } from './core/math/sum';\nexport const activate = () => used;\n",
      'src/core/math/sum.ts': 'export const used = 1;\nexport const unused = 2;\n',
      'src/core/math/forgotten.ts': 'export const forgotten = 1;\n',
    };
    const { output, errors } = within(files, ['package.json', 'knip.json', ...PROJECTS], (folder) =>
      runProgram(folder, 'node_modules/knip/bin/knip.js', ['--include=files,exports', '--reporter=json']),
    );
    assert.notEqual(output, '', errors);
    const { issues } = JSON.parse(output) as {
      issues: { file: string; exports: { name: string }[]; files?: { name: string }[] }[];
    };
    const names = issues.flatMap(({ file, exports }) => exports.map(({ name }) => `${file} ${name}`));
    assert.deepEqual(names, ['src/core/math/sum.ts unused']);
    assert.ok(output.includes('src/core/math/forgotten.ts'), output);
  });
});
