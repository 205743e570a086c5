// The table of walls, tried: one small tree keeps to it, another breaks every rule of .dependency-cruiser.cjs
// at least once, and each breach is refused under the name of its rule.

import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Files, plantTree, removeTree, runProgram } from './tree';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

const CONFIGURATION = '.dependency-cruiser.cjs';

const { forbidden } = createRequire(join(process.cwd(), 'package.json'))(`./${CONFIGURATION}`) as {
  forbidden: { name: string }[];
};

/** What each folder may import. The breaches below import from these files too. */
const ALLOWED: Files = {
  'src/core/network/parse.ts':
    "import { parseTree } from 'jsonc-parser';\nimport { z } from 'zod';\nexport const parse = [parseTree, z];\nexport type Network = string;\n",
  'src/core/math/derive.ts':
    "import { parse } from '../network/parse';\nimport { z } from 'zod';\nexport const derive = [parse, z];\n",
  'src/core/engine/train.ts':
    "import { derive } from '../math/derive';\nimport { parse } from '../network/parse';\nimport { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';\nexport const train = [derive, parse, xoroshiro128plus];\n",
  'src/core/insight/check.ts': "import { train } from '../engine/train';\nexport const check = train;\n",
  'src/core/exchange/write.ts':
    "import { train } from '../engine/train';\nimport { check } from '../insight/check';\nexport const write = [train, check];\n",
  'src/core/verify/judge.ts':
    "import { parse } from '../network/parse';\nimport { derive } from '../math/derive';\nimport { train } from '../engine/train';\nimport { check } from '../insight/check';\nexport const judge = [parse, derive, train, check];\n",
  'src/core/language/complete.ts':
    "import { parse } from '../network/parse';\nimport { derive } from '../math/derive';\nimport { train } from '../engine/train';\nimport { check } from '../insight/check';\nexport const complete = [parse, derive, train, check];\n",
  'src/typeset/mathml.ts': "import katex from 'katex';\nexport const mathml = katex;\n",
  'src/protocol/panel.ts':
    "import type { Network } from '../core/network/parse';\nexport const panel = (network: Network) => network;\n",
  'src/worker/worker.ts':
    "import { parentPort } from 'node:worker_threads';\nimport { train } from '../core/engine/train';\nimport { panel } from '../protocol/panel';\nexport const worker = [parentPort, train, panel];\n",
  'src/worker/thread.node.ts':
    "import { Worker } from 'node:worker_threads';\nexport const thread = Worker;\n",
  'src/debug/session.ts': "import { train } from '../core/engine/train';\nexport const session = train;\n",
  'src/host/lens.ts':
    "import * as vscode from 'vscode';\nimport { train } from '../core/engine/train';\nimport { panel } from '../protocol/panel';\nimport { session } from '../debug/session';\nexport const lens = [vscode, train, panel, session];\n",
  'src/host/files.node.ts':
    "import { readFile } from 'node:fs/promises';\nimport { Worker } from 'node:worker_threads';\nimport { thread } from '../worker/thread.node';\nexport const files = [readFile, Worker, thread];\n",
  'src/extension.ts':
    "import * as vscode from 'vscode';\nimport { lens } from './host/lens';\nimport { files } from './host/files.node';\nexport const extension = [vscode, lens, files];\n",
  'src/cli/cli.ts':
    "import { readFileSync } from 'node:fs';\nimport { train } from '../core/engine/train';\nimport { worker } from '../worker/worker';\nexport const cli = [readFileSync, train, worker, () => import('../typeset/mathml')];\n",
  'webview/panel.ts':
    "import katex from 'katex';\nimport uPlot from 'uplot';\nimport type { Network } from '../src/core/network/parse';\nimport { panel } from '../src/protocol/panel';\nimport { button } from './ui/toolkit';\nexport const view = (network: Network) => [katex, uPlot, panel, button, network];\n",
  'webview/ui/toolkit.ts':
    "import { vsCodeButton } from '@vscode/webview-ui-toolkit';\nexport const button = vsCodeButton;\n",
};

