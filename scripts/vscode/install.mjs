// Installs a real VS Code, server and web workbench, from the npm package code-server: for machines where
// Microsoft's download server cannot be reached, or that have no display.
//
// Everything lands in .vscode-test/server/<version>. No install script runs and nothing is compiled: the few
// packages that would are replaced by scripts/vscode/stubs. Node comes along as an npm package, so that the
// extension host runs on the version that this VS Code ships with.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { capture, npmCommand, root } from '../process.mjs';

/** The VS Code that tests and `npm start` use: a folder of ./targets. */
export const DEFAULT_VERSION = process.env['BACKPROP_VSCODE_VERSION'] || '1.139.1';

const TARGETS = join(import.meta.dirname, 'targets');
const STUBS = join(import.meta.dirname, 'stubs');
const STAMP = '.stamp';

/** Package and the file of ./stubs in its place. */
const STUBBED = {
  '@vscode/native-watchdog': 'nativeWatchdog.cjs',
  '@vscode/ripgrep': 'ripgrep.cjs',
  '@vscode/spdlog': 'spdlog.cjs',
};

/**
 * @typedef {object} Installation
 * @property {string} version VS Code's
 * @property {string} root    the folder of the installation
 * @property {string} node    the program that runs the server and the extension host
 * @property {string} vscode  the folder of the server
 */

/**
 * @param {string} version
 * @param {string} folder
 * @returns {Installation}
 */
const layout = (version, folder) => ({
  version,
  root: folder,
  node: join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node'),
  vscode: join(folder, 'node_modules', 'code-server', 'lib', 'vscode'),
});

/**
 * Installs VS Code if it is not installed yet. May be called from several processes at once.
 * @param {string} [version]
 * @returns {Promise<Installation>}
 */
export async function installVSCode(version = DEFAULT_VERSION) {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      'VS Code from npm runs on Linux (x64, arm64): on this system install the desktop VS Code, or let it be downloaded.',
    );
  }
  const target = join(TARGETS, version);
  if (!existsSync(target)) {
    throw new Error(`VS Code ${version} is not pinned; there are ${readdirSync(TARGETS).join(', ')}.`);
  }
  const wanted = layout(version, join(root, '.vscode-test', 'server', version));
  const stamp = recipe(target);
  const isInstalled = () => {
    const file = join(wanted.root, STAMP);
    return existsSync(file) && readFileSync(file, 'utf8') === stamp;
  };
  if (isInstalled()) return wanted;

  mkdirSync(dirname(wanted.root), { recursive: true });
  const unlock = await lock(`${wanted.root}.lock`);
  try {
    if (isInstalled()) return wanted; // by the process that held the lock
    console.error(`Setup: installing VS Code ${version} from npm, about 180 MB, in ${wanted.root} …`);
    const started = Date.now();
    const draft = layout(version, `${wanted.root}.new`);
    rmSync(draft.root, { recursive: true, force: true });
    installInto(draft, target);
    writeFileSync(join(draft.root, STAMP), stamp);
    rmSync(wanted.root, { recursive: true, force: true });
    renameSync(draft.root, wanted.root);
    console.error(`Setup: VS Code ${version} installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
    return wanted;
  } finally {
    unlock();
  }
}

/** Hash of all that decides what an installation contains: this file, the stubs and the lock. */
function recipe(/** @type {string} */ target) {
  const hash = createHash('sha256');
  const stubs = readdirSync(STUBS).sort();
  const files = [import.meta.filename, join(target, 'package-lock.json')];
  for (const file of [...files, ...stubs.map((name) => join(STUBS, name))]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * @param {Installation} draft
 * @param {string} target
 */
function installInto(draft, target) {
  mkdirSync(draft.root, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(target, file), join(draft.root, file));
  }
  const { command, prefix } = npmCommand();
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=optional', '--no-engine-strict'];
  const npm = capture(command, [...prefix, 'ci', ...options, '--no-global', '--loglevel=error'], {
    cwd: draft.root,
  });
  if (!npm.ok) throw new Error(`npm ci failed in ${draft.root}\n${npm.output}`);
  arrange(draft);
  const check = capture(draft.node, ['out/server-main.js', '--version'], { cwd: draft.vscode });
  if (!check.ok) throw new Error(`The installed VS Code server does not start:\n${check.output}`);
}

/** What code-server's install script does, but for the native builds. */
function arrange(/** @type {Installation} */ { root: folder, vscode }) {
  const modules = join(folder, 'node_modules');
  // Node finds these packages above the server; the window asks for them below it.
  symlinkSync('../../..', join(vscode, 'node_modules'));
  mkdirSync(join(vscode, 'extensions', 'node_modules'), { recursive: true });
  symlinkSync('../../../../../typescript', join(vscode, 'extensions', 'node_modules', 'typescript'));
  for (const [name, stub] of Object.entries(STUBBED)) {
    const place = join(modules, name);
    if (existsSync(place)) continue;
    mkdirSync(place, { recursive: true });
    copyFileSync(join(STUBS, stub), join(place, 'index.cjs'));
    writeFileSync(
      join(place, 'package.json'),
      JSON.stringify({ name, version: '0.0.0', main: 'index.cjs', type: 'commonjs' }),
    );
  }
}

/**
 * Waits for a folder that only one process can make. A lock whose process is gone is taken over.
 * @param {string} folder
 * @returns {Promise<() => void>} gives the lock back
 */
async function lock(folder) {
  const owner = join(folder, 'pid');
  for (let isTold = false; ; await sleep(250)) {
    try {
      mkdirSync(folder);
      writeFileSync(owner, String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (isAbandoned(folder, owner)) {
      rmSync(folder, { recursive: true, force: true });
    } else if (!isTold) {
      console.error('Setup: another process is installing VS Code; waiting for it …');
      isTold = true;
    }
  }
}

/** Time in which a process that made the folder writes its number into it, with room to spare. */
const UNOWNED_MS = 10_000;

/**
 * @param {string} folder
 * @param {string} owner
 */
function isAbandoned(folder, owner) {
  try {
    if (!existsSync(owner) || readFileSync(owner, 'utf8') === '') {
      return Date.now() - statSync(folder).mtimeMs > UNOWNED_MS;
    }
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return false;
  } catch (error) {
    // ESRCH: no such process. Anything else (it is another user's, or the folder has just gone) is no proof.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

if (process.argv[1] === import.meta.filename) console.log((await installVSCode()).vscode);
