// What `npm start` and `npm test` need before anything else: a Node that is new enough, and node_modules as
// the lock file says. Built-in modules only.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, root, run } from './process.mjs';

const OLDEST_NODE = [20, 19];
const LOCK_FILE = join(root, 'package-lock.json');
const MODULES = join(root, 'node_modules');
/** Says which lock file, on which system, node_modules was installed from. */
const STAMP = join(MODULES, '.backprop-setup');

/**
 * Options for npm that the repository depends on, whatever npm's configuration on this machine says: with
 * `omit=dev` or `omit=optional` there would be no compiler, with `dry-run` or `global` no node_modules.
 */
const NPM_OPTIONS = [
  '--include=dev',
  '--include=optional',
  '--include=peer',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-dry-run',
  '--no-global',
  '--no-legacy-peer-deps',
  '--no-strict-peer-deps',
  '--no-engine-strict',
  '--bin-links',
  '--package-lock',
  '--install-strategy=hoisted',
  '--loglevel=error',
];

/**
 * Brings node_modules up to date with package-lock.json, which it never changes.
 * @returns {Promise<void>}
 * @throws {Error} one line for the person at the terminal
 */
export async function setup() {
  checkNode(process.versions.node);
  const stamp = expectedStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  if (!isInstalledAsLocked()) {
    console.log(
      existsSync(MODULES)
        ? 'Setup: node_modules differs from package-lock.json; installing again with npm ci …'
        : 'Setup: installing the dependencies with npm ci …',
    );
    const started = Date.now();
    const { command, prefix } = npmCommand();
    const code = await run(command, [...prefix, 'ci', ...NPM_OPTIONS], { shell: needsShell(command) });
    if (code !== 0) throw new Error(`npm ci ended with exit code ${code}; its own message is above.`);
    console.log(`Setup: dependencies installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  }
  writeFileSync(STAMP, stamp);
}

/**
 * @param {string} version
 * @throws {Error} if this Node is too old
 */
function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(
    `Backprop needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${version}. Install one from https://nodejs.org.`,
  );
}

/** On Windows npm is a batch file, unless npm itself runs this script. */
const needsShell = (/** @type {string} */ command) => process.platform === 'win32' && command === 'npm';

/** Optional packages differ between systems, so a folder copied from another one is not taken for installed. */
function expectedStamp() {
  const hash = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

/**
 * Whether npm's own record in node_modules agrees with the lock file: what a developer's own `npm ci` or
 * `npm install` has left need not be installed once more.
 */
function isInstalledAsLocked() {
  const record = join(MODULES, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages ?? {};
  const locked = JSON.parse(readFileSync(LOCK_FILE, 'utf8')).packages;
  const fits = (/** @type {string} */ path) => {
    if (!installed[path]) return path === '' || Boolean(locked[path].optional);
    return installed[path].version === locked[path].version && existsSync(join(root, path));
  };
  return Object.keys(locked).every(fits) && Object.keys(installed).every((path) => path in locked);
}