/** One forbidden import a row: the rule that must refuse it, the folder, and the import. */
const BREACHES: readonly (readonly [rule: string, folder: string, statement: string])[] = [
  ['core-words-apart', 'src/core/words', "import { parse } from '../network/parse';"],
  ['core-is-pure', 'src/core/engine', "import * as vscode from 'vscode';"],
  ['core-is-pure', 'src/core/engine', "import type { Position } from 'vscode';"],
  ['core-is-pure', 'src/core/network', "import { readFileSync } from 'node:fs';"],
  ['core-is-pure', 'src/core/network', "import { readFileSync } from 'fs';"],
  ['core-is-pure', 'src/core/math', "import katex from 'katex';"],
  ['core-is-pure', 'src/core/math', "import { lens } from '../../host/lens';"],
  ['core-is-pure', 'src/core/engine', "import type { panel } from '../../protocol/panel';"],
  ['core-is-pure', 'src/core/engine', "export const late = () => import('../../worker/worker');"],
  ['core-is-pure', 'src/core/insight', "export { cli } from '../../cli/cli';"],
  ['core-is-pure', 'src/core/exchange', "export { view } from '../../../webview/panel';"],
  ['core-is-pure', 'src/core/exchange', "import { session } from '../../debug/session';"],
  ['core-network-first', 'src/core/network', "import { derive } from '../math/derive';"],
  ['core-network-first', 'src/core/network', "import { train } from '../engine/train';"],
  ['core-network-first', 'src/core/network', "import type { check } from '../insight/check';"],
  ['core-network-first', 'src/core/network', "import { write } from '../exchange/write';"],
  ['core-math-second', 'src/core/math', "import { train } from '../engine/train';"],
  ['core-math-second', 'src/core/math', "import { check } from '../insight/check';"],
  ['core-math-second', 'src/core/math', "export const late = () => import('../exchange/write');"],
  ['core-engine-third', 'src/core/engine', "import { check } from '../insight/check';"],
  ['core-engine-third', 'src/core/engine', "import type { write } from '../exchange/write';"],
  ['core-verify-on-top', 'src/core/network', "import type { judge } from '../verify/judge';"],
  ['core-verify-on-top', 'src/core/math', "import { judge } from '../verify/judge';"],
  ['core-verify-on-top', 'src/core/engine', "import { judge } from '../verify/judge';"],
  ['core-insight-fourth', 'src/core/insight', "import { write } from '../exchange/write';"],
  ['core-verify-on-top', 'src/core/insight', "import { judge } from '../verify/judge';"],
  ['core-verify-on-top', 'src/core/exchange', "import { judge } from '../verify/judge';"],
  ['core-verify-judges', 'src/core/verify', "import { write } from '../exchange/write';"],
  ['core-verify-judges', 'src/core/verify', "export const late = () => import('../exchange/write');"],
  ['core-language-edits', 'src/core/language', "import { write } from '../exchange/write';"],
  ['core-language-edits', 'src/core/language', "import type { judge } from '../verify/judge';"],
  ['core-language-on-top', 'src/core/network', "import { complete } from '../language/complete';"],
  ['core-language-on-top', 'src/core/insight', "import type { complete } from '../language/complete';"],
  ['core-language-on-top', 'src/core/exchange', "import { complete } from '../language/complete';"],
  ['core-verify-on-top', 'src/core/examples', "import { judge } from '../verify/judge';"],
  ['protocol-takes-types-of-core', 'src/protocol', "import * as vscode from 'vscode';"],
  ['protocol-takes-types-of-core', 'src/protocol', "import { lens } from '../host/lens';"],
  ['protocol-takes-types-of-core', 'src/protocol', "import { join } from 'node:path';"],
  ['protocol-takes-types-of-core', 'src/protocol', "import { z } from 'zod';"],
  ['protocol-takes-no-values', 'src/protocol', "import { parse } from '../core/network/parse';"],
  ['worker-walls', 'src/worker', "import * as vscode from 'vscode';"],
  ['worker-walls', 'src/worker', "import { lens } from '../host/lens';"],
  ['worker-walls', 'src/worker', "import { session } from '../debug/session';"],
  ['worker-walls', 'src/worker', "import { readFileSync } from 'node:fs';"],
  ['worker-walls', 'src/worker', "import { cli } from '../cli/cli';"],
  ['debug-walls', 'src/debug', "import * as vscode from 'vscode';"],
  ['debug-walls', 'src/debug', "import { lens } from '../host/lens';"],
  ['debug-walls', 'src/debug', "import { view } from '../../webview/panel';"],
  ['debug-walls', 'src/debug', "import { readFileSync } from 'node:fs';"],
  ['host-walls', 'src/host', "import { view } from '../../webview/panel';"],
  ['host-walls', 'src/host', "import type { cli } from '../cli/cli';"],
  ['host-walls', 'src/host', "import katex from 'katex';"],
  ['host-walls', 'src/host', "import { worker } from '../worker/worker';"],
  ['host-node-only-in-node-files', 'src/host', "import { readFileSync } from 'node:fs';"],
  ['host-node-only-in-node-files', 'src/host', "import { Worker } from 'worker_threads';"],
  ['host-node-only-in-node-files', 'src/host', "export const late = () => import('node:os');"],
  ['cli-walls', 'src/cli', "import * as vscode from 'vscode';"],
  ['cli-walls', 'src/cli', "import { lens } from '../host/lens';"],
  ['cli-walls', 'src/cli', "import { view } from '../../webview/panel';"],
  ['cli-walls', 'src/cli', "import katex from 'katex';"],
  ['typeset-walls', 'src/typeset', "import { train } from '../core/engine/train';"],
  ['typeset-walls', 'src/typeset', "import { readFileSync } from 'node:fs';"],
  ['typeset-when-asked-for', 'src/cli', "import { mathml } from '../typeset/mathml';"],
  ['typeset-when-asked-for', 'src/core/exchange', "import { mathml } from '../../typeset/mathml';"],
  ['vscode-only-in-host', 'src/worker', "import * as vscode from 'vscode';"],
  ['vscode-only-in-host', 'src/cli', "import type { Position } from 'vscode';"],
  ['vscode-only-in-host', 'webview', "import * as vscode from 'vscode';"],
  ['webview-walls', 'webview', "import { readFileSync } from 'node:fs';"],
  ['webview-walls', 'webview', "import { lens } from '../src/host/lens';"],
  ['webview-walls', 'webview', "import type { worker } from '../src/worker/worker';"],
  ['webview-walls', 'webview', "import { vsCodeButton } from '@vscode/webview-ui-toolkit';"],
  ['webview-walls', 'webview/views', "export const late = () => import('zod');"],
  ['webview-takes-types-of-core', 'webview', "import { train } from '../src/core/engine/train';"],
  ['toolkit-behind-its-seam', 'webview/ui', "import { panel } from '../../src/protocol/panel';"],
  ['toolkit-behind-its-seam', 'webview/ui', "import { view } from '../panel';"],
  ['toolkit-behind-its-seam', 'webview/ui', "import katex from 'katex';"],
  ['no-circular', 'src/core/math', "import '../math/breachCircle';"],
  ['unresolved', 'src/cli', "import { nothing } from './nowhere';"],
  ['unresolved', 'webview', "import 'no-such-package';"],
];

