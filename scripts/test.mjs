// npm test: everything, from a fresh clone. Ends with the line `N passed, N failed` and a non-zero exit code
// if anything failed.
//
//   npm test -- --only unit,walls     only these stages (and the build), for development
//   npm test -- --list                their names

import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './browser.mjs';
import { interruptedCode, npmCommand, root, run } from './process.mjs';
import { setup } from './setup.mjs';

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {'check' | 'mocha' | 'host'} kind a check is one command and counts as one test
 * @property {string} [script]     of a check: the script in package.json
 * @property {string[]} [folders]  of a mocha stage: folders of test that must have tests
 * @property {boolean} [others]    and every folder of test that no other stage names
 * @property {string[]} [parameters] of a host stage: for scripts/hostTests.mjs
 * @property {Record<string, string>} [env] of a host stage
 * @property {boolean} [needsBrowser]
 * @property {boolean} [beside]    of a mocha stage: it runs beside those that follow, up to the first of kind `host`
 */

/** The stages, begun in this order. A stage that runs no test fails, and so does a named folder without tests. */
const STAGES = /** @type {Stage[]} */ ([
  { name: 'core', title: 'Tests of the core', kind: 'mocha', folders: ['core'], beside: true },
  { name: 'types', title: 'Types', kind: 'check', script: 'check:types' },
  { name: 'lint', title: 'Lint', kind: 'check', script: 'check:lint' },
  { name: 'format', title: 'Format', kind: 'check', script: 'check:format' },
  { name: 'walls', title: 'Walls', kind: 'check', script: 'check:walls' },
  { name: 'unused', title: 'Unused code', kind: 'check', script: 'check:unused' },
  {
    name: 'webview',
    title: 'Tests of the panel in a browser',
    kind: 'mocha',
    folders: ['webview'],
    needsBrowser: true,
    beside: true,
  },
  {
    name: 'unit',
    title: 'Tests of everything around the core',
    kind: 'mocha',
    folders: ['docs', 'protocol', 'worker', 'hostpure', 'typeset', 'cli', 'bundles', 'walls'],
    others: true,
  },
  { name: 'host', title: 'Tests in a real VS Code', kind: 'host', folders: ['host'] },
  {
    name: 'floor',
    title: 'Tests in VS Code 1.100, the oldest that is supported',
    kind: 'host',
    folders: ['host'],
    // What depends most on the version; all of them pass there, and would take as long as in the newest.
    parameters: ['activation', 'hover', 'language', 'lenses', 'otherDocuments', 'panel', 'rewriting'],
    env: { BACKPROP_VSCODE_VERSION: '1.100.3' },
  },
  {
    name: 'folders',
    title: 'Tests in a workspace of two folders',
    kind: 'host',
    folders: ['hostFolders'],
    parameters: ['--folders'],
  },
  {
    name: 'untrusted',
    title: 'Tests in a workspace of two folders that is not trusted',
    kind: 'host',
    folders: ['hostUntrusted'],
    parameters: ['--untrusted'],
  },
  {
    name: 'web',
    title: "Tests in VS Code's extension host for browsers",
    kind: 'host',
    folders: ['web'],
    parameters: ['--web'],
  },
  { name: 'e2e', title: 'Browser tests', kind: 'mocha', folders: ['e2e'], needsBrowser: true },
]);

/** For a stage that does not end: a test may have left something open that keeps its process alive. */
const STAGE_LIMIT_MS = 30 * 60_000;

/** For tests that hang; none of them measures time. */
const MOCHA_LIMIT_MS = 120_000;

const COMPILED = join(root, 'out', 'test');
const REPORTER = join(root, 'scripts', 'countingReporter.cjs');
const MOCHA = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');

/** @typedef {{ title: string, passed: number, failed: number, why?: string }} Result */

