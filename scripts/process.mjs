// Running other programs, for the scripts of this folder. Built-in modules only: setup runs before there
// is a node_modules.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, as an absolute path. (Older than import.meta.dirname: setup has to say so on an old Node.) */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * How to call npm: the one that runs this script if there is one, since on Windows `npm` is a batch file.
 * @returns {{ command: string, prefix: string[] }}
 */
export function npmCommand() {
  const running = process.env['npm_execpath'];
  if (running && basename(running) === 'npm-cli.js') return { command: process.execPath, prefix: [running] };
  return { command: 'npm', prefix: [] };
}

/**
 * Finds a program on PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  const endings = process.platform === 'win32' ? (process.env['PATHEXT'] ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (folder && isExecutable(file)) return file;
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {boolean}
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Absent, or not ours to run: either way it cannot be used.
    return false;
  }
}

/**
 * An environment without what VS Code sets in its own terminal: it would bind a new VS Code to the one around it.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function outsideEditor(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name)));
}

/** Exit codes that a shell gives to a program ended by a signal. */
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Time that a program has to clean up after a Ctrl+C, before it is asked again. */
const CLEANING_MS = 5000;

/** The signal that this process was asked to end by, if any. */
let endedBy = /** @type {keyof typeof SIGNAL_CODES | undefined} */ (undefined);

/** Exit code for the signal that this process received; undefined as long as it received none. */
export const interruptedCode = () => endedBy && SIGNAL_CODES[endedBy];

/**
 * Runs a program to its end with this process's output, and returns its exit code (a shell's, where a signal
 * ended it). When this process is asked to end meanwhile, the program is asked too and waited for, so that
 * it can clean up.
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, limitMs?: number, output?: number }} [options] a
 *   program that takes longer than the limit is ended, with the code 124; `output` is the descriptor of a file to
 *   write to instead
 * @returns {Promise<number>}
 */
export function run(
  command,
  parameters,
  { cwd = root, env = process.env, shell = false, limitMs, output } = {},
) {
  return new Promise((resolve, reject) => {
    const out = output ?? 'inherit';
    const child = spawn(command, parameters, { cwd, env, shell, stdio: ['ignore', out, out] });
    const forwards = Object.keys(SIGNAL_CODES).map((name) => {
      const signal = /** @type {keyof typeof SIGNAL_CODES} */ (name);
      const forward = () => {
        endedBy ??= signal;
        // A terminal's Ctrl+C has reached the child already, and a second signal would cut its cleaning short.
        if (signal === 'SIGINT') setTimeout(() => child.kill('SIGTERM'), CLEANING_MS).unref();
        else child.kill(signal);
      };
      process.on(signal, forward);
      return () => process.removeListener(signal, forward);
    });
    let isLate = false;
    const onLimit = () => {
      isLate = true;
      console.log(`Ended: it took more than ${Number(limitMs) / 60_000} minutes.`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), CLEANING_MS).unref();
    };
    const limit = limitMs === undefined ? undefined : setTimeout(onLimit, limitMs);
    const settle = () => {
      clearTimeout(limit);
      forwards.forEach((stop) => stop());
    };
    child.once('error', (error) => {
      settle();
      reject(new Error(`${command} could not be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      settle();
      resolve(isLate ? 124 : (code ?? SIGNAL_CODES[/** @type {'SIGINT'} */ (signal)] ?? 1));
    });
  });
}

/**
 * Runs a program to its end without showing its output.
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options] timeout in milliseconds
 * @returns {{ ok: boolean, output: string }} everything it wrote, and whether it ended with 0
 */
export function capture(command, parameters, { cwd = root, env = process.env, timeout = 0 } = {}) {
  const done = spawnSync(command, parameters, { cwd, env, encoding: 'utf8', timeout, maxBuffer: 1 << 26 });
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`;
  return { ok: done.status === 0, output: done.error ? `${output}${done.error.message}` : output };
}