/** The other half of a cycle, for the row of `no-circular`. */
const CIRCLE_ROW = BREACHES.findIndex(([rule]) => rule === 'no-circular');

const fileOf = (row: number): string => `${BREACHES[row]?.[1] ?? ''}/breach${row}.ts`;

/** An import that nothing uses is an import too, but a compiler may drop it: each row uses what it imports. */
function sourceOf(statement: string): string {
  const name = /^import (?!type)(?:\* as |\{ )?(\w+)/.exec(statement)?.[1];
  return `${statement}\n${name === undefined ? 'export {};' : `export const used = ${name};`}\n`;
}

function cruise(files: Files): Violation[] {
  const folder = plantTree(files, [CONFIGURATION, 'tsconfig.json']);
  try {
    const { output, errors } = runProgram(
      folder,
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      ['--config', CONFIGURATION, '--output-type', 'json', 'src', 'webview'],
    );
    assert.notEqual(output, '', errors);
    const { summary } = JSON.parse(output) as { summary: { violations: Violation[] } };
    return summary.violations;
  } finally {
    removeTree(folder);
  }
}

describe('walls between folders', () => {
  let violations: Violation[];

  before(() => {
    const breaches = Object.fromEntries(BREACHES.map(([, , text], row) => [fileOf(row), sourceOf(text)]));
    const circle = `import '../math/breach${CIRCLE_ROW}';\nexport {};\n`;
    violations = cruise({ ...ALLOWED, ...breaches, 'src/core/math/breachCircle.ts': circle });
  });

  it('let through what the table allows', () => {
    const found = cruise(ALLOWED).map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    assert.deepEqual(found, []);
  });

  it('are all tried here', () => {
    const tried = new Set(BREACHES.map(([rule]) => rule));
    assert.deepEqual(
      forbidden.map(({ name }) => name).filter((name) => !tried.has(name)),
      [],
    );
  });

  BREACHES.forEach(([rule, folder, statement], row) => {
    it(`${rule} refuses ${statement} in ${folder}`, () => {
      const names = violations.filter(({ from }) => from === fileOf(row)).map((found) => found.rule.name);
      assert.ok(names.includes(rule), `refused by: ${names.join(', ') || 'nothing'}`);
    });
  });

  it('refuse nothing but the breaches', () => {
    const planted = new Set([...BREACHES.keys()].map(fileOf)).add('src/core/math/breachCircle.ts');
    assert.deepEqual(
      violations.filter(({ from }) => !planted.has(from)),
      [],
    );
  });
});
