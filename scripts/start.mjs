// npm start: opens VS Code on a copy of the example networks, with this extension loaded.
//
//   npm start                       a desktop VS Code if there is one, else a downloaded one, else one in the
//                                   browser, served from this machine
//   npm start -- --port 8123        the port of the last of these
//   npm start -- --print FILE       no editor: trains the file and prints loss and gradients

import { cpSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { outsideEditor, root, run } from './process.mjs';
import { setup } from './setup.mjs';

const EXAMPLES = join(root, 'media', 'examples');

/** The example that is open at first: the classic worked one. */
const FIRST_FILE = 'network-b.backprop.json';

const DEFAULT_PORT = 8123;

async function build() {
  console.log('Building the extension …');
  const code = await run(process.execPath, [join(root, 'esbuild.js')]);
  if (code !== 0) throw new Error('The build failed; its own message is above.');
}

/**
 * Trains a file and prints its loss and gradients, on the command line of the extension.
 * @param {string} name relative to where npm was called
 * @returns {Promise<number>} exit code
 */
async function print(name) {
  const file = resolve(process.env['INIT_CWD'] ?? process.cwd(), name);
  const cli = join(root, 'dist', 'cli.js');
  for (const command of ['train', 'grad']) {
    console.log(`\nbackprop ${command} ${name}`);
    const code = await run(process.execPath, [cli, command, file]);
    if (code !== 0) return code;
  }
  return 0;
}

/** A copy of the examples to play with: the originals are part of the repository. */
function copyExamples() {
  if (!existsSync(EXAMPLES)) throw new Error(`There are no examples: ${EXAMPLES} does not exist.`);
  const folder = mkdtempSync(join(tmpdir(), 'backprop-examples-'));
  cpSync(EXAMPLES, folder, { recursive: true });
  const networks = readdirSync(folder)
    .filter((name) => name.endsWith('.backprop.json'))
    .sort();
  const first = networks.includes(FIRST_FILE) ? FIRST_FILE : networks[0];
  console.log(`Copied ${networks.length} example networks to ${folder}`);
  return { folder, file: first === undefined ? undefined : join(folder, first) };
}

/** @typedef {ReturnType<typeof copyExamples>} Playground */

/**
 * Opens a desktop VS Code. The `code` command returns when the window is open, the program itself when it is
 * closed.
 * @param {string} executable
 * @param {Playground} playground
 * @param {string[]} [more]
 */
function openDesktop(executable, { folder, file }, more = []) {
  // Chromium refuses to be root in its sandbox, and VS Code to be root without a folder of its own.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const rootFlags = isRoot ? ['--no-sandbox', `--user-data-dir=${join(root, '.vscode-test', 'user')}`] : [];
  const env = outsideEditor(process.env);
  const flags = ['--new-window', '--disable-workspace-trust', `--extensionDevelopmentPath=${root}`];
  const parameters = [...flags, ...(more.length > 0 ? more : rootFlags), folder, ...(file ? [file] : [])];
  if (process.platform !== 'win32' || executable.endsWith('.exe'))
    return run(executable, parameters, { env });
  // `code` is a batch file there, which only a shell can run.
  const quoted = [executable, ...parameters].map((text) => `"${text}"`);
  return run(quoted[0] ?? '', quoted.slice(1), { env, shell: true });
}

/** @param {Playground} playground */
async function openDownloaded(playground) {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  const { DEFAULT_VERSION } = await import('./vscode/install.mjs');
  const executable = await downloadAndUnzipVSCode({ version: DEFAULT_VERSION });
  const home = join(root, '.vscode-test');
  const folders = [`--user-data-dir=${join(home, 'user')}`, `--extensions-dir=${join(home, 'extensions')}`];
  console.log('Opening VS Code; this ends when its window is closed.');
  return openDesktop(executable, playground, ['--no-sandbox', ...folders]);
}

/**
 * Serves VS Code until Ctrl+C.
 * @param {Playground} playground
 * @param {number} port
 */
async function serve(playground, port) {
  const { startServer, windowAddress } = await import('./vscode/server.mjs');
  const { CALM_SETTINGS } = await import('./vscode/settings.mjs');
  const asked = askedToEnd();
  const server = await startServer({ settings: CALM_SETTINGS });
  try {
    const { folder, file } = playground;
    const window = windowAddress(server, { folder, extensions: [root], ...(file && { file }) });
    // The extension is named in the window's address, which is long: a short one leads there.
    const door = createServer((_request, response) => {
      response.writeHead(302, { Location: window, 'Cache-Control': 'no-store' }).end();
    });
    const at = await listen(door, port);
    console.log(`
VS Code ${server.version} is served from this machine. Open

  http://127.0.0.1:${at}

in a browser (it leads on to ${server.origin}). Ctrl+C here ends it.`);
    const reason = await Promise.race([asked, server.ended.then(() => 'server')]);
    door.close();
    door.closeAllConnections();
    if (reason !== 'server') return 0;
    throw new Error(`The VS Code server has ended by itself.\n${server.log()}`);
  } finally {
    await server.stop();
    console.log(`VS Code has ended. Your copy of the examples is still in ${playground.folder}`);
  }
}

/** Settles when this process is asked to end. Asking twice does not cut the cleaning short. */
function askedToEnd() {
  return new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => settle(signal));
  });
}

/**
 * Listens on a port, or on any free one if it is taken.
 * @param {import('node:http').Server} door
 * @param {number} port
 * @returns {Promise<number>}
 */
function listen(door, port) {
  return new Promise((settle, reject) => {
    door.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE' && port !== 0) settle(listen(door, 0));
      else reject(error);
    });
    door.listen(port, '127.0.0.1', () => {
      const address = door.address();
      settle(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function main() {
  const { values } = parseArgs({
    options: { print: { type: 'string' }, port: { type: 'string', default: String(DEFAULT_PORT) } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`${values.port} is no port.`);
  await setup();
  await build();
  if (values.print !== undefined) return print(values.print);

  const playground = copyExamples();
  const { chooseVSCode, desktopCommand } = await import('./vscode/choose.mjs');
  console.log('Looking for a VS Code …');
  const choice = await chooseVSCode(desktopCommand);
  if (choice.kind === 'download') {
    console.log('No desktop VS Code found; downloading one.');
    return openDownloaded(playground);
  }
  if (choice.kind === 'npm') {
    console.log('No desktop VS Code can be used here; taking the one from npm, shown by your browser.');
    return serve(playground, port);
  }
  console.log(`Opening ${choice.path}`);
  return openDesktop(choice.path, playground);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
