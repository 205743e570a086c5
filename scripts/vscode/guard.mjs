// Runs the VS Code server for scripts/vscode/server.mjs and outlives it by a moment: when the process that
// asked for the server closes this one's standard input, or ends in whatever way (killed as well: the
// system closes the pipe then), the server's whole process group is ended and its folders are removed. A
// looping extension host does not notice that its server is gone, so asking the server alone is not enough.
//
//   node guard.mjs <folders to remove, as JSON> <log file> <program> [argument …]

import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time for VS Code to end by itself; it has nothing to save here. */
const GRACE_MS = 1000;

const [folders = '[]', logFile = '', program = '', ...parameters] = process.argv.slice(2);
const log = openSync(logFile, 'a');
const server = spawn(program, parameters, { stdio: ['ignore', log, log], detached: true });
closeSync(log);
const ended = new Promise((resolve) => {
  server.once('exit', resolve);
  server.once('error', resolve);
});

// A terminal's Ctrl+C is for the process that owns the pipe; it closes it when it has cleaned up.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});

process.stdin.resume();
const released = new Promise((resolve) => process.stdin.once('close', resolve));

await Promise.race([released, ended]);
signalGroup('SIGTERM');
await Promise.race([ended, sleep(GRACE_MS)]);
signalGroup('SIGKILL');
for (const folder of JSON.parse(folders)) await remove(folder);
process.exit();

/** @param {NodeJS.Signals} signal */
function signalGroup(signal) {
  if (server.pid === undefined) return; // it could not be started
  try {
    process.kill(-server.pid, signal);
  } catch {
    // The group is empty already, which is what was wanted.
  }
}

/**
 * The killed processes may still be writing for a moment.
 * @param {string} folder
 */
async function remove(folder) {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch {
      await sleep(100);
    }
  }
}