/** @returns {Promise<Result>} of the set-up and every bundle, each needed by all that follows */
async function prepare() {
  const title = 'Set-up and build';
  try {
    await setup();
    const esbuild = join(root, 'esbuild.js');
    if ((await run(process.execPath, [esbuild])) !== 0) {
      return { title, passed: 0, failed: 1, why: 'the build failed' };
    }
    if ((await run(process.execPath, [esbuild, '--ui=elements'])) !== 0) {
      return { title, passed: 0, failed: 1, why: 'the panel could not be built with its other UI toolkit' };
    }
    rmSync(COMPILED, { recursive: true, force: true }); // or a test that was deleted would still run
    if ((await run(process.execPath, [esbuild, '--tests'])) !== 0) {
      return { title, passed: 0, failed: 1, why: 'the tests could not be bundled' };
    }
    return { title, passed: 1, failed: 0 };
  } catch (error) {
    return { title, passed: 0, failed: 1, why: messageOf(error) };
  }
}

/**
 * @param {Stage} stage
 * @param {number} [output] descriptor of a file that takes what a mocha stage writes
 * @returns {Promise<Result>}
 */
async function runStage(stage, output) {
  const { title } = stage;
  try {
    if (stage.needsBrowser) await ensureChromium();
    if (stage.kind === 'check') {
      const { command, prefix } = npmCommand();
      const code = await run(command, [...prefix, 'run', '--silent', stage.script ?? ''], {
        shell: process.platform === 'win32',
      });
      return code === 0
        ? { title, passed: 1, failed: 0 }
        : { title, passed: 0, failed: 1, why: `npm run ${stage.script} ended with exit code ${code}` };
    }
    return { title, ...(await runTests(stage, output)) };
  } catch (error) {
    return { title, passed: 0, failed: 1, why: messageOf(error) };
  }
}

/**
 * Runs mocha, here or inside VS Code, and reads the counts that its reporter left.
 * @param {Stage} stage
 * @param {number} [output]
 * @returns {Promise<Omit<Result, 'title'>>}
 */
