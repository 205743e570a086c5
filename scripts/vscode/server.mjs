// Starts the VS Code that installVSCode installed. The server and the extension host are Node processes; the
// window is a page in a browser.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';
import { outsideEditor } from '../process.mjs';
import { installVSCode } from './install.mjs';
import { QUIET_SETTINGS, SKIPPED_EXTENSIONS } from './settings.mjs';

const START_LIMIT_MS = 60_000;

/**
 * @typedef {object} Server
 * @property {string} version
 * @property {string} origin    http://127.0.0.1:PORT
 * @property {number} port
 * @property {Promise<void>} ended  settles when the server is gone, for whatever reason
 * @property {() => string} log     what the server has written so far
 * @property {() => Promise<void>} stop ends every process of it and removes its files
 */

/**
 * @param {object} [options]
 * @param {Record<string, unknown>} [options.settings] user settings; for tests by default
 * @param {string} [options.userDataDir]   used and kept; without it a temporary one
 * @param {string} [options.extensionsDir] of installed extensions; without it none are
 * @param {Record<string, string>} [options.env] for the server, and so for the extension host
 * @param {string[]} [options.flags]       more arguments of the server
 * @param {string[]} [options.scratch]     folders that are removed when the server ends
 * @param {boolean} [options.isTrusting]   whether every workspace is trusted
 * @param {string} [options.version]
 * @returns {Promise<Server>} a server that listens
 */
export async function startServer({
  settings = QUIET_SETTINGS,
  userDataDir,
  extensionsDir,
  env = {},
  flags = [],
  scratch = [],
  isTrusting = true,
  version,
} = {}) {
  const code = await installVSCode(version);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backprop-vscode-')));
  const logFile = join(folder, 'server.log');
  writeFileSync(logFile, '');
  const data = userDataDir ?? join(folder, 'user');
  writeSettings(data, settings);

  const guard = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'guard.mjs'),
      JSON.stringify([folder, ...scratch]),
      logFile,
      code.node,
      join(code.vscode, 'out', 'server-main.js'),
      '--host=127.0.0.1',
      '--port=0', // any free one
      '--without-connection-token',
      '--accept-server-license-terms',
      '--enable-smoke-test-driver', // the window accepts an extension under development only with it
      '--disable-telemetry',
      '--disable-experiments',
      '--disable-update-check',
      ...(isTrusting ? ['--disable-workspace-trust'] : []),
      '--disable-getting-started-override',
      '--reconnection-grace-time=15',
      `--user-data-dir=${data}`,
      `--server-data-dir=${join(folder, 'server')}`,
      `--extensions-dir=${extensionsDir ?? join(folder, 'extensions')}`,
      ...flags,
    ],
    {
      cwd: code.vscode,
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
      env: {
        ...outsideEditor(process.env),
        EXTENSIONS_GALLERY: '{}', // no marketplace
        VSCODE_SKIP_BUILTIN_EXTENSIONS: SKIPPED_EXTENSIONS.join(','),
        ...env,
      },
    },
  );
  let hasEnded = false;
  const ended = /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      guard.once('close', resolve);
      guard.once('error', resolve);
    })
  ).then(() => {
    hasEnded = true;
  });
  let lastLog = '';
  const log = () => {
    // The guard removes the file when the server ends; then what was read last is all there is.
    if (existsSync(logFile)) lastLog = readFileSync(logFile, 'utf8');
    return lastLog;
  };
  const stop = async () => {
    guard.ref(); // now its end is waited for
    guard.stdin.destroy();
    await ended;
  };
  // What ends this process must not be held up by the guard, which ends by itself then.
  guard.unref();

  for (const deadline = Date.now() + START_LIMIT_MS; ; await sleep(50)) {
    const port = Number(/Extension host agent listening on (\d+)/.exec(log())?.[1]);
    if (port) return { version: code.version, origin: `http://127.0.0.1:${port}`, port, ended, log, stop };
    if (hasEnded || Date.now() > deadline) {
      await stop();
      throw new Error(`The VS Code server did not start${hasEnded ? '' : ' in time'}.\n${log()}`);
    }
  }
}

/**
 * Settings are written before the window opens: a change of the file is noticed only now and then.
 * @param {string} userDataDir
 * @param {Record<string, unknown>} settings
 */
function writeSettings(userDataDir, settings) {
  const file = join(userDataDir, 'User', 'settings.json');
  if (existsSync(file)) return; // a person's own
  mkdirSync(join(userDataDir, 'User'), { recursive: true });
  writeFileSync(file, JSON.stringify(settings, null, 2));
}

/**
 * The address of a window on a server.
 * @param {Pick<Server, 'origin' | 'port'>} server
 * @param {object} [what]
 * @param {string} [what.folder]     absolute, as are all paths
 * @param {string} [what.workspace]  a .code-workspace file
 * @param {string} [what.file]       opened in the editor
 * @param {string[]} [what.extensions] extensions under development
 * @param {string} [what.tests]      a module with run(), loaded in the extension host
 * @returns {string}
 */
export function windowAddress({ origin, port }, { folder, workspace, file, extensions = [], tests } = {}) {
  const onServer = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const payload = [
    ...extensions.map((path) => ['extensionDevelopmentPath', onServer(path)]),
    ...(tests ? [['extensionTestsPath', onServer(tests)]] : []),
    ...(file ? [['openFile', onServer(file)]] : []),
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (workspace) query.set('workspace', workspace);
  else if (folder) query.set('folder', folder);
  else query.set('ew', 'true'); // an empty window
  return `${origin}/?${query}`;
}