async function runTests({ kind, folders = [], others = false, parameters: more = [], env = {} }, output) {
  const missing = folders.filter((folder) => !existsSync(join(COMPILED, folder)));
  const present = [...folders, ...(others ? otherFolders() : [])].filter(
    (folder) => !missing.includes(folder),
  );
  const scratch = mkdtempSync(join(tmpdir(), 'backprop-counts-'));
  const file = join(scratch, 'counts.json');
  try {
    const parameters =
      kind === 'host'
        ? [join(root, 'scripts', 'hostTests.mjs'), ...more]
        : [MOCHA, ...mochaOptions(), ...present.map((folder) => `out/test/${folder}/**/*.test.js`)];
    const code = present.length === 0 ? 0 : await runNode(parameters, env, file, output);
    const counts = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : { passed: 0, failed: 0, pending: 0 };
    const faults = [
      ...missing.map((folder) => `test/${folder} has no tests`),
      ...(present.length > 0 && !existsSync(file) ? [`mocha did not finish (exit code ${code})`] : []),
      ...(existsSync(file) && counts.passed + counts.failed === 0 ? ['zero tests ran'] : []),
      ...(counts.pending > 0 ? [`${counts.pending} tests were skipped`] : []),
      ...(counts.passed > 0 && code !== 0 && counts.failed === 0
        ? [`exit code ${code} after the tests`]
        : []),
    ];
    const tests = counts.failed > 0 ? [`${counts.failed} tests failed`] : [];
    const why = [...tests, ...faults].join('; ');
    return { passed: counts.passed, failed: counts.failed + faults.length, ...(why && { why }) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const mochaOptions = () => [
  `--reporter=${REPORTER}`,
  `--timeout=${MOCHA_LIMIT_MS}`,
  '--forbid-only',
  '--forbid-pending',
  '--fail-zero',
  '--no-config',
  '--no-package',
];

/**
 * @param {string[]} parameters
 * @param {Record<string, string>} more
 * @param {string} countsFile
 * @param {number} [output]
 */
function runNode(parameters, more, countsFile, output) {
  const env = { ...process.env, ...more, BACKPROP_TEST_COUNTS: countsFile };
  const options = { env, limitMs: STAGE_LIMIT_MS, ...(output === undefined ? {} : { output }) };
  return run(process.execPath, ['--enable-source-maps', ...parameters], options);
}

/** Bundled folders that no stage names. */
function otherFolders() {
  const named = new Set(STAGES.flatMap(({ folders = [] }) => folders));
  const entries = readdirSync(COMPILED, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return folders.filter((name) => !named.has(name));
}

const messageOf = (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error));

/**
 * @param {string} title
 * @param {() => Promise<Result>} work
 */
async function timed(title, work) {
  console.log(`\n━━━ ${title}`);
  const started = Date.now();
  const result = await work();
  tell(title, result, (Date.now() - started) / 1000);
  return result;
}

/**
 * @param {string} title
 * @param {Result} result
 * @param {number} seconds
 */
function tell(title, { passed, failed, why }, seconds) {
  if (why) console.log(`${title}: ${why}`);
  console.log(`━━━ ${title}: ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s`);
}

/**
 * @param {Stage[]} stages
 * @returns {Promise<Result[]>}
 */
async function runAll(stages) {
  const prepared = await timed('Set-up and build', prepare);
  const results = [prepared];
  if (prepared.failed > 0) return results;
  /** @type {(() => Promise<Result>)[]} */
  let beside = [];
  const joined = async () => {
    for (const shown of beside) results.push(await shown());
    beside = [];
  };
  for (const stage of stages) {
    if (interruptedCode() !== undefined) break;
    if (stage.beside) {
      // Before what runs beside it: two of apt-get would be in each other's way. The stage asks again, and tells a failure.
      if (stage.needsBrowser) await ensureChromium().catch(() => undefined);
      beside.push(begunBeside(stage));
      continue;
    }
    // A VS Code on a busy machine is too slow for what its tests wait for.
    if (stage.kind === 'host') await joined();
    results.push(await timed(stage.title, () => runStage(stage)));
  }
  await joined();
  return results;
}

/**
 * Begins a stage that runs beside others; what it writes is shown when its result is asked for.
 * @param {Stage} stage
 * @returns {() => Promise<Result>}
 */
function begunBeside(stage) {
  const scratch = mkdtempSync(join(tmpdir(), 'backprop-beside-'));
  const file = join(scratch, 'output.txt');
  const output = openSync(file, 'w');
  const running = timedQuietly(stage, output);
  return async () => {
    const { result, seconds } = await running;
    closeSync(output);
    console.log(`\n━━━ ${stage.title}`);
    process.stdout.write(readFileSync(file));
    rmSync(scratch, { recursive: true, force: true });
    tell(stage.title, result, seconds);
    return result;
  };
}

/**
 * @param {Stage} stage
 * @param {number} output
 */
async function timedQuietly(stage, output) {
  const started = Date.now();
  const result = await runStage(stage, output);
  return { result, seconds: (Date.now() - started) / 1000 };
}

/** @returns {Stage[]} */
function chosenStages(/** @type {string[]} */ names) {
  const wanted = names.flatMap((name) => name.split(','));
  const unknown = wanted.find((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown !== undefined) throw new Error(`There is no stage ${unknown}; npm test -- --list names them.`);
  return wanted.length === 0 ? STAGES : STAGES.filter(({ name }) => wanted.includes(name));
}

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    console.log(STAGES.map(({ name, title }) => `${name.padEnd(8)}${title}`).join('\n'));
    return 0;
  }
  const results = await runAll(chosenStages(values.only));
  const failures = results.filter(({ failed }) => failed > 0);
  if (failures.length > 0) {
    console.log(`\n━━━ Failed\n${failures.map(({ title, why }) => `  ${title}: ${why}`).join('\n')}`);
  }
  const total = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((sum, result) => sum + result[key], 0);
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  return interruptedCode() ?? (failures.length > 0 ? 1 : 0);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
